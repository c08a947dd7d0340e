"""Places on the map: two cells that say where something is, in any of the ways in which towns write it."""

import re
from dataclasses import dataclass

from imports.cells import plain


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map; `swapped` when the file had latitude and longitude in each other's column."""

    latitude: float
    longitude: float
    swapped: bool = False


DEGREES = re.compile(r"\d{1,3}(?:\.\d{1,20})?", re.ASCII)
# 35°39′36.5″, 35度39分36.5秒, 35.39.36.5
MINUTES = re.compile(
    r"(\d{1,3})[°度:](\d{1,2})['′’分:](?:(\d{1,2}(?:\.\d{1,12})?)(?:[\"″”秒]|''|′′|’’)?)?"
    r"|(\d{2,3})\.(\d{2})\.(\d{2}(?:\.\d{1,12})?)",
    re.ASCII,
)


def spot(latitude: str, longitude: str, tokyo_datum: bool = False) -> Spot | None:
    """The place two cells point at, if it lies in Japan."""
    north, east = degrees(latitude), degrees(longitude)
    if north is None or east is None:
        return None
    swapped = not _in_japan(north, east)
    if swapped:
        north, east = east, north
    if not _in_japan(north, east):
        return None
    if tokyo_datum:
        north, east = _in_world(north, east)
    return Spot(north, east, swapped)


def degrees(text: str) -> float | None:
    """What one cell says, or nothing when that is no place on a globe."""
    if not text.isascii():
        text = plain(text)
    text = re.sub(r"\s|北緯|東経|^[NE]|[NE]$", "", text[:40])
    if DEGREES.fullmatch(text.rstrip("°度")):
        return float(text.rstrip("°度"))
    parts = MINUTES.fullmatch(text)
    if not parts:
        return None
    whole, minutes, seconds = (float(part or 0) for part in parts.groups()[3 * (parts[1] is None) :][:3])
    return round(whole + minutes / 60 + seconds / 3600, 7) if minutes < 60 and seconds < 60 else None


def _in_japan(north: float, east: float) -> bool:
    return 20 <= north <= 46.5 and 122 <= east <= 154.5


def _in_world(north: float, east: float) -> tuple[float, float]:
    """From the datum that Japan used until 2002, 450 m away, to that of every phone; right to some metres."""
    return (
        round(north - north * 0.00010695 + east * 0.000017464 + 0.0046017, 7),
        round(east - north * 0.000046038 - east * 0.000083043 + 0.010040, 7),
    )
