"""announcements

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audiences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audiences")),
        sa.UniqueConstraint("name", name=op.f("uq_audiences_name")),
    )
    op.create_table(
        "entitlements",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("monthly", sa.Integer(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_entitlements_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_entitlements")),
    )
    op.create_table(
        "testers",
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["residents.id"],
            name=op.f("fk_testers_resident_id_residents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resident_id", name=op.f("pk_testers")),
    )
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("schedule", sa.JSON(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("not_after", sa.DateTime(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("writers", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("why_refused", sa.String(length=200), nullable=False),
        sa.Column("bodies", sa.Text(), nullable=True),
        sa.Column("stamp", sa.String(length=500), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_announcements_activity_id_activities"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["residents.id"],
            name=op.f("fk_announcements_author_id_residents"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["sends.id"], name=op.f("fk_announcements_corrects_id_sends")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_announcements_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcements_message_id"), ["message_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_announcements_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index("ix_announcements_state", ["state", "organisation_id"], unique=False)
    op.create_table(
        "announcement_times",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=True),
        sa.Column("forced", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("send_id", sa.Integer(), nullable=True),
        sa.Column("weekly", sa.LargeBinary(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name=op.f("fk_announcement_times_announcement_id_announcements"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["send_id"], ["sends.id"], name=op.f("fk_announcement_times_send_id_sends")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_times")),
        sa.UniqueConstraint("announcement_id", "due", name=op.f("uq_announcement_times_announcement_id_due")),
        sa.UniqueConstraint("send_id", name=op.f("uq_announcement_times_send_id")),
    )
    with op.batch_alter_table("announcement_times", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_times_started_at"), ["started_at"], unique=False)
        batch_op.create_index(
            "ix_announcement_times_waiting",
            ["due"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name=op.f("fk_approvals_announcement_id_announcements"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint(
            "announcement_id", "seal", "who", name=op.f("uq_approvals_announcement_id_seal_who")
        ),
    )
    with op.batch_alter_table("residents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topic_bits", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(
            "ix_residents_reach",
            ["follows", "id", "paused_until", "delivery", "topic_bits", "district", "locale", "age_band"],
            unique=False,
        )
    # What was chosen before: a bit for each topic, in the order of that day.
    chose = sa.text(
        "UPDATE residents SET topic_bits = topic_bits + :bit"
        " WHERE id IN (SELECT resident_id FROM subscriptions WHERE topic = :topic)"
    )
    topics = (
        "childcare", "health", "sports", "nature", "farming", "festival", "arts", "crafts", "learning",
        "volunteering", "disaster", "food", "business", "digital",
    )  # fmt: skip
    for place, topic in enumerate(topics):
        op.execute(chose.bindparams(bit=1 << place, topic=topic))


def downgrade() -> None:
    with op.batch_alter_table("residents", schema=None) as batch_op:
        batch_op.drop_index("ix_residents_reach")
        batch_op.drop_column("topic_bits")
    op.drop_table("approvals")
    with op.batch_alter_table("announcement_times", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_announcement_times_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(batch_op.f("ix_announcement_times_started_at"))
    op.drop_table("announcement_times")
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.drop_index("ix_announcements_state")
        batch_op.drop_index(batch_op.f("ix_announcements_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_announcements_message_id"))
    op.drop_table("announcements")
    op.drop_table("testers")
    op.drop_table("entitlements")
    op.drop_table("audiences")
