"""Puts the stand-in together: LINE's paths, its own paths, the pages, and what runs beside them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from simulator.api.routes import add_line
from simulator.channel import CHANNEL, Channel
from simulator.control.files import harden
from simulator.control.routes import add_control
from simulator.control.watching import GALLERY
from simulator.state.snapshot import Snapshot

# The largest thing anybody sends is a photo; LINE's own limit is checked at its door.
LARGEST_BODY = 11_000_000


def create_app(
    channel: Channel, snapshot: Snapshot | None = None, gallery: Path | None = None, *, control: bool = True
) -> web.Application:
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[harden])
    app[CHANNEL] = channel
    app[GALLERY] = gallery

    async def beside(_app: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(channel.delivery.run())]
        if snapshot:
            tasks.append(asyncio.create_task(snapshot.keep(channel.world)))
        yield
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if snapshot:
            snapshot.save_if_possible(channel.world)

    async def let_go(_app: web.Application) -> None:
        """Open event streams end, so that nothing waits for them."""
        channel.world.feed.close()

    app.cleanup_ctx.append(beside)
    app.on_shutdown.append(let_go)
    if control:
        add_control(app)
    add_line(app, channel)
    return app
