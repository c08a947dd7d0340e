"""Messages a second to a LINE that answers at once: personal pushes, and everybody by multicast beside webhooks."""

import argparse
import json
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psutil

from bench.load import Round
from bench.sending import SETTINGS, accepted, inhabit, letters, news, wait_until_over
from bench.town import SECRET, process, python, wait_for
from models.database import Database

WEB, LINE = 18_410, 18_411
ALLOWED = {"push": 2_000, "multicast": 200}


@contextmanager
def town(url: str, workers: int, share: str = "1") -> Iterator[list[int]]:
    """A front door, workers and a LINE that may be called so many times as often; the workers' process numbers."""
    settings = SETTINGS | {
        "LINE_CHANNEL_SECRET": SECRET, "LINE_CHANNEL_ACCESS_TOKEN": "bench", "DATABASE_URL": url,
        "LINE_API_BASE": f"http://127.0.0.1:{LINE}", "TSUNAGU_BIND": f"127.0.0.1:{WEB}", "FLASK_APP": "app",
        "PUBLIC_URL": "https://town.example", "TSUNAGU_RATE_SHARE": share,
    }  # fmt: skip
    with ExitStack() as stack:
        stack.enter_context(process(python("-m", "bench.fake_line", str(LINE), "0")))
        stack.enter_context(process(python("-m", "gunicorn", "--log-level", "error"), **settings))
        team = [
            stack.enter_context(process(python("-m", "flask", "worker"), **settings))
            for _one in range(workers)
        ]
        wait_for(f"http://127.0.0.1:{WEB}/readyz")
        time.sleep(2)  # the other workers, too
        yield [one.pid for one in team]


def figures() -> dict[str, Any]:
    with urllib.request.urlopen(f"http://127.0.0.1:{LINE}/figures") as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def told(what: str, kind: str, count: int, found: dict[str, Any], team: list[int]) -> None:
    took = max(found["last"] - found["first"], 0.001)
    calls = found["calls"].get(kind, 0)
    memory = max(psutil.Process(one).memory_info().rss for one in team) / 1e6
    print(
        f"  {what:34} {count:9,} in {took:6.1f} s = {count / took:9,.0f} people/s   {calls / took:6.0f} calls/s "
        f"({calls / took / ALLOWED[kind]:.2f} of LINE's rate)   lost {count - found['reached']}, "
        f"doubled {found['doubled']}, overruns {found['overruns'].get(kind, 0)}, most in a second "
        f"{found['most_a_second'].get(kind, 0)}   worker {memory:.0f} MB",
        flush=True,
    )


def measure(url: str, name: str, people: int, pushes: int, workers: int) -> None:
    print(f"{name}, {workers} worker{'s' if workers > 1 else ''}", flush=True)
    database = Database(url)
    inhabit(database, max(people, pushes))
    with town(url, workers, share="10") as team:
        figures()
        send = letters(database, pushes)
        wait_until_over(database)
        told("personal pushes, as fast as it can", "push", accepted(database, send), figures(), team)
    with town(url, workers) as team:
        figures()
        send = letters(database, pushes)
        wait_until_over(database)
        told("personal pushes", "push", accepted(database, send), figures(), team)
        news(database, people)
        load = python("-m", "bench.load", str(WEB), SECRET, "8", "8", "200")
        with subprocess.Popen(load, stdout=subprocess.PIPE, text=True) as clients:
            wait_until_over(database)
            found = figures()
            said, _error = clients.communicate()
        told("everybody, by multicast", "multicast", people, found, team)
        beside = Round(**json.loads(said))
        print(
            f"    webhooks beside it, 200 a second: p50 {beside.p50_ms:.1f}, p99 {beside.p99_ms:.1f} ms, "
            f"refused {beside.refused}",
            flush=True,
        )
    database.close()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument("--pushes", type=int, default=20_000)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--url", help="an empty database in the place of a fresh SQLite file")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = chosen.url or f"sqlite:///{folder}/town.db"
        name = "PostgreSQL" if chosen.url else "SQLite"
        measure(url, name, chosen.people, chosen.pushes, chosen.workers)


if __name__ == "__main__":
    main()
