"""Visits, steps, replies and focuses.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("visitor_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("visited_at", sa.Time(), nullable=True),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("worked", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'draft') = (shared_at IS NULL)", name=op.f("ck_visit_shared_has_time")),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_visit_withdrawn_has_time")
        ),
        sa.CheckConstraint("visitor_id <> person_id", name=op.f("ck_visit_not_oneself")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visit_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_visit_school_id")),
        sa.ForeignKeyConstraint(["visitor_id"], ["person.id"], name=op.f("fk_visit_visitor_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("request_key", name=op.f("uq_visit_request_key")),
    )
    op.create_index("ix_visit_person_id_state", "visit", ["person_id", "state"], unique=False)
    op.create_index("ix_visit_school_id_visited_on", "visit", ["school_id", "visited_on"], unique=False)
    op.create_index("ix_visit_visitor_id_state", "visit", ["visitor_id", "state"], unique=False)
    op.create_table(
        "focus",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("standard_id", sa.Uuid(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_focus_ends_after_start")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_focus_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["standard_id"], ["standard.id"], name=op.f("fk_focus_standard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focus")),
    )
    op.create_index("ix_focus_person_id", "focus", ["person_id"], unique=False)
    op.create_index(
        "uq_focus_live",
        "focus",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_table(
        "visit_correction",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_visit_correction_by_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_correction_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_correction")),
    )
    op.create_index("ix_visit_correction_visit_id", "visit_correction", ["visit_id"], unique=False)
    op.create_table(
        "visit_reply",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_visit_reply_author_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_reply_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_reply")),
        sa.UniqueConstraint("request_key", name=op.f("uq_visit_reply_request_key")),
    )
    op.create_index("ix_visit_reply_visit_id", "visit_reply", ["visit_id"], unique=False)
    op.create_table(
        "visit_term",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("wording", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_visit_term_term_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_term_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("visit_id", "term_id", name=op.f("pk_visit_term")),
    )
    op.create_index("ix_visit_term_term_id", "visit_term", ["term_id"], unique=False)
    op.create_table(
        "action_step",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("library_step_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("check_back_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("how_it_went", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (closed_on IS NULL)", name=op.f("ck_action_step_closed_has_day")),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["person.id"], name=op.f("fk_action_step_closed_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["library_step_id"], ["library_step.id"], name=op.f("fk_action_step_library_step_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_action_step_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_action_step_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_step")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_action_step_visit_id")),
    )
    op.create_index("ix_action_step_person_id_state", "action_step", ["person_id", "state"], unique=False)
    op.create_table(
        "visit_look_for",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("look_for_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["look_for_id"], ["look_for.id"], name=op.f("fk_visit_look_for_look_for_id")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_look_for_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("visit_id", "look_for_id", name=op.f("pk_visit_look_for")),
    )
    op.create_index("ix_visit_look_for_look_for_id", "visit_look_for", ["look_for_id"], unique=False)


def downgrade() -> None:
    op.drop_table("visit_look_for")
    op.drop_table("action_step")
    op.drop_table("visit_term")
    op.drop_table("visit_reply")
    op.drop_table("visit_correction")
    op.drop_table("focus")
    op.drop_table("visit")
