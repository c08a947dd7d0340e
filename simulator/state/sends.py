"""Sent messages as LINE's statistics know them: to how many people, who saw them, who opened which link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

# Statistics of this many requests are kept, the newest ones.
KEPT_SENDS = 20_000


@dataclass(slots=True)
class Send:
    """One accepted request that LINE keeps statistics of; `seen` and `opened` count by person."""

    request_id: str
    way: str
    at: int
    unit: str | None
    links: list[list[str]]
    """The addresses in each message, in their order."""
    recipients: list[str] = field(default_factory=list)
    seen: list[dict[str, int]] = field(default_factory=list)
    """For each message: how often which person had it on the screen."""
    opened: list[dict[str, dict[str, int]]] = field(default_factory=list)
    """For each message, by address: how often which person opened it."""
    ids: list[str] = field(default_factory=list)

    def see(self, place: int, person: str) -> None:
        self.seen[place][person] = self.seen[place].get(person, 0) + 1

    def open(self, place: int, person: str, address: str) -> None:
        people = self.opened[place].setdefault(address, {})
        people[person] = people.get(person, 0) + 1

    @property
    def who_saw(self) -> set[str]:
        return {person for people in self.seen for person in people}

    def who_opened(self, address: str | None = None) -> set[str]:
        return {
            person
            for place in self.opened
            for known, people in place.items()
            if address in (None, known)
            for person in people
        }


class Sends:
    """By request id, oldest first; and which request a message on a phone came with."""

    def __init__(self) -> None:
        self._kept: dict[str, Send] = {}
        self._places: dict[str, tuple[Send, int]] = {}

    def __iter__(self) -> Iterator[Send]:
        return iter(self._kept.values())

    def get(self, request_id: str) -> Send | None:
        return self._kept.get(request_id)

    def add(self, send: Send) -> None:
        self._kept[send.request_id] = send
        for place, message_id in enumerate(send.ids):
            self._places[message_id] = (send, place)
        while len(self._kept) > KEPT_SENDS:
            oldest = self._kept.pop(next(iter(self._kept)))
            for message_id in oldest.ids:
                self._places.pop(message_id, None)

    def begin(self, messages: list[dict[str, Any]], recipients: Iterable[str], **what: Any) -> Send:
        send = Send(
            links=[list(links_in(message)) for message in messages],
            recipients=list(recipients),
            seen=[{} for _ in messages],
            opened=[{} for _ in messages],
            **what,
        )
        self.add(send)
        return send

    def touched(self, person: str, message_id: str, address: str | None = None) -> bool:
        """Somebody has a message before them, and may have opened a link in it."""
        found = self._places.get(message_id)
        if found is None:
            return False
        send, place = found
        send.see(place, person)
        if address is not None and address in send.links[place]:
            send.open(place, person, address)
        return True

    def clear(self) -> None:
        self._kept.clear()
        self._places.clear()

    def kept(self) -> list[dict[str, Any]]:
        return [asdict(send) for send in self._kept.values()]

    def restore(self, kept: list[dict[str, Any]]) -> None:
        self.clear()
        for send in kept:
            self.add(Send(**send))


def links_in(thing: Any) -> Iterator[str]:
    """Every address a tap can open, each once and in its order."""
    found: Counter[str] = Counter()
    _collect(thing, found)
    return iter(found)


def _collect(thing: Any, found: Counter[str]) -> None:
    if isinstance(thing, list):
        for part in thing:
            _collect(part, found)
    elif isinstance(thing, dict):
        for name in ("uri", "linkUri"):
            if isinstance(thing.get(name), str) and thing.get("type") == "uri":
                found[thing[name]] += 1
        for part in thing.values():
            if isinstance(part, dict | list):
                _collect(part, found)
