"""Rooms: how many calls LINE's rates leave for the next moment, shared by all workers."""

from time import monotonic
from typing import NamedTuple

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from models.database import Database, insert_new
from models.outbox import Kind
from models.rates import CHANNEL, RATES, Rate

# Calls a second, a little under what LINE allows (2,000, of multicasts 200, of narrowcasts 60 an hour).
PER_SECOND = {
    Kind.REPLY: 1_900.0,
    Kind.PUSH: 1_940.0,
    Kind.MULTICAST: 180.0,
    Kind.NARROWCAST: 57 / 3_600,
    Kind.MENU: 1_900.0,
}
# Seconds after which a turn is over: a worker that stalled would call together with the others' next turns.
# So no second holds more than its rate times (1 + this), which is less than LINE allows: a twentieth less of
# multicasts, so that a few that the network holds up do not meet too many others.
LATEST = {Kind.PUSH: 0.018, Kind.MULTICAST: 0.05}
OTHERS_LATEST = 1.0
# Seconds for which turns are given out in advance. Little, so that what is urgent waits no longer than this.
HORIZON = 0.1


class Turn(NamedTuple):
    """When a call may begin, between two moments of this process's monotonic clock."""

    opens: float
    closes: float


GIVEN = update(Rate).where(Rate.endpoint == bindparam("name")).values(tat=bindparam("next"))


class Rooms:
    """Read inside a claim's transaction, which thereby is the only one to give out turns."""

    def __init__(self, db: Session, database: Database, lead: float, share: float = 1.0) -> None:
        """`lead`: seconds from here until the claim is committed; turns of many begin no earlier. `share`: how much of
        the rates is ours."""
        self._rates = {kind: share * rate for kind, rate in PER_SECOND.items()}
        rows = db.execute(RATES).all()
        if len(rows) <= len(PER_SECOND):  # the first claim of all; another worker may be making its own
            insert_new(db, Rate, [_unused(name) for name in (CHANNEL, *(kind.value for kind in PER_SECOND))])
            rows = db.execute(RATES).all()
        # The clock is read when the turns are ours alone. Ours lies between these two readings, so that no turn begins
        # too early or ends too late, however long a stall is in between.
        self._before = monotonic()
        self.now = now = database.moment(db)
        self._after = monotonic()
        found = {row.endpoint: row for row in rows}
        channel = found[CHANNEL]
        # LINE does not take our token: nobody calls until it is time to ask again, and then one by one.
        self.closed = channel.rests_until > now
        careful = channel.troubles > 0
        self._next: dict[Kind, float] = {}
        self._left: dict[Kind, int] = {}
        self.turns: list[tuple[Kind, Turn]] = []
        for kind, rate in self._rates.items():
            row = found[kind.value]
            earliest = now + lead if kind in LATEST else now
            start = max(row.tat, earliest)
            # As long as the next claim may take, too: meanwhile there would be no turn.
            ahead = int((earliest + HORIZON + lead - start) * rate)
            left = max(ahead, 1) if start <= earliest else ahead
            if row.rests_until > now:
                left = 0
            elif careful or row.troubles:
                left = min(left, 1)  # find out with one call whether all is well again
            self._next[kind], self._left[kind] = start, left

    def left(self, most: int) -> dict[str, int]:
        """How many turns of each kind there are in this moment, counted up to `most`."""
        return {kind.value: max(0, min(left, most)) for kind, left in self._left.items()}

    def enter(self, kind: Kind) -> bool:
        """Take a turn. False: there is none left in this moment."""
        if self._left[kind] <= 0:
            return False
        self._left[kind] -= 1
        wait = self._next[kind] - self.now
        turn = Turn(self._after + wait, self._before + wait + LATEST.get(kind, OTHERS_LATEST))
        self.turns.append((kind, turn))
        self._next[kind] += 1 / self._rates[kind]
        return True

    def leave(self, kind: Kind) -> None:
        """Give a turn back that nobody was told of yet: the last one."""
        place = max(place for place, (whose, _turn) in enumerate(self.turns) if whose is kind)
        del self.turns[place]
        self._left[kind] += 1
        self._next[kind] -= 1 / self._rates[kind]

    def save(self, db: Session) -> None:
        """Keep which turns are given out, for everybody."""
        for kind in {kind for kind, _turn in self.turns}:
            db.connection().execute(GIVEN, {"name": kind.value, "next": self._next[kind]})


def _unused(endpoint: str) -> dict[str, object]:
    return {"endpoint": endpoint, "tat": 0.0, "rests_until": 0.0, "troubles": 0}
