"""Beginning a send: who gets what is frozen here, in one commit with whatever decided it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from pyroaring import BitMap
from sqlalchemy import select
from sqlalchemy.orm import Session

from locales import fold, lazy
from models.among import among
from models.database import Database
from models.limits import Limits
from models.outbox import Json, Lane, frozen
from models.refusals import Refusal
from models.residents import Resident
from models.sends import Send, SendState, freeze, sent_already

# So many people get it first; then the rest waits a little, and goes on if nothing went wrong.
CANARY = 20


class SentAlready(Refusal):
    message = lazy("The same words went to the same people within a day. They were not sent again.")


class NobodyLeft(Refusal):
    message = lazy("Nobody would get this now.")


def face_of(locale: str, letter_size: str) -> str:
    """The name of a face: the language and letter size somebody reads in."""
    return f"{locale}.{letter_size}"


def by_face(db: Session, people: BitMap) -> dict[str, BitMap]:
    """The same people, sorted by the face they will read: whoever changes it later gets it as it was now."""
    found: dict[str, BitMap] = {}
    ids = list(people)
    for start in range(0, len(ids), 5_000):
        some = among(db, Resident.id, ids[start : start + 5_000])
        rows = db.execute(select(Resident.id, Resident.locale, Resident.letter_size).where(some))
        for key, locale, letter_size in rows:
            found.setdefault(face_of(locale, letter_size), BitMap()).add(key)
    return found


def begin(
    db: Session,
    database: Database,
    *,
    kind: str,
    subject: str,
    title: str,
    words: str,
    parts: Mapping[str, BitMap],
    bodies: Mapping[str, Sequence[Json]],
    now: datetime,
    organisation_id: int | None = None,
    lane: Lane = Lane.BULK,
    not_after: datetime | None = None,
    drill: bool = False,
    own: bool = False,
    limits: Limits,
    again: bool = False,
) -> Send:
    """Freeze who gets what, face by face. It leaves after the time in which it can be undone, to a few people first.

    `bodies` gives the messages of each face.
    `own`: it is about their own sign-up, so that a rest from news does not keep it from them.
    Raises NobodyLeft, SentAlready (unless `again`). Urgent sends neither wait nor try a few people first."""
    total = len(BitMap().union(*parts.values())) if parts else 0
    if not total:
        raise NobodyLeft
    texts = {face: frozen(body) for face, body in bodies.items()}
    fingerprint = _fingerprint(texts, parts)
    if not again and sent_already(db, fingerprint, now):
        raise SentAlready
    urgent = lane is Lane.URGENT
    send = Send(
        kind=kind,
        subject=subject,
        organisation_id=organisation_id,
        lane=lane,
        drill=drill,
        own=own,
        state=SendState.EXPANDING,
        not_before=0.0 if urgent else database.moment(db) + limits.undo,
        not_after=not_after.timestamp() if not_after else None,
        canary=CANARY if not urgent and limits.canary_wait and total >= 10 * CANARY else 0,
        total=total,
        title=title[:120],
        words=words,
        search="|".join(fold(part) for part in (title, words) if part)[:4000],
        fingerprint=fingerprint,
        made_at=now,
    )
    db.add(send)
    db.flush()
    for part in freeze(parts, texts):
        part.send_id = send.id
        db.add(part)
    database.knock(db)
    return send


def _fingerprint(texts: Mapping[str, str], parts: Mapping[str, BitMap]) -> str:
    """The same for the same words to the same people."""
    told = hashlib.sha256(json.dumps(dict(sorted(texts.items()))).encode())
    for face in sorted(parts):
        told.update(parts[face].serialize())
    return told.hexdigest()
