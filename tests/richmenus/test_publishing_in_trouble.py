"""Publishing when calls fail, the process dies, limits are reached or two do it at once."""

from dataclasses import replace

import pytest
from line_shelf import Cut, LineShelf
from small_menus import NAMES, Clock, Go, SmallMenu, Undo, a_set, line_id
from sqlalchemy import select

from delivery.answers import Answer
from delivery.menus import MenuTrouble, TooManyThisHour, link
from models.database import Database
from models.menus import PublishedMenu
from models.residents import LetterSize, Resident


def test_the_hourly_limit_stops_with_a_word_and_the_next_run_goes_on(
    go: Go, shelf: LineShelf, townspeople: dict[str, str]
) -> None:
    go()
    shelf.makes_left = 2

    with pytest.raises(TooManyThisHour, match="2 of 6 are ready and kept, 4 are left"):
        go([replace(menu, picture=b"new") for menu in a_set()])
    assert {shelf.picture(person) for person in townspeople} == {"as it was"}

    shelf.makes_left = 4
    go([replace(menu, picture=b"new") for menu in a_set()])
    assert {shelf.picture(person) for person in townspeople} == {"new"}


def test_we_count_our_new_menus_before_line_has_to_refuse(
    go: Go, shelf: LineShelf, clock: Clock, townspeople: dict[str, str]
) -> None:
    shelf.makes_left = 1_000
    many = a_set() + [SmallMenu(f"extra_{number}.ja") for number in range(120)]

    with pytest.raises(TooManyThisHour, match="100 of 126 are ready"):
        go(many)
    assert shelf.makes_left == 900
    clock.moves(hours=1)
    go(many)

    assert shelf.makes_left == 1_000 - 126
    assert {person: shelf.sees(person) for person in townspeople} == townspeople


def test_old_menus_that_cannot_be_deleted_within_the_hour_wait_for_the_next_run(
    go: Go, shelf: LineShelf
) -> None:
    go()
    go([replace(menu, picture=b"second") for menu in a_set()])
    shelf.deletes_left = 2

    report = go([replace(menu, picture=b"third") for menu in a_set()])
    assert report.left == 4 and "4 old menus are left" in report.sentences()[-1]

    shelf.deletes_left = 100
    assert go([replace(menu, picture=b"third") for menu in a_set()]).deleted == 4
    assert len(shelf.menus) == 2 * len(NAMES)


@pytest.mark.parametrize("trouble", [Answer(500), Answer(0), Answer(0, sent=False), Answer(503)], ids=str)
@pytest.mark.parametrize("reached", [True, False])
def test_each_call_may_fail_once_whether_or_not_line_did_the_work(
    go: Go, shelf: LineShelf, townspeople: dict[str, str], trouble: Answer, reached: bool
) -> None:
    number = 0
    while True:
        clean = len(shelf.calls)
        (shelf.works_then_says if reached else shelf.instead).clear()
        (shelf.works_then_says if reached else shelf.instead)[clean + number] = trouble
        go(a_set(large_type_ja=f"picture {number}", everyday_ja=f"picture {number}"))
        assert shelf.picture(line_id(3)) == f"picture {number}" == shelf.picture(line_id(1))
        assert len(shelf.menus) <= len(NAMES) + 2
        if clean + number >= len(shelf.calls):
            break
        number += 1
        shelf.makes_left = shelf.deletes_left = 100
    assert number > 10


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_call_that_is_refused_for_good_leaves_people_with_their_menu(
    go: Go, shelf: LineShelf, townspeople: dict[str, str], status: int, clock: Clock
) -> None:
    go()
    for number in range(20):
        shelf.instead = {len(shelf.calls) + number: Answer(status, b'{"message":"no"}')}
        clock.moves(hours=2)
        try:
            go(a_set(large_type_ja=f"picture {number}"))
        except MenuTrouble as trouble:
            assert str(trouble)
        assert {person: shelf.sees(person) for person in townspeople} == townspeople
    shelf.instead = {}
    go(a_set(large_type_ja="at last"))
    assert shelf.picture(line_id(3)) == "at last"


@pytest.mark.parametrize("after", [False, True], ids=["before LINE works", "after LINE works"])
def test_a_run_that_is_killed_at_any_call_is_taken_up_by_the_next(
    go: Go, shelf: LineShelf, townspeople: dict[str, str], after: bool, clock: Clock
) -> None:
    first, number = True, 0
    while True:
        changed = a_set(large_type_ja=f"picture {number}", everyday_ja=f"picture {number}")
        shelf.forget_calls()
        shelf.cut_at, shelf.cut_after = number, after
        try:
            go(changed)
        except Cut:
            if not first:
                assert {person: shelf.sees(person) for person in townspeople} == townspeople
        else:
            break
        shelf.forget_calls()
        go(changed)
        first = False
        assert shelf.picture(line_id(3)) == f"picture {number}" == shelf.picture(line_id(1))
        assert {person: shelf.sees(person) for person in townspeople} == townspeople
        assert len(shelf.menus) <= len(NAMES) + 2, "menus pile up"
        number += 1
        clock.moves(hours=1)
        shelf.makes_left = shelf.deletes_left = 100
    assert number > 12


