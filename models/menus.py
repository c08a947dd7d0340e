"""Menus: which rich menus stand at LINE now, and which stood there before."""

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class PublishedMenu(Base):
    """One rich menu as LINE knows it. A whole set is published, or rolled back to, at once."""

    __tablename__ = "published_menus"
    __table_args__ = (
        Index(
            "ix_published_menus_live",
            "name",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # `everyday.ja`, `large_type.ja_Hira` …: the folder of its menu.toml and the language.
    name: Mapped[str] = mapped_column(String(60))
    # The hash of picture and areas: an unchanged menu is not uploaded again.
    fingerprint: Mapped[str] = mapped_column(String(64))
    rich_menu_id: Mapped[str] = mapped_column(String(80), unique=True)
    published_at: Mapped[datetime]
    # Counts the sets: rolling back goes to the set before.
    set_number: Mapped[int]
    live: Mapped[bool] = mapped_column(default=False)
