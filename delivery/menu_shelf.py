"""The rich menus that stand at LINE, their aliases and the default one: each call tried patiently."""

import json
import time
from collections.abc import Callable
from typing import Any

from delivery.answers import Answer
from delivery.line import Messenger, path_of

Json = dict[str, Any]

PAUSES = (1.0, 2.0, 4.0, 8.0)  # seconds before the second, third … try


class MenuTrouble(Exception):
    """Why menus could not be changed, in a sentence; what people see has stayed as it was."""


class TooManyThisHour(MenuTrouble):
    """LINE's limit for new or deleted menus in an hour is reached."""


class Shelf:
    """Where all our rich menus stand. `pause` sleeps; tests give one that does not."""

    def __init__(self, messenger: Messenger, pause: Callable[[float], None] = time.sleep) -> None:
        self._messenger = messenger
        self._pause = pause

    def names(self) -> dict[str, str]:
        """The names of all menus at LINE, by LINE's id."""
        menus = self._asked("GET", "/v2/bot/richmenu/list").get("richmenus", [])
        return {str(menu["richMenuId"]): str(menu.get("name", "")) for menu in menus}

    def check(self, shown: Json) -> None:
        """Let LINE look at a rich menu before anything is made."""
        answer = self._patiently("POST", "/v2/bot/richmenu/validate", shown)
        if not answer.ok:
            raise MenuTrouble(f"LINE does not take the menu {shown['name']!r}: {answer.message()}")

    def make(self, shown: Json) -> str:
        """A new menu, still without a picture: its id."""
        for pause in (*PAUSES, None):
            answer = self._messenger.call("POST", "/v2/bot/richmenu", _written(shown))
            if answer.ok:
                return str(json.loads(answer.body)["richMenuId"])
            if answer.status == 429:
                raise TooManyThisHour("LINE takes no more new menus for now: a hundred an hour is its limit")
            if 400 <= answer.status < 500 or pause is None:
                raise MenuTrouble(f"LINE did not take the menu {shown['name']!r}: {answer.message()}")
            # It may have been made although we have not heard so; a second one of that name would be lost.
            self._pause(pause)
            for rich_menu_id, name in self.names().items():
                if name == shown["name"]:
                    return rich_menu_id
        raise AssertionError("the last try returns or raises")

    def has_picture(self, rich_menu_id: str) -> bool:
        path = path_of("/v2/bot/richmenu/{menu}/content", menu=rich_menu_id)
        answer = self._patiently("GET", path, data_host=True)
        if not answer.ok and answer.status != 404:
            raise MenuTrouble(f"LINE does not show the picture of a menu: {answer.message()}")
        return answer.ok

    def give_picture(self, rich_menu_id: str, picture: bytes, picture_type: str) -> None:
        path = path_of("/v2/bot/richmenu/{menu}/content", menu=rich_menu_id)
        answer = self._patiently("POST", path, picture, content_type=picture_type, data_host=True)
        # A 400 can mean that an earlier try, unheard of, has already brought it.
        if not answer.ok and not (answer.status == 400 and self.has_picture(rich_menu_id)):
            raise MenuTrouble(f"LINE did not take the picture of a menu: {answer.message()}")

    def remove(self, rich_menu_id: str) -> None:
        path = path_of("/v2/bot/richmenu/{menu}", menu=rich_menu_id)
        answer = self._patiently("DELETE", path, hourly=True)
        if not answer.ok and answer.status != 404:
            raise MenuTrouble(f"LINE did not delete an old menu: {answer.message()}")

    def aliases(self) -> dict[str, str]:
        """LINE's menu ids by alias."""
        aliases = self._asked("GET", "/v2/bot/richmenu/alias/list").get("aliases", [])
        return {str(alias["richMenuAliasId"]): str(alias["richMenuId"]) for alias in aliases}

    def point(self, alias: str, rich_menu_id: str, *, known: bool) -> None:
        """Let an alias mean this menu from now on."""
        body = {"richMenuId": rich_menu_id}
        if not known:
            made = self._patiently("POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": alias, **body})
            if made.ok:
                return
        # Also after a refusal: an earlier try may have made the alias without our hearing of it.
        answer = self._patiently("POST", path_of("/v2/bot/richmenu/alias/{alias}", alias=alias), body)
        if not answer.ok:
            raise MenuTrouble(f"LINE did not set the menu alias {alias!r}: {answer.message()}")

    def forget_alias(self, alias: str) -> None:
        path = path_of("/v2/bot/richmenu/alias/{alias}", alias=alias)
        answer = self._patiently("DELETE", path, hourly=True)
        if not answer.ok and answer.status != 404:
            raise MenuTrouble(f"LINE did not delete the menu alias {alias!r}: {answer.message()}")

    def default(self) -> str | None:
        """The id of the menu that everybody sees who has none of their own."""
        answer = self._patiently("GET", "/v2/bot/user/all/richmenu")
        if answer.status == 404:
            return None
        if not answer.ok:
            raise MenuTrouble(f"LINE does not say which menu is the default one: {answer.message()}")
        return str(json.loads(answer.body)["richMenuId"])

    def make_default(self, rich_menu_id: str) -> None:
        answer = self._patiently("POST", path_of("/v2/bot/user/all/richmenu/{menu}", menu=rich_menu_id))
        if not answer.ok:
            raise MenuTrouble(f"LINE did not set the default menu: {answer.message()}")

    def link(self, line_ids: list[str], rich_menu_id: str | None) -> Answer:
        """Give up to 500 people a menu, or the default one; LINE does so some seconds later."""
        if rich_menu_id is None:
            return self._patiently("POST", "/v2/bot/richmenu/bulk/unlink", {"userIds": line_ids})
        body = {"richMenuId": rich_menu_id, "userIds": line_ids}
        return self._patiently("POST", "/v2/bot/richmenu/bulk/link", body)

    def _asked(self, method: str, path: str) -> Json:
        answer = self._patiently(method, path)
        if answer.status in (401, 403):
            raise MenuTrouble(f"LINE does not accept our access token: {answer.message()}")
        if not answer.ok:
            raise MenuTrouble(f"LINE does not answer about menus: {answer.message()}")
        found = json.loads(answer.body)
        return found if isinstance(found, dict) else {}

    def _patiently(
        self,
        method: str,
        path: str,
        body: Json | bytes | None = None,
        *,
        content_type: str = "application/json",
        data_host: bool = False,
        hourly: bool = False,
    ) -> Answer:
        """Calls that may safely be repeated: again after a pause when LINE is busy, broken or silent."""
        sent = _written(body) if isinstance(body, dict) else body
        for pause in (*PAUSES, None):
            answer = self._messenger.call(method, path, sent, content_type=content_type, data_host=data_host)
            if answer.status == 429 and hourly:
                raise TooManyThisHour("LINE deletes no more menus for now: a hundred an hour is its limit")
            if pause is None or (answer.status not in (0, 429) and answer.status < 500):
                return answer
            self._pause(pause)
        raise AssertionError("the last try returns")


def _written(body: Json) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
