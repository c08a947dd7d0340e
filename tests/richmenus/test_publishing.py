"""Publishing: everybody sees the menu that suits them, and nothing is done twice."""

from dataclasses import replace

import pytest
from line_shelf import LineShelf
from small_menus import BORN, NAMES, Go, Settle, Undo, a_set, line_id

from delivery.menus import DEFAULT, MenuTrouble, link
from models.database import Database
from models.residents import Resident


def test_everybody_sees_the_menu_that_suits_them(
    go: Go, shelf: LineShelf, townspeople: dict[str, str]
) -> None:
    report = go()

    assert {person: shelf.sees(person) for person in townspeople} == townspeople
    assert sorted(report.made) == sorted(NAMES) == sorted(report.shown)
    assert shelf.sees("a stranger who just opens the chat") == DEFAULT
    assert line_id(1) not in shelf.own, "the default menu needs no link"
    assert set(shelf.aliases) == {name.replace(".", "-").lower() for name in NAMES}


def test_a_second_run_changes_nothing(go: Go, shelf: LineShelf, townspeople: dict[str, str]) -> None:
    go()
    shelf.forget_calls()

    report = go()

    assert shelf.changes() == []
    assert len(shelf.calls) == 3
    assert report.sentences() == ["Set 1 of the menus is shown already; nothing has changed."]


def test_only_what_changed_is_uploaded_and_only_its_people_are_linked(
    go: Go, shelf: LineShelf, townspeople: dict[str, str]
) -> None:
    go()
    before = dict(shelf.own)
    shelf.forget_calls()

    report = go(a_set(large_type_ja="new"))

    assert report.made == ["large_type.ja"]
    assert shelf.picture(line_id(3)) == "new"
    assert [path.split("/")[-1] for _method, path in shelf.changes()] == [
        "richmenu", "content", "large_type-ja", "link",
    ]  # fmt: skip
    del before[line_id(3)]
    assert before.items() <= shelf.own.items()


def test_people_on_the_second_tab_get_the_new_menu_too(
    go: Go, shelf: LineShelf, townspeople: dict[str, str]
) -> None:
    go()
    # The phone has switched tabs, and LINE ties the person to the menu that was switched to.
    shelf.own[line_id(1)] = shelf.aliases["everyday_more-ja"]
    shelf.own[line_id(4)] = shelf.aliases["everyday-ja"]

    go(a_set(everyday_ja="new", everyday_more_ja="new"))

    assert shelf.picture(line_id(1)) == "new"
    assert shelf.sees(line_id(4)) == "organiser.ja"
    old = {
        one for one, picture in shelf.pictures.items() if shelf.menus[one]["name"].startswith("tsunagu ev")
    }
    assert shelf.own.get(line_id(1)) not in old


def test_rolling_back_shows_the_former_set_and_again_brings_the_later_one(
    go: Go, undo: Undo, shelf: LineShelf, townspeople: dict[str, str]
) -> None:
    go()
    go(a_set(large_type_ja="new", everyday_ja="new"))

    assert undo().sentences()[0] == "The menus from before are shown again, as set 3."
    assert {shelf.picture(person) for person in townspeople} == {"as it was"}
    assert shelf.menus[shelf.aliases["large_type-ja"]] == shelf.menus[shelf.own[line_id(3)]]

    undo()
    assert [shelf.picture(line_id(number)) for number in (1, 2, 3)] == ["new", "as it was", "new"]


def test_publishing_after_a_roll_back_uploads_nothing_anew(
    go: Go, undo: Undo, shelf: LineShelf, townspeople: dict[str, str]
) -> None:
    go()
    go(a_set(large_type_ja="new"))
    undo()

    report = go(a_set(large_type_ja="new"))

    assert report.made == []
    assert shelf.picture(line_id(3)) == "new"


