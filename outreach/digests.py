"""The weekly digest: on Friday evening, one send for everybody who wants news once a week, and for nobody in vain."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from pyroaring import BitMap
from sqlalchemy import update
from sqlalchemy.orm import Session

from locales import speaking
from models.budget import TooFewMessagesLeft, guard
from models.clock import Clock
from models.database import Database, insert_new
from models.digests import Digest, News, news_of, page_of, readers, week_due
from models.limits import Limits
from models.quiet import is_quiet
from models.residents import LetterSize
from models.sends import Why, pause
from outreach.sending import begin, face_of
from views import Json, flex
from views import digests as faces

log = logging.getLogger(__name__)

# By then what it tells of is over for the most part.
TOO_OLD = timedelta(days=3)

Groups = tuple[dict[str, BitMap], dict[str, list[Json]]]


def tend(database: Database, clock: Clock, limits: Limits) -> bool:
    """Begin the digest of this week when it is due; whether it was begun here and now."""
    now = clock()
    week = week_due(now)
    if week is None or is_quiet(now, None, limits):
        return False
    with database.reading() as db:
        if db.get(Digest, week) is not None:
            return False
        # Looked up before the transaction that begins it: while that is open, a webhook waits to be stored.
        news = news_of(db, now)
        parts, bodies = _groups(db, news, week, now)
        titles = [one.title for one, _people in news.announcements] + [one.title for one in news.activities]
    with database.writing() as db:
        # The week's own row decides: somebody else may be here at the same time.
        if not insert_new(db, Digest, [{"week": week, "send_id": None, "made_at": now}]):
            return False
        if parts:
            _begin(db, database, week, "\n".join(titles), parts, bodies, now, limits)
    return bool(parts)


def _groups(db: Session, news: News, week: str, now: datetime) -> Groups:
    """Those who read exactly the same, and what they read."""
    parts: dict[str, BitMap] = {}
    bodies: dict[str, list[Json]] = {}
    for reader, people in readers(db, news, now).items():
        page = page_of(reader, news)
        if page is None:
            continue
        locale, size = reader.face
        key = f"{face_of(locale, size)}#{len(parts)}"
        with speaking(locale), flex.letters(large=size == LetterSize.LARGE):
            parts[key], bodies[key] = people, faces.digest(page, week, now, news.since)
    return parts, bodies


def _begin(
    db: Session,
    database: Database,
    week: str,
    words: str,
    parts: Mapping[str, BitMap],
    bodies: Mapping[str, list[Json]],
    now: datetime,
    limits: Limits,
) -> None:
    with speaking("ja"):
        title = faces.title(now)
    enough = True
    try:
        guard(db, limits, now, sum(map(len, parts.values())))
    except TooFewMessagesLeft:
        enough = False
    send = begin(
        db, database, kind="digest", subject=f"digests:{week}", title=title, words=words, parts=parts,
        bodies=bodies, now=now, not_after=now + TOO_OLD, limits=limits,
    )  # fmt: skip
    db.execute(update(Digest).where(Digest.week == week).values(send_id=send.id))
    if not enough:
        # It leaves when the month has room for it again, or somebody decides that it may.
        log.warning("the digest of %s waits: too few messages are left this month", week)
        pause(db, send.id, Why.QUOTA)
