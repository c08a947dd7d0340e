"""Looking on: the whole state, what happens as it happens, the wire log, the gallery of faces."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

from aiohttp import web

from simulator.control.asking import Asking, Sorry, told
from simulator.state.wire import KEPT_ENTRIES

GALLERY: web.AppKey[Path | None] = web.AppKey("gallery")

# A quiet line is spoken on so often, so that nobody in between closes it.
HEARTBEAT = 15.0

MOST_FRAMES = 500


async def state(asking: Asking) -> web.Response:
    """Everything; `limit` leaves out all but the first so many people."""
    world = asking.world
    limit = asking.number("limit", 10**9, 10**9)
    return told(
        {
            "bot": {"userId": world.bot.user_id, "displayName": world.bot.name},
            "now": world.clock.now(),
            "quota": world.quota.public(),
            "total": len(world.people),
            "people": [world.whole(person) for person in islice(world.people.values(), limit)],
            "groups": [group.public() for group in world.groups.values()],
            "seq": world.feed.seq,
            "tunnels": asking.channel.tunnels,
        }
    )


async def events(asking: Asking) -> web.StreamResponse:
    """What happens, as it happens; whoever missed too much is told to load everything anew."""
    feed = asking.world.feed
    last = asking.request.headers.get("Last-Event-ID", "")
    seq = int(last) if last.isascii() and last.isdigit() and len(last) < 16 else None
    if seq is None:
        seq = asking.number("after", feed.seq, 10**15)
    stream = web.StreamResponse(
        headers={"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"}
    )
    await stream.prepare(asking.request)
    try:
        await stream.write(b": hello\n\n")
        while not feed.closed:
            fresh = feed.after(seq)
            if fresh is None:
                seq = feed.seq
                await stream.write(
                    f"id: {seq}\ndata: {json.dumps({'seq': seq, 'type': 'reset'})}\n\n".encode()
                )
            elif fresh:
                fresh = fresh[:MOST_FRAMES]
                seq = fresh[-1].seq
                await stream.write(b"".join(happening.frame for happening in fresh))
            elif not await feed.wait(HEARTBEAT):
                await stream.write(b": still here\n\n")
    except ConnectionResetError:
        # The page was closed; there is nobody left to tell.
        return stream
    return stream


async def wire(asking: Asking) -> web.Response:
    """The newest entries, oldest first, of one path, direction or person, or since a moment, if wanted."""
    limit, since = asking.number("limit", 200, KEPT_ENTRIES), asking.number("since", 0, 10**15)
    path, direction, person = (asking.request.query.get(name, "") for name in ("path", "direction", "person"))
    found = [
        entry
        for entry in asking.world.wire.newest(KEPT_ENTRIES)
        if entry.at >= since
        and path in entry.path
        and direction in ("", entry.direction)
        and (not person or person in entry.request or person in entry.path)
    ]
    return told({"entries": [entry.public() for entry in found[-limit:] if limit]})


async def counts(asking: Asking) -> web.Response:
    """How often each endpoint answered what since the start or the last reset."""
    return told({"answers": asking.world.wire.answers})


async def gallery(asking: Asking) -> web.Response:
    path = asking.request.app[GALLERY]
    if path is None:
        raise Sorry(404, "No gallery was given: start the stand-in with --gallery and a JSON file of faces.")
    try:
        faces = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise Sorry(503, "The gallery's file is not written yet. Ask again in a moment.") from None
    except (OSError, ValueError) as error:
        raise Sorry(404, f"The gallery file cannot be read: {error}") from None
    if not isinstance(faces, dict) or not isinstance(faces.get("faces"), list):
        raise Sorry(404, 'The gallery file is not of the form {"faces": […]}.')
    return told(faces)
