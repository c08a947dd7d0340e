"""100,000 rows of open data into an empty town: seconds and memory of reading, importing, repeating, undoing."""

import argparse
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import text

from bench.lists import TODAY, write
from bench.postgres import own_postgres
from bench.town import python
from commands.database import upgrade
from imports import writing
from imports.drafts import TOKYO
from imports.gathered import Gathered
from imports.reading import Reading
from imports.runs import Asked
from imports.undoing import undo
from models.database import Database

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=TOKYO) - timedelta(days=1)
Result = TypeVar("Result")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--one", nargs=2, metavar=("FILE", "URL"), help="import one file in this process")
    chosen = options.parse_args()
    if chosen.one:
        return measure(Path(chosen.one[0]), chosen.one[1])
    with tempfile.TemporaryDirectory() as folder:
        files = write(Path(folder), chosen.rows)
        for number, file in enumerate(files):
            _in_its_own_process(file, f"sqlite:///{folder}/town{number}.db")
        with own_postgres() as url:
            if url is not None:
                _in_its_own_process(files[1], url)


def _in_its_own_process(file: Path, url: str) -> None:
    """So that its peak memory is its own."""
    subprocess.run(python("-m", "bench.run_import", "--one", str(file), url), check=True)


def measure(file: Path, url: str) -> None:
    database = Database(url)
    upgrade(database)
    longest = _watched()
    print(f"{file.name}, {'SQLite' if database.embedded else 'PostgreSQL'}", flush=True)

    def read() -> Gathered:
        with Reading(file) as reading:
            return Gathered(reading, TODAY)

    began, worked = time.perf_counter(), time.process_time()
    with _step("read and made ready", read) as gathered:
        asked = Asked("焼津市", gathered.kind.value)
        run, found = _step("written", lambda: writing.write(database, gathered, asked, NOW))
        whole, work = time.perf_counter() - began, time.process_time() - worked
        print(
            f"  imported: {gathered.rows:,} rows, {found.new:,} entries in {whole:.1f} s ({work:.1f} s of processor), "
            f"{gathered.rows / whole:,.0f} rows/s; longest hold of the lock {1000 * max(longest):.0f} ms",
            flush=True,
        )
        again, same = _step("the same file again", lambda: writing.write(database, gathered, asked, NOW))
        assert (same.new, same.changed, same.gone) == (0, 0, 0), same
    print(f"  the database holds   {_size(database):6.0f} MB", flush=True)
    done = _step("undone", lambda: undo(database, run, NOW))
    assert done.removed == found.new, (again, done)
    database.close()


def _step(name: str, do: Callable[[], Result]) -> Result:
    began, worked = time.perf_counter(), time.process_time()
    result = do()
    took, work = time.perf_counter() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {name:20} {took:6.1f} s, {work:6.1f} s of processor; peak so far {peak:4.0f} MB", flush=True)
    return result


def _size(database: Database) -> float:
    """Megabytes on the disk, with what each run keeps to be taken back."""
    if database.embedded:
        file = Path(str(database.url.database))
        return sum(one.stat().st_size for one in file.parent.glob(file.name + "*")) / 2**20
    with database.reading() as db:
        return float(db.scalar(text("SELECT pg_database_size(current_database())")) or 0) / 2**20


def _watched() -> list[float]:
    """How long each batch is written for; everybody else waits as long."""
    held: list[float] = []
    real = writing._write_batch

    def watched(*arguments: Any) -> None:
        began = time.perf_counter()
        real(*arguments)
        held.append(time.perf_counter() - began)

    writing._write_batch = watched  # type: ignore[assignment]  # takes whatever the real one takes
    return held


if __name__ == "__main__":
    main()
