"""The phone page in a real browser, against the real stand-in and a bot small enough to read."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from chromium import chromium
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route

from .bot import Bot, running_bot
from .stage import Stage

SECRET, TOKEN = "page-secret", "page-token"
TUNNEL = "https://tunnel.test"
ROOT = Path(__file__).resolve().parents[2]


class StandIn:
    """The stand-in's control paths, as a test uses them."""

    def __init__(self, url: str, bot: Bot) -> None:
        self.url = url
        self.bot = bot

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, content, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def person(self, name: str, **settings: Any) -> str:
        return str(self.ask("POST", "/_stand-in/people", {"name": name, **settings})["id"])

    def push(self, to: str, *messages: dict[str, Any]) -> None:
        self.ask("POST", "/v2/bot/message/push", {"to": to, "messages": list(messages)})

    def reset(self) -> None:
        self.bot.heard.clear()
        self.bot.answers.clear()
        self.ask("POST", "/_stand-in/reset", {})


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    gallery = tmp_path_factory.mktemp("stand-in") / "gallery.json"
    gallery.write_text(json.dumps({"faces": FACES}))
    with running_bot(TOKEN) as bot:
        command = [sys.executable, "-m", "simulator", "--port", "0", "--webhook", bot.url, "--secret", SECRET]
        command += ["--tunnel", f"{TUNNEL}={bot.url.removesuffix('/line/webhook')}"]
        command += ["--token", TOKEN, "--gallery", str(gallery), "--name", "つなぐ町", "--rates", "off"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            url = process.stdout.readline().rsplit(" ", 1)[1].strip().rstrip("/")
            bot.line = url
            try:
                yield StandIn(url, bot)
            finally:
                process.terminate()
                process.wait(10)


@pytest.fixture
def stand_in(served: StandIn) -> StandIn:
    served.reset()
    return served


@pytest.fixture(scope="package")  # its event loop must have ended before other folders' tests run one
def browser() -> Iterator[Browser]:
    # A process for each page of a hundred took longer to start than the page to be used.
    with chromium("--renderer-process-limit=1") as browser:
        yield browser


@pytest.fixture(scope="package")
def window(browser: Browser, served: StandIn) -> Iterator[BrowserContext]:
    with browser.new_context(locale="ja-JP") as context:
        # Stays open, and so does the process of all pages.
        context.new_page().goto(f"{served.url}/_stand-in/state")
        yield context


@pytest.fixture
def page(window: BrowserContext, stand_in: StandIn) -> Iterator[Page]:
    """A page of its own in a window that remembers nothing of the tests before."""
    opened = window.new_page()
    opened.set_viewport_size({"width": 1300, "height": 900})
    opened.set_default_timeout(8_000)
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda said: problems.append(said.text) if is_refusal(said.text) else None)
    yield opened
    opened.evaluate("localStorage.clear()")
    opened.close()
    window.clear_permissions()
    assert problems == []


@pytest.fixture(scope="module")
def stage(browser: Browser, served: StandIn) -> Iterator[Stage]:
    """A page that only draws; pictures from outside come from here, everything else outside is refused."""
    with browser.new_context(locale="ja-JP", viewport={"width": 900, "height": 900}) as context:
        opened = context.new_page()
        opened.set_default_timeout(8_000)
        opened.route(lambda url: not url.startswith(served.url), give_picture)
        opened.goto(f"{served.url}/gallery")
        yield Stage(opened)


def give_picture(route: Route) -> None:
    if route.request.url.endswith("/picture.png"):
        route.fulfill(body=PICTURE, content_type="image/png")
    else:
        route.abort()


def is_refusal(text: str) -> bool:
    """What the browser writes when a page tries what its content security policy forbids."""
    return "Content Security Policy" in text


def _picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (80, 40), "#07583F").save(written, "PNG")
    return written.getvalue()


PICTURE = _picture()


def _face(name: str, locale: str, letters: str, words: str) -> dict[str, Any]:
    return {
        "name": name,
        "locale": locale,
        "letter_size": letters,
        "messages": [{"type": "text", "text": words}],
    }


FACES = [
    _face(name, locale, letters, f"{name} {locale} {letters}")
    for name in ("activities.card", "help.menu")
    for locale in ("ja", "ja_Hira", "en")
    for letters in ("normal", "large")
]
