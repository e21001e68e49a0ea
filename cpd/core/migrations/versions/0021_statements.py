"""Statements: versions of a signed record, the copy for the file, and batches; who was reminded.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "statement_batch",
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_statement_batch_asked_by_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["appraisal_cycle.id"], name=op.f("fk_statement_batch_cycle_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_statement_batch_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_batch")),
        sa.UniqueConstraint("request_key", name=op.f("uq_statement_batch_request_key")),
    )
    op.create_index("ix_statement_batch_asked_by_id", "statement_batch", ["asked_by_id"])
    op.create_table(
        "statement_batch_file",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["statement_batch.id"], name=op.f("fk_statement_batch_file_batch_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_statement_batch_file_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "review_id", name=op.f("pk_statement_batch_file")),
        sa.UniqueConstraint("batch_id", "position", name=op.f("uq_statement_batch_file_batch_id_position")),
    )
    op.create_table(
        "appraisal_reminder",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("week_of", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Uuid(), nullable=True),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_appraisal_reminder_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_appraisal_reminder_school_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["appraisal_cycle.id"], name=op.f("fk_appraisal_reminder_cycle_id")),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["person.id"], name=op.f("fk_appraisal_reminder_sent_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_reminder")),
        sa.UniqueConstraint("person_id", "week_of", name=op.f("uq_appraisal_reminder_person_id_week_of")),
    )
    op.create_index("ix_appraisal_reminder_school_id_cycle_id", "appraisal_reminder", ["school_id", "cycle_id"])
    op.create_table(
        "appraisal_wish",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reminders_off", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_appraisal_wish_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_appraisal_wish")),
    )
    with op.batch_alter_table("signed_record") as table:
        table.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("archive", sa.LargeBinary()))
        table.add_column(sa.Column("archive_sha256", sa.String(length=64)))
        table.drop_constraint(op.f("uq_signed_record_review_id"), type_="unique")
        table.create_unique_constraint(op.f("uq_signed_record_review_id_number"), ["review_id", "number"])
        table.create_index("ix_signed_record_archive_sha256", ["archive_sha256"])
        table.create_index("ix_signed_record_pdf_sha256", ["pdf_sha256"])
        table.create_index("ix_signed_record_record_sha256", ["record_sha256"])


def downgrade() -> None:
    # One record a review again: the latest.
    op.execute(
        "DELETE FROM signed_record WHERE number < (SELECT MAX(later.number) FROM signed_record AS later"
        " WHERE later.review_id = signed_record.review_id)"
    )
    with op.batch_alter_table("signed_record") as table:
        table.drop_index("ix_signed_record_record_sha256")
        table.drop_index("ix_signed_record_pdf_sha256")
        table.drop_index("ix_signed_record_archive_sha256")
        table.drop_constraint(op.f("uq_signed_record_review_id_number"), type_="unique")
        table.create_unique_constraint(op.f("uq_signed_record_review_id"), ["review_id"])
        table.drop_column("archive_sha256")
        table.drop_column("archive")
        table.drop_column("number")
    op.drop_table("appraisal_wish")
    op.drop_table("appraisal_reminder")
    op.drop_table("statement_batch_file")
    op.drop_table("statement_batch")
