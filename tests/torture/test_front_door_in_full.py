"""W1, W2, W7 and W9 in full: stored, synced, forged and oversized webhooks at the real front door."""

from contextlib import closing
from pathlib import Path

from front_door import CANARY, flood, forgeries, post_raw
from processes import environment, free_port, gunicorn
from storing import posting_while_killing, stored, syncs_for, url_of
from webhooks import Client, body_of

from models.database import Database


def test_nothing_that_was_answered_is_missing_after_seventeen_kills(either: Database, tmp_path: Path) -> None:
    # Guards bot/ingest.py: `keep` returns only after the commit.
    found = posting_while_killing(either, tmp_path, kills=17, every=1.5)
    print(f"{len(found.acknowledged)} acknowledged, {found.kills} kills, {len(found.missing)} missing")
    assert found.missing == set() and len(found.acknowledged) > 1000


def test_a_thousand_answers_waited_for_the_disk(sqlite: Database, tmp_path: Path) -> None:
    # Guards models/database.py: `synchronous=FULL` for writers.
    answered, synced = syncs_for(sqlite, tmp_path, posts=1000)
    print(f"{synced} syncs for {answered} answers")
    assert answered == 1000 and synced >= answered


def test_nothing_comes_of_a_hundred_thousand_forged_webhooks(sqlite: Database, tmp_path: Path) -> None:
    # Guards app.py: `signed` before anything is read.
    port = free_port()
    with gunicorn(environment(url_of(sqlite), port), tmp_path / "log"):
        for body, headers in forgeries(100_000):
            assert post_raw(port, body, headers) in (400, 431), headers
    assert stored(sqlite) == set()
    assert CANARY not in (tmp_path / "log").read_text()


def test_a_hundred_bodies_of_a_hundred_megabytes_are_refused(sqlite: Database, tmp_path: Path) -> None:
    # Guards app.py: MOST_BODY, MOST_UNTOLD, and that a body which was cut off there is too large, not forged.
    port = free_port()
    with gunicorn(environment(url_of(sqlite), port), tmp_path / "log") as master:
        with closing(Client(port)) as client:
            assert client.post(body_of([])) == 200
        found = flood(master, port, bodies=100, megabytes=100)
        print(
            f"{found.statuses.count(413)} answered 413, the others were closed; {found.grown_mb:.1f} MB more at most"
        )
        assert set(found.statuses) <= {0, 413} and found.grown_mb <= 20
