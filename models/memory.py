"""Memory: what we said to somebody by ourselves within half a year, so that they find it again."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from pyroaring import BitMap
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from locales import fold
from models.figures import NARROWCASTS
from models.likeness import Candidate, Told, ranked, terms_of
from models.outbox import ONE_PERSON, Json, Kind, Outgoing, State
from models.receipts import sent_by_line
from models.residents import Resident
from models.sends import Send, SendPart

KEPT = timedelta(days=190)
# What LINE has, or may have: everything else was not said.
SAID = (State.ACCEPTED, State.RODE, State.UNCERTAIN)
# Sends whose people are looked at together, and rows of a send that are looked through for one name.
SOME = 20
FEW_ROWS = 20
MOST_SINGLES = 200


def told(
    db: Session,
    resident: Resident,
    now: datetime,
    words: str = "",
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    offset: int = 0,
    most: int = 3,
) -> list[Told]:
    """What this person was told, the best match first; without words the newest. One more than `most` if there is."""
    first = max(since or now - KEPT, now - KEPT)
    singles = _singles(db, resident, first, until)
    if fold(words):
        sends = db.execute(_sends(first, until, Send.search)).all()
        candidates = [*_candidates(sends), *singles]
        found_first = (candidate.told for candidate in ranked(candidates, terms_of(db, words)))
    else:
        sends = db.execute(_sends(first, until, Send.title)).all()
        newest = sorted([*_candidates(sends), *singles], key=lambda one: one.told.at, reverse=True)
        found_first = (candidate.told for candidate in newest)
    found: list[Told] = []
    for one in _heard(db, resident, found_first):
        found.append(one)
        if len(found) > offset + most:
            break
    return found[offset:]


def again(db: Session, resident: Resident, send_id: int) -> list[Json] | None:
    """The messages of a send as this person got them; None when they did not."""
    if not _went(db, resident, [send_id]):
        return None
    row = select(Outgoing).where(Outgoing.send_id == send_id)
    own = db.scalars(row.where(ONE_PERSON, Outgoing.to == resident.line_id)).first()
    own = own or db.scalars(row.where(NARROWCASTS)).first()
    if own is not None:
        return own.messages()
    for frozen, body in db.execute(select(SendPart.frozen, SendPart.body).where(SendPart.send_id == send_id)):
        if body is not None and resident.id in BitMap.deserialize(frozen):
            found = json.loads(body)
            return found if isinstance(found, list) else None
    return None


def again_alone(db: Session, resident: Resident, row_id: int) -> list[Json] | None:
    """The same for words to this person alone."""
    row = db.get(Outgoing, row_id)
    if row is None or row.kind != Kind.PUSH or row.to != resident.line_id or row.state not in SAID:
        return None
    return row.messages() or None


def said_at(db: Session, send_id: int, row_id: int) -> datetime | None:
    """When one of them was said."""
    if send_id:
        return db.scalar(select(Send.made_at).where(Send.id == send_id))
    return db.scalar(select(Outgoing.made_at).where(Outgoing.id == row_id))


def words_of(messages: Sequence[Json]) -> Iterator[str]:
    """What could be read: texts and what a card says, without its buttons."""
    for message in messages:
        if message.get("type") == "text":
            yield str(message.get("text", ""))
        elif "altText" in message:
            yield str(message["altText"])
            yield from _texts(message.get("contents"))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if part.get("type") == "text" and isinstance(part.get("text"), str):
            yield part["text"]
        elif part.get("type") != "button":
            for value in part.values():
                yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)


def _sends(first: datetime, until: datetime | None, column: Any) -> Select[Any]:
    found = select(Send.id, Send.title, Send.kind, Send.made_at, column.label("shape")).where(
        Send.made_at >= first
    )
    return found.where(Send.made_at < until) if until else found


def _candidates(rows: Sequence[Any]) -> Iterator[Candidate]:
    for row in rows:
        told = Told(row.title, row.made_at, row.kind, send_id=row.id)
        yield Candidate(told, fold(row.title), row.shape)


def _singles(db: Session, resident: Resident, first: datetime, until: datetime | None) -> list[Candidate]:
    """Words to this person alone: offers, answers of an organiser, reminders of their own."""
    rows = select(Outgoing).where(ONE_PERSON, Outgoing.to == resident.line_id, Outgoing.send_id.is_(None))
    rows = rows.where(Outgoing.state.in_(SAID), Outgoing.made_at >= first)
    if until:
        rows = rows.where(Outgoing.made_at < until)
    found = []
    for row in db.scalars(rows.order_by(Outgoing.id.desc()).limit(MOST_SINGLES)):
        said = [words for words in words_of(row.messages()) if words.strip()]
        if said:
            title = said[0].strip().splitlines()[0][:120]
            shape = "|".join(map(fold, said))[:4000]
            found.append(Candidate(Told(title, row.made_at, "", row_id=row.id), fold(title), shape))
    return found


def _heard(db: Session, resident: Resident, ranked: Iterator[Told]) -> Iterator[Told]:
    """Those that this person got, in the same order; looked up a few at a time."""
    some: list[Told] = []
    for one in ranked:
        some.append(one)
        if len(some) == SOME:
            yield from _of_these(db, resident, some)
            some = []
    yield from _of_these(db, resident, some)


def _of_these(db: Session, resident: Resident, some: Sequence[Told]) -> Iterator[Told]:
    went = _went(db, resident, [one.send_id for one in some if one.send_id is not None])
    yield from (one for one in some if one.send_id is None or one.send_id in went)


def _went(db: Session, resident: Resident, send_ids: Sequence[int]) -> set[int]:
    """The sends that really left for this person, as far as that can be told cheaply."""
    if not send_ids:
        return set()
    mine = Outgoing.to == resident.line_id, Outgoing.send_id.in_(send_ids)
    pushed = db.execute(select(Outgoing.send_id, Outgoing.state).where(ONE_PERSON, *mine)).all()
    went = {send_id for send_id, state in pushed if send_id is not None and state in SAID}
    shared = set(send_ids) - {send_id for send_id, _state in pushed}
    parts = select(SendPart.send_id, SendPart.frozen, SendPart.cursor, SendPart.body)
    for send_id, frozen, cursor, body in db.execute(parts.where(SendPart.send_id.in_(shared))):
        # Words of one's own have a row of one's own, and whoever stands behind the cursor has none yet.
        reached = body is not None and resident.id <= cursor and resident.id in BitMap.deserialize(frozen)
        if reached and _shared_with(db, resident, send_id):
            went.add(send_id)
    return went | sent_by_line(db, shared, resident)


def _shared_with(db: Session, resident: Resident, send_id: int) -> bool:
    """Whether a multicast of this send left with their name on it."""
    rows = select(Outgoing.id).where(Outgoing.send_id == send_id, Outgoing.kind == Kind.MULTICAST)
    named = Outgoing.recipients.contains(f'"{resident.line_id}"', autoescape=True)
    said = rows.where(Outgoing.state.in_(SAID))
    count = db.scalar(select(func.count()).select_from(said.limit(FEW_ROWS + 1).subquery())) or 0
    if count <= FEW_ROWS:
        return db.scalar(said.where(named).limit(1)) is not None
    # In a long one only what did not leave is looked through: mostly nothing.
    unsaid = rows.where(Outgoing.state.not_in(SAID), named)
    return db.scalar(unsaid.limit(1)) is None
