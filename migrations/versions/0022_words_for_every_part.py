"""words for every part: each face of a send has its messages, frozen when it began

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _may_lack(nullable=False)


def downgrade() -> None:
    _may_lack(nullable=True)


def _may_lack(*, nullable: bool) -> None:
    with op.batch_alter_table("send_parts") as table:
        table.alter_column("body", existing_type=sa.Text(), nullable=nullable)
