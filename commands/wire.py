"""The wire to LINE, as the settings describe it."""

from delivery.line import Line
from settings import Settings


def messenger_of(settings: Settings) -> Line:
    return Line(
        settings.line_channel_access_token,
        settings.line_api_base,
        timeout=settings.line_timeout,
    )
