"""Files with certificates, trusted providers, remembered mappings, codes of our own certificates.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_mapping",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("courses", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint("name", name=op.f("uq_import_mapping_name")),
    )
    op.create_table(
        "trusted_provider",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_name", sa.String(length=200), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_trusted_provider_course_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_trusted_provider_entered_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_provider")),
        sa.UniqueConstraint("sort_name", "course_id", name=op.f("uq_trusted_provider_sort_name_course_id")),
    )
    op.create_index("ix_trusted_provider_course_id", "trusted_provider", ["course_id"])
    op.create_index(
        "uq_trusted_provider_every_course",
        "trusted_provider",
        ["sort_name"],
        unique=True,
        sqlite_where=sa.text("course_id IS NULL"),
        postgresql_where=sa.text("course_id IS NULL"),
    )
    op.create_table(
        "certificate_file",
        sa.Column("own_certificate_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["own_certificate_id"],
            ["own_certificate.id"],
            name=op.f("fk_certificate_file_own_certificate_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("own_certificate_id", name=op.f("pk_certificate_file")),
    )
    op.create_index("ix_certificate_file_sha256", "certificate_file", ["sha256"])
    op.create_table(
        "certificate_code",
        sa.Column("completion_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["completion_id"], ["completion.id"], name=op.f("fk_certificate_code_completion_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("completion_id", name=op.f("pk_certificate_code")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code_code")),
    )


def downgrade() -> None:
    op.drop_table("certificate_code")
    op.drop_table("certificate_file")
    op.drop_table("trusted_provider")
    op.drop_table("import_mapping")
