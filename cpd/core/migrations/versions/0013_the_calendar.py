"""The school calendar, and the paid hours of posts and schools.

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
        "calendar_period",
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ended_on >= started_on", name=op.f("ck_calendar_period_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_calendar_period_school_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_period")),
        sa.UniqueConstraint(
            "school_id", "kind", "started_on", name=op.f("uq_calendar_period_school_id_kind_started_on")
        ),
    )
    op.create_index("ix_calendar_period_ended_on", "calendar_period", ["ended_on"])
    op.create_index(
        "uq_calendar_period_of_the_trust",
        "calendar_period",
        ["kind", "started_on"],
        unique=True,
        sqlite_where=sa.text("school_id IS NULL"),
        postgresql_where=sa.text("school_id IS NULL"),
    )
    op.create_table(
        "post_hours",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_post_hours_ends_after_start")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_post_hours_weekday")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_hours_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_hours")),
        sa.UniqueConstraint("post_id", "weekday", "starts_at", name=op.f("uq_post_hours_post_id_weekday_starts_at")),
    )
    with op.batch_alter_table("school") as table:
        table.add_column(sa.Column("day_starts_at", sa.Time(), nullable=False, server_default="08:30:00.000000"))
        table.add_column(sa.Column("day_ends_at", sa.Time(), nullable=False, server_default="15:30:00.000000"))


def downgrade() -> None:
    with op.batch_alter_table("school") as table:
        table.drop_column("day_ends_at")
        table.drop_column("day_starts_at")
    op.drop_table("post_hours")
    op.drop_table("calendar_period")
