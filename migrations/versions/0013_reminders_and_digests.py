"""reminders and digests

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mutes",
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_mutes_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["residents.id"], name=op.f("fk_mutes_resident_id_residents"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("resident_id", "organisation_id", name=op.f("pk_mutes")),
    )
    with op.batch_alter_table("mutes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mutes_organisation_id"), ["organisation_id"], unique=False)
    op.create_table(
        "reminder_wishes",
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["residents.id"],
            name=op.f("fk_reminder_wishes_resident_id_residents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resident_id", name=op.f("pk_reminder_wishes")),
    )
    op.create_table(
        "digests",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("send_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["send_id"], ["sends.id"], name=op.f("fk_digests_send_id_sends"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_digests")),
    )
    op.create_table(
        "reminder_plans",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Boolean(), nullable=False),
        sa.Column("morning", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_reminder_plans_activity_id_activities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_reminder_plans")),
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ahead", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outgoing_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_reminders_activity_id_activities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["outgoing_id"], ["outbox.id"], name=op.f("fk_reminders_outgoing_id_outbox"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_reminders_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "registration_id", "starts_at", "ahead", name=op.f("uq_reminders_registration_id_starts_at_ahead")
        ),
    )
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminders_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminders_outgoing_id"), ["outgoing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminders_starts_at"), ["starts_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminders_starts_at"))
        batch_op.drop_index(batch_op.f("ix_reminders_outgoing_id"))
        batch_op.drop_index(batch_op.f("ix_reminders_activity_id"))
    op.drop_table("reminders")
    op.drop_table("reminder_plans")
    op.drop_table("digests")
    op.drop_table("reminder_wishes")
    with op.batch_alter_table("mutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mutes_organisation_id"))
    op.drop_table("mutes")
