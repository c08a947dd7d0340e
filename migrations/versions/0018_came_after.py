"""came after

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# The newest send of the time when they came, as far as the clocks of then can tell: an earlier release compared those.
FILL = """
UPDATE residents SET came_after = COALESCE((
    SELECT id FROM sends WHERE sends.made_at < residents.follows_since ORDER BY sends.made_at DESC LIMIT 1
), 0)
WHERE follows AND follows_since > (SELECT min(made_at) FROM sends)
"""


def upgrade() -> None:
    with op.batch_alter_table("residents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("came_after", sa.Integer(), server_default="0", nullable=False))
    op.execute(FILL)


def downgrade() -> None:
    with op.batch_alter_table("residents", schema=None) as batch_op:
        batch_op.drop_column("came_after")
