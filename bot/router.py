"""Routers: what each handler file answers; routes: all of them together, checked for double claims."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.turn import Reply, Turn
from locales import Lazy
from views.tap import Tap

# Messages, another tap to go on with as if it had been pressed, or silence.
Given = Reply | Tap | None
Kind = TypeVar("Kind", bound=Tap)
Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Route:
    """`place`: one can come back to it. `public`: it may be answered in a group, before everybody."""

    function: Callable[..., Given]
    place: bool = False
    public: bool = False
    # What a guess at this entry is called: 「くらし」のことですか。
    label: Lazy | None = None


class Router:
    """One feature's answers. An entry is opened by a word, a menu area or a button alike."""

    def __init__(self) -> None:
        self.entries: dict[str, Route] = {}
        self.taps: dict[type[Tap], Route] = {}
        self.events: dict[str, Route] = {}

    def entry(
        self, name: str, label: Lazy | None = None, *, place: bool = True, public: bool = False
    ) -> Callable[[Function], Function]:
        """Answer the entry `name`, whose words stand in keywords.toml; `label` offers it as a guess."""

        def register(function: Function) -> Function:
            _claim(self.entries, name, Route(function, place, public, label))
            return function

        return register

    def tap(
        self, kind: type[Kind], *, place: bool = False, public: bool = False
    ) -> Callable[[Callable[[Turn, Kind], Reply]], Callable[[Turn, Kind], Reply]]:
        """Answer a tap; the handler checks again whether it is allowed."""

        def register(function: Callable[[Turn, Kind], Reply]) -> Callable[[Turn, Kind], Reply]:
            _claim(self.taps, kind, Route(function, place, public))
            return function

        return register

    def event(self, kind: str) -> Callable[[Function], Function]:
        """Answer a kind of event or message that is neither words nor a tap: follow, sticker, location …"""

        def register(function: Function) -> Function:
            _claim(self.events, kind, Route(function))
            return function

        return register


@dataclass
class Routes:
    entries: dict[str, Route] = field(default_factory=dict)
    taps: dict[type[Tap], Route] = field(default_factory=dict)
    events: dict[str, Route] = field(default_factory=dict)

    def label(self, entry: str) -> Lazy | None:
        """What to call an entry when offering it; None when it is not to be offered."""
        route = self.entries.get(entry)
        return route.label if route else None

    @classmethod
    def of(cls, routers: Iterable[Router]) -> "Routes":
        """All routers as one. Raises ValueError when two functions claim the same thing, naming both."""
        routes = cls()
        for router in routers:
            for name, route in router.entries.items():
                _claim(routes.entries, name, route)
            for kind, route in router.taps.items():
                _claim(routes.taps, kind, route)
            for event, route in router.events.items():
                _claim(routes.events, event, route)
        return routes


def _claim(claims: dict[Any, Route], key: object, route: Route) -> None:
    if other := claims.get(key):
        names = [f"{one.function.__module__}.{one.function.__qualname__}" for one in (other, route)]
        raise ValueError(f"{key!r} is claimed by {names[0]} and {names[1]}")
    claims[key] = route
