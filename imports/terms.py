"""The terms of taking part: what it costs, for how many, whether one signs up, and until when."""

import re
from dataclasses import dataclass
from datetime import date

from imports import datewords, hours
from imports.cells import BLANKS, Answer, answer, number, plain
from imports.dates import dates
from imports.hours import minute
from imports.memory import remembered


@dataclass(frozen=True, slots=True)
class Fee:
    """The words, and the yen one person pays when the words leave no doubt; 0 is free of charge."""

    text: str = ""
    yen: int | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """The words, and how many people when the words leave no doubt."""

    text: str = ""
    people: int | None = None
    unlimited: bool = False
    drawn: bool = False  # by lot, not in the order of signing up


@dataclass(frozen=True, slots=True)
class SignUp:
    """The words, and whether one has to sign up."""

    text: str = ""
    needed: Answer = Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Deadline:
    """The words, the last day and time of signing up, and the first when it is told."""

    text: str = ""
    day: date | None = None
    minute: int | None = None
    opens: date | None = None
    opens_minute: int | None = None


WHAT_FOR = (
    "(?:参加|入場|入館|入園|受講|観覧|拝観|鑑賞|利用|使用|会|講座|基本)?(?:費用|費|料金|料|代)?(?:は|[::])?"
)
FREE = re.compile(rf"{WHAT_FOR}(?:無料|無し|なし|不要|0円)(?:です)?(?:\([^()]*\))?")
ONE_SUM = re.compile(
    rf"{WHAT_FOR}(?:1人|お?一人様?|1名|各回|1回)?(?:あたり|につき)?(?P<yen>\d{{1,3}}(?:,\d{{3}})+|\d{{1,7}})円+"
    r"(?:/(?:人|名|回)|\((?:税込み?|一人分|1人分?|お一人様?|1名)\))?"
)
PAID = re.compile("円|費|料|代|別途|実費|有料")
PEOPLE = re.compile(
    r"(?:定員|先着順?で?|抽選で?|各日|当日|合計|計|[::\s])*(?P<people>\d{1,3}(?:,\d{3})+|\d{1,6})(?:人|名)(?:様|まで)?"
    r"(?:[(・、]?(?:先着順?|申込順|申込先着順|抽選|要申込|事前申込制?|応募者多数の場合は?抽選|多数の場合は?抽選)[)]?)*"
)
UNLIMITED = re.compile("(?:定員|人数)?(?:の?制限)?(?:なし|無し|ありません)|制限なし|無制限|特になし")
NOT_NEEDED = re.compile(
    "(?:事前の?)?(?:申し?込み?|予約|参加申し?込み?)(?:は|の必要は?)?(?:不要|なし|無し|いりません|ありません)"
    "|(?:当日|直接|自由参加|入退場自由|出入り自由)"
)
NEEDED = re.compile(
    "申し?込み?|予約|応募|エントリー|電話|メール|ファ[ック]+ス|FAX|フォーム|窓口|来館|持参|郵送|はがき|ハガキ|往復|https?:|ＱＲ|QR|LINE"
)


@remembered
def fee(basic: str, detail: str = "") -> Fee:
    """What two cells say of the price. An amount beside other amounts is left to the reader."""
    basic, detail = ("" if cell in BLANKS else cell for cell in (basic, detail))
    text = "\n".join(filter(None, (basic, detail if detail != basic else "")))
    yen = _yen(basic or detail)
    if basic and detail and detail != basic and _yen(detail) != yen and PAID.search(plain(detail)):
        yen = None
    return Fee(text, yen)


def _yen(text: str) -> int | None:
    read = re.sub(r"\s+", "", plain(text[:200]))
    if FREE.fullmatch(read):
        return None if "(" in read and PAID.search(read.partition("(")[2]) else 0
    if (alone := number(read)) is not None:
        return alone
    found = ONE_SUM.fullmatch(read)
    return int(found["yen"].replace(",", "")) if found else None


@remembered
def capacity(text: str) -> Capacity:
    if text in BLANKS:
        return Capacity()
    read = re.sub(r"\s+", "", plain(text[:200]))
    if UNLIMITED.fullmatch(read):
        return Capacity(text, unlimited=True)
    found = PEOPLE.fullmatch(read)
    people = int(found["people"].replace(",", "")) if found else number(read)
    # A list that writes 0 means that nobody counted.
    return Capacity(text, people or None, drawn="抽選" in read)


@remembered
def sign_up(text: str, has_deadline: bool) -> SignUp:
    """Whether one signs up. Silence means unknown, unless the list names a last day for it."""
    silent = Answer.YES if has_deadline else Answer.UNKNOWN
    if text in BLANKS:
        return SignUp("", silent)
    read = re.sub(r"\s+", "", plain(text[:500]))
    if answer(read) in (Answer.YES, Answer.NO):
        return SignUp(text, answer(read))
    if NOT_NEEDED.match(read):
        # 「当日直接会場へ」 needs nothing; 「当日会場で申し込み」 does, though not beforehand.
        rest = NOT_NEEDED.sub("", read)
        return SignUp(text, Answer.UNKNOWN if NEEDED.search(rest) else Answer.NO)
    return SignUp(text, Answer.YES if NEEDED.search(read) else silent)


@remembered
def deadline(day_text: str, time_text: str, reference: date) -> Deadline:
    """Until when one signs up; `reference` is the event's first day, which a missing year stays close to."""
    day_text, time_text = ("" if cell in BLANKS else cell for cell in (day_text, time_text))
    text = " ".join(filter(None, (datewords.legible(day_text), hours.legible(time_text))))
    said = dates(day_text, reference) if day_text else None
    if not said:
        return Deadline(text)
    at = minute(time_text) if time_text else None
    if len(said.spans) == 1:
        span = said.spans[0]
        if span.first == span.last:
            end = span.start if span.end is None else span.end
            return Deadline(text, span.last, end if at is None else at)
        return Deadline(text, span.last, span.end if at is None else at, span.first, span.start)
    if said.until:
        return Deadline(text, said.until.last, said.until.end if at is None else at)
    if said.since:
        return Deadline(text, None, None, said.since.first, said.since.start)
    return Deadline(text)
