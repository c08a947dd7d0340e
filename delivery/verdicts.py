"""Verdicts: what LINE's answer means for one row of the outbox."""

import json
from dataclasses import dataclass
from enum import Enum

from delivery.answers import Answer
from models.outbox import Kind, State

# A retry key protects for 24 hours; the last try keeps well away from that.
KEY_LIFE = 23.5 * 3600
# Seconds until somebody asks again whether the month's messages are really used up.
NEXT_LOOK_AT_THE_MONTH = 600.0


class Trouble(Enum):
    """What an answer says about more than its own row."""

    # Too many calls: this endpoint rests.
    RATE = "rate"
    # The month's messages are used up, or reserved by a send that is under way.
    MONTH = "month"
    # LINE does not take our token: everything rests.
    CHANNEL = "channel"
    # No answer, or an error of LINE's own; many in a row and the endpoint rests.
    DOWN = "down"
    # LINE refuses these words, for whomever.
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Verdict:
    state: State
    # For PENDING: seconds to wait, and whether the try counts.
    wait: float = 0.0
    counts: bool = True
    error: str | None = None
    trouble: Trouble | None = None
    # A reply that LINE is known to have refused may be pushed instead.
    push_instead: bool = False
    # One of several recipients is unknown to LINE: nobody got it, and the halves may have better luck.
    split: bool = False


def judge(kind: Kind, answer: Answer, tries: int, age: float, people: int = 1) -> Verdict:
    """`tries` counts this one; `age` is in seconds since the first."""
    status = answer.status
    if 200 <= status < 300 or status == 409:
        return Verdict(State.ACCEPTED)
    why = answer.message()
    if status == 429:
        if b"monthly limit" in answer.body:
            return Verdict(
                State.PENDING, NEXT_LOOK_AT_THE_MONTH, counts=False, error=why, trouble=Trouble.MONTH
            )
        return Verdict(State.PENDING, 1.0, counts=False, error=why, trouble=Trouble.RATE)
    if status in (401, 403) and kind is not Kind.NARROWCAST:
        return Verdict(State.PENDING, 1.0, counts=False, error=why, trouble=Trouble.CHANNEL)
    if status == 0 and not answer.sent:
        return Verdict(State.PENDING, _backoff(tries), counts=False, error=why, trouble=Trouble.DOWN)
    if kind is Kind.REPLY:
        return _reply(answer, why)
    if 400 <= status < 500:
        return _refused(kind, answer, why, people)
    if age > KEY_LIFE:
        return Verdict(State.UNCERTAIN, error=why)
    return Verdict(State.PENDING, _backoff(tries), error=why, trouble=Trouble.DOWN)


def _refused(kind: Kind, answer: Answer, why: str, people: int) -> Verdict:
    if kind is Kind.MULTICAST and _about_the_words(answer.body):
        return Verdict(State.PENDING, 1.0, counts=False, error=why, trouble=Trouble.CONTENT)
    if kind is Kind.MENU:
        # Not published yet, or somebody LINE does not know: nothing is lost, and nobody has to decide anything.
        return Verdict(State.CANCELLED, error=why)
    return Verdict(State.DEAD, error=why, split=people > 1)


def _about_the_words(body: bytes) -> bool:
    """Whether LINE complains of the messages, and not of who is to get them."""
    try:
        found = json.loads(body)
        return any(str(one["property"]).startswith("messages") for one in found["details"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return False


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
    """Half as long again each time, up to a quarter of an hour. When LINE is down the endpoint rests."""
    return float(min(0.5 * 1.5 ** min(tries - 1, 20), 900.0))
