"""kinds apart: what waits of one kind is found past any number of another

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'pending'")


def upgrade() -> None:
    _index("send_id", "lane", "kind", "due", "id")


def downgrade() -> None:
    _index("send_id", "lane", "due", "id")


def _index(*columns: str) -> None:
    op.drop_index("ix_outbox_waiting", "outbox")
    op.create_index(
        "ix_outbox_waiting", "outbox", list(columns), sqlite_where=WAITING, postgresql_where=WAITING
    )
