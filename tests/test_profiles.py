"""Names: asked for after the first meeting, kept clean, asked again only after a week."""

import json

from sqlalchemy import select

from delivery.answers import Answer
from delivery.profiles import ask_names
from models.residents import Resident


def ask(town, body: object, status: int = 200) -> int:
    town.wire.answers = [Answer(status, json.dumps(body).encode() if not isinstance(body, bytes) else body)]
    answer = town.wire.answers[0]
    town.wire.call = lambda *_a, **_k: answer
    return ask_names(town.database, town.wire, town.clock)


def a_newcomer(town, phone, db) -> Resident:
    hana = phone("hana", new=True)
    hana.does("follow", follow={"isUnblocked": False})
    return db.scalars(select(Resident)).one()


def test_a_name_is_asked_for_once_and_kept(town, phone, db) -> None:
    a_newcomer(town, phone, db)
    assert ask(town, {"displayName": "はな\0\ud800", "language": "en"}) == 1
    db.expire_all()
    resident = db.scalars(select(Resident)).one()
    assert resident.display_name == "はな"
    assert resident.locale == "en"
    assert ask(town, {"displayName": "別の名前"}) == 0


def test_a_chosen_language_stays(town, phone, db) -> None:
    hana = phone("hana", new=True)
    hana.does("follow", follow={"isUnblocked": False})
    hana.taps("やさしい にほんご")
    ask(town, {"displayName": "Hana", "language": "en"})
    db.expire_all()
    assert db.scalars(select(Resident)).one().locale == "ja_Hira"


def test_who_gives_no_name_is_asked_again_after_a_week(town, phone, db, clock) -> None:
    a_newcomer(town, phone, db)
    assert ask(town, {}, 404) == 1
    assert ask(town, {}, 404) == 0
    clock.moves(days=8)
    assert ask(town, {"displayName": "はな"}) == 1


def test_odd_answers_hurt_nobody(town, phone, db, clock) -> None:
    a_newcomer(town, phone, db)
    for odd in (b"", b"<html>", b"[" * 100_000, b'{"displayName": 7}', b"[]"):
        assert ask(town, odd) == 1
        clock.moves(days=8)
    db.expire_all()
    assert db.scalars(select(Resident)).one().display_name is None


def test_while_line_is_away_everybody_stays_on_the_list(town, phone, db) -> None:
    a_newcomer(town, phone, db)
    assert ask(town, b"", 0) == 1
    assert ask(town, {"displayName": "はな"}) == 1
