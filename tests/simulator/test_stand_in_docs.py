"""The page about the stand-in: its examples run, and it names every call and every option."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from boxed import StandIn

from simulator.__main__ import main
from simulator.control.routes import TABLE

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "stand-in.md").read_text("utf-8")
HANA = "U0123456789abcdef0123456789abcdef"
RIVER = "C0123456789abcdef0123456789abcdef"


def examples() -> list[tuple[str, str, str | None]]:
    """Method, path and body of every example line, in their order."""
    found: list[tuple[str, str, str | None]] = []
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("curl "):
                words = shlex.split(line)[1:]
                method = words[words.index("-X") + 1] if "-X" in words else "GET"
                body = words[words.index("-d") + 1] if "-d" in words else None
                [path] = (word.removeprefix("$STAND_IN") for word in words if word.startswith("$STAND_IN"))
                found.append((method, path.replace("$HANA", HANA).replace("$RIVER", RIVER), body))
    return found


def test_every_example_runs(stand_in: StandIn) -> None:
    assert len(examples()) >= 45
    for method, path, body in examples():
        answer = stand_in.raw(method, path, body.encode() if body else None)
        assert answer.status in (200, 201), (method, path, answer.content)


def test_every_call_is_named() -> None:
    told = (
        PAGE.replace("$HANA", "{uid}").replace("$RIVER", "{gid}").replace("/people/{id}/", "/people/{uid}/")
    )
    missing = [
        path for _method, path, _answerer in TABLE if path.startswith("/_stand-in") and path not in told
    ]

    assert missing == []


def test_every_option_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    options = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--help"}

    assert len(options) >= 10
    assert {option for option in options if option not in PAGE} == set()
