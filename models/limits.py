"""Limits: what a town allows itself to send, and when."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    # Pushes of news one person gets in seven days; what is urgent, asked for or a reminder of one's own is not counted.
    most_a_week: int = 3
    # Pushes to one person within an hour, of whatever kind, before somebody has a look. 0: no limit.
    most_an_hour: int = 30
    # Hours of the day in Japan between which nothing leaves by itself, unless it is urgent.
    quiet_from: int = 21
    quiet_until: int = 8
    # Messages of the month that only reminders and answers to one's own sign-up may use.
    reserve: int = 20
    # Seconds: in which a send can be undone, and between the first few people and the rest.
    undo: float = 60.0
    canary_wait: float = 60.0
    # Seconds by which something planned may be late and still leave by itself.
    grace: float = 1800.0
    # How much of LINE's calls a second is ours.
    rate_share: float = 1.0
