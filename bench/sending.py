"""Sends for benchmarks: a town with so many residents, a send to all of them, and the wait until it is over."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pyroaring import BitMap
from sqlalchemy import func, insert, select, update

from commands.database import upgrade
from models import load
from models.database import Database
from models.limits import Limits
from models.outbox import Kind, Lane, Outgoing, State, bulk_row, frozen
from models.residents import Resident
from models.sends import Send, SendState
from outreach.sending import begin

CHUNK = 20_000
# Nothing waits for somebody to think again, and nobody is spared.
LIMITS = Limits(undo=0.0, canary_wait=0.0, most_an_hour=0, quiet_from=0, quiet_until=0)
SETTINGS = {
    "TSUNAGU_UNDO": "0", "TSUNAGU_CANARY_WAIT": "0", "TSUNAGU_MOST_AN_HOUR": "0", "TSUNAGU_QUIET_FROM": "0",
    "TSUNAGU_QUIET_UNTIL": "0",
}  # fmt: skip


def inhabit(database: Database, people: int) -> None:
    """Tables, and residents U0 to U(people - 1) with the ids 1 to `people`."""
    load()
    upgrade(database)
    now = datetime.now(UTC)
    for start in range(0, people, CHUNK):
        with database.writing() as db:
            db.execute(
                insert(Resident),
                [
                    {
                        "id": number + 1, "line_id": f"U{number:032x}", "display_name": "つなぐ町の人", "locale": "ja",
                        "profile_due_at": now, "follows_since": now, "first_seen_at": now, "last_seen_at": now,
                        "privacy_version": 1,
                    }
                    for number in range(start, min(people, start + CHUNK))
                ],
            )  # fmt: skip
    if not database.embedded:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")


def news(database: Database, people: int) -> int:
    """The same words to everybody, just begun."""
    with database.writing() as db:
        send = begin(
            db, database, kind="announcement", subject="announcements:1", title="草刈り", words="草刈りをします。",
            parts={"ja.normal": BitMap(range(1, people + 1))}, bodies={"ja.normal": _says("草刈りをします。")},
            now=datetime.now(UTC), limits=LIMITS, again=True,
        )  # fmt: skip
        return send.id


def letters(database: Database, people: int) -> int:
    """Words of their own for each, whose rows are all made."""
    now = datetime.now(UTC)
    with database.writing() as db:
        send = Send(
            kind="digest", subject="digests:bench", state=SendState.PAUSED, total=people, title="お便り",
            words="お便り", fingerprint="bench", made_at=now,
        )  # fmt: skip
        db.add(send)
        db.flush()
    for start in range(0, people, CHUNK):
        with database.writing() as db:
            db.execute(
                insert(Outgoing),
                [
                    bulk_row(send.id, Lane.BULK, frozen(_says(f"{one}さんへ")), "bench", None, now)
                    | {"kind": Kind.PUSH, "to": f"U{one:032x}", "units": 1}
                    for one in range(start, min(people, start + CHUNK))
                ],
            )
    with database.writing() as db:
        db.execute(update(Send).where(Send.id == send.id).values(state=SendState.SENDING))
        database.knock(db)
    return send.id


def wait_until_over(database: Database, seconds: float = 1_800.0) -> None:
    """Until no send is at work."""
    end = time.monotonic() + seconds
    busy = Send.at_work().with_only_columns(Send.id).limit(1)
    while True:
        with database.reading() as db:
            if db.scalar(busy) is None:
                return
        if time.monotonic() > end:
            raise TimeoutError("the send did not come to its end")
        time.sleep(0.1)


def accepted(database: Database, send: int) -> int:
    with database.reading() as db:
        mine = Outgoing.send_id == send, Outgoing.state == State.ACCEPTED
        return db.scalar(select(func.sum(Outgoing.units)).where(*mine)) or 0


def _says(text: str) -> Sequence[dict[str, Any]]:
    return [{"type": "text", "text": text}]
