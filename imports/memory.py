"""Cells repeat: short ones are read once and remembered, long ones never, so that memory stays bounded."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar, cast

MOST_KEPT = 8_192
LONGEST_KEPT = 120  # characters

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def remembered(read: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """`read`, which depends on its arguments alone, with its latest answers about short cells kept."""
    kept = cast(Callable[Parameters, Result], lru_cache(maxsize=MOST_KEPT)(read))

    @wraps(read)
    def answer(*cells: Parameters.args, **more: Parameters.kwargs) -> Result:
        for cell in cells:
            if isinstance(cell, str) and len(cell) > LONGEST_KEPT:
                return read(*cells, **more)
        return kept(*cells, **more)

    return answer
