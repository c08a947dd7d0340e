"""Times on narrow cards: from when to when stays on one line."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from locales import days_and_times, speaking

from .stage import Stage, ask

STARTS = datetime(2026, 11, 24, 13, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
LINES_OF_TIMES = """words => {
    const range = document.createRange();
    const walk = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    const text = walk.nextNode();
    range.setStart(text, text.length - '13:30-15:30'.length);
    range.setEnd(text, text.length);
    return new Set([...range.getClientRects()].map(one => one.top)).size;
}"""


@pytest.mark.parametrize("locale", ["ja", "en"])
def test_a_line_does_not_break_within_the_times(stage: Stage, locale: str) -> None:
    # Guards locales/days.py: the dashes. Easy Japanese writes its times out in words.
    with speaking(locale):
        said = days_and_times(STARTS, STARTS + timedelta(hours=2))

    def lines(words: str, room: int) -> int:
        text = {"type": "text", "text": words, "wrap": True, "size": "lg", "scaling": True}
        narrow = {"type": "box", "layout": "vertical", "width": f"{room}px", "contents": [text]}
        return int(ask(stage.inside(narrow).locator(".fx-words"), LINES_OF_TIMES))

    plain = f"{said[:-6]}-{said[-5:]}"
    assert {lines(plain, room) for room in range(150, 300, 15)} == {1, 2}
    assert {lines(said, room) for room in range(150, 300, 15)} == {1}
