"""`make run`: the whole town on this machine: bot, worker and the stand-in for LINE, until Ctrl-C."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app import wall_clock
from commands.database import upgrade
from delivery.line import Line
from delivery.menus import MenuTrouble, publish
from models.database import Database
from richmenus import finished, read_menus
from settings import HERE, Settings, read_settings

# Where the practice keeps its logs, the stand-in's memory and its gallery.
VAR = Path(os.environ.get("TSUNAGU_VAR") or HERE / "var")
SECRET = "practice secret, known to the stand-in alone"  # noqa: S105 - it opens nothing outside this machine
TOKEN = "practice-token"  # noqa: S105
PUBLIC = (
    "https://practice.test"  # LINE takes pictures from https alone; the stand-in's phones know where it is
)
PATIENCE = 30.0  # seconds for a part to come up
CHILDREN_END = 12.0  # seconds for all parts to end


class Trouble(Exception):
    """Why the town cannot start, in one plain sentence."""


def main() -> int:
    """Start everything, tell where it is, and end everything."""
    port, stand_in = (int(os.environ.get(name, default)) for name, default in PORTS.items())
    children: list[subprocess.Popen[bytes]] = []
    passing: list[subprocess.Popen[bytes]] = []  # whose own end is no trouble
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)  # a script's background job would ignore it
    try:
        _must_be_free(port, stand_in)
        settings = _prepare(port, stand_in)
        environment = _environment(settings, port)
        children.append(_start(_stand_in(settings, port, stand_in), environment, "stand-in"))
        _wait(f"http://127.0.0.1:{stand_in}/_stand-in/state", children)
        children.append(
            _start([sys.executable, "-m", "gunicorn", "--log-level", "warning"], environment, "web")
        )
        children.append(_start([sys.executable, "-m", "flask", "worker"], environment, "worker"))
        _wait(f"http://127.0.0.1:{port}/readyz", children)
        _furnish(settings, stand_in)
        # Drawn beside everything else: nobody waits for the gallery.
        gallery = [sys.executable, "-m", "flask", "gallery", str(VAR / "gallery.json")]
        passing.append(_start(gallery, environment, "gallery"))
        print(
            f"\nThe town is open.  町が開きました。\n"
            f"  Phone page / 電話の画面    http://127.0.0.1:{stand_in}/\n"
            f"  All faces / 画面の見本     http://127.0.0.1:{stand_in}/gallery\n"
            f"  Health / 動作の確認        http://127.0.0.1:{port}/readyz\n"
            f"  Logs / 記録                {VAR / 'log'}\n"
            "Ctrl-C ends it; what was done is kept.  Ctrl-C で終わります。記録は残ります。",
            flush=True,
        )
        return _watch(children)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nGood night.  おやすみなさい。")
        return 0
    finally:
        _end([*children, *passing])


# Whoever tries the town out in the evening wants to see it send: twice the same hour is no night at all.
NO_NIGHT = {"TSUNAGU_QUIET_FROM": "0", "TSUNAGU_QUIET_UNTIL": "0"}
PORTS = {"TSUNAGU_PORT": "8000", "TSUNAGU_STAND_IN_PORT": "8100"}


def _interrupt(*_signal: object) -> None:
    raise KeyboardInterrupt


def _must_be_free(*ports: int) -> None:
    for port, name in zip(ports, PORTS, strict=True):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise Trouble(
                    f"Port {port} is in use by another program. End that, or choose another: {name}=8765 make run\n"
                    f"ポート {port} は使われています。{name}=8765 make run のように変えてください。"
                ) from None


def _prepare(port: int, stand_in: int) -> Settings:
    """The database with its tables and, when it is empty, the demo town."""
    try:
        (VAR / "log").mkdir(parents=True, exist_ok=True)
        (VAR / ".writable").write_text("")
    except OSError as error:
        raise Trouble(f"Cannot write into {VAR}: {error.strerror}. {VAR} に書き込めません。") from None
    try:
        settings = read_settings(os.environ | _practice(port, stand_in))
    except ValueError as error:
        raise Trouble(str(error)) from None
    database = Database(settings.database_url)
    upgrade(database)
    import demo

    with database.writing() as db:
        demo.make(db, wall_clock())
    database.close()
    return settings


def _practice(port: int, stand_in: int) -> dict[str, str]:
    """Whatever the environment says, a practice never speaks to the real LINE."""
    return {
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
        "LINE_API_BASE": f"http://127.0.0.1:{stand_in}",
        "PUBLIC_URL": PUBLIC,
    }


def _environment(settings: Settings, port: int) -> Mapping[str, str]:
    stand_in = int(settings.line_api_base.rsplit(":", 1)[1])
    return NO_NIGHT | os.environ | _practice(port, stand_in) | {
        "DATABASE_URL": settings.database_url, "FLASK_APP": "app", "TSUNAGU_BIND": f"127.0.0.1:{port}",
    }  # fmt: skip


def _stand_in(settings: Settings, port: int, stand_in: int) -> list[str]:
    return [
        sys.executable, "-m", "simulator", "--port", str(stand_in), "--secret", SECRET, "--token", TOKEN,
        "--webhook", f"http://127.0.0.1:{port}/line/webhook", "--name", settings.town_name,
        "--tunnel", f"{PUBLIC}=http://127.0.0.1:{port}", "--state", str(VAR / "stand-in.json"),
        "--gallery", str(VAR / "gallery.json"),
    ]  # fmt: skip


def _start(command: list[str], environment: Mapping[str, str], name: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we end the others in order.
    with (VAR / "log" / f"{name}.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own programs
            command,
            cwd=HERE,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_die_with_us,
        )


def _die_with_us() -> None:
    """Even when we are killed without a word, Linux then ends the child."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _wait(url: str, children: list[subprocess.Popen[bytes]]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        _all_alive(children)
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - an address of ours
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise Trouble(f"{url} did not answer within {PATIENCE:.0f} seconds; see {VAR / 'log'}.")


def _all_alive(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is not None:
            raise Trouble(f"A part of the town ended by itself ({child.args!r:.80}); see {VAR / 'log'}.")


def _furnish(settings: Settings, stand_in: int) -> None:
    """The demo town's people with their phones, the first time, and then menus for everybody."""
    import demo

    base = f"http://127.0.0.1:{stand_in}/_stand-in"
    known = {person["id"] for person in _call(f"{base}/state")["people"]}
    if not known:
        _call(f"{base}/people", {"name": "あなた", "language": "ja"})
    for person in demo.people(seed=1):
        if person.line_id not in known:
            phone = {"id": person.line_id, "name": person.name, "letter_size": person.letter_size}
            _call(f"{base}/people", phone | {"language": person.language})
    database = Database(settings.database_url)
    try:
        line = Line(settings.line_channel_access_token, settings.line_api_base)
        publish(database, line, finished(read_menus(), settings.hue), wall_clock)
    except MenuTrouble as trouble:
        raise Trouble(str(trouble)) from None
    finally:
        database.close()


def _call(url: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.load(answer)


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    while True:
        _all_alive(children)
        time.sleep(0.5)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in reversed(children):
        if child.poll() is None:
            child.terminate()
    end = time.monotonic() + CHILDREN_END
    for child in children:
        try:
            child.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


if __name__ == "__main__":
    sys.exit(main())
