"""The channel: what LINE itself knows of it, asked with LINE's own SDK.

Only for whoever sets the bot up: the SDK takes seconds to load, and its typed calls cannot repeat the same bytes."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Channel:
    name: str
    # Where LINE sends webhooks to, and whether it does; None: nothing is entered there.
    webhook: str | None = None
    active: bool = False


class NoAnswer(Exception):
    """LINE did not tell. `status` is LINE's, 0 when nothing came back."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def ask(token: str, base: str = "") -> Channel:
    """Raises NoAnswer."""
    import urllib3
    from linebot.v3.messaging import ApiClient, ApiException, Configuration, MessagingApi

    configuration: Any = Configuration(access_token=token, **({"host": base.rstrip("/")} if base else {}))
    with ApiClient(configuration) as client:
        api = MessagingApi(client)
        try:
            name = str(api.get_bot_info(_request_timeout=10).display_name)
            try:
                endpoint = api.get_webhook_endpoint(_request_timeout=10)
            except ApiException as refused:
                if refused.status != 404:
                    raise
                return Channel(name)
            return Channel(name, str(endpoint.endpoint), bool(endpoint.active))
        except ApiException as refused:
            raise NoAnswer(refused.status or 0, f"{refused.status} {refused.reason}") from refused
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as trouble:
            raise NoAnswer(0, str(trouble)) from trouble
        finally:
            client.rest_client.pool_manager.clear()
