"""The town's real processes, made to be killed: gunicorn as it is shipped, the worker, single engines.

A fork server has imported everything once, so that a new process costs a fork and not seconds of imports."""

import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

import psutil

HERE = Path(__file__).parent.parent.parent
SECRET = "a secret for tests"
PATIENCE = 60.0  # seconds after which a test gives up waiting; no promise is made of it

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.promises.preload"])


def environment(url: str, port: int, line: str = "http://127.0.0.1:9") -> dict[str, str]:
    """What a town in production has set; LINE is at `line`."""
    return {
        "DATABASE_URL": url, "TSUNAGU_BIND": f"127.0.0.1:{port}", "FLASK_APP": "app",
        "LINE_CHANNEL_SECRET": SECRET, "LINE_CHANNEL_ACCESS_TOKEN": "token", "LINE_API_BASE": line,
        "PUBLIC_URL": "https://town.example", "TSUNAGU_LINE_TIMEOUT": "3",
    }  # fmt: skip


def free_port() -> int:
    """A port under those that outgoing connections are given; tests that run side by side take different ones."""
    chance = Random()
    lowest = 20_000 + 3_000 * (int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 4)
    while True:
        port = chance.randrange(lowest, lowest + 3_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def until(true: Callable[[], Any], what: str, patience: float = PATIENCE) -> None:
    """Wait for something that is to happen at some time."""
    end = monotonic() + patience
    while not true():
        assert monotonic() < end, f"waited in vain for {what}"
        sleep(0.05)


def listens(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


@contextmanager
def gunicorn(settings: Mapping[str, str], log: Path) -> Iterator[psutil.Process]:
    """The front door as `python -m gunicorn` opens it; its main process, whose children serve."""
    with running(_serve, settings, log) as master:
        host, _colon, port = settings["TSUNAGU_BIND"].rpartition(":")
        until(lambda: listens(int(port), host) and master.children(), "gunicorn")
        yield master


@contextmanager
def worker(settings: Mapping[str, str], log: Path) -> Iterator[psutil.Process]:
    """The worker as `flask worker` starts it."""
    with running(_work, settings, log) as process:
        yield process


@contextmanager
def running(
    job: Callable[..., None], settings: Mapping[str, str], log: Path, *more: Any
) -> Iterator[psutil.Process]:
    """A process of ours, ended with its children when the block ends, if it has not been killed before."""
    started: ForkServerProcess = _processes.Process(target=job, args=(dict(settings), str(log), *more))
    started.start()
    assert started.pid is not None
    process = psutil.Process(started.pid)
    try:
        yield process
    finally:
        family: list[psutil.Process] = []
        with suppress(psutil.NoSuchProcess):
            family = [*process.children(recursive=True), process]
        if started.is_alive():
            started.terminate()
            started.join(15)
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        started.join(15)


def kill(process: psutil.Process) -> None:
    """As the kernel does when memory is short: no last words."""
    with suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGKILL)
        process.wait(10)


def at_home(settings: Mapping[str, str], log: str) -> None:
    """Called first in a new process: settings from its environment, words into its log."""
    os.environ.update(settings)
    os.chdir(HERE)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(file, stream)


def _serve(settings: Mapping[str, str], log: str) -> None:
    at_home(settings, log)
    from gunicorn.app.wsgiapp import WSGIApplication  # type: ignore[import-untyped]  # it ships none

    sys.argv = ["gunicorn", "--log-level", "warning"]
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()


def _work(settings: Mapping[str, str], log: str) -> None:
    at_home(settings, log)
    from flask.cli import main

    sys.argv = ["flask", "worker"]
    main()
