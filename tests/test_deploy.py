"""What else the real server runs: systemd's units, the commands' wrapper, the nightly backup and the way back."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
        "tsunagu-worker@.service",
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
