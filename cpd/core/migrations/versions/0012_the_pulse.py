"""Three questions to the coachee, and notes for supervision.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pulse_request",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_pulse_request_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_pulse_request_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_request")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_pulse_request_visit_id")),
    )
    op.create_index("ix_pulse_request_person_id", "pulse_request", ["person_id"])
    op.create_table(
        "pulse_answer",
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.String(length=7), nullable=False),
        sa.Column("listened", sa.String(length=40), nullable=False),
        sa.Column("step_helped", sa.String(length=40), nullable=False),
        sa.Column("felt_safe", sa.String(length=40), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["coach_id"], ["person.id"], name=op.f("fk_pulse_answer_coach_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_answer")),
        # Rows in the order of their random keys, not of their arrival.
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pulse_answer_coach_id_year", "pulse_answer", ["coach_id", "year"])
    op.create_table(
        "supervision_note",
        sa.Column("ambassador_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ambassador_id"], ["person.id"], name=op.f("fk_supervision_note_ambassador_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_note")),
        sa.UniqueConstraint("request_key", name=op.f("uq_supervision_note_request_key")),
    )
    op.create_index("ix_supervision_note_ambassador_id", "supervision_note", ["ambassador_id"])


def downgrade() -> None:
    op.drop_table("supervision_note")
    op.drop_table("pulse_answer")
    op.drop_table("pulse_request")
