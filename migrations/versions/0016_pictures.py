"""pictures

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("full", sa.LargeBinary(), nullable=True),
        sa.Column("small", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due", sa.Double(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name=op.f("fk_pictures_announcement_id_announcements"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
        sa.UniqueConstraint("message_id", name=op.f("uq_pictures_message_id")),
        sa.UniqueConstraint("token", name=op.f("uq_pictures_token")),
    )
    with op.batch_alter_table("pictures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pictures_announcement_id"), ["announcement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pictures_made_at"), ["made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_pictures_state"), ["state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("pictures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pictures_state"))
        batch_op.drop_index(batch_op.f("ix_pictures_made_at"))
        batch_op.drop_index(batch_op.f("ix_pictures_announcement_id"))
    op.drop_table("pictures")
