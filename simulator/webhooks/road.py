"""One webhook over HTTP: signed over the exact bytes, two seconds for the answer, and what became of it."""

from __future__ import annotations

import base64
import hmac
import time
from dataclasses import dataclass

import aiohttp

from simulator.state.wire import readable

# LINE's time for an answer.
TIMEOUT = 2.0

# Answers longer than this are cut: nobody reads a webhook's answer.
LONGEST_ANSWER = 64_000

CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one delivery; `reason` is LINE's name for it."""

    status: int | None
    body: str
    ms: float
    reason: str

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Road:
    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._session: aiohttp.ClientSession | None = None

    def sign(self, body: bytes) -> str:
        return base64.b64encode(hmac.digest(self._secret, body, "sha256")).decode()

    async def post(self, url: str, body: bytes, signature: str | None) -> Outcome:
        """Ours is the right signature; a given one is sent as it is."""
        began = time.perf_counter()
        if not url:
            return Outcome(None, "no webhook address is set", 0.0, "COULD_NOT_CONNECT")
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "LineBotWebhook/2.0",
            "x-line-signature": self.sign(body) if signature is None else signature,
        }
        try:
            async with self._open().post(url, data=body, headers=headers, allow_redirects=False) as answer:
                status = answer.status
                text = readable(await answer.content.read(LONGEST_ANSWER), "text/plain")
        except TimeoutError:
            return Outcome(None, "no answer within two seconds", _since(began), "REQUEST_TIMEOUT")
        except aiohttp.ClientConnectorError as error:
            return Outcome(None, str(error), _since(began), "COULD_NOT_CONNECT")
        except (aiohttp.ClientError, ValueError) as error:
            return Outcome(None, str(error) or repr(error), _since(began), "UNCLASSIFIED")
        reason = "OK" if 200 <= status < 300 else "ERROR_STATUS_CODE"
        return Outcome(status, text, _since(began), reason)

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=TIMEOUT),
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            )
        return self._session


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
