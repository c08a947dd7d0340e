"""The command: starts, says where, ends at once when asked, and explains itself when it cannot start."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3

from simulator.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ["--secret", "S", "--token", "T"]


@contextmanager
def command(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    with process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    return found[0]


Explained = Callable[..., str]


@pytest.fixture
def explained(capsys: pytest.CaptureFixture[str]) -> Explained:
    """What the command says when it does not start."""

    def say(*arguments: str) -> str:
        status: object
        try:
            status = main(arguments)
        except SystemExit as ending:
            status = ending.code
        assert status == 2
        return capsys.readouterr().err

    return say


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_with_pages_still_watching(number: signal.Signals, tmp_path: Path) -> None:
    state = tmp_path / "stand-in.json"
    with command(*NEEDED, "--port", "0", "--state", str(state)) as process:
        url = address(process)
        with urllib3.PoolManager(retries=False, timeout=10) as http:
            stream = http.request("GET", f"{url}/_stand-in/events", preload_content=False)
            assert stream.read1()
            made = http.request("POST", f"{url}/_stand-in/people", body=b'{"name": "Hana"}')
            assert made.status == 201
            process.send_signal(number)
            _out, error = process.communicate(timeout=5)
            stream.close()

    assert process.returncode == 0
    assert error == ""
    assert [person["name"] for person in json.loads(state.read_text())["people"]] == ["Hana"]


def test_a_whole_reset_goes_back_to_the_command_line() -> None:
    with command(*NEEDED, "--port", "0", "--quota", "200", "--rates", "off") as process:
        url = address(process)
        with urllib3.PoolManager(retries=False, timeout=10) as http:
            dials = f"{url}/_stand-in/dials"
            begun = http.request("GET", dials).json()
            turned = b'{"quota": {"plan": "light", "used": 7}, "rates": "on", "verified": false}'
            assert http.request("PATCH", dials, body=turned).json() != begun
            http.request("POST", f"{url}/_stand-in/reset", body=b'{"everything": true}')
            assert http.request("GET", dials).json() == begun
    assert (begun["quota"], begun["rates"]) == ({"type": "limited", "value": 200, "used": 0}, "off")


def test_a_taken_port_is_explained(explained: Explained) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Port {port} is taken" in explained(*NEEDED, "--port", str(port))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--token", "T"], "--secret"),
        (["--secret", "", "--token", "T"], "must not be empty"),
        ([*NEEDED, "--port", "many"], "'many' is not a port"),
        ([*NEEDED, "--port", "65536"], "'65536' is not a port"),
        ([*NEEDED, "--host", "0.0.0.0"], "'0.0.0.0' is not a loopback address"),
        ([*NEEDED, "--webhook", "localhost:8000"], "'localhost:8000' is not an address"),
        ([*NEEDED, "--tunnel", "https://bot.test"], "'https://bot.test' is not of the form PUBLIC=LOCAL"),
        ([*NEEDED, "--tunnel", "bot.test=http://127.0.0.1:1"], "'bot.test' is not an address"),
        ([*NEEDED, "--quota", "lots"], "'lots' is neither a number"),
    ],
)
def test_a_wrong_argument_is_explained(explained: Explained, arguments: list[str], sentence: str) -> None:
    assert sentence in explained(*arguments)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}', '{"format": 1}', '"a"', "\ud800"])
def test_a_foreign_state_file_is_explained_and_left_alone(
    explained: Explained, content: str, tmp_path: Path
) -> None:
    state = tmp_path / "state.json"
    state.write_bytes(content.encode("utf-8", "surrogatepass"))
    before = state.read_bytes()

    assert "with --state" in explained(*NEEDED, "--port", "0", "--state", str(state))
    assert state.read_bytes() == before


def test_a_place_that_keeps_nothing_is_explained(explained: Explained, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in ("/proc/nowhere/state.json", str(tmp_path / "file" / "state.json"), str(tmp_path)):
        assert "with --state" in explained(*NEEDED, "--port", "0", "--state", place)


def test_a_killed_stand_in_leaves_a_whole_file(tmp_path: Path) -> None:
    state = tmp_path / "stand-in.json"
    with command(*NEEDED, "--port", "0", "--state", str(state)) as process:
        url = address(process)
        with urllib3.PoolManager(retries=False, timeout=10) as http:
            http.request("POST", f"{url}/_stand-in/people", body=b'{"name": "Hana"}')
            limit = time.monotonic() + 10
            while "Hana" not in state.read_text("utf-8"):
                assert time.monotonic() < limit
                time.sleep(0.01)
        process.kill()
    with command(*NEEDED, "--port", "0", "--state", str(state)) as process:
        url = address(process)
        with urllib3.PoolManager(retries=False, timeout=10) as http:
            town = http.request("GET", f"{url}/_stand-in/state").json()

    assert [person["name"] for person in town["people"]] == ["Hana"]
