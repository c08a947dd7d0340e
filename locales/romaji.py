"""Romaji: what was typed with a Latin keyboard, as kana: kusakari is くさかり."""

import re

_VOWELS = "aiueo"
_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ",
    "m": "まみむめも",
    "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
}  # fmt: skip
_SMALL = {"a": "ゃ", "u": "ゅ", "o": "ょ"}
_SYLLABLES = {
    **{f"{row}{vowel}": kana for row, letters in _ROWS.items() for vowel, kana in zip(_VOWELS, letters, strict=True)},
    **{
        f"{row}y{vowel}": f"{letters[1]}{small}"
        for row, letters in _ROWS.items()
        if row
        for vowel, small in _SMALL.items()
    },
    "ya": "や", "yu": "ゆ", "yo": "よ", "wa": "わ", "wo": "を", "shi": "し", "chi": "ち", "tsu": "つ",
    "fu": "ふ", "ji": "じ",
    "sha": "しゃ", "shu": "しゅ", "sho": "しょ", "cha": "ちゃ", "chu": "ちゅ", "cho": "ちょ",
    "ja": "じゃ", "ju": "じゅ", "jo": "じょ",
    "fa": "ふぁ", "fi": "ふぃ", "fe": "ふぇ", "fo": "ふぉ", "n": "ん", "n'": "ん", "-": "ー",
}  # fmt: skip
_NEXT = re.compile("|".join(sorted(map(re.escape, _SYLLABLES), key=len, reverse=True)))
_DOUBLE = re.compile(r"([kstpgdbzcj])(?=\1)|t(?=ch)")
_LONG = str.maketrans({"ā": "a", "ī": "i", "ū": "uu", "ē": "e", "ō": "ou"})


def kana(words: str) -> str | None:
    """Hiragana for what can be read as romaji from end to end; None for anything else."""
    bare = words.strip().lower().translate(_LONG).replace(" ", "")
    if not 3 <= len(bare) <= 40 or not re.fullmatch(r"[a-z'\-]+", bare):
        return None
    bare, said, at = _DOUBLE.sub("っ", bare), "", 0
    while at < len(bare):
        if bare[at] == "っ":
            said, at = said + "っ", at + 1
            continue
        found = _NEXT.match(bare, at)
        if found is None:
            return None
        said, at = said + _SYLLABLES[found[0]], found.end()
    return said
