"""Takes the picture in the README from the real thing: `.venv/bin/python tests/browser/take_picture.py`."""

import io
import json
import re
import shutil
import sys
import tempfile
import urllib.request
from pathlib import Path

from opened import ROOT, OpenTown
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

PICTURE = ROOT / "docs" / "pictures" / "phone.png"
PATIENCE = 30_000  # milliseconds
# Side by side: somebody at ease, somebody who reads large letters, somebody whose language is English.
FIND, MENU = re.compile("^(さがす|Find)$"), re.compile("^(メニュー|Menu)$")
SHOWN = ("はな", "うめ", "マリア")


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is needed: apt install chromium")
    with tempfile.TemporaryDirectory() as folder:
        town = OpenTown(Path(folder))
        town.open()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                page = browser.new_page(locale="ja-JP", viewport={"width": 1290, "height": 4000})
                keep(play(page, town))
                browser.close()
        finally:
            town.end()


def play(page: Page, town: OpenTown) -> bytes:
    """Let the three use the bot, and photograph their phones."""
    with urllib.request.urlopen(f"{town.page}_stand-in/state", timeout=20) as answer:
        ids = {person["name"]: person["id"] for person in json.load(answer)["people"]}
    page.goto(town.page)
    phones = [page.locator(f'[data-person="{ids[name]}"]') for name in SHOWN]
    hana, _ume, maria = phones
    for phone in phones:
        expect(phone.locator(".menu-board")).to_be_visible(timeout=PATIENCE)
    for phone in (hana, maria):
        phone.locator(".menu-board").get_by_role("button", name=FIND).click()
        expect(phone.locator(".quick-reply").first).to_contain_text("6", timeout=PATIENCE)
        # Without the menu there is room for a whole card.
        if phone.locator(".menu-board").is_visible():
            phone.get_by_role("button", name=MENU).click()
    page.wait_for_timeout(1500)  # until what slides has come to rest
    # Only these three, from left to right.
    page.evaluate(
        "ids => document.querySelectorAll('[data-slot]').forEach(slot =>"
        " slot.style.display = ids.includes(slot.dataset.slot) ? '' : 'none')",
        [ids[name] for name in SHOWN],
    )
    page.set_viewport_size({"width": 1290, "height": 860})
    page.wait_for_timeout(500)
    boxes = [phone.bounding_box() for phone in phones]
    assert all(boxes)
    left, top = min(box["x"] for box in boxes if box), min(box["y"] for box in boxes if box)
    right = max(box["x"] + box["width"] for box in boxes if box)
    bottom = max(box["y"] + box["height"] for box in boxes if box)
    clip = {"x": left - 16, "y": top - 16, "width": right - left + 32, "height": bottom - top + 32}
    return page.screenshot(clip=clip)  # type: ignore[arg-type]  # a dict of four floats is what it takes


def keep(png: bytes) -> None:
    """In 128 colours, which is all a chat has."""
    with Image.open(io.BytesIO(png)) as picture:
        small = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    small.save(PICTURE, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size // 1000} KB")


if __name__ == "__main__":
    main()
