"""Agreed support: the conclusion, what went before it, and the plan; disagreement in the own words of the person.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_concern",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("standard_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_concern_review_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["standard_id"], ["standard.id"], name=op.f("fk_review_concern_standard_id")),
        sa.PrimaryKeyConstraint("review_id", "standard_id", name=op.f("pk_review_concern")),
    )
    op.create_table(
        "review_earlier",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_earlier_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_earlier")),
        sa.UniqueConstraint("request_key", name=op.f("uq_review_earlier_request_key")),
    )
    op.create_index("ix_review_earlier_review_id", "review_earlier", ["review_id"])
    op.create_table(
        "support_plan",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("circumstances_talked_about", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("what_came_of_it", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= opened_on", name=op.f("ck_support_plan_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_support_plan_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_plan")),
        sa.UniqueConstraint("review_id", name=op.f("uq_support_plan_review_id")),
    )
    op.create_table(
        "support_review",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["support_plan.id"], name=op.f("fk_support_review_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_review")),
        sa.UniqueConstraint("request_key", name=op.f("uq_support_review_request_key")),
    )
    op.create_index("ix_support_review_plan_id", "support_review", ["plan_id"])
    op.create_table(
        "support_step",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("school_does", sa.Text(), nullable=False),
        sa.Column("by_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["support_plan.id"], name=op.f("fk_support_step_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_step")),
        sa.UniqueConstraint("plan_id", "position", name=op.f("uq_support_step_plan_id_position")),
        sa.UniqueConstraint("request_key", name=op.f("uq_support_step_request_key")),
    )
    with op.batch_alter_table("review") as table:
        table.add_column(sa.Column("disagreement", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("conclusion", sa.String(length=40), nullable=False, server_default="meeting"))
        table.add_column(sa.Column("pay_recommendation", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("review") as table:
        table.drop_column("pay_recommendation")
        table.drop_column("conclusion")
        table.drop_column("disagreement")
    op.drop_table("support_step")
    op.drop_table("support_review")
    op.drop_table("support_plan")
    op.drop_table("review_earlier")
    op.drop_table("review_concern")
