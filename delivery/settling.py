"""Settling: what became of the rows that were sent, written down in one commit."""

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from delivery.claims import Parcel
from delivery.verdicts import Trouble, Verdict
from models.budget import refused, spend
from models.database import Database
from models.outbox import Kind, Outgoing, State
from models.rates import CHANNEL, Rate, one_by_one
from models.sends import Why, off_the_road, pause, stopped_among

log = logging.getLogger(__name__)

# So many calls without an answer in a row, and the endpoint rests.
MANY_FAILURES = 20
# Of the answers that came together, "too many calls" is more than this share, and the endpoint rests. One among many
# is not a storm: its own row waits, and the others keep to the rate anyway.
MANY_REFUSALS = 0.2
FIRST_REST = 0.25
LONGEST_REST = 30.0
REST_OF_THE_CHANNEL = 30.0


ACCEPT = (
    update(Outgoing)
    .where(Outgoing.id.in_(bindparam("keys", expanding=True)), Outgoing.state != State.ACCEPTED)
    .values(state=State.ACCEPTED, lease=None, error=None)
    .returning(Outgoing.units)
)


class Outcome(NamedTuple):
    parcel: Parcel
    verdict: Verdict
    request_id: str | None = None


class Settler:
    """One per sender; it remembers how many calls in a row had no answer."""

    def __init__(self, database: Database, lease: str) -> None:
        self._database = database
        self._lease = lease
        self._failures: Counter[Kind] = Counter()

    def settle(self, db: Session, outcomes: Sequence[Outcome]) -> None:
        if not outcomes:
            return
        one_by_one(db)
        now = self._database.moment(db)
        stopped = stopped_among(db, _come_back(outcomes))
        self._accept(db, outcomes, now)
        alike: dict[tuple[Verdict, bool], list[Parcel]] = defaultdict(list)
        for parcel, verdict, _request in outcomes:
            if verdict.state is not State.ACCEPTED:
                alike[verdict, parcel.deaths == 1].append(parcel)
        for (verdict, frail), parcels in alike.items():
            self._record(db, verdict, parcels, frail, now)
        if stopped:
            off_the_road(db, stopped)
        if any(one.verdict.trouble is Trouble.MONTH for one in outcomes):
            refused(db)
        for send_id, why in _to_pause(outcomes):
            if pause(db, send_id, why):
                log.critical("send %s is paused: %s", send_id, why)
        self._rest(db, outcomes, now)

    def _accept(self, db: Session, outcomes: Sequence[Outcome], now: float) -> None:
        """Whoever holds the lease by now: what LINE has accepted stays accepted."""
        keys = [one.parcel.id for one in outcomes if one.verdict.state is State.ACCEPTED]
        if not keys:
            return
        if units := sum(db.connection().execute(ACCEPT, {"keys": keys}).scalars()):
            spend(db, units, datetime.fromtimestamp(now, UTC))
        for one in outcomes:
            if one.parcel.kind is Kind.NARROWCAST and one.request_id:
                mine = update(Outgoing).where(Outgoing.id == one.parcel.id)
                db.execute(mine.values(request_id=one.request_id[:40]))

    def _record(
        self, db: Session, verdict: Verdict, parcels: Sequence[Parcel], frail: bool, now: float
    ) -> None:
        """Anything but acceptance counts only while the row is still ours. `frail`: a worker died of these once."""
        changes: dict[str, Any] = {
            "state": verdict.state,
            "lease": None,
            "error": (verdict.error or "")[:300],
        }
        if verdict.state is State.PENDING:
            changes["due"] = now + verdict.wait
            if not verdict.counts:
                changes["tries"] = Outgoing.tries - 1
            if frail and (verdict.counts or verdict.trouble):
                changes["deaths"] = 0  # it was under way and nobody died of it
        if verdict.push_instead:
            changes |= {"kind": Kind.PUSH, "units": 1}
        if verdict.split:
            changes |= {"state": State.CANCELLED, "units": 0, "error": f"split: {verdict.error}"[:300]}
        keys = [parcel.id for parcel in parcels]
        mine = update(Outgoing).where(Outgoing.id.in_(keys), Outgoing.lease == self._lease)
        done = set(db.connection().execute(mine.values(**changes).returning(Outgoing.id)).scalars())
        if verdict.split:
            for parcel in parcels:
                if parcel.id in done:
                    self._split(db, parcel)

    def _split(self, db: Session, parcel: Parcel) -> None:
        """Two halves with keys of their own: who LINE does not know will stand alone in the end."""
        row = db.execute(
            select(
                Outgoing.body, Outgoing.because, Outgoing.lane, Outgoing.send_id, Outgoing.not_after,
                Outgoing.made_at,
            ).where(Outgoing.id == parcel.id)
        ).one()  # fmt: skip
        middle = len(parcel.recipients) // 2
        for half in (parcel.recipients[:middle], parcel.recipients[middle:]):
            alone = len(half) == 1
            db.execute(
                insert(Outgoing),
                {
                    **row._mapping,
                    "retry_key": str(uuid4()),
                    "kind": Kind.PUSH if alone else Kind.MULTICAST,
                    "to": half[0] if alone else "",
                    "recipients": None if alone else json.dumps(half, separators=(",", ":")),
                    "units": len(half),
                    "state": State.PENDING,
                    "due": 0.0,
                    "tries": 0,
                    "deaths": 0,
                },
            )

    def _rest(self, db: Session, outcomes: Sequence[Outcome], now: float) -> None:
        """An endpoint that asked for it, or does not answer, rests; it is well again at its first success."""
        well, tired = set(), {}
        answers = Counter(one.parcel.kind for one in outcomes)
        refusals = Counter(one.parcel.kind for one in outcomes if one.verdict.trouble is Trouble.RATE)
        for parcel, verdict, _request in outcomes:
            if verdict.trouble is None and verdict.state is State.PENDING:
                continue  # it was not asked, or not to the end
            if verdict.trouble is None:
                well.add(parcel.kind.value)
            self._failures[parcel.kind] = (
                self._failures[parcel.kind] + 1 if verdict.trouble is Trouble.DOWN else 0
            )
            many = self._failures[parcel.kind] >= MANY_FAILURES
            if verdict.trouble is Trouble.CHANNEL:
                tired[CHANNEL] = verdict.error
            elif many or refusals[parcel.kind] > MANY_REFUSALS * answers[parcel.kind]:
                tired[parcel.kind.value] = verdict.error or tired.get(parcel.kind.value)
        if not tired and db.scalar(select(Rate.endpoint).where(Rate.troubles > 0).limit(1)) is None:
            return
        awake = Rate.rests_until <= now
        if healthy := well - set(tired):
            cured = Rate.endpoint.in_([*healthy, *([] if CHANNEL in tired else [CHANNEL])])
            db.execute(update(Rate).where(cured, Rate.troubles > 0, awake).values(troubles=0, why=None))
        for endpoint, error in tired.items():
            troubles = db.scalar(select(Rate.troubles).where(Rate.endpoint == endpoint, awake))
            if troubles is None:
                continue  # it rests already; these were on their way before
            rest = (
                REST_OF_THE_CHANNEL if endpoint == CHANNEL else min(FIRST_REST * 2.0**troubles, LONGEST_REST)
            )
            log.critical("%s rests for %.1f seconds: %s", endpoint, rest, (error or "")[:100])
            row = update(Rate).where(Rate.endpoint == endpoint)
            db.execute(row.values(rests_until=now + rest, troubles=troubles + 1, why=(error or "")[:200]))


def _come_back(outcomes: Sequence[Outcome]) -> set[int]:
    """Sends of which something is to be tried again."""
    again = (one.parcel.send_id for one in outcomes if one.verdict.state is State.PENDING)
    return {key for key in again if key is not None}


def _to_pause(outcomes: Sequence[Outcome]) -> set[tuple[int, Why]]:
    whys = {Trouble.MONTH: Why.QUOTA, Trouble.CONTENT: Why.CONTENT}
    return {
        (one.parcel.send_id, whys[one.verdict.trouble])
        for one in outcomes
        if one.parcel.send_id is not None and one.verdict.trouble in whys
    }
