"""Sends: one thing said to many people, who they are, and how far it has come."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pyroaring import BitMap
from sqlalchemy import (
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    Select,
    String,
    Text,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.outbox import Lane, Outgoing, State
from models.rates import one_by_one

# Written out, not a parameter: only so do the databases see that the index on few rows will do.
AT_WORK = text("state IN ('expanding', 'sending')")


class SendState(StrEnum):
    # Rows for the outbox are being made, and leave meanwhile.
    EXPANDING = "expanding"
    SENDING = "sending"
    # Waits for somebody or something; `why` says for what. Nothing leaves.
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"


class Why(StrEnum):
    """Why a send is paused; staff read a sentence for each."""

    STAFF = "staff"
    # The month's messages are used up, or reserved by something else.
    QUOTA = "quota"
    # Among the first few people something went wrong.
    CANARY = "canary"
    # LINE refuses the content itself.
    CONTENT = "content"
    # The town came back from a backup: it may have gone on since that was made, and only a person can find out.
    RESTORED = "restored"


class Send(Base):
    __tablename__ = "sends"
    __table_args__ = (Index("ix_sends_at_work", "id", sqlite_where=AT_WORK, postgresql_where=AT_WORK),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # "announcement", "correction", "note", "reminder", "digest": who made it.
    kind: Mapped[str] = mapped_column(String(20))
    # What it is about, as the audit log writes it: "announcements:12".
    subject: Mapped[str] = mapped_column(String(60), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    lane: Mapped[int] = mapped_column(default=Lane.BULK)
    # About people's own sign-up: a rest from news does not keep it from them.
    own: Mapped[bool] = mapped_column(default=False)
    # A drill is marked on the screen; it counts like any other.
    drill: Mapped[bool] = mapped_column(default=False)
    state: Mapped[SendState] = mapped_column(default=SendState.EXPANDING)
    why: Mapped[Why | None]
    # Seconds of the database's clock: nothing leaves before (the minute in which it can be undone, the wait after the
    # first few) or after (its date is past).
    not_before: Mapped[float] = mapped_column(Float, default=0.0)
    not_after: Mapped[float | None] = mapped_column(Float)
    # How many go first, alone, before the rest waits a minute; 0: all at once, or the first are through.
    canary: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    # Of these, how many had gone, or were paused, when their turn came.
    skipped: Mapped[int] = mapped_column(default=0)
    # What it says, for the records and for those who look for it again.
    title: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text)
    search: Mapped[str] = mapped_column(Text, default="")
    # Same words to the same people within a day are most likely a mistake.
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]

    @classmethod
    def at_work(cls) -> Select["Send"]:
        return select(cls).where(AT_WORK)

    @property
    def is_over(self) -> bool:
        return self.state in (SendState.STOPPED, SendState.FINISHED)


class SendPart(Base):
    """The people of a send who get the same face of it, frozen when it began, and how far we are among them."""

    __tablename__ = "send_parts"

    send_id: Mapped[int] = mapped_column(ForeignKey("sends.id", ondelete="CASCADE"), primary_key=True)
    # Language and letter size, such as "ja.normal".
    face: Mapped[str] = mapped_column(String(20), primary_key=True)
    # A roaring bitmap of resident ids: a million of them are about 125 kB.
    frozen: Mapped[bytes] = mapped_column(LargeBinary)
    # The messages as JSON text.
    body: Mapped[str] = mapped_column(Text)
    # The last resident id that has been seen to, and how many have been.
    cursor: Mapped[int] = mapped_column(default=-1)
    made: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]

    def people(self) -> BitMap:
        return BitMap.deserialize(self.frozen)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the people of a send are; the parts always add up to `total`."""

    total: int
    accepted: int = 0
    dead: int = 0
    uncertain: int = 0
    # Stopped, too late, or gone before their turn.
    unsent: int = 0
    # Waiting their turn or under way.
    open: int = 0

    @property
    def adds_up(self) -> bool:
        return self.accepted + self.dead + self.uncertain + self.unsent + self.open == self.total


