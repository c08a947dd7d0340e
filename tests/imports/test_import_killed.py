"""An import whose process is killed in the middle of a batch leaves a run that goes on or goes back."""

import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import func, select
from writing import activities, event, put, taken_back

from imports.runs import UNDER_WAY
from models.activities import Activity
from models.database import Database
from models.imports import ImportRun

ROOT = Path(__file__).resolve().parents[2]
BY_ITSELF = """
import sys
sys.path[:0] = [{root!r}, {here!r}]
import imports.gathered
imports.gathered.BATCH = 5
from models import load
from models.database import Database
from writing import *
load()
with gathered(table(*map(event, range(500)))) as found:
    write(Database({url!r}), found, ASKED, NOW, pause=0.01)
"""


def killed_in_the_middle(database: Database) -> int:
    """How many activities were in when the process was killed."""
    url = database.url.render_as_string(hide_password=False)
    script = BY_ITSELF.format(root=str(ROOT), here=str(Path(__file__).parent), url=url)
    process = subprocess.Popen([sys.executable, "-c", script])
    try:
        end = monotonic() + 60
        while written(database) < 20 and process.poll() is None:
            assert monotonic() < end, "the import never got so far"
            sleep(0.005)
    finally:
        process.kill()
    assert process.wait() == -signal.SIGKILL, "the import was over before it could be killed"
    return written(database)


def written(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count(Activity.id))) or 0


def test_a_killed_import_goes_on_or_goes_back(database: Database) -> None:
    done = killed_in_the_middle(database)
    assert 20 <= done < 500 and done % 5 == 0  # whole batches
    with database.reading() as db:
        assert db.scalars(select(ImportRun.rows)).all() == [UNDER_WAY]
    run, found = put(database, *map(event, range(500)))
    assert (found.new, found.same) == (500 - done, done)
    assert taken_back(database, run).removed == 500
    assert activities(database) == {}

    done = killed_in_the_middle(database)
    with database.reading() as db:
        broken = db.scalars(select(ImportRun.id).where(ImportRun.undone_at.is_(None))).one()
    assert taken_back(database, broken).removed == done
    assert activities(database) == {}
