"""Cycles, reviews and what both sides sign.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appraisal_cycle",
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_appraisal_cycle_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_cycle")),
        sa.UniqueConstraint("starts_on", name=op.f("uq_appraisal_cycle_starts_on")),
    )
    op.create_table(
        "review",
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("appraiser_id", sa.Uuid(), nullable=False),
        sa.Column("job_title", sa.String(length=200), nullable=False),
        sa.Column("staff_group", sa.String(length=40), nullable=False),
        sa.Column("hr_contact_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("focus", sa.Text(), nullable=False),
        sa.Column("person_comment", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resting_record", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'signing') = (resting_record IS NOT NULL)", name=op.f("ck_review_rests_while_signing")
        ),
        sa.CheckConstraint("appraiser_id <> person_id", name=op.f("ck_review_not_oneself")),
        sa.ForeignKeyConstraint(["appraiser_id"], ["person.id"], name=op.f("fk_review_appraiser_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["appraisal_cycle.id"], name=op.f("fk_review_cycle_id")),
        sa.ForeignKeyConstraint(["hr_contact_id"], ["person.id"], name=op.f("fk_review_hr_contact_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_review_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("cycle_id", "person_id", name=op.f("uq_review_cycle_id_person_id")),
    )
    op.create_index("ix_review_appraiser_id", "review", ["appraiser_id"], unique=False)
    op.create_index("ix_review_hr_contact_id", "review", ["hr_contact_id"], unique=False)
    op.create_index("ix_review_person_id", "review", ["person_id"], unique=False)
    op.create_index("ix_review_school_id", "review", ["school_id"], unique=False)
    op.create_table(
        "brought",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("source_on", sa.Date(), nullable=True),
        sa.Column("coach_id", sa.Uuid(), nullable=True),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["coach_id"], ["person.id"], name=op.f("fk_brought_coach_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_brought_review_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought")),
        sa.UniqueConstraint("request_key", name=op.f("uq_brought_request_key")),
    )
    op.create_index("ix_brought_coach_id", "brought", ["coach_id"], unique=False)
    op.create_index("ix_brought_review_id", "brought", ["review_id"], unique=False)
    op.create_table(
        "development_need",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("agreed_action", sa.Text(), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_development_need_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_need")),
        sa.UniqueConstraint("request_key", name=op.f("uq_development_need_request_key")),
        sa.UniqueConstraint("review_id", "position", name=op.f("uq_development_need_review_id_position")),
    )
    op.create_table(
        "objective",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("how_we_will_know", sa.Text(), nullable=False),
        sa.Column("what_came_of_it", sa.Text(), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_objective_at_most_three")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_objective_review_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["standard_id"], ["standard.id"], name=op.f("fk_objective_standard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective")),
        sa.UniqueConstraint("request_key", name=op.f("uq_objective_request_key")),
        sa.UniqueConstraint("review_id", "position", name=op.f("uq_objective_review_id_position")),
    )
    op.create_table(
        "review_sentence",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("standard_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_sentence_review_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["standard_id"], ["standard.id"], name=op.f("fk_review_sentence_standard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_sentence")),
        sa.UniqueConstraint("review_id", "standard_id", name=op.f("uq_review_sentence_review_id_standard_id")),
    )
    op.create_table(
        "signature",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("signer", sa.String(length=40), nullable=False),
        sa.Column("typed_name", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_signature_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signature_person_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_signature_review_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("review_id", "signer", name=op.f("uq_signature_review_id_signer")),
    )
    op.create_table(
        "signed_record",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("record_json", sa.Text(), nullable=False),
        sa.Column("record_sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_signed_record_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_record")),
        sa.UniqueConstraint("review_id", name=op.f("uq_signed_record_review_id")),
    )


def downgrade() -> None:
    op.drop_table("signed_record")
    op.drop_table("signature")
    op.drop_table("review_sentence")
    op.drop_table("objective")
    op.drop_table("development_need")
    op.drop_table("brought")
    op.drop_table("review")
    op.drop_table("appraisal_cycle")
