"""Exports as they were given, reading tokens, scheduled exports, and reminders of training.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_export",
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("file_format", sa.String(length=10), nullable=False),
        sa.Column("narrowed_to", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_kept_export_made_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_export")),
    )
    op.create_index("ix_kept_export_made_at", "kept_export", ["made_at"])
    op.create_index("ix_kept_export_made_by_id", "kept_export", ["made_by_id"])
    op.create_table(
        "reading_token",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_reading_token_made_by_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reading_token_token_hash")),
    )
    op.create_index("ix_reading_token_made_by_id", "reading_token", ["made_by_id"])
    op.create_table(
        "scheduled_export",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("rhythm", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("file_format", sa.String(length=10), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_made_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_scheduled_export_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_export")),
        sa.UniqueConstraint(
            "person_id",
            "rhythm",
            "level",
            "file_format",
            name=op.f("uq_scheduled_export_person_id_rhythm_level_file_format"),
        ),
    )
    op.create_table(
        "training_reminder",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("week_of", sa.Date(), nullable=False),
        sa.Column("was_mailed", sa.Boolean(), nullable=False),
        sa.Column("courses", sa.Integer(), nullable=False),
        sa.Column("managed_people", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_training_reminder_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_reminder")),
        sa.UniqueConstraint("person_id", "week_of", name=op.f("uq_training_reminder_person_id_week_of")),
    )
    op.create_index("ix_training_reminder_week_of", "training_reminder", ["week_of"])
    op.create_table(
        "training_wish",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("mails_off", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_training_wish_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_training_wish")),
    )
    op.create_table(
        "kept_export_part",
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["export_id"], ["kept_export.id"], name=op.f("fk_kept_export_part_export_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("export_id", "position", name=op.f("pk_kept_export_part")),
    )


def downgrade() -> None:
    op.drop_table("kept_export_part")
    op.drop_table("training_wish")
    op.drop_table("training_reminder")
    op.drop_table("scheduled_export")
    op.drop_table("reading_token")
    op.drop_table("kept_export")
