"""Folding: ｲﾍﾞﾝﾄ, イベント and いべんと become one word, so that typing is forgiving."""

import re
import unicodedata

_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_LONG_MARKS = str.maketrans(dict.fromkeys("―—‐‑–−-~〜～", "ー"))
_DROPPED = re.compile(r"[\s、。，．,.!?！？「」『』（）()\[\]【】・'\"“”’:：;；/／…​-‏﻿⁠]+")
_KANA = re.compile(r"[ぁ-ゖー]+")
_ENDINGS = re.compile(
    r"(?<=..)(?:を?(?:おねがいします|お願いします|ください|下さい|したいです|したい|知りたいです|しりたいです"
    r"|教えて|おしえて|みせて|見せて|みたい|見たい)|はありますか|ありますか|はどこですか|はどこ|はなに|ですか|です|って|を|は|が)$"
)


def fold(words: str) -> str:
    """The bare shape of what somebody typed: width, case, kana and punctuation no longer matter."""
    shape = unicodedata.normalize("NFKC", words).casefold().translate(_LONG_MARKS)
    shape = unicodedata.normalize("NFC", _DROPPED.sub("", shape)).translate(_TO_HIRAGANA)
    # A long mark at the end is as often typed as left out (センター, センタ).
    return shape.rstrip("ー") or shape


def readings(words: str) -> tuple[str, ...]:
    """`fold(words)` and the same without polite endings, the most faithful first."""
    shape = fold(words)
    shapes = [shape]
    while (shorter := _ENDINGS.sub("", shape)) != shape:
        shape = shorter
        shapes.append(shape)
    return tuple(shapes)


def is_kana(shape: str) -> bool:
    """Whether a folded word is written in hiragana alone."""
    return bool(_KANA.fullmatch(shape))
