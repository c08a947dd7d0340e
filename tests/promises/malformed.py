"""Promise W6: malformed webhooks are answered with 200, their good events are kept, and the engine goes on."""

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest
from phone import TestTown
from sqlalchemy import func, select
from storing import stored
from webhooks import PATH, signature

from models.inbox import Event, EventState


def survives(
    town: TestTown, caplog: pytest.LogCaptureFixture, malformed: Iterable[tuple[bytes, set[str]]]
) -> None:
    """Post the bodies, which name the events that must not be lost, work everything off, look for what went wrong."""
    caplog.set_level(logging.WARNING)
    wanted: set[str] = set()

    def post(given: tuple[bytes, set[str]]) -> tuple[int, bytes]:
        body, keys = given
        wanted.update(keys)
        answer = town.app.test_client().post(PATH, data=body, headers={"X-Line-Signature": signature(body)})
        return answer.status_code, body

    with ThreadPoolExecutor(4) as people:
        refused = [(status, body[:500]) for status, body in people.map(post, malformed) if status != 200]
    assert refused == []
    assert wanted - stored(town.database) == set()
    while town.engine.batch():
        pass
    with town.database.reading() as db:
        failed = db.execute(select(Event.error, Event.payload).where(Event.state == EventState.FAILED)).all()
        assert [(error, payload[:400]) for error, payload in failed] == []
        assert db.scalar(select(func.count()).where(Event.state == EventState.PENDING)) == 0
    assert [
        record.getMessage() for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR
    ] == []
