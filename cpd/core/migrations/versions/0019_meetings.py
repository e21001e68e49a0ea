"""Meetings: what each side writes before one, and what is written down in it; links and files; needs by standard.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_meeting",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("workload", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_meeting_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_meeting")),
        sa.UniqueConstraint("review_id", "kind", name=op.f("uq_review_meeting_review_id_kind")),
    )
    op.create_table(
        "review_part",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("meeting", sa.String(length=40), nullable=False),
        sa.Column("writer_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_part_review_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["writer_id"], ["person.id"], name=op.f("fk_review_part_writer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_part")),
        sa.UniqueConstraint(
            "review_id", "meeting", "writer_id", name=op.f("uq_review_part_review_id_meeting_writer_id")
        ),
    )
    op.create_index("ix_review_part_writer_id", "review_part", ["writer_id"])
    op.create_table(
        "brought_file",
        sa.Column("brought_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brought_id"], ["brought.id"], name=op.f("fk_brought_file_brought_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("brought_id", name=op.f("pk_brought_file")),
    )
    op.create_table(
        "review_part_sentence",
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("standard_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part_id"], ["review_part.id"], name=op.f("fk_review_part_sentence_part_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["standard_id"], ["standard.id"], name=op.f("fk_review_part_sentence_standard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_part_sentence")),
        sa.UniqueConstraint("part_id", "standard_id", name=op.f("uq_review_part_sentence_part_id_standard_id")),
    )
    with op.batch_alter_table("brought") as table:
        table.add_column(sa.Column("address", sa.String(length=500), nullable=False, server_default=""))
    with op.batch_alter_table("development_need") as table:
        table.add_column(sa.Column("standard_id", sa.Uuid()))
        table.add_column(sa.Column("course_id", sa.Uuid()))
        table.create_foreign_key(op.f("fk_development_need_standard_id"), "standard", ["standard_id"], ["id"])
        table.create_foreign_key(op.f("fk_development_need_course_id"), "course", ["course_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("development_need") as table:
        table.drop_constraint(op.f("fk_development_need_course_id"), type_="foreignkey")
        table.drop_constraint(op.f("fk_development_need_standard_id"), type_="foreignkey")
        table.drop_column("course_id")
        table.drop_column("standard_id")
    with op.batch_alter_table("brought") as table:
        table.drop_column("address")
    op.drop_table("review_part_sentence")
    op.drop_table("brought_file")
    op.drop_table("review_part")
    op.drop_table("review_meeting")