@pytest.mark.parametrize("after", [False, True], ids=["before LINE works", "after LINE works"])
def test_a_roll_back_that_is_killed_is_finished_by_the_next(
    go: Go, undo: Undo, shelf: LineShelf, townspeople: dict[str, str], after: bool, clock: Clock
) -> None:
    number = 0
    while True:
        go(a_set(large_type_ja=f"old {number}", everyday_ja=f"old {number}"))
        go(a_set(large_type_ja=f"new {number}", everyday_ja=f"new {number}"))
        shelf.forget_calls()
        shelf.cut_at, shelf.cut_after = number, after
        try:
            undo()
        except Cut:
            shelf.forget_calls()
            undo()
        else:
            break
        assert shelf.picture(line_id(3)) == f"old {number}" == shelf.picture(line_id(1))
        assert {person: shelf.sees(person) for person in townspeople} == townspeople
        number += 1
        clock.moves(hours=1)
        shelf.makes_left = shelf.deletes_left = 100
    assert number > 4


def test_a_half_published_set_can_be_taken_back(
    go: Go, undo: Undo, shelf: LineShelf, townspeople: dict[str, str]
) -> None:
    go()
    shelf.forget_calls()
    shelf.on_call = lambda method, path: _cut_at_linking(path)
    with pytest.raises(Cut):
        go(a_set(large_type_ja="bad", everyday_ja="bad"))
    shelf.on_call = None
    assert shelf.pictures[shelf.default or ""] == b"bad"

    undo()

    assert {shelf.picture(person) for person in townspeople} == {"as it was"}


def _cut_at_linking(path: str) -> None:
    if path.endswith("bulk/link"):
        raise Cut


def test_a_person_who_changes_letters_while_a_set_goes_out_ends_with_the_right_menu(
    go: Go, database: Database, shelf: LineShelf, clock: Clock, townspeople: dict[str, str]
) -> None:
    """LINE works through bulk calls later than through single ones."""
    go()
    pending: list[str] = []

    def meanwhile(method: str, path: str) -> None:
        if path.endswith("bulk/link") and not pending:
            pending.append(line_id(3))
            with database.writing() as db:
                resident = db.scalars(select(Resident).where(Resident.line_id == line_id(3))).one()
                resident.locale, resident.last_seen_at = "en", clock.now
                resident.letter_size = LetterSize.NORMAL
            link(database, shelf, line_id(3))

    shelf.on_call = meanwhile
    go(a_set(large_type_ja="new"))

    assert pending and shelf.sees(line_id(3)) == "everyday.en"


def test_one_person_is_linked_to_the_set_that_is_on_its_way(
    go: Go, database: Database, shelf: LineShelf, townspeople: dict[str, str]
) -> None:
    go()
    linked: list[str] = []

    def meanwhile(method: str, path: str) -> None:
        # Between our looking the menu up and LINE's linking it, a whole new set goes live.
        if method == "POST" and "/user/U" in path and not linked:
            linked.append(path)
            go(a_set(large_type_ja="new"))

    shelf.on_call = meanwhile
    assert link(database, shelf, line_id(3)).ok
    assert shelf.picture(line_id(3)) == "new"


@pytest.mark.parametrize(
    ("moment", "word"), [("/validate", "at the same time"), ("/content", "did not take the picture")]
)
def test_two_people_publishing_at_once_do_not_mix_their_sets(
    go: Go, shelf: LineShelf, database: Database, townspeople: dict[str, str], moment: str, word: str
) -> None:
    go()
    other: list[str] = []

    def meanwhile(method: str, path: str) -> None:
        if path.endswith(moment) and not other:
            other.append(path)
            go(a_set(large_type_ja="theirs"))

    shelf.on_call = meanwhile
    with pytest.raises(MenuTrouble, match=word):
        go(a_set(large_type_ja="ours"))
    assert shelf.picture(line_id(3)) == "theirs"

    go(a_set(large_type_ja="ours"))
    assert shelf.picture(line_id(3)) == "ours"
    with database.reading() as db:
        live = db.scalars(select(PublishedMenu.name).where(PublishedMenu.live)).all()
    assert sorted(live) == sorted(NAMES)


def test_two_people_finishing_the_same_cut_off_run_keep_the_way_back(
    go: Go, undo: Undo, shelf: LineShelf, townspeople: dict[str, str]
) -> None:
    go()
    shelf.on_call = lambda method, path: _cut_at_linking(path)
    with pytest.raises(Cut):
        go(a_set(large_type_ja="new"))
    other: list[str] = []

    def meanwhile(method: str, path: str) -> None:
        if path.endswith("bulk/link") and not other:
            other.append(path)
            go(a_set(large_type_ja="new"))

    shelf.on_call = meanwhile
    go(a_set(large_type_ja="new"))
    assert shelf.picture(line_id(3)) == "new"
    undo()
    assert shelf.picture(line_id(3)) == "as it was"
