"""Memory: residents find again what they were told, by its words, by when it came, or the newest."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.recalling import asks_back
from bot.router import Router
from bot.turn import Reply, Turn
from locales import lazy
from models.memory import again, again_alone, said_at, told
from models.refusals import Gone
from views import memory as faces
from views.memory import Again, Earlier
from views.tap import Tap

router = Router()
TOKYO = ZoneInfo("Asia/Tokyo")
PAGE = 3
FIRST_DAY, LAST_DAY = date(2000, 1, 1).toordinal(), date(2100, 1, 1).toordinal()


@router.entry("memory", lazy("What I was told"))
def newest(turn: Turn) -> Reply:
    return page(turn, Earlier())


@router.event("recall")
def recall(turn: Turn) -> Reply | Tap | None:
    """What the words ask back for. None when that was not told: what is left of the words is looked for elsewhere."""
    asked = asks_back(turn.words, turn.now)
    if asked is None:
        return None
    if asked.words and told(turn.db, turn.resident, turn.now, asked.words, most=1):
        turn.conversation.searched = asked.words[:100]
        return Earlier(asked=True, since=_day(asked.since), until=_day(asked.until))
    if asked.words and not asked.told:
        turn.words = asked.words
        return None
    if asked.words:
        return _in_vain(turn, asked.words)
    return Earlier(since=_day(asked.since), until=_day(asked.until))


@router.event("recall_in_vain")
def newest_instead(turn: Turn) -> Reply | None:
    """Nothing has the name in 「うわばきのやつ」, neither here nor anywhere: what came last may say 上ばき."""
    asked = asks_back(turn.words, turn.now)
    if asked is None or not told(turn.db, turn.resident, turn.now, most=1):
        return None
    return _in_vain(turn, asked.words)


@router.tap(Earlier, place=True)
def page(turn: Turn, tap: Earlier) -> Reply:
    words = (turn.conversation.searched or "") if tap.asked else ""
    offset = max(0, tap.offset)
    since, until = _start(tap.since), _start(tap.until)
    when = {"since": since, "until": until}
    found = told(turn.db, turn.resident, turn.now, words, **when, offset=offset, most=PAGE)
    if not found and (since or until) and not offset:
        return page(turn, Earlier(asked=tap.asked))  # not then, but some other time
    if not found:
        return faces.nothing(words, further=offset > 0)
    more = Earlier(offset + PAGE, tap.asked, tap.since, tap.until) if len(found) > PAGE else None
    return faces.listed(found[:PAGE], words, more)


@router.tap(Again)
def show(turn: Turn, tap: Again) -> Reply:
    find = (
        again(turn.db, turn.resident, tap.send) if tap.send else again_alone(turn.db, turn.resident, tap.row)
    )
    if not find:
        raise Gone
    return faces.once_more(find, said_at(turn.db, tap.send, tap.row))


def _in_vain(turn: Turn, words: str) -> Reply:
    newest = told(turn.db, turn.resident, turn.now, most=PAGE)
    if not newest:
        return faces.nothing(words)
    more = Earlier(PAGE) if len(newest) > PAGE else None
    return faces.listed(newest[:PAGE], "", more, nothing_for=words)


def _day(moment: datetime | None) -> int:
    return moment.astimezone(TOKYO).toordinal() if moment else 0


def _start(day: int) -> datetime | None:
    if not FIRST_DAY <= day <= LAST_DAY:
        return None  # no button of ours says so
    return datetime.combine(date.fromordinal(day), time.min, TOKYO)
