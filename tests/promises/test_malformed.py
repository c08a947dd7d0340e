"""W6 in small: whatever stands in a webhook, nothing in it or beside it is lost or stops the engine."""

from typing import Any

import pytest
from fresh import fresh_postgres
from malformed import survives
from phone import TestTown


def test_malformed_webhooks_harm_neither_themselves_nor_their_siblings(
    town: TestTown, caplog: pytest.LogCaptureFixture
) -> None:
    # Guards bot/reading.py (each event by itself, `_slices`, `_integer`, `_plain`, LATEST) and, in bot/engine.py,
    # bot/groups.py and bot/conversing.py, that nothing in an event is taken to have the type it should have.
    survives(town, caplog, count=600, seed=6)


def test_nor_do_they_on_postgresql(clock: Any, caplog: pytest.LogCaptureFixture) -> None:
    # Guards the same; PostgreSQL also refuses NUL in a text, and numbers that do not fit.
    with fresh_postgres() as database:
        town = TestTown(database, clock)
        survives(town, caplog, count=200, seed=7)
        town.close()
