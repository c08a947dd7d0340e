"""W6 in small: whatever stands in a webhook, nothing in it or beside it is lost or stops the engine."""

from typing import Any

import pytest
from fresh import fresh_postgres
from malformed import survives
from oddities import MOMENT, bodies, every_field
from phone import TestTown
from sqlalchemy import select
from webhooks import PATH, body_of, person, signature, words

from bot.reading import read_body
from models.outbox import Outgoing


def test_malformed_webhooks_harm_neither_themselves_nor_their_siblings(
    town: TestTown, caplog: pytest.LogCaptureFixture
) -> None:
    # Guards bot/reading.py (each event by itself, `_slices`, `_integer`, `_plain`, LATEST) and, in bot/engine.py,
    # bot/groups.py and bot/conversing.py, that nothing in an event is taken to have the type it should have.
    survives(town, caplog, bodies(6, 400))


def test_of_five_thousand_more_none_loses_what_it_brought() -> None:
    # Guards bot/reading.py again. Only the reading: the front door and the engine have theirs above.
    for number, (body, keys) in enumerate(bodies(8, 5_000)):
        found = {arrival.webhook_event_id for arrival in read_body(body, MOMENT)}
        assert keys <= found, (number, body[:500])


def test_nor_do_they_on_postgresql(clock: Any, caplog: pytest.LogCaptureFixture) -> None:
    # Guards the same; PostgreSQL also refuses NUL in a text, and numbers that do not fit.
    with fresh_postgres() as database:
        town = TestTown(database, clock)
        survives(town, caplog, bodies(7, 60))
        town.close()


def test_odd_values_in_any_field_stop_nothing(town: TestTown, caplog: pytest.LogCaptureFixture) -> None:
    # Guards bot/reading.py: `_plain`, LATEST, and that a lane is the one that bot/engine.py reads the people of.
    survives(town, caplog, every_field(share=7))


def test_a_number_of_five_thousand_digits_does_not_make_its_event_unreadable(town: TestTown) -> None:
    # Guards bot/reading.py: `_integer`.
    body = body_of([words("くらし", person(1), "huge", 1_790_000_000_000, new=0)])
    body = body.replace(b'"new": 0', b'"new": ' + b"9" * 5_000)
    assert town.client.post(PATH, data=body, headers={"X-Line-Signature": signature(body)}).status_code == 200
    town.work()
    with town.looking() as db:
        assert db.scalars(select(Outgoing)).one().because == "answer.message"
