"""The year of appraisal: policy and dates of a cycle, stages, trust priorities, induction.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trust_priority",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_trust_priority_ends_after_start")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trust_priority")),
        sa.UniqueConstraint("request_key", name=op.f("uq_trust_priority_request_key")),
    )
    op.create_table(
        "appraisal_stage_date",
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["appraisal_cycle.id"], name=op.f("fk_appraisal_stage_date_cycle_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cycle_id", "stage", name=op.f("pk_appraisal_stage_date")),
    )
    op.create_table(
        "induction",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=True),
        sa.Column("tutor_id", sa.Uuid(), nullable=True),
        sa.Column("percent_of_full_time", sa.Integer(), nullable=False),
        sa.Column("terms_served", sa.Integer(), nullable=False),
        sa.Column("days_absent_first", sa.Integer(), nullable=False),
        sa.Column("days_absent_second", sa.Integer(), nullable=False),
        sa.Column("appropriate_body", sa.String(length=200), nullable=False),
        sa.Column("appropriate_body_address", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("days_absent_first >= 0 AND days_absent_second >= 0", name=op.f("ck_induction_days_absent")),
        sa.CheckConstraint("terms_served BETWEEN 0 AND 5", name=op.f("ck_induction_terms_served")),
        sa.CheckConstraint("percent_of_full_time BETWEEN 1 AND 100", name=op.f("ck_induction_percent_of_full_time")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_induction_mentor_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_induction_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tutor_id"], ["person.id"], name=op.f("fk_induction_tutor_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_induction")),
        sa.UniqueConstraint("person_id", name=op.f("uq_induction_person_id")),
    )
    op.create_index("ix_induction_mentor_id", "induction", ["mentor_id"])
    op.create_index("ix_induction_tutor_id", "induction", ["tutor_id"])
    op.create_table(
        "review_adviser",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.String(length=40), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_adviser_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_adviser")),
        sa.UniqueConstraint("request_key", name=op.f("uq_review_adviser_request_key")),
    )
    op.create_index("ix_review_adviser_review_id", "review_adviser", ["review_id"])
    op.create_table(
        "review_move",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=False),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("moved_by_id", sa.Uuid(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moved_by_id"], ["person.id"], name=op.f("fk_review_move_moved_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_move_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_move")),
    )
    op.create_index("ix_review_move_review_id", "review_move", ["review_id"])
    with op.batch_alter_table("appraisal_cycle") as table:
        table.add_column(sa.Column("policy", sa.String(length=40), nullable=False, server_default="own"))
        table.add_column(sa.Column("policy_address", sa.String(length=300), nullable=False, server_default=""))
        table.add_column(sa.Column("has_pay_field", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("has_moderation", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("objective") as table:
        table.add_column(sa.Column("trust_priority_id", sa.Uuid()))
        table.create_foreign_key(
            op.f("fk_objective_trust_priority_id"), "trust_priority", ["trust_priority_id"], ["id"]
        )
    with op.batch_alter_table("review") as table:
        table.add_column(sa.Column("stage", sa.String(length=40), nullable=False, server_default="preparation"))
        table.add_column(sa.Column("laid_down_on", sa.Date()))
        # Whoever changes school begins a new review there; the one before stays where it was made.
        table.drop_constraint(op.f("uq_review_cycle_id_person_id"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_review_cycle_id_person_id_school_id"), ["cycle_id", "person_id", "school_id"]
        )
    op.execute("UPDATE review SET stage = 'closed' WHERE state = 'closed'")
    op.execute("UPDATE review SET stage = 'comment_and_signatures' WHERE state = 'signing'")
    # Where objectives stand, the two have met.
    op.execute("UPDATE review SET stage = 'mid_year' WHERE state = 'open' AND id IN (SELECT review_id FROM objective)")


# What stood below a review before this revision.
_BELOW = ("review_sentence", "objective", "development_need", "brought", "signature", "signed_record")


def downgrade() -> None:
    # One review a person and cycle again: the one begun first. Foreign keys are off on SQLite meanwhile.
    review = sa.table("review", sa.column("id"), sa.column("cycle_id"), sa.column("person_id"))
    first = review.alias()
    later = sa.select(review.c.id).where(
        sa.exists().where(
            first.c.cycle_id == review.c.cycle_id,
            first.c.person_id == review.c.person_id,
            first.c.id < review.c.id,
        )
    )
    for table_name in _BELOW:
        below = sa.table(table_name, sa.column("review_id"))
        op.execute(below.delete().where(below.c.review_id.in_(later)))
    op.execute(review.delete().where(review.c.id.in_(later)))
    with op.batch_alter_table("review") as table:
        table.drop_constraint(op.f("uq_review_cycle_id_person_id_school_id"), type_="unique")
        table.create_unique_constraint(op.f("uq_review_cycle_id_person_id"), ["cycle_id", "person_id"])
        table.drop_column("laid_down_on")
        table.drop_column("stage")
    with op.batch_alter_table("objective") as table:
        table.drop_constraint(op.f("fk_objective_trust_priority_id"), type_="foreignkey")
        table.drop_column("trust_priority_id")
    with op.batch_alter_table("appraisal_cycle") as table:
        for column in ("version", "has_moderation", "has_pay_field", "policy_address", "policy"):
            table.drop_column(column)
    op.drop_table("review_move")
    op.drop_table("review_adviser")
    op.drop_table("induction")
    op.drop_table("appraisal_stage_date")
    op.drop_table("trust_priority")
