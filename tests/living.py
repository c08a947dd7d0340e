"""What stories of living information start from: places round a spot, and what a phone shows of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from phone import Phone
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.imports import Source
from models.livelihood import Place, PlaceKind
from views import Json

HERE = (35.2000, 136.9000)


def a_place(db: Session, kind: str, name: str, *, north: float | None = None, **fields: Any) -> Place:
    """`a_place(db, "aed", "公民館", north=300)` stands 300 metres north of HERE."""
    source = db.scalars(select(Source)).first()
    if source is None:
        source = Source(
            name="つなぐ町オープンデータ", list_name="places", licence="CC BY 4.0", as_of=date(2026, 4, 1)
        )
        db.add(source)
        db.flush()
    made = Place(kind=PlaceKind(kind), name=name, source_id=source.id, extra={}, details=[])
    made.source_key = str(db.scalar(select(func.count()).select_from(Place)))
    if north is not None:
        made.latitude, made.longitude = HERE[0] + north / 111_195, HERE[1]
    for field, value in fields.items():
        setattr(made, field, value)
    made.prepare()
    db.add(made)
    db.flush()
    return made


def names(phone: Phone) -> list[str]:
    """The names on the cards of the last answer, in their order."""
    shown = [message["contents"] for message in phone.last() if message["type"] == "flex"]
    bubbles = [bubble for one in shown for bubble in one.get("contents", [one])]
    return [bubble["body"]["contents"][0]["text"] for bubble in bubbles]


def links(phone: Phone) -> list[str]:
    """What the buttons of the last answer open or dial."""
    return [found["uri"] for message in phone.last() for found in _uris(message)]


def _uris(part: Any) -> Iterator[Json]:
    if isinstance(part, dict):
        if part.get("type") == "uri":
            yield part
        for value in part.values():
            yield from _uris(value)
    elif isinstance(part, list):
        for value in part:
            yield from _uris(value)
