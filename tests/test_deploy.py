"""What else the real server runs: systemd's units, the commands' wrapper, the nightly backup and the way back."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import time

import pytest
from fresh import fresh_postgres, fresh_sqlite
from sqlalchemy import inspect, select, text

from models.database import Database
from models.outbox import Outgoing, State

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units with this checkout in the place of /opt/tsunagu."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze on this machine")
    folder = tmp_path_factory.mktemp("units")
    for path in (*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")):
        words = path.read_text().replace("/opt/tsunagu/.venv/bin", str(Path(sys.executable).parent))
        (folder / path.name).write_text(words.replace("/opt/tsunagu", str(ROOT)))
    return folder


def test_systemd_understands_the_units(units: Path) -> None:
    found = sorted(units.iterdir())
    assert [path.name for path in found] == [
        "tsunagu-backup.service", "tsunagu-backup.timer", "tsunagu-web.service", "tsunagu-worker.service",
    ]  # fmt: skip
    said = subprocess.run(["systemd-analyze", "verify", *found], capture_output=True, text=True)
    assert (said.returncode, said.stdout + said.stderr) == (0, "")


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_may_do_little(units: Path, name: str) -> None:
    # systemd's own measure: 10 is a service that may do anything, under 2 is what it calls fine.
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", units / name],
        capture_output=True, text=True,
    )  # fmt: skip
    assert said.returncode == 0, said.stdout
    words = (DEPLOY / name).read_text()
    assert "User=tsunagu\n" in words and "UMask=0077\n" in words


def test_the_shell_command_has_the_towns_settings_from_anywhere(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for path in ROOT.iterdir():
        if path.name not in (".git", ".env", "var"):
            (home / path.name).symlink_to(path)
    (home / ".env").write_text(
        f"DATABASE_URL='sqlite:///{tmp_path / 'town.db'}'\nTSUNAGU_TOWN_NAME='$HOME と `川`'\n"
    )

    def says(*words: str) -> str:
        environment = {"PATH": os.environ["PATH"], "TSUNAGU_HOME": str(home), "TSUNAGU_USER": "root"}
        ended = subprocess.run(
            [DEPLOY / "tsunagu", *words], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        return ended.stdout + ended.stderr

    says("db", "upgrade")
    assert (tmp_path / "town.db").stat().st_mode & 0o077 == 0
    told = says("check")
    assert "LINE_CHANNEL_SECRET" in told and "flask worker" in told and "Tip" not in told

    (home / ".env").unlink()
    assert says("check").startswith(f"Cannot read {home}/.env.")


@pytest.fixture(params=["sqlite", "postgresql"])
def kept_town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_sqlite(tmp_path) if request.param == "sqlite" else fresh_postgres() as database:
        yield database


def test_a_backup_comes_back_and_sends_nothing_twice(kept_town: Database, tmp_path: Path) -> None:
    """O1: what waited when the backup was made may have left since, so only a person may send it."""
    backups = tmp_path / "backups"
    backups.mkdir()
    old = backups / "town-20200101T000000Z.db"
    old.write_text("an old one")
    os.utime(old, (time() - 40 * 86_400,) * 2)
    url = kept_town.url.set(drivername="sqlite" if kept_town.embedded else "postgresql")
    environment = os.environ | {
        "DATABASE_URL": url.render_as_string(hide_password=False),
        "TSUNAGU_BACKUPS": str(backups),
        "TSUNAGU_USER": "root",
    }

    def runs(*command: str | Path) -> str:
        ended = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.splitlines()[-1]

    def state_of_all() -> dict[str, State]:
        with kept_town.reading() as db:
            return {row.to: State(row.state) for row in db.scalars(select(Outgoing))}

    now = datetime.now(UTC)
    message = [{"type": "text", "text": "こんにちは"}]
    with kept_town.writing() as db:
        sent = Outgoing.push("Usent", message, "test", now)
        sent.state = State.ACCEPTED
        db.add_all([sent, Outgoing.push("Uwaits", message, "test", now)])
    made = Path(runs(DEPLOY / "tsunagu-backup"))  # while the town is open
    assert made.parent == backups and made.stat().st_mode & 0o077 == 0
    assert list(backups.iterdir()) == [made]
    with kept_town.writing() as db:
        db.add(Outgoing.push("Ulater", message, "test", now))
        db.execute(text("CREATE TABLE from_a_later_release (id INTEGER)"))
    kept_town.close()

    runs(DEPLOY / "tsunagu-restore", made)
    assert state_of_all() == {"Usent": State.ACCEPTED, "Uwaits": State.UNCERTAIN}
    with kept_town.reading() as db:
        assert not inspect(db.connection()).has_table("from_a_later_release")


def test_a_damaged_backup_is_refused_and_the_town_stays(tmp_path: Path) -> None:
    with fresh_sqlite(tmp_path) as database:
        with database.writing() as db:
            db.add(Outgoing.push("Uhere", [{"type": "text", "text": "あ"}], "test", datetime.now(UTC)))
        database.close()
        damaged = tmp_path / "damaged.db"
        damaged.write_bytes((tmp_path / "town.db").read_bytes()[:5000] + b"x" * 5000)
        ended = subprocess.run(
            [DEPLOY / "tsunagu-restore", damaged],
            env=os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'town.db'}", "TSUNAGU_USER": "root"},
            capture_output=True,
        )
        assert ended.returncode != 0
        with database.reading() as db:
            assert db.scalar(select(Outgoing.to)) == "Uhere"
