"""LINE's side of the rich menus, in memory and by its rules, with a knife that cuts a run off at any call."""

import json
import re
from typing import Any

from delivery.answers import Answer

Json = dict[str, Any]


class Cut(BaseException):
    """The process dies here."""


class LineShelf:
    def __init__(self) -> None:
        self.menus: dict[str, Json] = {}
        self.pictures: dict[str, bytes] = {}
        self.aliases: dict[str, str] = {}
        self.default: str | None = None
        self.own: dict[str, str] = {}
        self.people: set[str] = set()
        self.calls: list[tuple[str, str]] = []
        self.makes_left = 100
        self.deletes_left = 100
        # Cut the run off at this call (counted from 0), before or after LINE has done its work.
        self.cut_at: int | None = None
        self.cut_after = False
        # Answers that come instead of LINE's own, by the number of the call.
        self.instead: dict[int, Answer] = {}
        self.works_then_says: dict[int, Answer] = {}
        self.on_call: Any = None
        self._made = 0

    def sees(self, person: str) -> str | None:
        """The name of the menu on somebody's phone, without its fingerprint."""
        shown = self.menus.get(self.own.get(person, "")) or self.menus.get(self.default or "")
        return shown["name"].split(" ")[1] if shown else None

    def picture(self, person: str) -> str:
        """The picture on somebody's phone."""
        return self.pictures[self.own.get(person) or self.default or ""].decode()

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        content_type: str = "application/json",
        retry_key: str | None = None,
        data_host: bool = False,
    ) -> Answer:
        number = len(self.calls)
        self.calls.append((method, path))
        if self.on_call is not None:
            self.on_call(method, path)
        if self.cut_at == number and not self.cut_after:
            raise Cut
        if number in self.instead:
            return self.instead[number]
        assert retry_key is None, "menus take no retry key"
        assert data_host == path.endswith("/content"), "pictures have a host of their own"
        answer = self._answer(method, path, body, content_type)
        if self.cut_at == number:
            raise Cut
        return self.works_then_says.get(number, answer)

    def changes(self) -> list[tuple[str, str]]:
        """Calls that changed something."""
        return [(method, path) for method, path in self.calls if method != "GET" and "validate" not in path]

    def forget_calls(self) -> None:
        self.calls.clear()
        self.cut_at = None

    def _answer(self, method: str, path: str, body: bytes | None, content_type: str) -> Answer:
        said = json.loads(body) if body and content_type == "application/json" else {}
        parts = path.removeprefix("/v2/bot/").split("/")
        match (method, *parts):
            case ("GET", "richmenu", "list"):
                found = [{"richMenuId": one, **shown} for one, shown in self.menus.items()]
                return _yes({"richmenus": found})
            case ("POST", "richmenu", "validate"):
                return _yes()
            case ("POST", "richmenu"):
                return self._make(said)
            case ("GET", "richmenu", one, "content"):
                return Answer(200, self.pictures[one]) if one in self.pictures else _no(404)
            case ("POST", "richmenu", one, "content"):
                if one not in self.menus or one in self.pictures:
                    return _no(400 if one in self.menus else 404)
                self.pictures[one] = body or b""
                return _yes()
            case ("DELETE", "richmenu", "alias", alias):
                self.deletes_left -= 1
                return _yes() if self.aliases.pop(alias, None) else _no(404)
            case ("DELETE", "richmenu", one):
                return self._delete(one)
            case ("GET", "richmenu", "alias", "list"):
                found = [{"richMenuAliasId": one, "richMenuId": to} for one, to in self.aliases.items()]
                return _yes({"aliases": found})
            case ("POST", "richmenu", "alias"):
                if said["richMenuAliasId"] in self.aliases:
                    return _no(400)
                return self._point(said["richMenuAliasId"], said["richMenuId"])
            case ("POST", "richmenu", "alias", alias):
                return self._point(alias, said["richMenuId"]) if alias in self.aliases else _no(404)
            case ("GET", "user", "all", "richmenu"):
                return _yes({"richMenuId": self.default}) if self.default else _no(404)
            case ("POST", "user", "all", "richmenu", one):
                if one not in self.pictures:
                    return _no(400)
                self.default = one
                return _yes()
            case ("POST", "user", person, "richmenu", one):
                return self._link([person], one)
            case ("DELETE", "user", person, "richmenu"):
                return self._link([person], None)
            case ("POST", "richmenu", "bulk", "link"):
                return self._link(said["userIds"], said["richMenuId"])
            case ("POST", "richmenu", "bulk", "unlink"):
                return self._link(said["userIds"], None)
        raise AssertionError(f"LINE has no {method} {path}")

    def _make(self, shown: Json) -> Answer:
        if self.makes_left <= 0:
            return _no(429)
        self.makes_left -= 1
        self._made += 1
        one = f"richmenu-{self._made:032x}"
        self.menus[one] = shown
        return _yes({"richMenuId": one})

    def _delete(self, one: str) -> Answer:
        if self.deletes_left <= 0:
            return _no(429)
        self.deletes_left -= 1
        assert one != self.default, "the menu that everybody sees was deleted"
        assert one not in self.own.values(), "a menu that somebody sees was deleted"
        assert one not in self.aliases.values(), "an alias is left without its menu"
        self.pictures.pop(one, None)
        return _yes() if self.menus.pop(one, None) else _no(404)

    def _point(self, alias: str, one: str) -> Answer:
        assert re.fullmatch(r"[a-z0-9_-]{1,32}", alias)
        if one not in self.pictures:
            return _no(400)
        self.aliases[alias] = one
        return _yes()

    def _link(self, people: list[str], one: str | None) -> Answer:
        if not 1 <= len(people) <= 500 or not self.people.issuperset(people):
            return _no(400)
        if one is not None and one not in self.pictures:
            return _no(400)
        for person in people:
            if one is None:
                self.own.pop(person, None)
            else:
                self.own[person] = one
        return Answer(202, b"{}")


def _yes(said: Json | None = None) -> Answer:
    return Answer(200, json.dumps(said or {}).encode())


def _no(status: int) -> Answer:
    return Answer(status, b'{"message":"no"}')
