"""What `make run` opens, used as a resident uses it: joining by taps, by numbers and in hiragana; and its end."""

import json
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psutil
import pytest
from chromium import chromium
from opened import COMMAND, PATIENCE, ROOT, OpenTown, free_ports
from playwright.sync_api import Browser, Locator, Page, expect

SLOW = 20_000  # milliseconds: the machine may be busy


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenTown]:
    town = OpenTown(tmp_path_factory.mktemp("town"))
    town.open()
    yield town
    assert town.end() == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(locale="ja-JP", viewport={"width": 1300, "height": 900}) as context:
        context.set_default_timeout(SLOW)
        opened = context.new_page()
        problems: list[str] = []
        opened.on("pageerror", lambda error: problems.append(str(error)))
        yield opened
        assert problems == []


def ask(town: OpenTown, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(f"{town.page}_stand-in/{path}", data, timeout=20) as answer:
        return json.load(answer)


class Resident:
    """Somebody's phone on the page; nothing is pressed or typed before it can be seen."""

    def __init__(self, town: OpenTown, page: Page, person: str) -> None:
        page.goto(town.page)
        page.locator(f'[data-slot="{person}"]').scroll_into_view_if_needed()  # phones are made when seen
        self.phone = page.locator(f'[data-person="{person}"]')
        self.answer = self.phone.locator(".row.theirs").last

    def taps_menu(self, area: str) -> None:
        self.phone.locator(".menu-board").get_by_role("button", name=area).click()

    def taps(self, label: str) -> None:
        self.choice(label).click()

    def types(self, words: str) -> None:
        keyboard = self.phone.get_by_role("button", name="文字を入力する")
        field = self.phone.get_by_role("textbox", name="メッセージを書く")
        expect(keyboard.or_(field)).to_be_visible(timeout=SLOW)
        if keyboard.is_visible():
            keyboard.click()
        field.fill(words)
        field.press("Enter")

    def types_number_of(self, label: str) -> None:
        """Read the number of a choice off the screen, and send it.

        Where words are asked for there are no numbers: they could be the answer."""
        number = re.search(r"\d+", self.choice(label).inner_text())
        assert number or label == "とばす", f"no number on {label}"
        self.types(number[0] if number else label)

    def types_hiragana_of(self, label: str) -> None:
        expect(self.choice(label)).to_be_visible(timeout=SLOW)
        self.types(HIRAGANA[label])

    def sees(self, words: str) -> None:
        expect(self.answer).to_contain_text(words, timeout=SLOW)

    def choice(self, label: str) -> Locator:
        """A quick reply or a button of the newest message, with or without its number."""
        exact = re.compile(rf"^(\d+ )?{re.escape(label)}$")
        quick = self.phone.locator(".quick-reply").filter(has_text=exact)
        return quick.or_(self.answer.get_by_role("button").filter(has_text=exact)).first

    def joins_by(self, choose: Callable[[str], None]) -> None:
        """From a list of activities to a place, whatever this activity asks for on the way."""
        choose("参加する")
        if self._whichever("1人", "はい、参加する") == "1人":
            choose("1人")
        choose("はい、参加する")
        expect(self.phone).to_contain_text("入りました。", timeout=SLOW)
        answers = self.phone.locator(".row.theirs")
        while self._whichever("とばす", "わたしの予定") == "とばす":  # the organiser's own questions
            before = answers.count()
            choose("とばす")
            expect(answers).not_to_have_count(before, timeout=SLOW)  # the old question offers it until then

    def _whichever(self, one: str, other: str) -> str:
        expect(self.choice(one).or_(self.choice(other)).first).to_be_visible(timeout=SLOW)
        return one if self.choice(one).count() else other


# What somebody types who neither taps nor writes kanji.
HIRAGANA = {
    "参加する": "さんかする",
    "1人": "ひとり",
    "はい、参加する": "はい",
    "とばす": "とばす",
    "わたしの予定": "わたしのよてい",
    "見る・変える": "みるかえる",
    "取り消す": "とりけす",
    "はい、取り消す": "はい",
}


@pytest.fixture
def somebody(town: OpenTown, page: Page) -> Resident:
    """A new friend of the bot, who has just been greeted."""
    return Resident(town, page, ask(town, "people", {"name": "ためす人"})["id"])


def test_joining_by_taps_alone_and_giving_the_place_back(somebody: Resident) -> None:
    somebody.taps_menu("さがす")
    somebody.joins_by(somebody.taps)

    somebody.taps("わたしの予定")
    somebody.taps("見る・変える")
    somebody.taps("取り消す")
    somebody.taps("はい、取り消す")
    somebody.sees("の申し込みを取り消しました。")


def test_joining_by_numbers_alone(somebody: Resident) -> None:
    somebody.types_number_of("最初から")
    somebody.types_number_of("さがす")
    somebody.joins_by(somebody.types_number_of)


def test_joining_and_leaving_in_hiragana(somebody: Resident) -> None:
    expect(somebody.choice("最初から")).to_be_visible(timeout=SLOW)
    somebody.types("さがす")

    def types(label: str) -> None:
        expect(somebody.choice(label)).to_be_visible(timeout=SLOW)
        first = re.search(r"\d+", somebody.choice(label).inner_text())
        somebody.types_hiragana_of(label)
        if (
            label == "参加する"
        ):  # it stands on several cards; the first activity of the day may need no sign-up
            expect(somebody.phone).to_contain_text("どれのことですか。", timeout=SLOW)
            assert first, "no number on the cards"
            somebody.types(f"{first[0]}ばん")

    somebody.joins_by(types)

    for label in ("わたしの予定", "見る・変える", "取り消す", "はい、取り消す"):
        somebody.types_hiragana_of(label)
    somebody.sees("の申し込みを取り消しました。")


def test_ctrl_c_leaves_nothing_running_and_the_next_start_keeps_what_was_done(
    town: OpenTown, page: Page
) -> None:
    person = ask(town, "people", {"name": "のこる人"})["id"]
    hana = Resident(town, page, person)
    hana.taps_menu("さがす")
    hana.taps("気になる")
    hana.sees("気になるに入れました")
    everybody = town.everybody()
    assert len(everybody) >= 5  # itself, the stand-in, the web server with its worker, the bot's worker
    page.goto("about:blank")

    assert town.end() == 0
    assert "おやすみなさい" in town.said and "Traceback" not in town.said
    assert [one for one in everybody if runs(one)] == []

    town.open()
    hana = Resident(town, page, person)
    expect(hana.phone).to_contain_text("気になるに入れました")  # what the phone remembers
    hana.taps_menu("わたしの予定")
    hana.sees("気になる")  # and what the bot does


def test_even_a_killed_town_takes_its_parts_along(tmp_path: Path) -> None:
    town = OpenTown(tmp_path)
    town.open()
    everybody = town.everybody()
    assert town.end(signal.SIGKILL) == -signal.SIGKILL
    end = monotonic() + PATIENCE
    while any(runs(one) for one in everybody):
        assert monotonic() < end, [one for one in everybody if runs(one)]
        sleep(0.1)


def test_a_busy_port_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        [port] = free_ports(1)
        other.bind(("127.0.0.1", port))
        other.listen()
        told = failed(tmp_path, TSUNAGU_PORT=str(port))
    assert told[0] == (
        f"Port {port} is in use by another program. End that, or choose another: TSUNAGU_PORT=8765 make run"
    )


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    told = failed(tmp_path, TSUNAGU_VAR=str(file / "var"))
    assert told[0].startswith(f"Cannot write into {file / 'var'}: Not a directory.")


def runs(process: psutil.Process) -> bool:
    try:
        # In some containers nobody takes note that an orphan has ended.
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def failed(folder: Path, **environment: str) -> list[str]:
    """The lines with which it gave up."""
    ended = subprocess.run(
        COMMAND, cwd=ROOT, env=OpenTown(folder).environment(**environment),
        capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stdout == ""
    lines = ended.stderr.splitlines()
    assert len(lines) <= 2, ended.stderr  # one sentence, in English and in Japanese
    return lines
