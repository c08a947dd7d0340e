"""Whose menu is whose: the one a person should see, given one by one or to hundreds at once."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from delivery.answers import Answer
from delivery.line import Messenger, path_of
from delivery.menu_sets import newest_id
from delivery.menu_shelf import MenuTrouble, Shelf
from models.database import Database
from models.organisations import Representative
from models.residents import Resident

# Shown to everybody who has no menu of their own: those who want exactly this one need no link.
DEFAULT = "everyday.ja"
MOST_AT_ONCE = 500  # LINE's limit for one bulk call
PAGE = 5_000
LINE_ID = re.compile(r"U[0-9a-f]{32}")


def menu_name_for(resident: Resident, is_representative: bool) -> str:
    """The menu that suits a person. The organiser's has large letters, so it serves both letter sizes."""
    if is_representative:
        return f"organiser.{resident.locale}"
    return f"{'large_type' if resident.reads_large else 'everyday'}.{resident.locale}"


def link(database: Database, messenger: Messenger, line_id: str) -> Answer:
    """Show one person the menu that is theirs now; LINE's answer, as it came."""
    mine = _menu_of(database, line_id)
    while True:
        answer = _ask(messenger, line_id, mine)
        # A set that came meanwhile may have passed this person by before we got here: look once more.
        before, mine = mine, _menu_of(database, line_id)
        if mine == before:
            return answer


def _menu_of(database: Database, line_id: str) -> tuple[str, str | None]:
    """The name of somebody's menu, and LINE's id of it as far as it is published."""
    speaks = exists().where(Representative.resident_id == Resident.id)
    with database.reading() as db:
        found = db.execute(select(Resident, speaks).where(Resident.line_id == line_id)).one_or_none()
    name = menu_name_for(*found) if found else DEFAULT
    return name, None if name == DEFAULT else newest_id(database, name)


def _ask(messenger: Messenger, line_id: str, menu: tuple[str, str | None]) -> Answer:
    name, rich_menu_id = menu
    if name == DEFAULT:
        return _unlink(messenger, line_id)
    if rich_menu_id is None:
        # Publishing gives everybody their menu anyway, so nothing is lost.
        return Answer(404, f"no menu {name} has been published yet".encode(), sent=False)
    path = path_of("/v2/bot/user/{person}/richmenu/{menu}", person=line_id, menu=rich_menu_id)
    return messenger.call("POST", path)


def _unlink(messenger: Messenger, line_id: str) -> Answer:
    answer = messenger.call("DELETE", path_of("/v2/bot/user/{person}/richmenu", person=line_id))
    # Nothing to unlink is what we wanted.
    return Answer(200, answer.body, answer.headers) if answer.status == 404 else answer


@dataclass(slots=True)
class Linked:
    """How many people were given a menu, and how many LINE does not know."""

    people: int = 0
    unknown: int = 0


def link_everybody(
    database: Database,
    shelf: Shelf,
    ids: dict[str, str],
    affected: Callable[[str], bool],
    clock: Callable[[], datetime],
) -> Linked:
    """Give all friends whose menu is `affected` the one that suits them."""
    done, began = Linked(), clock()
    # LINE works through these calls some seconds later. Whoever chose another menu while we were at it could
    # be given the former choice after all, so everybody heard of since then has a second turn.
    for since, counted in ((None, done), (began, Linked())):
        waiting: dict[str, list[str]] = defaultdict(list)
        for line_id, name in _people(database, since):
            if name in ids and (affected(name) or since is not None):
                waiting[name].append(line_id)
                if len(waiting[name]) == MOST_AT_ONCE:
                    _link(shelf, waiting.pop(name), ids, name, counted)
        for name, line_ids in waiting.items():
            _link(shelf, line_ids, ids, name, counted)
    return done


def _link(shelf: Shelf, line_ids: list[str], ids: dict[str, str], name: str, done: Linked) -> None:
    known = [line_id for line_id in line_ids if LINE_ID.fullmatch(line_id)]
    refused = _refused(shelf, known, None if name == DEFAULT else ids[name])
    if known and len(refused) == len(known) > 1:
        raise MenuTrouble(
            f"LINE knows none of {len(known)} people who should see {name}: is it the same account?"
        )
    done.people += len(known) - len(refused)
    done.unknown += len(line_ids) - len(known) + len(refused)


def _refused(shelf: Shelf, line_ids: list[str], rich_menu_id: str | None) -> Collection[str]:
    """Link them; for one unknown id LINE refuses all, so they are halved until it stands alone."""
    if not line_ids:
        return []
    answer = shelf.link(line_ids, rich_menu_id)
    if answer.ok:
        return []
    if answer.status not in (400, 404):
        raise MenuTrouble(f"LINE did not give {len(line_ids)} people their menu: {answer.message()}")
    if len(line_ids) == 1:
        return line_ids
    half = len(line_ids) // 2
    return [
        *_refused(shelf, line_ids[:half], rich_menu_id), *_refused(shelf, line_ids[half:], rich_menu_id)
    ]  # fmt: skip


def _people(database: Database, since: datetime | None) -> Iterator[tuple[str, str]]:
    """Every friend and the menu that suits them; with `since`, only those heard of from then on."""
    speaks = exists().where(Representative.resident_id == Resident.id)
    last = 0
    while True:
        query = select(Resident, speaks).where(Resident.follows, Resident.id > last)
        if since is not None:
            query = query.where(Resident.last_seen_at >= since)
        with database.reading() as db:
            page = db.execute(query.order_by(Resident.id).limit(PAGE)).all()
        for resident, is_representative in page:
            yield resident.line_id, menu_name_for(resident, is_representative)
        if len(page) < PAGE:
            return
        last = page[-1][0].id
