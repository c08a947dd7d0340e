"""Webhooks a second and end to end, with LINE answering in 0 and in 100 ms, beside the SDK's own example."""

import argparse
import json
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from bench.load import Round
from bench.town import SECRET, furnish, memory, process, python, wait_for

WEB, LINE = 18_400, 18_401


def load(clients: int, seconds: float, rate: float = 0.0) -> Round:
    command = python("-m", "bench.load", str(WEB), SECRET, str(clients), str(seconds), str(rate))
    return Round(**json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def figures() -> dict[str, Any]:
    with urllib.request.urlopen(f"http://127.0.0.1:{LINE}/figures") as answer:
        found: dict[str, Any] = json.load(answer)
        return found


@contextmanager
def example(delay: int) -> Iterator[None]:
    gunicorn = python(
        "-m",
        "gunicorn",
        "--no-control-socket",
        "-c",
        "python:bench.plain",
        "-w",
        "2",
        "-b",
        f"127.0.0.1:{WEB}",
    )
    settings = {"LINE_CHANNEL_SECRET": SECRET, "LINE_API_BASE": f"http://127.0.0.1:{LINE}"}
    line_command = python("-m", "bench.fake_line", str(LINE), str(delay))
    bot_command = [*gunicorn, "--log-level", "error", "bench.example:app"]
    with process(line_command), process(bot_command, **settings):
        wait_for(f"http://127.0.0.1:{WEB}/")
        time.sleep(3)  # the other worker, too
        yield


@contextmanager
def tsunagu(delay: int, url: str, *, worker: bool = True) -> Iterator[int]:
    settings = {
        "LINE_CHANNEL_SECRET": SECRET, "LINE_CHANNEL_ACCESS_TOKEN": "bench", "DATABASE_URL": url,
        "LINE_API_BASE": f"http://127.0.0.1:{LINE}", "TSUNAGU_BIND": f"127.0.0.1:{WEB}", "FLASK_APP": "app",
        "PUBLIC_URL": "https://town.example",
    }  # fmt: skip
    with ExitStack() as stack:
        stack.enter_context(process(python("-m", "bench.fake_line", str(LINE), str(delay))))
        web = stack.enter_context(process(python("-m", "gunicorn", "--log-level", "error"), **settings))
        if worker:
            stack.enter_context(process(python("-m", "flask", "worker"), **settings))
        wait_for(f"http://127.0.0.1:{WEB}/{'readyz' if worker else 'healthz'}")
        yield web.pid


def drain(seconds: float = 120.0) -> dict[str, Any]:
    """Wait until no reply has come for two seconds; the figures over all of them."""
    total: dict[str, Any] = {"replies": 0, "different": 0, "last": 0.0, "median_ms": None}
    end, quiet = time.monotonic() + seconds, time.monotonic() + 2
    while time.monotonic() < min(end, quiet):
        time.sleep(0.3)
        found = figures()
        if found["replies"]:
            quiet = time.monotonic() + 2
        total["replies"] += found["replies"]
        total["different"] += found["different"]
        total["last"] = max(total["last"], found["last"] or 0.0)
        total["median_ms"] = total["median_ms"] or found["median_ms"]
    return total


def line(name: str, found: Round) -> None:
    print(
        f"  {name:34} {found.rate:8.0f} answered/s   p50 {found.p50_ms:7.1f}  p95 {found.p95_ms:7.1f}  "
        f"p99 {found.p99_ms:7.1f} ms   refused {found.refused}",
        flush=True,
    )


def compare(delay: int, url: str, seconds: float) -> None:
    print(f"LINE answers in {delay} ms", flush=True)
    base: dict[int, Round] = {}
    with example(delay):
        load(16, 1)
        for clients in (1, 16):
            base[clients] = load(clients, seconds)
            line(f"example, {clients} clients", base[clients])
    with tsunagu(delay, url) as web:
        load(16, 1)
        drain()
        for clients in (1, 16):
            began = time.time()
            found = load(clients, seconds)
            line(f"tsunagu, {clients} clients", found)
            done = drain()
            took = done["last"] - began
            print(
                f"    answered events a second: {found.rate / base[clients].rate:.2f} x the example; end to end "
                f"{done['different'] / took:.0f}/s, {done['different'] / took / base[clients].rate:.2f} x the example; "
                f"stored {found.answered}, replied {done['different']} ({done['replies']} calls)",
                flush=True,
            )
        found = load(4, seconds, rate=50)
        done = drain()
        print(
            f"    at 50 events a second the median answer leaves after {done['median_ms']:.0f} ms", flush=True
        )
        print(f"    web processes: {', '.join(f'{size:.0f} MB' for size in memory(web))}", flush=True)


def capacity(url: str, seconds: float) -> None:
    print("The front door alone, as W4 asks", flush=True)
    with tsunagu(0, url, worker=False):
        load(16, 1)
        for clients in (1, 16, 32):
            line(f"tsunagu, {clients} clients", load(clients, seconds))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=8.0)
    options.add_argument("--url", help="another database than a fresh SQLite file")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = chosen.url or f"sqlite:///{folder}/town.db"
        furnish(url)
        for delay in (0, 100):
            compare(delay, url, chosen.seconds)
        capacity(url, chosen.seconds)


if __name__ == "__main__":
    main()
