"""The stand-in on one core: pushes a second with all checks on, for words, a card and a carousel of 7 kB."""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from typing import Any

LANES = 16
CHANGED = "見本".encode()


def card(number: int) -> dict[str, Any]:
    row = {
        "type": "text",
        "text": "見本 川の清掃 " + "あ" * 20,
        "wrap": True,
        "size": "md",
        "color": "#1a1a1a",
    }
    button = {"type": "button", "action": {"type": "postback", "label": "参加する", "data": f"join/{number}"}}
    return {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "contents": [row] * 4},
        "footer": {"type": "box", "layout": "vertical", "contents": [button]},
    }


def carousel() -> dict[str, Any]:
    bubbles: list[dict[str, Any]] = []
    while len(json.dumps(bubbles, ensure_ascii=False).encode()) < 7_000:
        bubbles.append(card(len(bubbles)))
    return {"type": "flex", "altText": "催し", "contents": {"type": "carousel", "contents": bubbles}}


MESSAGES: dict[str, dict[str, Any]] = {
    "words": {"type": "text", "text": "見本 こんにちは"},
    "card": {"type": "flex", "altText": "催し", "contents": card(0)},
    "carousel": carousel(),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=4.0)
    seconds = options.parse_args().seconds
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "simulator", "--port", str(port), "--rates", "off"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            process.stdout.readline()
            uid = _ask(port, "people", {"name": "Hana"})["id"]
            for name, message in MESSAGES.items():
                for alike in (True, False):
                    before = _processor(process.pid)
                    done, took = asyncio.run(_push(port, uid, message, seconds, alike))
                    used = _processor(process.pid) - before
                    size = len(json.dumps(message, ensure_ascii=False).encode())
                    print(
                        f"  {name:9} {size:6,} bytes, {'the same to all' if alike else 'each another':15}"
                        f" {done / took:7,.0f} a second, {done / used:7,.0f} a second of processor"
                    )
        finally:
            process.terminate()


async def _push(
    port: int, uid: str, message: dict[str, Any], seconds: float, alike: bool
) -> tuple[int, float]:
    """Several connections, each sending as soon as it was answered."""
    began = time.perf_counter()
    counts = await asyncio.gather(
        *(_lane(port, uid, message, began + seconds, alike, lane) for lane in range(LANES))
    )
    return sum(counts), time.perf_counter() - began


async def _lane(port: int, uid: str, message: dict[str, Any], until: float, alike: bool, lane: int) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    written = json.dumps({"to": uid, "messages": [message]}, ensure_ascii=False).encode()
    same = written
    count = 0
    while time.perf_counter() < until:
        if not alike:
            # Another text of the same length inside the message, so that nothing is remembered.
            mark = f"{lane:02}{count:06}".encode()
            same = written.replace(
                b"\xe3\x81\x93\xe3\x82\x93" if b"\xe3\x81\x93\xe3\x82\x93" in written else b"join/0", mark, 1
            )
        head = (
            f"POST /v2/bot/message/push HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Authorization: Bearer stand-in-token\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(same)}\r\n\r\n"
        )
        writer.write(head.encode() + same)
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200"), answer
        length = next(line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length"))
        await reader.readexactly(int(length.partition(b":")[2]))
        count += 1
    writer.close()
    return count


def _ask(port: int, path: str, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/_stand-in/{path}", json.dumps(body).encode())
    with urllib.request.urlopen(request) as answer:
        value: dict[str, Any] = json.load(answer)
    return value


def _processor(pid: int) -> float:
    """Seconds of processor a process has used, as Linux counts them."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as told:
        fields = told.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
