"""what became of sends

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figures",
        sa.Column("send_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=True),
        sa.Column("clicked", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["send_id"], ["sends.id"], name=op.f("fk_figures_send_id_sends"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("send_id", name=op.f("pk_figures")),
    )
    op.create_table(
        "presses",
        sa.Column("send_id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["residents.id"],
            name=op.f("fk_presses_resident_id_residents"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["send_id"], ["sends.id"], name=op.f("fk_presses_send_id_sends"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("send_id", "resident_id", name=op.f("pk_presses")),
    )
    with op.batch_alter_table("presses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presses_resident_id"), ["resident_id"], unique=False)
    op.create_table(
        "narrowcasts",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=20), nullable=False),
        sa.Column("succeeded", sa.Integer(), nullable=True),
        sa.Column("failed", sa.Integer(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("error", sa.Integer(), nullable=True),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("due", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["row_id"], ["outbox.id"], name=op.f("fk_narrowcasts_row_id_outbox"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_narrowcasts")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_narrowcasts",
            ["id"],
            unique=False,
            sqlite_where=sa.text("kind = 'narrowcast'"),
            postgresql_where=sa.text("kind = 'narrowcast'"),
        )
        batch_op.create_index(
            "ix_outbox_undecided",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state IN ('dead', 'uncertain', 'held')"),
            postgresql_where=sa.text("state IN ('dead', 'uncertain', 'held')"),
        )


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_undecided",
            sqlite_where=sa.text("state IN ('dead', 'uncertain', 'held')"),
            postgresql_where=sa.text("state IN ('dead', 'uncertain', 'held')"),
        )
        batch_op.drop_index(
            "ix_outbox_narrowcasts",
            sqlite_where=sa.text("kind = 'narrowcast'"),
            postgresql_where=sa.text("kind = 'narrowcast'"),
        )
    op.drop_table("narrowcasts")
    with op.batch_alter_table("presses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_presses_resident_id"))
    op.drop_table("presses")
    op.drop_table("figures")
