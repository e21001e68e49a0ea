"""Who supports whom, what each person wishes of coaching, and the rhythm that the trust sets.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "support",
        sa.Column("ambassador_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_because", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_because IS NULL)", name=op.f("ck_support_ended_because")),
        sa.CheckConstraint("ambassador_id <> person_id", name=op.f("ck_support_not_oneself")),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_support_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["ambassador_id"], ["person.id"], name=op.f("fk_support_ambassador_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_support_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_support_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support")),
    )
    op.create_index("ix_support_person_id", "support", ["person_id"])
    op.create_index("ix_support_school_id", "support", ["school_id"])
    op.create_index(
        "uq_support_live",
        "support",
        ["ambassador_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_table(
        "coaching_wish",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("open_to_match", sa.Boolean(), nullable=False),
        sa.Column("declined_on", sa.Date(), nullable=True),
        sa.Column("look_for_id", sa.Uuid(), nullable=True),
        sa.Column("look_for_chosen_on", sa.Date(), nullable=True),
        sa.Column("reminders_off", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["look_for_id"], ["look_for.id"], name=op.f("fk_coaching_wish_look_for_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_coaching_wish_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_coaching_wish")),
    )
    op.create_table(
        "coaching_rhythm",
        sa.Column("visit_every_weeks", sa.Integer(), nullable=False),
        sa.Column("nobody_for_weeks", sa.Integer(), nullable=False),
        sa.Column("share_within_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "visit_every_weeks > 0 AND nobody_for_weeks > 0 AND share_within_days > 0",
            name=op.f("ck_coaching_rhythm_positive"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_rhythm")),
    )


def downgrade() -> None:
    op.drop_table("coaching_rhythm")
    op.drop_table("coaching_wish")
    op.drop_table("support")
