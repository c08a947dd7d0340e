"""Imports: where open data came from, what each run changed, and enough to take it back."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base


class Source(Base):
    """One published list: who publishes it and under which licence, shown wherever its data is shown."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("name", "list_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # The publisher, and which of its lists (event, aed, public_toilet …).
    name: Mapped[str] = mapped_column(String(120))
    list_name: Mapped[str] = mapped_column(String(40))
    licence: Mapped[str] = mapped_column(String(60), default="")
    url: Mapped[str] = mapped_column(String(1000), default="")
    as_of: Mapped[date | None]


class ImportRun(Base):
    __tablename__ = "import_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    encoding: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]
    rows: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    gone: Mapped[int] = mapped_column(default=0)
    problems: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    undone_at: Mapped[datetime | None]

    source: Mapped[Source] = relationship()


class Did(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


class ImportChange(Base):
    """What a run did to one row, with the row as it was before."""

    __tablename__ = "import_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id", ondelete="CASCADE"), index=True)
    table: Mapped[str] = mapped_column(String(20))
    row_id: Mapped[int]
    did: Mapped[Did]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
