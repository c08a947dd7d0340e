"""Single cells that mean one thing: codes, numbers, yes and no, coordinates, telephone numbers."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from imports.memory import remembered

# What people write into a cell that they leave empty.
BLANKS = frozenset(
    {"", "-", "ー", "－", "―", "—", "‐", "−", "*", "#N/A", "#REF!", "#VALUE!", "NULL", "null", "None"}
)

# In the order of their codes, 01 to 47.
PREFECTURES: tuple[str, ...] = (
    *("北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県"),
    *("埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県"),
    *("岐阜県", "静岡県", "愛知県", "三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県"),
    *("鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県"),
    *("佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県"),
)


class Answer(StrEnum):
    """Yes, no, in part, or not said. An empty cell never means no."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"
    UNKNOWN = "unknown"


WORDS: dict[Answer, str] = {
    Answer.YES: "有 あり 有り ○ 〇 ◯ ◎ ● 1 true yes y はい 可 対応 設置 レ ✓ ✔ 必要 必須 要",
    Answer.NO: "無 なし 無し 無い × ✕ ✖ x 0 false no n いいえ 不可 未対応 未設置 不要",
    Answer.PARTLY: "△ ▲ 一部 一部有 一部あり 一部対応",
}
ANSWERS = {word: answer for answer, words in WORDS.items() for word in words.split()}


@remembered
def plain(text: str) -> str:
    """Full-width letters and digits made narrow, for reading only; what is shown is never this."""
    return unicodedata.normalize("NFKC", text).strip()


def stated(text: str) -> str:
    """The cell, or nothing when it only marks that nothing is there."""
    return "" if text in BLANKS else text


@remembered
def answer(text: str) -> Answer:
    word = plain(text).lower()
    return ANSWERS.get(word, ANSWERS.get(text, Answer.UNKNOWN))


@remembered
def number(text: str) -> int | None:
    """A whole number that stands alone; `1,200`, `１２` and a spreadsheet's `30.0` are such."""
    found = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.0+)?", plain(text), re.ASCII)
    return int(found[1].replace(",", "")) if found else None


def check_digit(body: str) -> str:
    """The sixth digit of a municipality's code, from the first five."""
    weighed = sum(int(digit) * weight for digit, weight in zip(body, (6, 5, 4, 3, 2), strict=True))
    return str(11 - weighed % 11)[-1]


@remembered
def municipality_code(text: str, prefecture: str = "") -> str | None:
    """The six digits of a code that may have lost its leading zero or its check digit, else None."""
    digits = plain(text).removesuffix(".0")
    if not re.fullmatch(r"\d{1,6}", digits, re.ASCII):
        return None
    if len(digits) <= 2:
        digits = digits.zfill(2) + "000"
    match len(digits):
        case 6:
            readings = [digits]
        case (
            5
        ):  # either the check digit is missing or the zero in front; the prefecture decides, then the sum
            readings = [digits + check_digit(digits), "0" + digits]
        case 4:
            readings = ["0" + digits + check_digit("0" + digits)]
        case _:
            readings = []
    sound = [code for code in readings if "01" <= code[:2] <= "47" and check_digit(code[:5]) == code[5]]
    expected = f"{PREFECTURES.index(prefecture) + 1:02d}" if prefecture in PREFECTURES else ""
    return next((code for code in sound if code[:2] == expected), sound[0] if sound else None)


@dataclass(frozen=True, slots=True)
class Phones:
    """What was written, and the digits of each number that can be called."""

    text: str = ""
    numbers: tuple[str, ...] = ()


JOINT = r"[\s()‐‑–—―ー−-]{0,3}"
PHONE = re.compile(rf"(?<!\d)(?:\+81{JOINT}\(?0?\)?{JOINT}|\(?0)\d(?:{JOINT}\d){{8,9}}(?!\d)", re.ASCII)
SHORT_PHONE = re.compile(r"#?\d{3,4}", re.ASCII)


@remembered
def phones(text: str) -> Phones:
    """The numbers in a cell, in their order; a number that cannot be right is left to the text."""
    if text in BLANKS:
        return Phones()
    read = plain(text[:300])
    if SHORT_PHONE.fullmatch(read):
        return Phones(text, (read,))
    # A spreadsheet that took the number for a sum has eaten the zero in front.
    if re.fullmatch(r"[1-9]\d{8}|[789]0\d{8}", read, re.ASCII):
        return Phones("0" + read, ("0" + read,))
    found = (re.sub(r"\D", "", call.replace("+81", "0")) for call in PHONE.findall(read))
    numbers = (re.sub("^00", "0", digits) for digits in found)
    return Phones(text, tuple(dict.fromkeys(digits for digits in numbers if _can_be_called(digits))))


def _can_be_called(digits: str) -> bool:
    mobile = digits.startswith(("050", "060", "070", "080", "090", "020"))
    return len(digits) == (11 if mobile else 10) or (len(digits) == 11 and digits.startswith("0800"))
