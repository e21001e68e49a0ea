"""Kinds of visit beside coaching, such visits, the ledger of entries and its limits.

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
        "kind_of_visit",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("shape", sa.String(length=40), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("makers", sa.JSON(), nullable=False),
        sa.Column("head_reads", sa.Boolean(), nullable=False),
        sa.Column("lead_reads", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("shape <> 'person' OR NOT lead_reads", name=op.f("ck_kind_of_visit_lead_reads_of_nobody")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kind_of_visit")),
        sa.UniqueConstraint("code", name=op.f("uq_kind_of_visit_code")),
    )
    op.create_table(
        "visit_limit",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind_codes", sa.JSON(), nullable=False),
        sa.Column("most_in_term", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("most_in_term >= 0", name=op.f("ck_visit_limit_most")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_limit")),
        sa.UniqueConstraint("name", name=op.f("uq_visit_limit_name")),
    )
    op.create_table(
        "other_visit",
        sa.Column("kind_id", sa.Uuid(), nullable=False),
        sa.Column("visitor_id", sa.Uuid(), nullable=False),
        sa.Column("second_visitor_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("head_reads", sa.Boolean(), nullable=False),
        sa.Column("lead_reads", sa.Boolean(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'draft') = (shared_at IS NULL)", name=op.f("ck_other_visit_shared_has_time")),
        sa.CheckConstraint(
            "second_visitor_id <> person_id AND second_visitor_id <> visitor_id",
            name=op.f("ck_other_visit_second_is_another"),
        ),
        sa.CheckConstraint("person_id IS NULL OR NOT lead_reads", name=op.f("ck_other_visit_lead_reads_of_nobody")),
        sa.CheckConstraint("visitor_id <> person_id", name=op.f("ck_other_visit_not_oneself")),
        sa.ForeignKeyConstraint(["kind_id"], ["kind_of_visit.id"], name=op.f("fk_other_visit_kind_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_other_visit_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_other_visit_school_id")),
        sa.ForeignKeyConstraint(
            ["second_visitor_id"], ["person.id"], name=op.f("fk_other_visit_second_visitor_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["person.id"], name=op.f("fk_other_visit_visitor_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_visit")),
        sa.UniqueConstraint("request_key", name=op.f("uq_other_visit_request_key")),
    )
    op.create_index("ix_other_visit_kind_id", "other_visit", ["kind_id"])
    op.create_index("ix_other_visit_person_id", "other_visit", ["person_id"])
    op.create_index("ix_other_visit_school_id_visited_on", "other_visit", ["school_id", "visited_on"])
    op.create_index("ix_other_visit_second_visitor_id", "other_visit", ["second_visitor_id"])
    op.create_index("ix_other_visit_visitor_id", "other_visit", ["visitor_id"])
    op.create_table(
        "other_visit_action",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["other_visit.id"], name=op.f("fk_other_visit_action_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_visit_action")),
        sa.UniqueConstraint("request_key", name=op.f("uq_other_visit_action_request_key")),
    )
    op.create_index("ix_other_visit_action_visit_id", "other_visit_action", ["visit_id"])
    op.create_table(
        "other_visit_correction",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_other_visit_correction_by_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["other_visit.id"], name=op.f("fk_other_visit_correction_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_visit_correction")),
    )
    op.create_index("ix_other_visit_correction_visit_id", "other_visit_correction", ["visit_id"])
    op.create_table(
        "ledger_entry",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("kind_id", sa.Uuid(), nullable=True),
        sa.Column("called", sa.String(length=100), nullable=False),
        sa.Column("visitor", sa.String(length=200), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("other_visit_id", sa.Uuid(), nullable=True),
        sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispute", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled", sa.Text(), nullable=False),
        sa.Column("is_struck", sa.Boolean(), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(disputed_at IS NULL) = (dispute = '')", name=op.f("ck_ledger_entry_dispute_has_words")),
        sa.ForeignKeyConstraint(["kind_id"], ["kind_of_visit.id"], name=op.f("fk_ledger_entry_kind_id")),
        sa.ForeignKeyConstraint(
            ["other_visit_id"], ["other_visit.id"], name=op.f("fk_ledger_entry_other_visit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_ledger_entry_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_ledger_entry_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("request_key", name=op.f("uq_ledger_entry_request_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ledger_entry_other_visit_id", "ledger_entry", ["other_visit_id"])
    op.create_index("ix_ledger_entry_person_id_entered_on", "ledger_entry", ["person_id", "entered_on"])
    op.create_index("ix_ledger_entry_school_id_entered_on", "ledger_entry", ["school_id", "entered_on"])


def downgrade() -> None:
    op.drop_table("ledger_entry")
    op.drop_table("other_visit_correction")
    op.drop_table("other_visit_action")
    op.drop_table("other_visit")
    op.drop_table("visit_limit")
    op.drop_table("kind_of_visit")
