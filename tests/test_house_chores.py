"""The chores that keep the house in order, as the worker does them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from phone import Phone, TestTown
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.inbox import Event
from models.outbox import Kind, Outgoing


def test_old_events_and_answers_go_and_what_was_told_stays(
    phone: Callable[..., Phone], town: TestTown, db: Session, clock: Any
) -> None:
    hana = phone("hana")
    hana.says("さがす")
    with town.database.writing() as writing:
        writing.add(Outgoing.push(hana.line_id, [{"type": "text", "text": "お知らせ"}], "test", clock()))
    town.work()
    clock.now += timedelta(days=36)
    hana.says("使い方")
    town.keep_house()
    kinds = db.execute(select(Outgoing.kind, func.count()).group_by(Outgoing.kind))
    assert dict(kinds.all()) == {Kind.REPLY: 1, Kind.PUSH: 1}
    assert db.scalar(select(func.count()).select_from(Event)) == 1
