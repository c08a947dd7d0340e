"""Audiences: lists of people a narrowcast may be sent to, made ready a little after they were asked for."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from simulator.clock import DAY, SECOND

MOST_AUDIENCES = 1_000
MOST_JOBS_SHOWN = 50
STATES = ("IN_PROGRESS", "READY", "FAILED", "EXPIRED", "INACTIVE", "ACTIVATING")

# Of audiences made of what people did, LINE counts no fewer people than this.
FEWEST_COUNTED = 20

# LINE names no time: what was accepted is worked on after a moment, and done after some more.
WORKING_AFTER = 5 * SECOND
READY_AFTER = 20 * SECOND

LIFE = 180 * DAY

# Audiences made of what people did are not told of fewer people.
FEWEST_PEOPLE = 50

FIRST_NUMBER = 4_389_303_728_990


@dataclass(slots=True)
class Job:
    """People on their way into an upload audience."""

    id: int
    at: int
    description: str
    people: list[str]

    def status(self, now: int) -> str:
        if now < self.at + WORKING_AFTER:
            return "QUEUED"
        return "WORKING" if now < self.at + READY_AFTER else "FINISHED"

    def line(self, audience: int, now: int) -> dict[str, Any]:
        return {
            "audienceGroupJobId": self.id,
            "audienceGroupId": audience,
            "description": self.description or None,
            "type": "DIFF_ADD",
            "failedType": None,
            "jobStatus": self.status(now),
            "audienceCount": len(self.people),
            "created": self.at // 1000,
        }


@dataclass(slots=True)
class Audience:
    id: int
    kind: str
    description: str
    at: int
    ifa: bool = False
    request_id: str | None = None
    click_url: str | None = None
    jobs: list[Job] = field(default_factory=list)

    def people(self, now: int) -> set[str]:
        """Those who have arrived in it."""
        return {person for job in self.jobs if job.status(now) == "FINISHED" for person in job.people}

    def under_way(self, now: int) -> int:
        return sum(1 for job in self.jobs if job.status(now) != "FINISHED")

    def status(self, now: int) -> str:
        if now >= self.at + LIFE:
            return "EXPIRED"
        if not any(job.status(now) == "FINISHED" for job in self.jobs):
            return "IN_PROGRESS"
        return "FAILED" if self._too_few(now) else "READY"

    def _too_few(self, now: int) -> bool:
        return self.kind != "UPLOAD" and len(self.people(now)) < FEWEST_PEOPLE

    def made(self) -> dict[str, Any]:
        """As LINE tells right after it was asked for."""
        return {
            **self._common(),
            "createRoute": "MESSAGING_API",
            "permission": "READ_WRITE",
            "expireTimestamp": self.expires(),
        }

    def line(self, now: int) -> dict[str, Any]:
        count = len(self.people(now))
        counted = count if self.kind == "UPLOAD" or count >= FEWEST_COUNTED else 0
        told = {**self.made(), "status": self.status(now), "audienceCount": counted}
        if told["status"] == "FAILED":
            told["failedType"] = "AUDIENCE_GROUP_AUDIENCE_INSUFFICIENT"
        return told

    def expires(self) -> int:
        return (self.at + LIFE) // 1000

    def _common(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "audienceGroupId": self.id,
            "type": self.kind,
            "description": self.description,
            "created": self.at // 1000,
            "isIfaAudience": self.ifa,
        }
        if self.request_id:
            told["requestId"] = self.request_id
        if self.click_url:
            told["clickUrl"] = self.click_url
        return told


class Audiences:
    """By number, oldest first."""

    def __init__(self) -> None:
        self.shelf: dict[int, Audience] = {}
        self._next = FIRST_NUMBER

    def add(self, kind: str, description: str, at: int, **more: Any) -> Audience:
        audience = Audience(self.number(), kind, description, at, **more)
        self.shelf[audience.id] = audience
        return audience

    def number(self) -> int:
        self._next += 1
        return self._next

    def named(self, description: str) -> Audience | None:
        """LINE takes no notice of large and small letters in names."""
        plain = description.casefold()
        return next((it for it in self.shelf.values() if it.description.casefold() == plain), None)

    def clear(self) -> None:
        self.shelf.clear()

    def kept(self) -> dict[str, Any]:
        return {"next": self._next, "shelf": [asdict(audience) for audience in self.shelf.values()]}

    def restore(self, kept: dict[str, Any]) -> None:
        self._next = kept["next"]
        self.shelf = {}
        for one in kept["shelf"]:
            jobs = [Job(**job) for job in one["jobs"]]
            self.shelf[one["id"]] = Audience(**{**one, "jobs": jobs})
