"""Recalling: does somebody ask for what they were told before (「草刈りのやつ」), and for what of it?"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from locales import fold, keywords, readings

TOKYO = ZoneInfo("Asia/Tokyo")
MOST = 60  # characters: what is longer is a story, not a question

# It came from us: nothing but what was told can be meant.
_TOLD = re.compile(
    "お?(?:知らせ|しらせ)|通知|つうち|めっせーじ|れんらく|連絡|届いた|とどいた|届いて|とどいて|来てた|きてた|来ていた"
    "|(?:送って|おくって|教えて|おしえて|知らせて|しらせて)(?:くれ|もら|いただ|きた|来た|あった)|送られて|おくられて"
    "|(?:来た|きた|もらった|みた|見た)(?:やつ|の$|の[はがを])|見逃し|みのがし|みのがした|前に(?:来|き|聞|き)"
    "|you (?:told|sent|wrote)|(?:did|have) you (?:tell|told|send|sent|write|written)"
    "|(?:last|previous|earlier) (?:message|news|notice)"
)
# It may have, or may be something on the screen or an activity: when nothing was told, it is looked for there.
_VAGUE = re.compile(
    "[のたるいてうくぐすつぬぶむ]やつ(?:$|[をはがもでっ]|もう|見|み|どこ|どれ|なん|何|教|おし|い)|(?:の|った)あれ|の件|のけん|^(?:この)?(?:前|まえ)の|この間の?|このあいだの?|こないだの?|さっき|さきほど|先ほど|先程"
    "|もう(?:一|いち)(?:度|ど|回|かい)(?:見|み)|the one about|that one|earlier"
)
# About what one does, or how news comes, and not about what was said.
_OTHER = re.compile(
    "(?:連絡|れんらく)(?:先|さき|し(?:たい|て|ます)|を(?:取|と[りる]|し|くだ))|送る$|おくる$|おくりたい|"
    "申し?込|もうしこ|予約|よやく|参加|さんか|休(?:みたい|みます|む|ませ|んで)|やす(?:みたい|みます|む|ませ|んで)|(?:止め|とめ|やめ)(?:て|たい|る)|いらな|要らな|多[いす]|おおい|うるさ"
    "|減ら|へら|少な|すくな|書[くきい]|かきたい|[をは](?:出し|だし)|設定|せってい|受け?取り|うけと|変え|かえ[たるて]|選|えら|ほしい|欲し"
    "|[話しはな]+(?:な?ん?だけど|な?ん?ですけ?[どが])|なぜ|なんで|どうして|来ない|こない[^だ]|こない$|届かな|とどかな|拒|ぶろっく|通知(?:を|は)?(?:して|くださ)|いつ来|新しいお?知らせを|送りたい"
    "|stop|pause|unsubscribe|fewer|too many|don'?t|do not"
)
# What is said after the thing itself, taken off again and again.
_AFTER = (
    "な?ん?だけど|な?ん?ですけど|たしか|確か|どこだっけ|どれだっけ|[な何]ん?だっけ|いつだっけ|だっけ|っけ|でしたっけ|でしたか|でした|ですか|です|どこ|どれ|なに|何|いつ"
    "|についての?|に関する|のことで?|のこと|という|っていう|とかいう|って|ましたか|ました|ありますか|あった|ある|あるか"
    "|教えてください|教えて|おしえて|見せてください|見せて|みせて|見直したい|見たい|みたい|見る|みる|読み直したい|読みたい|よみたい"
    "|探して|さがして|出して|だして|ください|下さい|お願いします|おねがいします|お願い|もう(?:一|いち|1)(?:度|ど|回|かい)"
    "|お?知らせ|お?しらせ|通知|つうち|めっせーじ|連絡|れんらく|内容|ないよう|文章|やつ|あれ|(?<=の)件|(?<=の)けん|話|はなし|もの|こと"
    "|届いて?い?た|とどいて?い?た|来てい?た|きてい?た|来た|きた|もらった|送って(?:くれた|きた|もらった)|おくって(?:くれた|きた)"
    "|送られてきた|(?:教えて|おしえて|知らせて|しらせて)(?:くれた|もらった)|言ってい?た|いってい?た|見逃した|みのがした"
    "|見た|みた|前に|まえに|さっき|昔|私に|わたしに|[のはがをにへでとも]|から|[かねよな]"
)
# Of which nothing is left: 「前のお知らせ」, 「最近のお知らせ」.
_WHENEVER = re.compile(
    "(?:この|その|もっと)?(?:前|まえ)|過去|かこ|以前|いぜん|最近|さいきん|最新|さいしん|新しい|一覧|履歴|全部|ぜんぶ|いつも|古い"
)
_ENDS = re.compile(f"(?:{_AFTER})$")
# What is said before it, with the particle that follows.
_BEGINS = re.compile(
    "^(?:すみませんが?|えーと|ええと|あのー|ちょっと|もしもし|たしか|確か|なんか|何か|さっき|さきほど|先ほど|先程|この(?:前|まえ|間|あいだ)"
    "|こないだ|以前|前|まえ|(?:前|まえ)に|(?:私|わたし)に|もう(?:一|いち|1)(?:度|ど|回|かい)|そちらから|町から|役場から|届いて?い?た|とどいた"
    "|来てい?た|来た|きてた|きた|もらった|送って(?:くれた|きた|もらった)|送られてきた|(?:教えて|知らせて)(?:くれた|もらった)|見逃した|みのがした"
    "|お?知らせ(?:に|で|して)(?:くれた|あった|来た)|あの|その|この|いつもの)(?:の|に|で|は)?(?=.)"
)
_SMALL = (
    "a about again an and announcement are can did do earlier for from had have i in is it last me message messages my "
    "news notice of on one please previous said say see send sent show tell that the there thing to told was were what "
    "when where which write wrote yesterday you your week month today"
)
_ENGLISH = frozenset(_SMALL.split())
_WINDOWS = {
    "一昨日|おととい|おとつい": (2, 1),
    "昨日|きのう|昨夜|ゆうべ|yesterday": (1, 0),
    "今日|きょう|今朝|けさ|today": (0, -1),
}
_WEEKS = {"先々週|せんせんしゅう": 2, "先週|せんしゅう|last week": 1, "今週|こんしゅう|this week": 0}
_MONTHS = {"先月|せんげつ|last month": 1, "今月|こんげつ|this month": 0}


@dataclass(frozen=True, slots=True)
class Asked:
    """`words` is what it was about, "" for whatever came last; `told`: nothing else can be meant."""

    words: str
    told: bool
    since: datetime | None = None
    until: datetime | None = None


def asks_back(words: str, now: datetime) -> Asked | None:
    """What somebody wants to be told once more; None when they ask for nothing that was."""
    shape = fold(words)
    if not 2 <= len(shape) <= MOST:
        return None
    known = {keywords().get(reading) for reading in readings(words)} - {None}
    if known:
        # A word of its own, such as お知らせ, means what it means.
        return Asked("", told=True) if known == {"memory"} else None
    spaced = _spaced(words)
    told = bool(_TOLD.search(shape) or _TOLD.search(spaced))
    if (
        _OTHER.search(shape)
        or _OTHER.search(spaced)
        or not (told or _VAGUE.search(shape) or _VAGUE.search(spaced))
    ):
        return None
    rest, since, until = _window(spaced, now)
    return Asked(_thing(rest), told, since, until)


def _spaced(words: str) -> str:
    """Each word folded for itself, so that what was typed apart stays apart."""
    return " ".join(
        bare for part in re.split(r"[\s、。，．,.!?！？「」『』()（）・]+", words) if (bare := fold(part))
    )


def _window(shape: str, now: datetime) -> tuple[str, datetime | None, datetime | None]:
    """The words without 先週 and the like, and the days that those mean."""
    today = now.astimezone(TOKYO).replace(hour=0, minute=0, second=0, microsecond=0)
    for pattern, (first, last) in _WINDOWS.items():
        if re.search(pattern, shape):
            return (
                re.sub(f"(?:{pattern})の?", " ", shape),
                today - timedelta(days=first),
                today - timedelta(days=last),
            )
    monday = today - timedelta(days=today.weekday())
    for pattern, back in _WEEKS.items():
        if re.search(pattern, shape):
            start = monday - timedelta(weeks=back)
            return re.sub(f"(?:{pattern})の?", " ", shape), start, start + timedelta(weeks=1)
    for pattern, back in _MONTHS.items():
        if re.search(pattern, shape):
            start = today.replace(day=1)
            for _month in range(back):
                start = (start - timedelta(days=1)).replace(day=1)
            return re.sub(f"(?:{pattern})の?", " ", shape), start, (start + timedelta(days=32)).replace(day=1)
    return shape, None, None


def _thing(spaced: str) -> str:
    """What is left when everything that is only said around it is taken off, from both ends of each word."""
    kept = []
    for part in spaced.split():
        if part.isascii() and part.isalpha():
            if part not in _ENGLISH:
                kept.append(part)
            continue
        kept.append(_peeled(part))
    return " ".join(part for part in kept if part)


def _peeled(part: str) -> str:
    while found := _ENDS.search(part):
        part = part[: found.start()]
    while (found := _BEGINS.match(part)) and found.end():
        part = part[found.end() :]
    if _WHENEVER.fullmatch(part):
        return ""
    return re.sub("についての|に関する|という|っていう|の(?:お知らせ|おしらせ|連絡|やつ)", " ", part).strip()
