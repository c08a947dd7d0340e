"""unsent before it came

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unsends", sa.String(length=40), nullable=True))
        batch_op.create_index(
            "ix_inbox_unsends",
            ["unsends"],
            unique=False,
            sqlite_where=sa.text("unsends IS NOT NULL"),
            postgresql_where=sa.text("unsends IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_inbox_unsends",
            sqlite_where=sa.text("unsends IS NOT NULL"),
            postgresql_where=sa.text("unsends IS NOT NULL"),
        )
        batch_op.drop_column("unsends")
