"""Statistics: what PostgreSQL knows of its tables, without which it reads the whole of large ones for a few rows.

It counts them by itself within some minutes; a town that was just moved or restored would be slow until then."""

from sqlalchemy import text
from sqlalchemy.orm import Session

LARGE = 1_000  # rows

ONE_COUNTS = text("SELECT pg_advisory_xact_lock(7002)")  # 7001 is delivery/lifelines.py's
UNCOUNTED = text(
    "SELECT quote_ident(relname) FROM pg_stat_user_tables WHERE schemaname = current_schema() "
    "AND last_analyze IS NULL AND last_autoanalyze IS NULL AND n_live_tup >= :large"
)


def count_tables(db: Session) -> list[str]:
    """Have the large tables counted that never were; which ones. SQLite's ways do not depend on it."""
    if db.get_bind().dialect.name == "sqlite":
        return []
    db.execute(ONE_COUNTS)
    names = list(db.scalars(UNCOUNTED, {"large": LARGE}))
    for name in names:
        db.execute(text(f"ANALYZE {name}"))
    return names
