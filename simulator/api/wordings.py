"""What LINE finds only when it looks into a message: told of one message at a time, with words and paths of its own."""

from __future__ import annotations

import re
from typing import NamedTuple

from simulator.checks.shapes import Problem

# A request is read first, and what is wrong with it comes as messages[0].text. Flex containers, templates and
# the braces of textV2 are looked into later, and a place in them is written as a path.
_PLACE = re.compile(r"messages\[([0-9]+)\]\.(contents|template|text)\b\.?(.*)")
_STEPS = re.compile(r"[\w-]+")
_LENGTH = re.compile(r"Length must be between 0 and ([0-9]+)")

# All that Flex says of a value it does not take.
_ODD = "invalid property"
_ODD_IN_FLEX = ("Length must be", "Must be", "Size must be", "must be a", "invalid color", "invalid format")


class Found(NamedTuple):
    number: int
    detail: dict[str, str]


def within_message(problem: Problem) -> Found | None:
    place = _PLACE.fullmatch(problem.path)
    if place is None or not (place[3] or problem.inside):
        return None
    number, part, steps = int(place[1]), place[2], _STEPS.findall(place[3])
    if part == "contents":
        return Found(number, _in_flex(problem, steps))
    if part == "template":
        words = _in_template(problem, steps[-1])
        return Found(number, {"message": words, "property": "/".join(["template", *steps])})
    return Found(number, {"message": problem.message, "property": part}) if problem.inside else None


def _in_flex(problem: Problem, steps: list[str]) -> dict[str, str]:
    words = _missing(problem)
    if problem.unreadable or words.startswith(_ODD_IN_FLEX):
        # A component of a kind that cannot stand there is odd itself, a container by its type.
        if steps[-1] == "type" and len(steps) > 1:
            steps = steps[:-1]
        words = _ODD
    return {"message": words, "property": "/" + "/".join(steps)}


def _in_template(problem: Problem, last: str) -> str:
    if problem.unreadable:
        return _ODD
    if length := _LENGTH.fullmatch(problem.message):
        most = length[1]
        return f"size must be between 0 and {most}" if last == "uri" else _too_long(most)
    return _missing(problem)


def _too_long(most: str) -> str:
    return f"must not be longer than {most} characters"


def _missing(problem: Problem) -> str:
    if problem.message != "May not be empty":
        return problem.message
    return "must be non-empty text" if problem.blank else "must be specified"
