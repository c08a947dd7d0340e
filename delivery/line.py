"""LINE's HTTP API: the only file that calls it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import quote

import aiohttp
import urllib3

API = "https://api.line.me"
DATA = "https://api-data.line.me"
MOST_READ = 4_000_000  # bytes of an answer; LINE's are far smaller
MOST_FETCHED = 10_000_000  # bytes of a picture


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Status 0: nothing did, and `sent` tells whether LINE may have it."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    sent: bool = True

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def message(self) -> str:
        """LINE's own sentence, for the records; never a contract."""
        return f"{self.status} {self.body[:250].decode('utf-8', 'replace')}".strip()


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

    async def post(self, path: str, body: bytes, retry_key: str | None = None) -> Answer:
        """One of many sends that are under way at once."""

    async def close(self) -> None:
        """Give back what `post` holds, in the loop that used it."""


class Line:
    """The real one: our frozen bytes over the SDK's connection pool, and many at once over aiohttp's.

    The SDK's typed calls are passed by on purpose: they raise when LINE accepts with a body they do not know,
    and they serialise anew at each try, where a retry must repeat the same bytes."""

    def __init__(self, token: str, base: str = "", *, connections: int = 32, timeout: float = 10.0) -> None:
        self._api = (base or API).rstrip("/")
        self._data = (base or DATA).rstrip("/")
        self._token = token
        self._timeout = urllib3.Timeout(connect=min(3.0, timeout), read=timeout)
        self._patience = aiohttp.ClientTimeout(total=None, sock_connect=min(3.0, timeout), sock_read=timeout)
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @cached_property
    def _pool(self) -> urllib3.PoolManager:
        # Not above: the SDK takes as long to load as everything else, and what has to leave does not wait for it.
        from linebot.v3.messaging import Configuration
        from linebot.v3.messaging.rest import RESTClientObject

        configuration: Any = Configuration(host=self._api)
        configuration.retries = False  # whether to ask again is decided in one place, and not here
        pool: urllib3.PoolManager = RESTClientObject(configuration, maxsize=4).pool_manager
        return pool

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
        headers = {"Authorization": f"Bearer {self._token}", "User-Agent": "tsunagu"}
        if body is not None:
            headers["Content-Type"] = content_type
        if retry_key is not None:
            headers["X-Line-Retry-Key"] = retry_key
        url = (self._data if data_host else self._api) + path
        try:
            found = self._pool.request(
                method,
                url,
                body=body,
                headers=headers,
                timeout=self._timeout,
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

    async def post(self, path: str, body: bytes, retry_key: str | None = None) -> Answer:
        if self._session is None:
            # Not the SDK's session: it looks for proxies and passwords in the environment at each call.
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(connector=connector, timeout=self._patience)
        headers = {
            "Authorization": f"Bearer {self._token}",
            "User-Agent": "tsunagu",
            "Content-Type": "application/json",
        }
        if retry_key is not None:
            headers["X-Line-Retry-Key"] = retry_key
        try:
            found = await self._session.post(
                self._api + path, data=body, headers=headers, allow_redirects=False
            )
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            return Answer(0, str(error).encode(), sent=False)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            return Answer(0, repr(error).encode())
        try:
            data = await found.content.read(MOST_READ)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            data = repr(error).encode()
        finally:
            found.release()
        return Answer(found.status, data, {name.lower(): value for name, value in found.headers.items()})

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


def path_of(template: str, **parts: str) -> str:
    """A path with its parts percent-encoded: ids come from outside."""
    return template.format(**{name: quote(part, safe="") for name, part in parts.items()})