def progress(db: Session, send: Send) -> Progress:
    """Counted from the rows themselves, so that the books balance at every moment of one snapshot."""
    rows = db.execute(
        select(Outgoing.state, func.sum(Outgoing.units))
        .where(Outgoing.send_id == send.id)
        .group_by(Outgoing.state)
    )
    units: dict[str, int] = {state: int(count or 0) for state, count in rows}
    total, skipped = db.execute(select(Send.total, Send.skipped).where(Send.id == send.id)).one()
    unmade = total - skipped - sum(units.values())
    stopped = db.scalar(select(Send.state).where(Send.id == send.id)) == SendState.STOPPED
    waiting = sum(units.get(state, 0) for state in (State.PENDING, State.SENDING, State.RIDING, State.HELD))
    return Progress(
        total=total,
        accepted=units.get(State.ACCEPTED, 0) + units.get(State.RODE, 0),
        dead=units.get(State.DEAD, 0),
        uncertain=units.get(State.UNCERTAIN, 0),
        unsent=units.get(State.CANCELLED, 0) + skipped + (unmade if stopped else 0),
        open=waiting + (0 if stopped else unmade),
    )


def pause(db: Session, send_id: int, why: Why) -> bool:
    """Let nothing more of it leave, until `resume`. False: it was not at work."""
    return _move(db, send_id, (SendState.EXPANDING, SendState.SENDING), state=SendState.PAUSED, why=why)


def resume(db: Session, send_id: int) -> bool:
    """Go on where it was. False: it was not paused."""
    # Expanding finds out by itself that everything has been made.
    return _move(db, send_id, (SendState.PAUSED,), state=SendState.EXPANDING, why=None)


def stop(db: Session, send_id: int, now: datetime) -> bool:
    """End it for good: what has not left stays here. False: it was over already."""
    one_by_one(db)
    live = (SendState.EXPANDING, SendState.SENDING, SendState.PAUSED)
    if not _move(db, send_id, live, state=SendState.STOPPED, finished_at=now):
        return False
    off_the_road(db, [send_id])
    return True


def stopped_among(db: Session, send_ids: Collection[int]) -> set[int]:
    """Which of them are stopped; the others are not before this commit."""
    if not send_ids:
        return set()
    found = select(Send.id, Send.state).where(Send.id.in_(send_ids)).with_for_update(read=True)
    return {key for key, state in db.execute(found) if state == SendState.STOPPED}


def off_the_road(db: Session, send_ids: Collection[int]) -> None:
    """What of these has not left stays here; what was tried and may have arrived is for a person to look at."""
    waiting = Outgoing.send_id.in_(send_ids), Outgoing.state.in_((State.PENDING, State.RIDING, State.HELD))
    tried = update(Outgoing).where(*waiting, Outgoing.tries > 0)
    db.execute(tried.values(state=State.UNCERTAIN, error="stopped after a try"))
    db.execute(update(Outgoing).where(*waiting).values(state=State.CANCELLED, error="stopped"))


def _move(db: Session, send_id: int, of: tuple[SendState, ...], **values: Any) -> bool:
    # The row's own condition decides: two people may press at once.
    done: Any = db.execute(update(Send).where(Send.id == send_id, Send.state.in_(of)).values(**values))
    return bool(done.rowcount)


def newest_send(db: Session) -> int:
    """The number of the last one that began; 0: none did yet."""
    return db.scalar(select(func.max(Send.id))) or 0


def addressed(db: Session, send_id: int) -> BitMap:
    """Everybody a send was meant for, whatever became of it."""
    everybody = BitMap()
    for frozen in db.scalars(select(SendPart.frozen).where(SendPart.send_id == send_id)):
        everybody |= BitMap.deserialize(frozen)
    return everybody


def reached_often(db: Session, since: datetime, most: int) -> BitMap:
    """Who has been addressed by at least `most` sends made since then, urgent ones and drills aside."""
    levels = [BitMap() for _level in range(most)]
    recent = select(Send.id).where(Send.made_at >= since, Send.lane == Lane.BULK)
    for send_id in db.scalars(recent).all():
        people = addressed(db, send_id)
        for level in range(most - 1, 0, -1):
            levels[level] |= levels[level - 1] & people
        levels[0] |= people
    return levels[-1]


DAY = timedelta(days=1)


def sent_already(db: Session, fingerprint: str, now: datetime) -> Send | None:
    """A send of the same words to the same people within a day."""
    same = select(Send).where(Send.fingerprint == fingerprint, Send.made_at > now - DAY)
    return db.scalars(same.order_by(Send.id.desc()).limit(1)).first()


def freeze(parts: Mapping[str, BitMap], bodies: Mapping[str, str]) -> list[SendPart]:
    """The parts of a new send. Nobody stands in two of them."""
    seen = BitMap()
    made = []
    for face, people in parts.items():
        own = people - seen
        seen |= own
        if own:
            made.append(SendPart(face=face, frozen=own.serialize(), body=bodies[face], total=len(own)))
    return made
