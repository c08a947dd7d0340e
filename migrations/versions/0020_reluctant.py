"""reluctant residents

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

RELUCTANT = sa.text("(NOT follows OR paused_until IS NOT NULL)")


def upgrade() -> None:
    op.create_index(
        "ix_residents_reluctant",
        "residents",
        ["line_id"],
        sqlite_where=RELUCTANT,
        postgresql_where=RELUCTANT,
    )
    op.create_index("ix_residents_came_after", "residents", ["came_after"])


def downgrade() -> None:
    op.drop_index("ix_residents_came_after", "residents")
    op.drop_index("ix_residents_reluctant", "residents")
