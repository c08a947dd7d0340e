"""What looks like chance in the demo town: the same for one seed on every machine and at every time."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Thing = TypeVar("Thing")


def line_id(seed: int, name: str) -> str:
    """The LINE user id of an invented person."""
    return "U" + _digest(seed, "line id", name).hex()


def number(seed: int, what: str, least: int, most: int) -> int:
    """Some whole number between the two, both included."""
    return least + int.from_bytes(_digest(seed, what)) % (most - least + 1)


def one_of(seed: int, what: str, things: Sequence[Thing]) -> Thing:
    return things[number(seed, what, 0, len(things) - 1)]


def _digest(seed: int, *words: str) -> bytes:
    return blake2b("\n".join((str(seed), *words)).encode(), digest_size=16).digest()
