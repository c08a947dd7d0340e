"""Folding: ｲﾍﾞﾝﾄ, イベント and いべんと become one word, so that typing is forgiving."""

import re
import unicodedata

_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_LONG_MARKS = str.maketrans(dict.fromkeys("―—‐‑–−-~〜～", "ー"))
_DROPPED = re.compile(
    r"[\s、。，．,.!?！？「」『』（）()\[\]【】・'\"“”’:：;；/／…"
    r"\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
_KANA = re.compile(r"[ぁ-ゖー]+")
_WANTED = (
    "参加し|さんかし|申し?込み|もうしこみ|行き|いき|出|やり|習い|ならい|し|知り|しり|見|み|調べ|しらべ"
    "|探し|さがし|使い|つかい|借り|かり|食べ|たべ"
)
# How a spoken sentence begins, and what it ends with beyond the thing it is about.
_OPENINGS = re.compile(
    r"^(?:すみませんが?|すいませんが?|あのうー?|あのー|えーと|ええと|えっと|ちょっと|もしもし|ねえ"
    r"|今度の|こんどの|次の|つぎの)(?=..)"
)
_ENDINGS = re.compile(
    rf"(?<=..)(?:[にへをがでと]?(?:{_WANTED})たい(?:です|と思います|とおもいます|なあ?)?"
    r"|を?(?:お願い|おねがい)(?:します|いたします)?|を?(?:ください|下さい)"
    r"|(?:を|について)?(?:教えて|おしえて|見せて|みせて|探して|さがして|調べて|しらべて)(?:います|いる|ほしい)?"
    r"|[はがって]*(?:ありますか|ありませんか|あるの?か?|ないですか|やって(?:い?ますか|る))"
    r"|[はがって]*(?:どこ|いつ|何時|なんじ|なに)(?:から|まで)?[にでへ]?|[にではが]?(?:何か|なにか|なんか)"
    r"|[のん]?です(?:が|けど)|でしょうか|ですか|です|について|のこと|けど|かな|って|を|は|が)$"
)


def fold(words: str) -> str:
    """The bare shape of what somebody typed: width, case, kana and punctuation no longer matter."""
    shape = unicodedata.normalize("NFKC", words).casefold().translate(_LONG_MARKS)
    shape = unicodedata.normalize("NFC", _DROPPED.sub("", shape)).translate(_TO_HIRAGANA)
    # A long mark at the end is as often typed as left out (センター, センタ).
    return shape.rstrip("ー") or shape


def readings(words: str) -> tuple[str, ...]:
    """`fold(words)` and the same without what politeness puts around it, the most faithful first."""
    shape = fold(words)
    shapes = [shape]
    if (shorter := _OPENINGS.sub("", shape)) != shape:
        shape = shorter
        shapes.append(shape)
    while (shorter := _ENDINGS.sub("", shape)) != shape:
        shape = shorter
        shapes.append(shape)
    return tuple(shapes)


def is_kana(shape: str) -> bool:
    """Whether a folded word is written in hiragana alone."""
    return bool(_KANA.fullmatch(shape))


def is_foreign(words: str) -> bool:
    """Whether several letters stand there and none is Japanese: English, 한국어, tiếng Việt. Chinese cannot be told."""
    letters = [letter for letter in unicodedata.normalize("NFKC", words) if letter.isalpha()]
    return len(letters) > 2 and not any(
        "ぁ" <= letter <= "ヿ" or "㐀" <= letter <= "鿿" for letter in letters
    )
