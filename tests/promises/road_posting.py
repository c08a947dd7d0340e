"""Webhooks that are posted all the time while something else happens, and what became of each."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from time import monotonic, sleep

from processes import until
from webhooks import PATH, Client, body_of, person, signature, words

MOMENT = 1_790_000_000_000
PEOPLE = 40


@dataclass
class Posting:
    """What was answered so far: with 200, and with what else (0: the connection broke or nobody was there)."""

    acknowledged: set[str] = field(default_factory=set)
    refused: list[int] = field(default_factory=list)
    # How long each answer took.
    seconds: list[float] = field(default_factory=list)

    def slowest(self, of_a_hundred: int) -> float:
        """Within how many milliseconds 99 of a hundred, or as many as are asked for, had their answer."""
        return 1_000 * sorted(self.seconds)[(len(self.seconds) - 1) * of_a_hundred // 100]

    def goes_on(self) -> None:
        """Wait until webhooks are answered again."""
        before = len(self.acknowledged)
        until(lambda: len(self.acknowledged) > before + 10, "webhooks to be answered")


class Doors:
    """Several front doors: what one does not take is brought to the next, as a proxy does and LINE in the end."""

    def __init__(self, *addresses: tuple[str, int]) -> None:
        self._lines = [HTTPConnection(host, port, timeout=10) for host, port in addresses]

    def post(self, body: bytes) -> int:
        """The first answer; 0 when no door gave one."""
        for line in list(self._lines):
            try:
                line.request("POST", PATH, body, {"X-Line-Signature": signature(body)})
                answer = line.getresponse()
                answer.read()
                return answer.status
            except (OSError, HTTPException):
                line.close()
                self._lines.append(self._lines.pop(0))
        return 0

    def close(self) -> None:
        for line in self._lines:
            line.close()


@contextmanager
def posting(
    *doors: Client | Doors, name: str = "posted", pause: float = 0.03, text: str = "さがす"
) -> Iterator[Posting]:
    """One client for each of `doors`, posting until the block ends."""
    found, stop = Posting(), threading.Event()

    def posts(number: int, client: Client | Doors) -> None:
        count = 0
        while not stop.is_set():
            key = f"{name}-{number}-{count}"
            # Answers to one person leave one after another: many people write, each now and then.
            who = person(PEOPLE * number + count % PEOPLE)
            asked = monotonic()
            status = client.post(body_of([words(text, who, key, MOMENT + count)]))
            found.seconds.append(monotonic() - asked)
            if status == 200:
                found.acknowledged.add(key)
            else:
                found.refused.append(status)
            count += 1
            sleep(pause)
        client.close()

    threads = [threading.Thread(target=posts, args=pair) for pair in enumerate(doors)]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        stop.set()
        for thread in threads:
            thread.join()
