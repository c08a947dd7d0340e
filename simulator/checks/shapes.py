"""The pieces the tables are made of: a check takes a JSON value and tells what LINE would refuse in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from simulator.checks import counting


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, and where, seen from the value that was checked."""

    message: str
    path: str = ""
    unreadable: bool = False
    """A value of the wrong JSON type: LINE stops at it before looking further."""
    blank: bool = False
    """There, but empty; not missing."""
    inside: bool = False
    """Found only when LINE looks into the message, not while it reads the request."""

    def under(self, step: str) -> Problem:
        joint = "" if not self.path or self.path.startswith("[") else "."
        return replace(self, path=f"{step}{joint}{self.path}")


Problems = Sequence[Problem]
Check = Callable[[Any], Problems]
Rule = Callable[[dict[str, Any]], Problems]
Count = Callable[[str], int]

FINE: Problems = ()


def wrong(message: str, path: str = "") -> Problems:
    return (Problem(message, path),)


def unreadable(kind: str) -> Problems:
    return (Problem(f"must be {kind}", unreadable=True),)


def between(least: int, most: int) -> str:
    return f"Length must be between {least} and {most}"


def text(most: int, least: int = 1, count: Count = counting.utf16, pattern: str | None = None) -> Check:
    """A string of so many characters; an empty one where some are needed `May not be empty`."""
    form = re.compile(pattern) if pattern else None

    def check(value: Any) -> Problems:
        if not isinstance(value, str):
            return unreadable("a string")
        if not value and least:
            return (Problem("May not be empty", blank=True),)
        # Neither way of counting gives more than two for a character, nor UTF-16 less than one.
        if len(value) * 2 > most and count(value) > most:
            return wrong(between(0, most))
        if form and not form.fullmatch(value):
            return wrong("invalid value")
        return FINE

    return check


def matching(pattern: str, message: str = "invalid property") -> Check:
    form = re.compile(pattern)

    def check(value: Any) -> Problems:
        if not isinstance(value, str):
            return unreadable("a string")
        return FINE if form.fullmatch(value) else wrong(message)

    return check


def one_of(*values: str) -> Check:
    known = frozenset(values)
    message = f"Must be one of the following values: [{', '.join(values)}]"

    def check(value: Any) -> Problems:
        if not isinstance(value, str):
            return unreadable("a string")
        return FINE if value in known else wrong(message)

    return check


def whole(least: int, most: int = 2**31 - 1) -> Check:
    def check(value: Any) -> Problems:
        if not isinstance(value, int) or isinstance(value, bool):
            return unreadable("an integer")
        return FINE if least <= value <= most else wrong(f"Must be between {least} and {most}")

    return check


def number(least: float, most: float) -> Check:
    def check(value: Any) -> Problems:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return unreadable("a number")
        return FINE if least <= value <= most else wrong(f"Must be between {least:g} and {most:g}")

    return check


def flag(value: Any) -> Problems:
    return FINE if isinstance(value, bool) else unreadable("a boolean")


def array(item: Check, least: int, most: int) -> Check:
    def check(value: Any) -> Problems:
        if not isinstance(value, list):
            return unreadable("an array")
        if not least <= len(value) <= most:
            return wrong(f"Size must be between {least} and {most}")
        found: list[Problem] = []
        for index, thing in enumerate(value):
            if problems := item(thing):
                found += [problem.under(f"[{index}]") for problem in problems]
        return found

    return check


def record(
    fields: Mapping[str, Check],
    required: Iterable[str] = (),
    rules: Sequence[Rule] = (),
    missing: str = "May not be empty",
) -> Check:
    """An object: its properties, those it cannot be without, and rules that look across them."""
    needed = tuple(required)

    def check(value: Any) -> Problems:
        if not isinstance(value, dict):
            return unreadable("an object")
        found: list[Problem] = []
        for name, thing in value.items():
            field = fields.get(name)
            if field is None:
                found.append(Problem("unknown field", name))
            elif thing is not None and (problems := field(thing)):
                found += [problem.under(name) for problem in problems]
        for name in needed:
            if value.get(name) is None:
                found.append(Problem(missing, name))
        if not found:
            for rule in rules:
                found += rule(value)
        return found

    return check


def anything(_value: Any) -> Problems:
    """For what is checked elsewhere, such as the `type` that chose the table."""
    return FINE


def by_type(kinds: Mapping[str, Check], missing: str = "must be specified") -> Check:
    """An object whose `type` says which table it is checked against."""
    message = f"Must be one of the following values: [{', '.join(kinds)}]"

    def check(value: Any) -> Problems:
        if not isinstance(value, dict):
            return unreadable("an object")
        kind = value.get("type")
        if kind is None:
            return wrong(missing, "type")
        table = kinds.get(kind) if isinstance(kind, str) else None
        return table(value) if table else wrong(message, "type")

    return check
