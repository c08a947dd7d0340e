"""W7, W9, W13 and W16 in small: forged, oversized, empty and far-away webhooks."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
from fresh import fresh_sqlite
from front_door import CANARY, flood, forgeries, post_raw
from phone import TestTown
from processes import environment, free_port, gunicorn
from storing import stored, url_of
from webhooks import PATH, Client, body_of, person, signature, words

from models.database import Database


class Door(NamedTuple):
    master: psutil.Process
    port: int
    database: Database
    log: Path


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """One gunicorn for all tests here: none of them may change what it has stored."""
    folder, port = tmp_path_factory.mktemp("door"), free_port()
    with (
        fresh_sqlite(folder) as database,
        gunicorn(environment(url_of(database), port), folder / "log") as master,
    ):
        client = Client(port)
        assert client.post(body_of([])) == 200
        client.close()
        yield Door(master, port, database, folder / "log")


def test_nothing_comes_of_a_forged_webhook(door: Door) -> None:
    # Guards app.py: `signed(...)` before anything is read; two headers, joined by a comma, are no signature.
    before = stored(door.database)
    for body, headers in forgeries(19 * 4):
        assert post_raw(door.port, body, headers) in (400, 431), headers
    assert stored(door.database) == before
    assert CANARY not in door.log.read_text()


def test_forged_webhooks_are_counted_and_never_quoted(
    town: TestTown, caplog: pytest.LogCaptureFixture
) -> None:
    # Guards app.py: `rejected.inc()`; the log line names an address and nothing of the body.
    caplog.set_level(logging.DEBUG)
    forged = [(body, {name: value.decode("latin-1") for name, value in headers})
              for body, headers in forgeries(19) if len(headers) < 2]  # fmt: skip
    for body, headers in forged:
        assert town.client.post(PATH, data=body, headers=headers).status_code == 400
    assert f"tsunagu_webhooks_rejected_total {len(forged)}.0" in town.client.get("/metrics").text
    assert caplog.text and CANARY not in caplog.text


def test_a_channel_without_a_secret_takes_no_webhook_at_all() -> None:
    # Guards app.py: `if not secret` in `signed`; with an empty key everybody could sign.
    from app import signed

    assert not signed(b"", b"{}", signature(b"{}", ""))
    assert signed(b"secret", b"{}", signature(b"{}", "secret"))


def test_bodies_far_too_long_are_refused_and_not_kept_in_memory(door: Door) -> None:
    # Guards app.py: MOST_BODY, MOST_UNTOLD, and that a body which was cut off there is too large, not forged.
    found = flood(door.master, door.port, bodies=20, megabytes=20)
    assert len(found.statuses) == 20 and set(found.statuses) <= {0, 413}
    assert 413 in found.statuses
    assert found.grown_mb <= 20
    client = Client(door.port)
    assert client.post(body_of([])) == 200
    client.close()


def test_a_webhook_without_events_is_a_connection_check(town: TestTown) -> None:
    # Guards bot/reading.py and bot/ingest.py: no events, nothing to store, and that is well.
    for body in (
        body_of([]),
        b'{"events":[]}',
        b'{"destination":"U1"}',
        b'{"destination":"U1","events":null}',
    ):
        answer = town.client.post(PATH, data=body, headers={"X-Line-Signature": signature(body)})
        assert answer.status_code == 200
    assert stored(town.database) == set()


@pytest.mark.parametrize("address", ["203.0.113.9", "10.0.0.1", "2001:db8::1", "", "not an address"])
def test_a_good_signature_is_enough_wherever_it_comes_from(town: TestTown, address: str) -> None:
    # Guards app.py: that nobody adds a filter by address; LINE publishes none and may change them.
    body = body_of([words("さがす", person(1), f"W16-{address}", 1_790_000_000_000)])
    headers = {"X-Line-Signature": signature(body), "X-Forwarded-For": "198.51.100.7"}
    answer = town.client.post(PATH, data=body, headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == 200
    assert stored(town.database) == {f"W16-{address}"[:80]} or address == "not an address"
