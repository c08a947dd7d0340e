"""Every setting, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
# A stand-in without limits may be called so many times as often as LINE.
MOST_OF_NO_LIMIT = 100


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What differs between one town and the next. `docs/settings.md` tells about each."""

    database_url: str = f"sqlite:///{HERE / 'var' / 'tsunagu.db'}"
    # Secrets never show in a traceback or a log: repr leaves them out.
    line_channel_secret: str = field(default="", repr=False)
    line_channel_access_token: str = field(default="", repr=False)
    # Empty: LINE's own hosts. Otherwise one address that serves both, such as the stand-in's.
    line_api_base: str = ""
    secret_key: str = field(default="", repr=False)
    public_url: str = ""
    # Who runs this bot, as the greeting says it, and where a person is reached.
    town_name: str = "つなぐ町"
    office_name: str = "つなぐ町 地域づくり窓口"
    office_phone: str = "0000-00-0000"
    privacy_url: str = ""
    # The town's hue in degrees, 0-359; menus and cards derive their accent from it.
    hue: int = 158
    # How many messages may be under way to LINE at once, per worker.
    sending_at_once: int = 500
    # Longest wait for LINE's answer, in seconds.
    line_timeout: float = 10.0
    # What the town allows itself to send, as `models.limits.Limits` says of each.
    most_a_week: int = 3
    most_an_hour: int = 30
    quiet_from: int = 21
    quiet_until: int = 8
    reserve: int = 20
    undo: float = 60.0
    canary_wait: float = 60.0
    grace: float = 1800.0
    rate_share: float = 1.0

    def missing(self) -> list[str]:
        """The names of the variables without which nothing can go live."""
        needed = {
            "LINE_CHANNEL_SECRET": self.line_channel_secret,
            "LINE_CHANNEL_ACCESS_TOKEN": self.line_channel_access_token,
            "PUBLIC_URL": self.public_url,
        }
        return [name for name, value in needed.items() if not value]

    @property
    def is_practice(self) -> bool:
        """Whether we speak to a stand-in on this machine instead of LINE."""
        return self.line_api_base.startswith(("http://127.", "http://localhost", "http://[::1]"))


# Environment variable → field.
VARIABLES = {
    "DATABASE_URL": "database_url",
    "LINE_CHANNEL_SECRET": "line_channel_secret",
    "LINE_CHANNEL_ACCESS_TOKEN": "line_channel_access_token",
    "LINE_API_BASE": "line_api_base",
    "SECRET_KEY": "secret_key",
    "PUBLIC_URL": "public_url",
    "TSUNAGU_TOWN_NAME": "town_name",
    "TSUNAGU_OFFICE_NAME": "office_name",
    "TSUNAGU_OFFICE_PHONE": "office_phone",
    "TSUNAGU_PRIVACY_URL": "privacy_url",
    "TSUNAGU_HUE": "hue",
    "TSUNAGU_SENDING_AT_ONCE": "sending_at_once",
    "TSUNAGU_LINE_TIMEOUT": "line_timeout",
    "TSUNAGU_MOST_A_WEEK": "most_a_week",
    "TSUNAGU_MOST_AN_HOUR": "most_an_hour",
    "TSUNAGU_QUIET_FROM": "quiet_from",
    "TSUNAGU_QUIET_UNTIL": "quiet_until",
    "TSUNAGU_RESERVE": "reserve",
    "TSUNAGU_UNDO": "undo",
    "TSUNAGU_CANARY_WAIT": "canary_wait",
    "TSUNAGU_GRACE": "grace",
    "TSUNAGU_RATE_SHARE": "rate_share",
}


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises ValueError with a sentence for a value that cannot be read."""
    given = os.environ if environ is None else environ
    defaults = Settings()
    found: dict[str, str | int | float] = {}
    for variable, name in VARIABLES.items():
        if not (value := given.get(variable, "").strip()):
            continue
        kind = type(getattr(defaults, name))
        try:
            found[name] = kind(value)
        except ValueError:
            raise ValueError(f"{variable} should be a number, but is {value!r}") from None
    settings = Settings(**found)  # type: ignore[arg-type]  # each value has the type of its field's default
    if not (
        0 < settings.rate_share <= 1 or (settings.is_practice and 1 < settings.rate_share <= MOST_OF_NO_LIMIT)
    ):
        raise ValueError(
            "TSUNAGU_RATE_SHARE should be above 0 and at most 1: LINE takes no more calls than its own"
        )
    return settings
