"""The town of `make run`, opened as its own process on its own ports, with its own folder and database."""

import os
import random
import signal
import socket
import subprocess
import sys
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

import psutil

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "commands.practice"]
PATIENCE = 90.0  # seconds: the machine may be busy


def free_ports(count: int) -> list[int]:
    """Ports nobody has, below those that outgoing connections are given; tests side by side take different ones."""
    found: list[int] = []
    lowest = 20_000 + 3_000 * (int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 4)
    while len(found) < count:
        port = random.randrange(lowest, lowest + 3_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found


class OpenTown:
    """`make run` on a desk: opens, is looked at, is ended with Ctrl-C, and opens again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.stand_in = free_ports(2)
        self.page = f"http://127.0.0.1:{self.stand_in}/"
        self.process: subprocess.Popen[str] | None = None
        self.said = ""

    def environment(self, **changed: str) -> dict[str, str]:
        return os.environ | {
            "TSUNAGU_VAR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.folder / 'town.db'}",
            "TSUNAGU_PORT": str(self.port),
            "TSUNAGU_STAND_IN_PORT": str(self.stand_in),
        } | changed  # fmt: skip

    def open(self) -> None:
        """Start it and wait for the sentence that says how to end it."""
        self.said = ""
        self.process = subprocess.Popen(
            COMMAND, cwd=ROOT, env=self.environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self._lines: SimpleQueue[str] = SimpleQueue()
        Thread(target=_read, args=(self.process, self._lines), daemon=True).start()
        try:
            while "Ctrl-C" not in self.said:
                line = self._lines.get(timeout=PATIENCE)
                assert line, f"it ended by itself: {self.said}"
                self.said += line
        except Empty:
            self.end(signal.SIGKILL)
            raise AssertionError(f"it did not open: {self.said}") from None

    def everybody(self) -> list[psutil.Process]:
        """The process and all that it started."""
        assert self.process is not None
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ctrl-C, or worse; what the shell would see as its status."""
        assert self.process is not None
        self.process.send_signal(how)
        status = self.process.wait(PATIENCE)
        while line := self._lines.get(timeout=PATIENCE):
            self.said += line
        self.process = None
        return status


def _read(process: subprocess.Popen[str], lines: SimpleQueue[str]) -> None:
    assert process.stdout is not None
    with process.stdout as stream:
        for line in stream:
            lines.put(line)
    lines.put("")
