"""frail rows

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

FRAIL = sa.text("state = 'pending' AND deaths > 0")
SUSPECT = sa.text("state = 'pending' AND deaths >= 2")


def upgrade() -> None:
    op.create_index("ix_outbox_frail", "outbox", ["id"], sqlite_where=FRAIL, postgresql_where=FRAIL)
    op.drop_index("ix_outbox_suspects", "outbox")


def downgrade() -> None:
    op.create_index("ix_outbox_suspects", "outbox", ["id"], sqlite_where=SUSPECT, postgresql_where=SUSPECT)
    op.drop_index("ix_outbox_frail", "outbox")
