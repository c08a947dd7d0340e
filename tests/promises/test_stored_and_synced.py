"""W1 and W2 in small: no webhook that was answered is ever missing, and each waited for the disk."""

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text
from storing import posting_while_killing, syncs_for

from models.database import Database


def test_nothing_that_was_answered_is_missing_after_web_processes_were_killed(
    either: Database, tmp_path: Path
) -> None:
    # Guards bot/ingest.py: `keep` returns only after `stored.result()`, set after the commit.
    found = posting_while_killing(either, tmp_path, kills=2, every=1.0)
    assert found.kills == 2 and len(found.acknowledged) > 50
    assert found.missing == set()


needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None and not os.environ.get("CI"), reason="strace is not installed"
)


@needs_strace
def test_each_answer_waited_for_the_disk(sqlite: Database, tmp_path: Path) -> None:
    # Guards models/database.py: `synchronous=FULL` for writers.
    answered, synced = syncs_for(sqlite, tmp_path, posts=40)
    assert answered == 40
    assert synced >= answered


def test_writers_wait_for_the_disk_on_either_database(either: Database) -> None:
    # Guards models/database.py: `synchronous=FULL`; on PostgreSQL, that nobody turns its default off for us.
    wanted = ("PRAGMA synchronous", 2) if either.embedded else ("SHOW synchronous_commit", "on")
    with either.writing() as db:
        assert db.scalar(text(wanted[0])) == wanted[1]
