"""W15 in small: what somebody took back is gone from every table and from the bytes of the file; the fact stays."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from canary import CANARY, bytes_with, nothing_left, rows_with
from offered import an_activity
from phone import Phone, TestTown
from sqlalchemy import func, select

from locales import _
from models.database import Database
from models.inbox import Event, EventState
from models.outbox import Outgoing
from views.activities import Join


@pytest.fixture
def town(either: Database, clock: Any) -> Iterator[TestTown]:
    town = TestTown(either, clock)
    yield town
    town.close()


def asked(hana: Phone) -> None:
    """Words nobody understands."""
    hana.says(f"ぬぬぬ {CANARY}", message_id="900")


def searched(hana: Phone) -> None:
    """Words that are looked for and found."""
    with hana.town.database.writing() as db:
        made = an_activity(db, hana.town.clock(), title=f"{CANARY}の会")
    hana.says(CANARY, message_id="900")
    hana.sees(f"{CANARY}の会")
    with hana.town.database.writing() as db:
        db.delete(made)


def wrote_to_the_office(hana: Phone) -> None:
    """A request for help, from which it goes to staff."""
    hana.says("人に聞く")
    hana.says(f"{CANARY}のことで困っています", message_id="900")


def answered_an_organiser(hana: Phone) -> None:
    """An answer to an organiser's question, which the organiser reads."""
    with hana.town.database.writing() as db:
        made = an_activity(
            db, hana.town.clock(), party_most=1, questions=[("持ち物は", []), ("ひとこと", [])]
        )
    hana.presses(Join(made.id).pack())
    hana.taps(_("Yes, I join"))
    hana.says(f"{CANARY}を持って行きます", message_id="900")


def began_to_answer(hana: Phone) -> None:
    """An answer in a form that is not finished."""
    with hana.town.database.writing() as db:
        made = an_activity(
            db, hana.town.clock(), party_most=1, questions=[("持ち物は", []), ("ひとこと", [])]
        )
    hana.presses(Join(made.id).pack())
    hana.says(CANARY, message_id="900")


WAYS: list[Callable[[Phone], None]] = [
    asked,
    searched,
    wrote_to_the_office,
    answered_an_organiser,
    began_to_answer,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_was_taken_back_is_nowhere(town: TestTown, way: Callable[[Phone], None]) -> None:
    # Guards models/unsending.py, table by table; models/database.py: secure_delete and `sweep`; bot/engine.py, which
    # sweeps when something was taken back.
    hana = town.phone("hana")
    way(hana)
    assert "inbox" in rows_with(town.database)
    hana.does("unsend", unsend={"messageId": "900"})
    assert rows_with(town.database) == []
    assert not town.database.embedded or bytes_with(town.database) == []
    with town.looking() as db:
        assert db.scalar(select(func.count()).where(Event.message_id == "900"))


def test_what_was_taken_back_before_it_was_worked_on_is_neither_kept_nor_repeated(town: TestTown) -> None:
    # Guards models/unsending.py: `forget_unread`, before anything of the batch is read.
    town.engine.longest_batch = 60.0  # both in one batch, however slow the machine
    hana = town.phone("hana")
    source = {"type": "user", "userId": hana.line_id}
    message = {"id": "900", "type": "text", "text": f"ぬぬぬ {CANARY}"}
    town.post(
        town.event("message", source, message=message),
        town.event("unsend", source, unsend={"messageId": "900"}),
    )
    town.work()
    assert nothing_left(town) and CANARY not in repr(hana.chat)


def test_every_version_of_a_message_that_was_edited_in_a_group_goes(town: TestTown) -> None:
    # Guards models/unsending.py: all events of the message, not the first alone.
    group = {"type": "group", "groupId": "C" + "1" * 32, "userId": "U" + "2" * 32}
    for kind, words in (
        ("message", CANARY),
        ("messageEdited", f"{CANARY} 2"),
        ("messageEdited", f"{CANARY} 3"),
    ):
        town.post(town.event(kind, group, message={"id": "900", "type": "text", "text": words}))
    town.work()
    town.post(town.event("unsend", group, unsend={"messageId": "900"}))
    town.work()
    assert nothing_left(town)


def test_a_standby_bot_forgets_as_well(town: TestTown) -> None:
    # Guards bot/engine.py: unsending comes before the question whose turn it is to answer.
    hana = town.phone("hana")
    source = {"type": "user", "userId": hana.line_id}
    message = {"id": "900", "type": "text", "text": CANARY}
    town.post(town.event("message", source, message=message, mode="standby"))
    town.work()
    hana.does("unsend", unsend={"messageId": "900"}, mode="standby")
    assert nothing_left(town)


def test_the_answer_that_repeated_it_is_not_sent_any_more(town: TestTown) -> None:
    # Guards models/outbox.py: `withdraw_answer`.
    hana = town.phone("hana")
    source = {"type": "user", "userId": hana.line_id}
    town.post(
        town.event("message", source, message={"id": "900", "type": "text", "text": f"ぬぬぬ {CANARY}"})
    )
    while town.engine.batch():
        pass
    town.post(town.event("unsend", source, unsend={"messageId": "900"}))
    town.work()
    assert CANARY not in repr(hana.chat) and nothing_left(town)
    with town.looking() as db:
        assert db.scalars(select(Outgoing)).one().body == "[]"


@pytest.mark.parametrize("together", [False, True], ids=["later", "at once"])
@pytest.mark.parametrize("place", ["alone", "group"])
def test_a_message_that_comes_after_it_was_taken_back_is_neither_kept_nor_answered(
    town: TestTown, place: str, *, together: bool
) -> None:
    # Guards bot/engine.py: `forget_unread` and that it is followed by a sweep; bot/reading.py: `unsends`.
    town.engine.longest_batch = 60.0
    hana = town.phone("hana")
    source = {"type": "user", "userId": hana.line_id}
    if place == "group":
        source |= {"type": "group", "groupId": "C" + "1" * 32}
    called = {"mentionees": [{"index": 0, "length": 4, "type": "user", "isSelf": True}]}
    said = {"id": "900", "type": "text", "text": f"@bot ぬぬぬ {CANARY}", "mention": called}
    unsend = town.event("unsend", source, unsend={"messageId": "900"})
    message = town.event("message", source, message=said)
    if together:
        town.post(unsend, message)
    else:
        town.post(unsend)
        town.work()
        town.post(message)
    town.work()
    assert nothing_left(town) and hana.answer == []
    with town.looking() as db:
        assert db.scalars(select(Event).where(Event.message_id == "900")).one().state == EventState.DONE


def test_nobody_takes_back_what_somebody_else_is_going_to_say(town: TestTown) -> None:
    # Guards models/unsending.py: `forget_unread` asks whose message it is.
    hana, taro = town.phone("hana"), town.phone("taro")
    taro.does("unsend", unsend={"messageId": "900"})
    hana.says(f"ぬぬぬ {CANARY}", message_id="900")
    assert hana.answer and "inbox" in rows_with(town.database)
