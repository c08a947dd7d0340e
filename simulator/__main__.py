"""The command line: `python -m simulator`."""

from __future__ import annotations

import argparse
import asyncio
import errno
import gc
import ipaddress
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from simulator.app import create_app
from simulator.channel import Beginning, Channel
from simulator.clock import Clock
from simulator.state.files import Files
from simulator.state.snapshot import Snapshot, Unreadable
from simulator.state.world import World

# For a bot that has none yet; they open nothing but this stand-in.
SECRET, TOKEN = "stand-in-secret", "stand-in-token"

# Requests leave no rings behind, and looking for them again and again is most of what large messages cost.
RINGS_SOUGHT_AFTER = 200_000

# Requests still under way when the stand-in ends are given so many seconds.
GRACE = 0.2


def main(arguments: Sequence[str] | None = None) -> int:
    wishes = _wishes(arguments)
    try:
        return asyncio.run(_run(wishes))
    except KeyboardInterrupt:
        return 0


def _wishes(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="LINE in a box: LINE's Messaging API and phones, on this machine.",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", type=_loopback, help="loopback only (default 127.0.0.1)"
    )
    parser.add_argument("--port", default=8100, type=_port, help="default 8100")
    parser.add_argument("--webhook", type=_web_address, help="where the bot takes its webhooks")
    parser.add_argument(
        "--secret", type=_some, help=f"the channel secret webhooks are signed with (default {SECRET})"
    )
    parser.add_argument(
        "--token", type=_some, help=f"the channel access token the bot calls with (default {TOKEN})"
    )
    parser.add_argument("--state", type=Path, help="file that keeps people, chats and menus over a restart")
    parser.add_argument("--gallery", type=Path, help="JSON file of message faces for the gallery page")
    parser.add_argument("--name", default="Stand-in", type=_some, help="the bot's display name")
    parser.add_argument(
        "--quota", type=_quota, help="messages a month, or none (default: as saved, else none)"
    )
    parser.add_argument(
        "--tunnel",
        action="append",
        default=[],
        type=_tunnel,
        metavar="PUBLIC=LOCAL",
        help="what the bot calls its public address, and where phones find it: https://bot.test=http://127.0.0.1:8000",
    )
    parser.add_argument(
        "--rates", choices=("on", "off"), default="on", help="LINE's rate limits (default on)"
    )
    parser.add_argument(
        "--control",
        choices=("on", "off"),
        default="on",
        help="the phone page and the calls under /_stand-in/ (default on)",
    )
    wishes = parser.parse_args(arguments)
    if (wishes.secret is None) != (wishes.token is None):
        parser.error("--secret and --token go together: give both, or neither for the ones of the stand-in")
    return wishes


async def _run(wishes: argparse.Namespace) -> int:
    folder = wishes.state.with_name(wishes.state.name + ".files") if wishes.state else None
    world = World(wishes.name, Clock(), Files(folder))
    snapshot = Snapshot(wishes.state) if wishes.state else None
    try:
        if snapshot:
            snapshot.load(world)
            snapshot.save(world)
    except Unreadable as error:
        return _sorry(f"{error} Move it away, or name another file with --state.")
    except OSError as error:
        return _sorry(f"The state cannot be kept there: {error}. Name another file with --state.")
    if wishes.webhook:
        world.webhook = wishes.webhook
    if wishes.quota is not None:
        world.quota.value = None if wishes.quota < 0 else wishes.quota
    channel = Channel.open(world, wishes.secret or SECRET, wishes.token or TOKEN)
    channel.tunnels = dict(wishes.tunnel)
    channel.rates.enforced = wishes.rates == "on"
    channel.began_with = Beginning(quota=world.quota.value, rates=channel.rates.enforced)

    runner = web.AppRunner(
        create_app(channel, snapshot, wishes.gallery, control=wishes.control == "on"),
        access_log=None,
        shutdown_timeout=GRACE,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, wishes.host, wishes.port).start()
    except OSError as error:
        await runner.cleanup()
        if error.errno == errno.EADDRINUSE:
            return _sorry(f"Port {wishes.port} is taken by another program. Choose another one with --port.")
        return _sorry(f"Cannot listen on {wishes.host}:{wishes.port}: {error.strerror}.")
    except asyncio.CancelledError:
        await runner.cleanup()
        raise

    port = runner.addresses[0][1]
    host = f"[{wishes.host}]" if ":" in wishes.host else wishes.host
    print(f"LINE's API and the phone page: http://{host}:{port}/", flush=True)
    if world.webhook:
        print(f"Webhooks go to {world.webhook}", flush=True)
    else:
        print("Webhooks go nowhere yet: name the bot's address with --webhook.", flush=True)

    if not wishes.secret:
        print(f"Channel secret: {SECRET}   channel access token: {TOKEN}", flush=True)

    gc.freeze()
    gc.set_threshold(RINGS_SOUGHT_AFTER)
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ending.set)
    await ending.wait()
    await runner.cleanup()
    return 0


def _sorry(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def _some(given: str) -> str:
    if not given.strip():
        raise argparse.ArgumentTypeError("must not be empty")
    return given


def _loopback(given: str) -> str:
    try:
        inside = given == "localhost" or ipaddress.ip_address(given).is_loopback
    except ValueError:
        inside = False
    if not inside:
        raise argparse.ArgumentTypeError(f"{given!r} is not a loopback address; the stand-in stays at home")
    return given


def _port(given: str) -> int:
    if not (given.isascii() and given.isdigit() and int(given[:6]) <= 65_535):
        raise argparse.ArgumentTypeError(f"{given!r} is not a port from 0 to 65535")
    return int(given)


def _web_address(given: str) -> str:
    try:
        parts = urlsplit(given)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise argparse.ArgumentTypeError(f"{given!r} is not an address that begins with http:// or https://")
    return given


def _tunnel(given: str) -> tuple[str, str]:
    public, equals, local = given.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{given!r} is not of the form PUBLIC=LOCAL")
    return _web_address(public).rstrip("/"), _web_address(local).rstrip("/")


def _quota(given: str) -> int:
    if given == "none":
        return -1
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise argparse.ArgumentTypeError(f"{given!r} is neither a number of messages nor none")
    return int(given)


if __name__ == "__main__":
    sys.exit(main())
