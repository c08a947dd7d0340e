"""Verdicts: what LINE's answer means for one row of the outbox."""

from dataclasses import dataclass

from delivery.line import Answer
from models.outbox import Kind, State

# A retry key protects for 24 hours; the last try keeps well away from that.
KEY_LIFE = 23.5 * 3600
MONTH_IS_USED_UP = b"monthly limit"


@dataclass(frozen=True, slots=True)
class Verdict:
    state: State
    # For PENDING: seconds to wait, and whether the try counts.
    wait: float = 0.0
    counts: bool = True
    error: str | None = None
    # A reply that LINE is known to have refused may be pushed instead.
    push_instead: bool = False


def judge(kind: Kind, answer: Answer, tries: int, age: float) -> Verdict:
    """`tries` counts this one; `age` is in seconds since the first."""
    status = answer.status
    if 200 <= status < 300 or status == 409:
        return Verdict(State.ACCEPTED)
    why = answer.message()
    if status == 429:
        wait = 600.0 if MONTH_IS_USED_UP in answer.body else min(2.0 * tries, 30.0)
        return Verdict(State.PENDING, wait, counts=False, error=why)
    if status in (401, 403):
        return Verdict(State.PENDING, 30.0, counts=False, error=why)
    if status == 0 and not answer.sent:
        return Verdict(State.PENDING, _backoff(tries), error=why)
    if kind is Kind.REPLY:
        return _reply(answer, why)
    if 400 <= status < 500:
        return Verdict(State.DEAD, error=why)
    if age > KEY_LIFE:
        return Verdict(State.UNCERTAIN, error=why)
    return Verdict(State.PENDING, _backoff(tries), error=why)


def _reply(answer: Answer, why: str) -> Verdict:
    """A reply has no retry key: once it may have arrived, nothing is sent again."""
    if answer.status == 400:
        token = b"reply token" in answer.body.lower()
        return (
            Verdict(State.PENDING, error=why, push_instead=True) if token else Verdict(State.DEAD, error=why)
        )
    if 400 < answer.status < 500:
        return Verdict(State.DEAD, error=why)
    return Verdict(State.UNCERTAIN, error=why)


def _backoff(tries: int) -> float:
    return float(min(2 ** min(tries, 10), 900))
