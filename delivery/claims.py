"""Claims: which rows of the outbox leave next, within LINE's rates, and who of their people still wants them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import NamedTuple

from sqlalchemy import bindparam, func, update
from sqlalchemy.orm import Session

from delivery.fates import Claimed, Fates
from delivery.rooms import Rooms, Turn
from delivery.waiting import questions
from models.database import Database
from models.limits import Limits
from models.outbox import Kind, Lane, Outgoing, State
from models.sends import Send

# Seconds a claim is expected to take at most: so long nobody calls after one that took far longer.
LONGEST_LEAD = 1.0

# So often a claim looks for others in place of rows that do not leave any more.
ROUNDS = 10

# Rows that stand in one line: of a send, or (None) of their own; and their lane.
Queue = tuple[int | None, int]
Turns = list[tuple[Kind, Turn]]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed row, as it is sent."""

    id: int
    kind: Kind
    to: str
    recipients: tuple[str, ...]
    reply_token: str | None
    body: str
    retry_key: str
    tries: int
    age: float
    send_id: int | None
    # Workers that died with it under way.
    deaths: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """What a worker can take in hand: rows in all, news among them, rows a worker died of, and turns it lacks."""

    free: int
    news: int
    frail: int
    lacking: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class Sight:
    """Where something is due: among what a worker died of, in which lanes of rows of their own, and of sends."""

    frail: bool
    alone: Collection[Lane]
    of_sends: bool

    @property
    def anything(self) -> bool:
        return self.frail or bool(self.alone) or self.of_sends


class Claim(NamedTuple):
    parcels: list[Parcel]
    turns: Turns
    # Whether any row was found, to leave or to stay for good.
    found: bool


NOTHING = Claim([], [], False)

TAKE = (
    update(Outgoing)
    .where(Outgoing.id.in_(bindparam("keys", expanding=True)))
    .values(
        state=State.SENDING,
        lease=bindparam("lease"),
        due=bindparam("until"),
        tries=Outgoing.tries + 1,
        first_try=func.coalesce(Outgoing.first_try, bindparam("now")),
    )
)


