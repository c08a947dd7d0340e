"""A town for benchmarks: a fresh database with residents and activities, and processes to start and end."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from sqlalchemy import insert

from commands.database import upgrade
from models.activities import Activity, Occurrence
from models.database import Database
from models.residents import Resident

HERE = Path(__file__).parent.parent
SECRET = "bench"
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def furnish(url: str, people: int = 1000, activities: int = 5000) -> None:
    """Tables, `people` residents with the ids the load uses, and upcoming activities."""
    database = Database(url)
    upgrade(database)
    now = datetime.now(UTC)
    with database.writing() as db:
        db.execute(
            insert(Resident),
            [
                {
                    "line_id": f"U{number:032x}", "display_name": f"person {number}", "follows": True, "locale": "ja",
                    "follows_since": now, "first_seen_at": now, "last_seen_at": now, "profile_due_at": now,
                    "privacy_version": 1,
                }
                for number in range(people)
            ],
        )  # fmt: skip
        for number in range(activities):
            starts = now + timedelta(hours=6 + number % 1300)
            made = Activity(
                title=f"活動の会 第{number}回",
                kana=f"かつどうのかい だい{number}かい",
                text="みんなで集まって楽しみます。" * 4,
                place=f"第{number % 40}公民館",
                district=f"地区{number % 9}",
                topic="nature",
                price_yen=0,
                capacity=20,
                made_at=now,
                extra={},
                occurrences=[Occurrence.at(starts, starts + timedelta(hours=2))],
            )
            made.prepare()
            db.add(made)
    database.close()


@contextmanager
def process(command: list[str], **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A child in its own group, ended with all of its own when the block ends."""
    started = subprocess.Popen(command, cwd=HERE, env=os.environ | environment, start_new_session=True)
    try:
        yield started
    finally:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGTERM)
        try:
            started.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def wait_for(url: str, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError as answer:
            if answer.code == 404:
                return  # it is up, and has no such page
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def memory(parent: int) -> list[float]:
    """Megabytes of private and shared memory of the children of a process (gunicorn's web processes)."""
    return [child.memory_info().rss / 1e6 for child in psutil.Process(parent).children()]