def test_there_is_nothing_to_roll_back_to_after_the_first_time(
    go: Go, undo: Undo, shelf: LineShelf, townspeople: dict[str, str]
) -> None:
    go()
    with pytest.raises(MenuTrouble, match="no menus from before"):
        undo()
    assert {person: shelf.sees(person) for person in townspeople} == townspeople


def test_menus_older_than_the_former_set_are_deleted(
    go: Go, shelf: LineShelf, townspeople: dict[str, str]
) -> None:
    for picture in ("first", "second", "third", "fourth"):
        go(a_set(large_type_ja=picture))

    kept = [shelf.pictures[one].decode() for one, menu in shelf.menus.items() if "large_type" in menu["name"]]
    assert sorted(kept) == ["fourth", "third"]
    assert len(shelf.menus) == len(NAMES) + 1


def test_menus_of_other_tools_are_left_alone(go: Go, shelf: LineShelf) -> None:
    shelf.menus["richmenu-by-hand"] = {"name": "Summer festival"}
    go()
    go(a_set(everyday_ja="second"))
    go(a_set(everyday_ja="third"))
    assert "richmenu-by-hand" in shelf.menus


def test_a_menu_that_is_dropped_disappears_with_its_alias_once_it_is_older_than_the_former_set(
    go: Go, shelf: LineShelf
) -> None:
    go()
    fewer = [menu for menu in a_set() if menu.name != "organiser.ja"]
    go(fewer)
    assert "organiser-ja" in shelf.aliases, "one can still go back to it"
    go([replace(menu, picture=b"new") for menu in fewer])
    assert "organiser-ja" not in shelf.aliases
    assert not [menu for menu in shelf.menus.values() if "organiser" in menu["name"]]


def test_a_menu_that_vanished_at_line_is_made_again(
    go: Go, shelf: LineShelf, townspeople: dict[str, str]
) -> None:
    go()
    gone = shelf.own.pop(line_id(3))
    del shelf.menus[gone], shelf.pictures[gone], shelf.aliases["large_type-ja"]

    report = go()

    assert report.made == ["large_type.ja"]
    assert shelf.sees(line_id(3)) == "large_type.ja"


def test_people_who_left_and_people_line_does_not_know_hold_up_nobody(
    go: Go, shelf: LineShelf, settle: Settle
) -> None:
    for number in range(30):
        settle(number, "en", known=number not in (3, 17))
    settle(98, "en", follows=False)

    report = go()

    assert report.linked == 28 and report.unknown == 2
    assert all(shelf.sees(line_id(number)) == "everyday.en" for number in range(30) if number not in (3, 17))
    assert line_id(98) not in shelf.own


def test_more_people_than_one_call_takes(go: Go, shelf: LineShelf, database: Database) -> None:
    people = [{"line_id": line_id(number), "locale": "en"} for number in range(1_201)]
    with database.writing() as db:
        for one in people:
            resident = Resident.taken_in(db, one["line_id"], BORN, BORN)
            resident.locale = one["locale"]
    shelf.people |= {one["line_id"] for one in people}

    assert go().linked == 1_201
    assert [path for _method, path in shelf.calls].count("/v2/bot/richmenu/bulk/link") == 3


def test_linking_one_person_follows_their_settings(
    go: Go, database: Database, shelf: LineShelf, settle: Settle
) -> None:
    settle(1, "en")
    settle(2)
    assert link(database, shelf, line_id(1)).status == 404, "nothing is published yet"
    go()
    shelf.own[line_id(2)] = shelf.own[line_id(1)]
    del shelf.own[line_id(1)]

    assert link(database, shelf, line_id(1)).ok
    assert link(database, shelf, line_id(2)).ok

    assert shelf.sees(line_id(1)) == "everyday.en"
    assert line_id(2) not in shelf.own


def test_the_default_menu_has_to_be_among_them(go: Go) -> None:
    with pytest.raises(MenuTrouble, match=r"everyday\.ja"):
        go([menu for menu in a_set() if menu.name != DEFAULT])