class Claimer:
    """Chooses rows inside the sender's transaction."""

    def __init__(self, database: Database, limits: Limits, lease: str, seconds: float) -> None:
        self._database = database
        self._limits = limits
        self._lease = lease
        self._seconds = seconds
        self._turn = 0
        # Seconds that the last claims took from reading the clock to their commit, and when the last one began.
        self._lead = self._asked = 0.0
        self._questions = questions(database.engine.dialect)

    def any_due(self, db: Session) -> bool:
        """Whether a claim would find something, rates aside: a look that takes no lock."""
        return self._sight(db).anything

    def any_suspect(self, db: Session) -> bool:
        """The same for `suspect`."""
        return db.execute(self._questions.suspects).first() is not None

    def _sight(self, db: Session) -> Sight:
        frail, *alone, of_sends = db.execute(self._questions.look).one()
        lanes = {lane for lane, any_there in zip(Lane, alone, strict=True) if any_there}
        return Sight(bool(frail), lanes, bool(of_sends))

    def claim(self, db: Session, room: Room) -> Claim:
        """The rows that leave next, and turns for them and for those that lack one."""
        sight = self._sight(db)
        if not sight.anything and not room.lacking:
            return NOTHING
        rooms = self._rooms(db)
        if rooms.closed:
            return NOTHING
        _make_up(rooms, room.lacking)
        claim = NOTHING
        for _round in range(ROUNDS):
            few = self._frail_ones(db, rooms, min(room.free, room.frail)) if sight.frail else []
            rows = [*few, *self._choose(db, rooms, sight, room.free - len(few), room.news)]
            claim = Claim(self._take(db, rows, rooms), rooms.turns, bool(rows))
            # Where LINE was away, thousands may be too late: each takes the one turn there is to find out.
            if claim.parcels or not rows:
                break
        rooms.save(db)
        return claim

    def committed(self) -> None:
        """What was claimed is on its way. The next claim expects to take as long."""
        self._lead = min(LONGEST_LEAD, max(monotonic() - self._asked, self._lead / 2))

    def suspect(self, db: Session, room: Room) -> Claim:
        """A row that two workers died of, and whose time has come; and turns for those that lack one."""
        rooms = self._rooms(db)
        if rooms.closed:
            return NOTHING
        _make_up(rooms, room.lacking)
        found = (
            db.execute(self._questions.suspects.with_for_update(skip_locked=True)).all() if room.free else []
        )
        rows = [row for row in found if rooms.enter(row.kind)]
        claim = Claim(self._take(db, rows, rooms), rooms.turns, bool(rows))
        rooms.save(db)
        return claim

    def _rooms(self, db: Session) -> Rooms:
        rooms = Rooms(db, self._database, self._lead, self._limits.rate_share)
        self._asked = monotonic()
        return rooms

    def _frail_ones(self, db: Session, rooms: Rooms, most: int) -> list[Claimed]:
        """Rows that a worker died of, before all others and few together: one of them may be what it died of."""
        kinds = [kind for kind, left in rooms.left(most).items() if left]
        if not kinds:
            return []
        found = db.execute(self._questions.frail, {"kinds": kinds, "most": most}).all()
        return [row for row in found if rooms.enter(row.kind)]

    def _sends(self, db: Session) -> list[tuple[int, int, int | None]]:
        found = db.execute(Send.at_work().with_only_columns(Send.id, Send.lane, Send.organisation_id))
        return [(key, lane, whose) for key, lane, whose in found]

    def _choose(
        self, db: Session, rooms: Rooms, sight: Sight, free: int, free_for_news: int
    ) -> Iterator[Claimed]:
        """Answers first, then what is urgent, then the news of all organisers in turn."""
        sends = self._sends(db) if sight.of_sends else []
        for lane in Lane:
            left = min(free, free_for_news) if lane is Lane.BULK else free
            groups = self._groups(sends, sight, lane)
            for place, group in enumerate(groups):
                # News: each organiser gets the same share, and what one leaves goes to the next.
                share = -(-left // (len(groups) - place)) if lane is Lane.BULK else left
                for queue in group:
                    for row in self._waiting(db, queue, rooms.left(share)):
                        if share and rooms.enter(row.kind):
                            share, left, free = share - 1, left - 1, free - 1
                            yield row

    def _groups(
        self, sends: Sequence[tuple[int, int, int | None]], sight: Sight, lane: Lane
    ) -> list[list[Queue]]:
        """Rows of their own, then each organiser's sends; who was first in this round is last in the next."""
        whose: dict[int | None, list[Queue]] = {}
        for key, its_lane, organiser in sends:
            if its_lane == lane:
                whose.setdefault(organiser, []).append((key, lane))
        self._turn += 1
        groups = list(whose.values())
        start = self._turn % len(groups) if groups else 0
        alone: list[Queue] = [(None, lane)] if lane in sight.alone else []
        return [alone, *groups[start:], *groups[:start]]

    def _waiting(self, db: Session, queue: Queue, most: Mapping[str, int]) -> Sequence[Claimed]:
        if not any(most.values()):
            return []
        send_id, lane = queue
        query = self._questions.alone if send_id is None else self._questions.of_a_send
        return db.execute(query, {"send": send_id, "lane": lane, **most}).all()

    def _take(self, db: Session, rows: Sequence[Claimed], rooms: Rooms) -> list[Parcel]:
        now = rooms.now
        fates = Fates(db, rows, now, self._limits)
        going = [row for row in rows if row.id not in fates.stay]
        for (state, why), keys in fates.by_fate().items():
            db.execute(update(Outgoing).where(Outgoing.id.in_(keys)).values(state=state, error=why))
        for row in rows:
            if row.id in fates.stay:
                rooms.leave(Kind(row.kind))
        if going:
            keys = [row.id for row in going]
            taken = {"keys": keys, "lease": self._lease, "now": now, "until": now + self._seconds}
            db.connection().execute(TAKE, taken)  # the session would look for loaded rows, and there are none
        return [
            Parcel(
                row.id, Kind(row.kind), row.to, fates.people(row), row.reply_token, row.body, fates.retry_key(row),
                row.tries + 1, fates.age(row, now), row.send_id, row.deaths,
            )
            for row in sorted(going, key=lambda row: (row.lane, row.id))
        ]  # fmt: skip


def _make_up(rooms: Rooms, lacking: Mapping[Kind, int]) -> None:
    """Turns for rows in hand that missed theirs."""
    for kind, count in lacking.items():
        while count and rooms.enter(kind):
            count -= 1
