"""Keeping: for how long, holds on reviews, and the proof that one was erased.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "keeping_span",
        sa.Column("kept_class", sa.String(length=40), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("years BETWEEN 1 AND 40", name=op.f("ck_keeping_span_years")),
        sa.PrimaryKeyConstraint("kept_class", name=op.f("pk_keeping_span")),
    )
    op.create_table(
        "review_hold",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["held_by_id"], ["person.id"], name=op.f("fk_review_hold_held_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["person.id"], name=op.f("fk_review_hold_lifted_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_hold_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_hold")),
    )
    op.create_index("ix_review_hold_review_id", "review_hold", ["review_id"])
    op.create_index(
        "uq_review_hold_open",
        "review_hold",
        ["review_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "erased_review",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("kept_class", sa.String(length=40), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("was_confidential", sa.Boolean(), nullable=False),
        sa.Column("signed", sa.JSON(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by_id", sa.Uuid(), nullable=True),
        sa.Column("erased_by_name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["appraisal_cycle.id"], name=op.f("fk_erased_review_cycle_id")),
        sa.ForeignKeyConstraint(
            ["erased_by_id"], ["person.id"], name=op.f("fk_erased_review_erased_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_erased_review_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_erased_review_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_review")),
        sa.UniqueConstraint("review_id", name=op.f("uq_erased_review_review_id")),
    )
    op.create_index("ix_erased_review_person_id", "erased_review", ["person_id"])
    op.create_index("ix_erased_review_school_id", "erased_review", ["school_id"])


def downgrade() -> None:
    op.drop_table("erased_review")
    op.drop_table("review_hold")
    op.drop_table("keeping_span")
