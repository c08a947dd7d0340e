"""LINE's HTTP API: the only file that calls it."""

from math import inf
from typing import Protocol
from urllib.parse import quote

import urllib3

from delivery.answers import MOST_READ, Answer
from delivery.connections import Connections

API = "https://api.line.me"
DATA = "https://api-data.line.me"
MOST_FETCHED = 10_000_000  # bytes of a picture


class Messenger(Protocol):
    """Whatever carries our calls to LINE; tests put a recorder here."""

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        content_type: str = "application/json",
        retry_key: str | None = None,
        data_host: bool = False,
    ) -> Answer:
        """One call, waited for."""

    async def post(
        self, path: str, body: bytes, retry_key: str | None = None, closes: float = inf
    ) -> Answer | None:
        """One of many sends that are under way at once. None: it could not begin until `closes`, a moment of this
        process's monotonic clock, and nothing was sent."""

    async def close(self) -> None:
        """Give back what `post` holds, in the loop that used it."""


class Line:
    """The real one: our frozen bytes, one call at a time over urllib3 and many at once over connections of our own.

    The SDK's typed calls are passed by on purpose: they raise when LINE accepts with a body they do not know, they
    serialise anew at each try, where a retry must repeat the same bytes, and they take longer to load than all else."""

    def __init__(self, token: str, base: str = "", *, timeout: float = 10.0) -> None:
        self._api = (base or API).rstrip("/")
        self._data = (base or DATA).rstrip("/")
        self._token = token
        self._timeout = timeout
        # Whether to ask again is decided in one place, and not here.
        self._pool = urllib3.PoolManager(
            maxsize=4, retries=False, timeout=urllib3.Timeout(connect=min(3.0, timeout), read=timeout)
        )
        self._many: Connections | None = None

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        content_type: str = "application/json",
        retry_key: str | None = None,
        data_host: bool = False,
    ) -> Answer:
        headers = self._headers(content_type if body is not None else None, retry_key)
        url = (self._data if data_host else self._api) + path
        try:
            found = self._pool.request(
                method,
                url,
                body=body,
                headers=headers,
                redirect=False,
                preload_content=False,
            )
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as error:
            return Answer(0, str(error).encode(), sent=False)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            return Answer(0, repr(error).encode())
        try:
            # One byte more than a picture may have, so that one cut off is known to be too large.
            data = found.read(MOST_FETCHED + 1 if data_host else MOST_READ)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            # The status line came, so LINE has decided, even though its sentence was cut off.
            data = repr(error).encode()
        finally:
            found.release_conn()
        return Answer(found.status, data, {name.lower(): value for name, value in found.headers.items()})

    async def post(
        self, path: str, body: bytes, retry_key: str | None = None, closes: float = inf
    ) -> Answer | None:
        if self._many is None:
            self._many = Connections(self._api, self._timeout)
        return await self._many.post(path, self._headers("application/json", retry_key), body, closes)

    async def close(self) -> None:
        if self._many is not None:
            self._many.close()
            self._many = None

    def _headers(self, content_type: str | None, retry_key: str | None) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self._token}", "User-Agent": "tsunagu"}
        if content_type is not None:
            headers["Content-Type"] = content_type
        if retry_key is not None:
            headers["X-Line-Retry-Key"] = retry_key
        return headers


def path_of(template: str, **parts: str) -> str:
    """A path with its parts percent-encoded: ids come from outside."""
    return template.format(**{name: quote(part, safe="") for name, part in parts.items()})
