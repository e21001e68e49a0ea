"""Who supports whom, what each person wishes of coaching, and the rhythm that the trust sets.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from cpd.core import clock
from cpd.core.periods import AcademicYear

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
    today = clock.today()
    op.get_bind().execute(_VISITS_OF_THE_YEAR, {"since": AcademicYear.of(today).starts_on, "today": today})


# Whom an ambassador of a school has visited there since September, they support: the rule that support replaces.
# The key of the first visit serves as the key of the support: both databases have it at hand.
_VISITS_OF_THE_YEAR = sa.text("""
    INSERT INTO support (id, ambassador_id, person_id, school_id, started_on)
    SELECT id, visitor_id, person_id, school_id, visited_on
    FROM (
        SELECT visit.*, row_number() OVER (PARTITION BY visitor_id, person_id ORDER BY visited_on, id) AS place
        FROM visit
        WHERE state <> 'withdrawn' AND visited_on >= :since
        AND EXISTS (
            SELECT 1 FROM role_grant
            WHERE role_grant.person_id = visit.visitor_id AND role_grant.school_id = visit.school_id
            AND role_grant.role = 'ambassador' AND role_grant.started_on <= :today
            AND (role_grant.ended_on IS NULL OR role_grant.ended_on >= :today)
        )
        AND EXISTS (
            SELECT 1 FROM post
            WHERE post.person_id = visit.person_id AND post.school_id = visit.school_id
            AND post.started_on <= :today AND (post.ended_on IS NULL OR post.ended_on >= :today)
        )
    ) AS visits
    WHERE place = 1
""").bindparams(sa.bindparam("since", type_=sa.Date), sa.bindparam("today", type_=sa.Date))


def downgrade() -> None:
    op.drop_table("coaching_rhythm")
    op.drop_table("coaching_wish")
    op.drop_table("support")
