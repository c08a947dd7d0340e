"""The ear: from what somebody typed, where they stand and their language, to what they want.

One function, `hear`, is the whole surface: a better ear takes its place and nothing else changes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from locales import fold, keywords, readings
from locales.folding import is_kana

# Under this the bot asks instead of acting; entries only ever show something, so a fair guess may act.
CERTAIN = 1.0
SURE = 0.8
LIKELY = 0.6
MOST_GUESSES = 3
MOST_HEARD = 60  # characters: what is longer is no keyword with a slip, and matching it would only cost

# Heard only when they are said alone: inside a sentence, やめたい is about a plan, not about a form.
ALONE = ("stop", "back", "skip")
# What a sentence asks for beside something narrower: 「こんにちは、今日のイベントは？」 is about today.
GENERAL = ("find", "near", "start", "small_talk", "help", "living", "particulars")
# What cannot wait is shown at once, whatever else the sentence says; a wrong guess costs one もどる.
# In a sentence from so many letters on: 火事 may be a drill and つらい a knee, 倒れた and 死にたい are neither.
URGENT = {"emergency": 3, "listening": 4}
# What begins by asking something is not begun on a guess.
ASKING = ("person", "code")

# What may stand around the word that matters without changing what is wanted.
_GLUE = (
    "すみませんが|すみません|すいません|えーと|ええと|えっと|あのう|ちょっと|もしもし|わたし|私|いま|今度の|こんどの|今|次の"
    "|つぎの|この|その|いちばん|一番|近い|ちかい|何か|なにか|なんか|何が|なにが|どこか|どこ|いつ|何時|なんじ|なに|何|どんな"
    "|もっと|ほかの|町の|まちの|ありますか|ありませんか|あります|あるか|ある|いますか|やっていますか|やってますか|やってる|やります"
    "|ですけど|ですか|です|でしょうか|ますか|ください|下さい|お願いします|おねがいします|お願い|おねがい|教えて|おしえて"
    "|知りたい|しりたい|行きたい|いきたい|行ける|いける|行って|いって|見たい|みたい|見せて|みせて|見る|みる|調べたい|しらべたい"
    "|探して|さがして|探したい|さがしたい|使いたい|つかいたい|借りたい|かりたい|やりたい|したい|変えたい|かえたい"
    "|変えて|かえて|います|いる|する|して|しています|ほしい|ところ|場所|ばしょ|こと|ほう|方|ため|けど|から|まで|って"
    "|やっとる|やっとん|やってん|あるん|あらへん|ありますかね|ないですかね|ないですか|ないかな|何かない|なにかない|なんかない|ですかね|休み|やすみ|空き|定休日|開いて"
    "|あいて|開館|営業|時間|じかん|電話|でんわ|番号|何曜日|なんようび|さん|ました|あの|午前中?|午後|ごぜんちゅう|ごぜん|ごご|朝|あさ|昼|夜"
    "|かな|よね|のですが|んですが|んです|のです|たいのですが|[にはがをのでもとへかやねよなだ]"
)
# Possessive: a long run of these costs no more than reading it.
_ONLY_GLUE = re.compile(rf"(?:{_GLUE})*+")
_LAST_GLUE = re.compile(r"(?:について|のこと|[にはがをのでもとへ])+$")
_SMALL = (
    "a an and any are at be can could do does for from get go going hello here hi how i id im in is it like "
    "look looking me my need now of on or please see show some tell thank thanks that the there to want "
    "whats what when where wheres which will with would you"
)
_SMALL_WORDS = frozenset(_SMALL.split())
_GIVING_UP = re.compile(
    "やめたい|やめます|やめる|やめて|やめよう|とりけ|取り?消|きゃんせる|[いい行]けなくな|[いい行]けません|[いい行]けそうにな"
    "|出られな|でられな|行きたくな|いきたくな|参加したくな|さんかしたくな|欠席|けっせき|ことわ|断り"
    "|(?:知らせ|しらせ|通知|つうち|配信|はいしん)を?(?:止め|とめ)"
)
_A_PLAN = re.compile(
    "申し?込|もうしこ|予約|よやく|参加|さんか|予定|よてい|活動|かつどう|いべんと|行け|いけな|出られな|でられな|欠席|けっせき"
)
_NEWS = re.compile("お知らせ|おしらせ|通知|つうち|配信|はいしん")
_UNWANTED = re.compile("たくな|ほしくな|欲しくな|じゃな|ではな|いらな|要らな|きらい|嫌い|don'?t|do not|not ")


@dataclass(frozen=True, slots=True)
class Intent:
    """`entry` is what the words ask for, `rest` what they said beyond its keyword."""

    entry: str
    confidence: float
    rest: str = ""


def hear(words: str, expecting: str | None, locale: str) -> list[Intent]:
    """What the words may mean, the likeliest first; empty when they mean nothing to us.

    `expecting` is the entry whose question was asked last, `locale` the language being spoken."""
    shapes = readings(words[: 4 * MOST_HEARD])
    known = keywords()
    for shape in shapes:
        if entry := known.get(shape):
            return [Intent(entry, CERTAIN)]
    whole, bare = shapes[0], shapes[-1]
    if not 2 <= len(whole) <= MOST_HEARD:
        return []
    if _GIVING_UP.search(whole):
        return _given_up(whole)
    unwanted = bool(_UNWANTED.search(words.casefold()))
    taken, rest = _spaced(words) if words.isascii() else _run_on(whole)
    if urgent := _urgent(taken):
        return [Intent(urgent, CERTAIN)]
    special = {known[word] for word in taken} - set(GENERAL)
    if special - set(ASKING):  # 役場の電話番号 is about the town hall
        special -= set(ASKING)
        taken = [word for word in taken if known[word] not in ASKING]
    guesses: dict[str, Intent] = {}
    for word in taken:
        entry = known[word]
        if not rest and not unwanted and (special or {entry}) == {entry}:
            return [Intent(entry, CERTAIN)]
        if (special and entry in GENERAL) or (rest and len(word) < 3 and is_kana(word)):
            continue  # two letters of kana are soon part of another word
        doubtful = unwanted or len(word) < 3 or len(special) > 1 or entry in (*ASKING, *URGENT)
        sure = 0.6 + 0.35 * len(word) / len(whole)
        _keep(guesses, Intent(entry, min(sure, SURE - 0.01) if doubtful else sure, rest))
    if not unwanted and len(bare) > 3:
        for word, score, _index in process.extract(
            bare, _words(), scorer=fuzz.ratio, score_cutoff=66, limit=6
        ):
            # A slip in a short word changes it more than one in a long word.
            if len(word) >= 3:
                _keep(guesses, Intent(known[word], 0.95 * score / 100))
    ranked = sorted(guesses.values(), key=lambda intent: -intent.confidence)
    return ranked[:MOST_GUESSES]


def says_nothing(shape: str) -> bool:
    """Whether folded words are only what stands around a matter, and name none."""
    return bool(_ONLY_GLUE.fullmatch(shape))


def _urgent(taken: list[str]) -> str | None:
    said = ((keywords()[word], len(word)) for word in taken if not word.isdecimal())
    return next((entry for entry, letters in said if letters >= URGENT.get(entry, letters + 1)), None)


def _given_up(shape: str) -> list[Intent]:
    """Somebody does not want something any more: they see what they have; nothing is ever given up on a guess."""
    if _NEWS.search(shape):
        return [Intent("rest", CERTAIN)]
    return [Intent("mine", CERTAIN if _A_PLAN.search(shape) else SURE - 0.1)]


def _run_on(shape: str) -> tuple[list[str], str]:
    """The keywords in a sentence without spaces, longest first, and what else it says."""
    taken = []
    for word in sorted((word for word in _words() if word in shape), key=len, reverse=True):
        if word in shape:
            shape = shape.replace(word, "\n")
            taken.append(word)
    pieces = [piece for piece in shape.split("\n") if not _ONLY_GLUE.fullmatch(piece)]
    return taken, " ".join(_LAST_GLUE.sub("", piece) or piece for piece in pieces)


def _spaced(words: str) -> tuple[list[str], str]:
    """The same for a sentence of words with spaces between them."""
    tokens = [fold(token) for token in words.split()]
    known, taken, at, others = keywords(), [], 0, []
    while at < len(tokens):
        for end, joined in _joined(tokens, at):
            if known.get(joined, "stop") not in ALONE and len(joined) > 1:
                taken.append(joined)
                at = end
                break
        else:
            others.append(tokens[at])
            at += 1
    return taken, " ".join(token for token in others if token and token not in _SMALL_WORDS)


def _joined(tokens: list[str], at: int) -> Iterator[tuple[int, str]]:
    """The next words as one, longest first."""
    for end in range(min(len(tokens), at + 5), at, -1):
        yield end, "".join(tokens[at:end])


@cache
def _words() -> list[str]:
    return [word for word, entry in keywords().items() if len(word) >= 2 and entry not in ALONE]


def _keep(guesses: dict[str, Intent], intent: Intent) -> None:
    if intent.entry not in guesses or guesses[intent.entry].confidence < intent.confidence:
        guesses[intent.entry] = intent
