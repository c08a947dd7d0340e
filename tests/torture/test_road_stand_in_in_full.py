"""D1 in full against the stand-in itself: all its checks, LINE's rates, and its own mix of faults."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from processes import HERE, free_port
from road import drained, inhabit, killing, letters, states, workers
from road_line import Line
from sqlalchemy import select, update

from models.database import Database
from models.outbox import Outgoing
from models.residents import Resident

pytestmark = pytest.mark.alone

LETTERS, AT_ONCE = 100_000, 1_000


@contextmanager
def stand_in() -> Iterator[int]:
    port = free_port()
    # The token that tests/promises/processes.py gives to workers.
    command = [
        sys.executable,
        "-m",
        "simulator",
        "--port",
        str(port),
        "--token",
        "token",
        "--secret",
        "secret",
    ]
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline()
        try:
            yield port
        finally:
            process.terminate()


def ask(port: int, method: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/_stand-in/{path}", data, method=method)
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return json.load(answer)


def people(port: int, count: int) -> list[str]:
    """So many friends, by their LINE user ids."""
    for _thousand in range(count // AT_ONCE):
        ask(port, "POST", "people", {"name": "住民", "as": "friend", "count": AT_ONCE})
    starts = range(0, count, AT_ONCE)
    pages = (ask(port, "GET", f"people?as=friend&start={start}&limit={AT_ONCE}") for start in starts)
    return [one["id"] for page in pages for one in page["people"]]


def move_in(database: Database, ids: list[str]) -> None:
    """Let the residents, and the letters to them, be those of the stand-in."""
    with database.writing() as db:
        for table, name in ((Resident, Resident.line_id), (Outgoing, Outgoing.to)):
            keys = db.scalars(select(table.id).order_by(table.id)).all()
            rows = [{"id": key, name.key: line_id} for key, line_id in zip(keys, ids, strict=True)]
            db.execute(update(table), rows)


def test_the_stand_in_sees_each_letter_once(either: Database, tmp_path: Path) -> None:
    # Guards what the small form of D1 names; and the stand-in's own counters of effects.
    inhabit(either, LETTERS)
    letters(either, "letters", range(LETTERS))
    with stand_in() as port:
        move_in(either, people(port, LETTERS))
        ask(port, "PUT", "faults", {"mix": "ten percent", "seed": 7})
        with workers(either, Line(port), tmp_path, 2) as team, killing(team, every=3.0):
            seconds = drained(either, 600)
        effects = ask(port, "GET", "effects?least=2&limit=5")
    pushes = effects["endpoints"]["POST /v2/bot/message/push"]
    print(
        f"\n{LETTERS:,} in {seconds:.1f} s, {LETTERS / seconds:,.0f} a second, {team.kills} kills, {pushes}"
    )
    assert effects["doubled"] == {"keys": 0, "messages": 0}
    assert pushes["accepted"] == LETTERS and pushes["overruns"] == 0
    assert states(either) == {"accepted": LETTERS}
