"""Gist: the words of a long sentence that may name something, when the sentence as a whole meant nothing to us."""

import re
import unicodedata
from collections.abc import Iterator

MOST_WORDS = 6
GRAM = 4  # letters that a spoken word and a title must have in common
_RUNS = re.compile(r"[ァ-ヴー]{2,}|[一-鿿々]{2,}[ぁ-ん]?|[A-Za-z]{4,}")
# These name nothing that could be looked for.
_NAMELESS = re.compile(
    "今日|明日|昨日|今度|今週|来週|先週|今月|来月|午前中?|午後|何[時日月人曜回度個]?|時間|場所|一緒|自分|電話|番号|大丈夫|本当|最近|全然|普通"
    "|教室|講座|参加|希望|申込?|予約|活動|行事|情報|案内|関係|方法|出来|可能|必要|質問|連絡|確認|変更|開催|土曜日?|日曜日?|曜日|[月火水木金]曜日?"
    "|毎[日週月]|年[中間]|本日|平日|祝日|友達|馬鹿|バカ|アホ|子供|家族|お願|イベント|サイト|ボタン|please|would|there|want|this|that|what|when|with|have"
)


def names(words: str) -> Iterator[str]:
    """What may be looked for, as it was typed: 草刈り of 草刈りに行きたいんですけど, 料理 of 料理教室."""
    seen: set[str] = set()
    for run in _RUNS.findall(unicodedata.normalize("NFKC", words[:300])):
        for word in _parts(run):
            if len(seen) < MOST_WORDS and word not in seen and not _NAMELESS.fullmatch(word.lower()):
                seen.add(word)
                yield word


def _parts(run: str) -> Iterator[str]:
    bare = run[:-1] if re.match("[一-鿿々]", run) and re.match("[ぁ-ん]", run[-1]) else run
    if _NAMELESS.fullmatch(bare.lower()):
        return
    yield from dict.fromkeys((run, bare))
    if re.match("[一-鿿々]", bare):
        for at in range(2, len(bare) - 1):  # 料理教室: 料理 and 教室; 予防接種: 予防 and 接種
            yield bare[:at]
            yield bare[at:]


def common(said: str, title: str) -> int:
    """How much of a folded title somebody said, in runs of four letters."""
    grams = {title[at : at + GRAM] for at in range(len(title) - GRAM + 1)}
    return sum(1 for at in range(len(said) - GRAM + 1) if said[at : at + GRAM] in grams)
