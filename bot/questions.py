"""Questions of a form: how each is asked, and what counts as an answer."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from locales import Lazy, _, button_words, fold
from views import Json, flex
from views.tap import Answered

TOKYO = ZoneInfo("Asia/Tokyo")
COUNTERS = re.compile(r"(人|にん|名|めい|people|person|つ|番|ばん)+$")
KANJI_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
KANA_NUMBERS = {
    "ひとり": 1,
    "ひとつ": 1,
    "ふたり": 2,
    "ふたつ": 2,
    "さんにん": 3,
    "みっつ": 3,
    "よにん": 4,
    "よっつ": 4,
}
# Typed or spoken: いち, いちばん.
SPOKEN_NUMBERS = {
    "いち": 1, "に": 2, "さん": 3, "よん": 4, "ご": 5, "ろく": 6, "なな": 7, "しち": 7,
    "はち": 8, "きゅう": 9, "じゅう": 10,
}  # fmt: skip
# What is said around a number: たぶん2人です, 1番でお願いします, 3にします.
AROUND = re.compile(
    r"^(?:たぶん|多分|えーと|ええと|えっと|じゃあ?|では|全部で|ぜんぶで|合計|あわせて|合わせて)[、 ]*"
    r"|[でをにが]?(?:お願い|おねがい)(?:します|いたします|できますか)?$|(?:でいい|がいい|にし|で|を)?(?:です|ます)(?:ね|よ)?$"
    r"|を?(?:ください|下さい)$|(?:が|で)(?:いい|良い)$|でしょうか$|かな$|(?<=[人名番\dりつ])[でを、,。]$"
)
# 大人2人と子ども1人, 夫婦と子ども1人: each group, by its number.
GROUP = re.compile(r"(\d+|[一二三四五六七八九])(?:人|名|にん|めい)|ひとり|ふたり|夫婦")
GROUPS_BESIDE = re.compile(
    r"大人|おとな|子ども|子供|こども|小学生|孫|まご|夫|妻|母|父|親|私|わたし|自分|[とがはで、,・と+＋\s]"
)
MONTH_AND_DAY = re.compile(r"(?:(\d{4})[-/年])?(\d{1,2})[-/月](\d{1,2})日?")


class Unclear(Exception):
    """The words do not answer the question; `str()` is the hint."""


def plain_number(words: str) -> int | None:
    """２, 2人, 二, ふたり → 2; None when it is no number."""
    bare = unicodedata.normalize("NFKC", words[:40]).strip(" \n。.、!")
    while (shorter := AROUND.sub("", bare)) != bare:
        bare = shorter
    if bare in KANA_NUMBERS:
        return KANA_NUMBERS[bare]
    bare = COUNTERS.sub("", bare.strip("。.() "))
    if bare.isascii() and bare.isdecimal() and len(bare) <= 6:
        return int(bare)
    return KANJI_NUMBERS.get(bare) or SPOKEN_NUMBERS.get(bare)


def people(words: str) -> int | None:
    """How many come: 2人, or 大人2人と子ども1人 → 3; None when it is no number of people."""
    bare = unicodedata.normalize("NFKC", words[:40])
    groups = GROUP.findall(bare)
    if len(groups) < 2 or GROUPS_BESIDE.sub("", AROUND.sub("", GROUP.sub("", bare))):
        return plain_number(words)
    found = [
        plain_number(one[0]) or {"夫婦": 2}.get(one[0]) or KANA_NUMBERS.get(one[0])
        for one in GROUP.finditer(bare)
    ]
    return sum(one or 0 for one in found)


class Question:
    """One thing to ask. `optional` ones can be skipped."""

    # Whether its buttons may be answered by their number: not where a number is itself an answer.
    numbered = True

    def __init__(self, ask: Lazy | str, *, optional: bool = False) -> None:
        self.ask = ask
        self.optional = optional

    def read(self, words: str, now: datetime) -> str:
        """The answer as it is kept. Raises Unclear."""
        raise NotImplementedError

    def said(self, value: str) -> str:
        """A kept answer as people read it."""
        return value

    def buttons(self, form: str, name: str, now: datetime) -> list[Json]:
        """Quick replies that answer it."""
        return []


class Choice(Question):
    """One of a few answers: {kept: shown}."""

    def __init__(self, ask: Lazy | str, choices: Mapping[str, Lazy | str], *, optional: bool = False) -> None:
        super().__init__(ask, optional=optional)
        self.choices = choices

    def read(self, words: str, now: datetime) -> str:
        shape = fold(words)
        for kept, shown in self.choices.items():
            label = fold(str(shown))
            if shape in (label, fold(kept)) or shape in button_words().get(label, ()):
                return kept
        number = plain_number(words)
        if number is not None and 1 <= number <= len(self.choices):
            return list(self.choices)[number - 1]
        raise Unclear(_("Please press one of the buttons, or send its number."))

    def said(self, value: str) -> str:
        return str(self.choices.get(value, value))

    def buttons(self, form: str, name: str, now: datetime) -> list[Json]:
        return [flex.quick(str(shown), Answered(form, name, kept)) for kept, shown in self.choices.items()]


class Text(Question):
    """Words, at most `most` characters."""

    numbered = False

    def __init__(self, ask: Lazy | str, *, most: int = 100, optional: bool = False) -> None:
        super().__init__(ask, optional=optional)
        self.most = most

    def read(self, words: str, now: datetime) -> str:
        answer = words.strip()
        if not answer:
            raise Unclear(_("Please write it in a few words."))
        if len(answer) > self.most:
            raise Unclear(
                _(
                    "That is {count} characters. Please write it in at most {most}.",
                    count=len(answer),
                    most=self.most,
                )
            )
        return answer


class Photo(Question):
    """A picture: the form takes it in `pictured`; words are no answer."""

    def read(self, words: str, now: datetime) -> str:
        raise Unclear(_("That is no picture."))


class Number(Question):
    """A whole number between `least` and `most`; buttons offer the first few."""

    numbered = False

    def __init__(self, ask: Lazy | str, *, least: int = 1, most: int = 9, unit: Lazy | None = None) -> None:
        super().__init__(ask)
        self.least, self.most, self.unit = least, most, unit

    def read(self, words: str, now: datetime) -> str:
        number = people(words)
        if number is None or not self.least <= number <= self.most:
            raise Unclear(_("Please send a number from {least} to {most}.", least=self.least, most=self.most))
        return str(number)

    def said(self, value: str) -> str:
        return _(self.unit.message, count=value) if self.unit else value

    def buttons(self, form: str, name: str, now: datetime) -> list[Json]:
        offered = range(self.least, min(self.most, self.least + 5) + 1)
        return [flex.quick(self.said(str(n)), Answered(form, name, str(n))) for n in offered]


class Day(Question):
    """A day from today on, picked from the phone's calendar or typed (11/28, 11月28日, 2026-11-28)."""

    numbered = False

    def __init__(self, ask: Lazy | str, *, ahead: int = 365, optional: bool = False) -> None:
        super().__init__(ask, optional=optional)
        self.ahead = ahead

    def read(self, words: str, now: datetime) -> str:
        found = MONTH_AND_DAY.search(unicodedata.normalize("NFKC", words))
        today = now.astimezone(TOKYO).date()
        if found:
            try:
                day = date(int(found[1] or today.year), int(found[2]), int(found[3]))
            except ValueError:
                day = None
            if day is not None and day < today and not found[1]:
                day = day.replace(year=day.year + 1)
            if day is not None and today <= day <= today + timedelta(days=self.ahead):
                return day.isoformat()
        raise Unclear(_("Please send a day such as 11/28."))

    def buttons(self, form: str, name: str, now: datetime) -> list[Json]:
        today = now.astimezone(TOKYO).date()
        last = today + timedelta(days=self.ahead)
        return [flex.quick_day(_("Pick a day"), Answered(form, name), today.isoformat(), last.isoformat())]
