"""LINE's HTTP API: the only file that calls it."""

from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote

import urllib3
from linebot.v3.messaging import Configuration
from linebot.v3.messaging.rest import RESTClientObject

API = "https://api.line.me"
DATA = "https://api-data.line.me"
MOST_READ = 4_000_000  # bytes of an answer; LINE's are far smaller


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
    ) -> Answer: ...


class Line:
    """The real one: the SDK's connection pool with our frozen bytes.

    The SDK's typed calls are passed by on purpose: they raise when LINE accepts with a body they do not know,
    and they serialise anew at each try, where a retry must repeat the same bytes."""

    def __init__(self, token: str, base: str = "", *, connections: int = 32, timeout: float = 10.0) -> None:
        self._api = (base or API).rstrip("/")
        self._data = (base or DATA).rstrip("/")
        self._token = token
        self._timeout = urllib3.Timeout(connect=min(3.0, timeout), read=timeout)
        configuration: Any = Configuration(host=self._api)
        configuration.retries = False  # whether to ask again is decided in one place, and not here
        self._pool: urllib3.PoolManager = RESTClientObject(configuration, maxsize=connections).pool_manager

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
            data = found.read(MOST_READ)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            # The status line came, so LINE has decided, even though its sentence was cut off.
            data = repr(error).encode()
        finally:
            found.release_conn()
        return Answer(found.status, data, {name.lower(): value for name, value in found.headers.items()})


def path_of(template: str, **parts: str) -> str:
    """A path with its parts percent-encoded: ids come from outside."""
    return template.format(**{name: quote(part, safe="") for name, part in parts.items()})
