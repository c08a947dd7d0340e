"""W14 in small: odd text is answered and kept alike on both databases."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fresh import fresh_postgres, fresh_sqlite
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from offered import an_activity
from phone import TestTown
from sqlalchemy import select
from webhooks import person, words

from models.conversations import Conversation
from models.help import Unheard
from models.inbox import Event, EventState
from models.outbox import Outgoing

Both = tuple[TestTown, TestTown]
ODD = st.text(
    st.characters() | st.sampled_from("\0\ud83d\udc00\u200d\u202e\ufeff%_\\'\"草刈りＡａÄäßıİ①㈱ｱァ"),
    max_size=40,
)


@pytest.fixture
def both(tmp_path: Path, clock: Any) -> Iterator[Both]:
    """The same town on either database."""
    with fresh_sqlite(tmp_path) as one, fresh_postgres() as other:
        towns = TestTown(one, clock), TestTown(other, clock)
        for town in towns:
            with town.database.writing() as db:
                an_activity(db, clock(), title="川原の草刈り Äpfel 100%_x")
        yield towns
        for town in towns:
            town.close()


def told(town: TestTown, text: str, number: int) -> list[Any]:
    """What saying this leads to: the answer's words, what is kept of them, and where they stand now."""
    event = words(text, person(1), f"odd{number}", 1_790_000_000_000 + number)
    assert town.post(event) == 200
    town.work()
    with town.looking() as db:
        assert db.scalars(select(Event.state).order_by(Event.id)).all()[-1] == EventState.DONE
        answer = db.scalars(select(Outgoing).order_by(Outgoing.id)).all()[-1]
        kept = db.scalars(select(Unheard.words).order_by(Unheard.id)).all()
        conversation = db.scalars(select(Conversation)).one()
        return [
            json.loads(answer.body),
            answer.because,
            kept[-1:],
            conversation.searched,
            conversation.choices,
        ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ODD)
@example("a\0b")
@example("\ud83d")
@example("\udc00\ud800")
@example("👨‍👩‍👧‍👦🇯🇵")
@example("\u202eمرحبا\u202c")
@example("草" * 5000)
@example("äPFEL")
@example("%_")
@example("İ" * 60)
def test_odd_text_comes_to_the_same_on_both_databases(both: Both, text: str) -> None:
    # Guards models/unseen.py: `seen` takes out NUL and lone surrogates; models/inbox.py: payloads are stored escaped.
    with both[0].looking() as db:
        number = len(db.scalars(select(Event.id)).all())
    ours, theirs = (told(town, text, number) for town in both)
    assert ours == theirs
