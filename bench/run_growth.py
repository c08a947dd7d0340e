"""How time and memory grow with a town: 10,000, 100,000 and 1,000,000 residents in one table."""

import argparse
import json
import subprocess
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import psutil

from bench.load import Round
from bench.run_sending import WEB, figures, town
from bench.sending import LIMITS, inhabit, letters, news, wait_until_over
from bench.town import SECRET, python
from models.audiences import Audience
from models.clock import Clock
from models.crowds import people, reach
from models.database import Database
from outreach.expanding import expand
from outreach.sending import by_face

SIZES = (10_000, 100_000, 1_000_000)
# As many whatever the size of the town: what is asked is whether the others slow it down.
PUSHES = 10_000
# Seconds for which residents write, a hundred a second, from when everybody begins to get the multicast.
MEANWHILE = 12
HEAD = (
    "| residents | count an audience | freeze it | make the rows | everybody by multicast | 10,000 pushes "
    "| webhook p99 | worker | count and freeze |\n|---|---|---|---|---|---|---|---|---|"
)


def clock() -> datetime:
    return datetime.now(UTC)


def timed(do: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = do()
    return time.perf_counter() - began, found


def row(url: str, size: int) -> str:
    database = Database(url)
    inhabit(database, size)
    with database.reading() as db:
        everybody = Audience(everyone=True)
        counted = min(timed(lambda: reach(db, everybody, clock(), LIMITS))[0] for _try in range(3))
        tracemalloc.start()
        frozen, parts = timed(lambda: by_face(db, people(db, everybody, clock(), LIMITS).people))
        grown = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        frozen, parts = timed(lambda: by_face(db, people(db, everybody, clock(), LIMITS).people))
    assert sum(map(len, parts.values())) == size
    news(database, size)
    clock_: Clock = clock
    made, _people = timed(lambda: expand(database, clock_, LIMITS))
    with town(url, 1) as team:
        wait_until_over(database)
        figures()
        load = python("-m", "bench.load", str(WEB), SECRET, "8", str(MEANWHILE), "100")
        news(database, size)
        with subprocess.Popen(load, stdout=subprocess.PIPE, text=True) as residents:
            wait_until_over(database)
            by_multicast = figures()
            assert residents.stdout is not None
            found = Round(**json.loads(residents.stdout.read()))
        time.sleep(1)  # the last answers
        figures()
        letters(database, PUSHES)
        wait_until_over(database)
        pushed = figures()
        memory = psutil.Process(team[0]).memory_info().rss / 1e6
    database.close()
    assert by_multicast["reached"] == size and not by_multicast["doubled"], asdict(found)
    return (
        f"| {size:,} | {1000 * counted:.0f} ms | {frozen:.2f} s | {made:.1f} s | {_took(by_multicast):.1f} s "
        f"| {PUSHES / _took(pushed):,.0f} /s | {found.p99_ms:.0f} ms | {memory:.0f} MB | {grown:.0f} MB |"
    )


def _took(found: dict[str, Any]) -> float:
    return max(0.001, float(found["last"] - found["first"]))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    options.add_argument("--url", help="an empty database in the place of fresh SQLite files, for one size")
    chosen = options.parse_args()
    if chosen.url and len(chosen.sizes) != 1:
        options.error("--url goes with one size: the next would find the database inhabited")
    print(HEAD, flush=True)
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory() as folder:
            print(row(chosen.url or f"sqlite:///{folder}/town.db", size), flush=True)


if __name__ == "__main__":
    main()
