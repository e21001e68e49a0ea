"""Frameworks, look-fors, action steps and the glossary.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "framework",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("is_statutory", sa.Boolean(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("who_it_is_for", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("preamble", sa.Text(), nullable=False),
        sa.Column("copyright_line", sa.String(length=200), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.Column("licence", sa.String(length=100), nullable=False),
        sa.Column("licence_url", sa.String(length=300), nullable=False),
        sa.Column("source_url", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework")),
        sa.UniqueConstraint("code", name=op.f("uq_framework_code")),
    )
    op.create_table(
        "term",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("sort_name", sa.String(length=100), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("slug", name=op.f("uq_term_slug")),
    )
    op.create_index(op.f("ix_term_sort_name"), "term", ["sort_name"], unique=False)
    op.create_table(
        "standard",
        sa.Column("framework_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("short", sa.String(length=100), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("part_title", sa.Text(), nullable=False),
        sa.Column("lead_in", sa.Text(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("is_conduct", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("for_leader", sa.Boolean(), nullable=False),
        sa.Column("for_teacher", sa.Boolean(), nullable=False),
        sa.Column("for_teaching_assistant", sa.Boolean(), nullable=False),
        sa.Column("for_support", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["framework_id"], ["framework.id"], name=op.f("fk_standard_framework_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard")),
        sa.UniqueConstraint("code", name=op.f("uq_standard_code")),
    )
    op.create_index("ix_standard_framework_id", "standard", ["framework_id"], unique=False)
    op.create_table(
        "look_for_group",
        sa.Column("standard_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["standard_id"], ["standard.id"], name=op.f("fk_look_for_group_standard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_for_group")),
        sa.UniqueConstraint("code", name=op.f("uq_look_for_group_code")),
    )
    op.create_index("ix_look_for_group_standard_id", "look_for_group", ["standard_id"], unique=False)
    op.create_table(
        "statement",
        sa.Column("standard_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_nested", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["standard_id"], ["standard.id"], name=op.f("fk_statement_standard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("standard_id", "code", name=op.f("uq_statement_standard_id_code")),
    )
    op.create_table(
        "library_step",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("for_leader", sa.Boolean(), nullable=False),
        sa.Column("for_teacher", sa.Boolean(), nullable=False),
        sa.Column("for_teaching_assistant", sa.Boolean(), nullable=False),
        sa.Column("for_support", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["look_for_group.id"], name=op.f("fk_library_step_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_step")),
        sa.UniqueConstraint("code", name=op.f("uq_library_step_code")),
    )
    op.create_index("ix_library_step_group_id", "library_step", ["group_id"], unique=False)
    op.create_table(
        "look_for",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("for_leader", sa.Boolean(), nullable=False),
        sa.Column("for_teacher", sa.Boolean(), nullable=False),
        sa.Column("for_teaching_assistant", sa.Boolean(), nullable=False),
        sa.Column("for_support", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["look_for_group.id"], name=op.f("fk_look_for_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_for")),
        sa.UniqueConstraint("code", name=op.f("uq_look_for_code")),
    )
    op.create_index("ix_look_for_group_id", "look_for", ["group_id"], unique=False)
    op.create_table(
        "look_for_group_statement",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["look_for_group.id"], name=op.f("fk_look_for_group_statement_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["statement.id"],
            name=op.f("fk_look_for_group_statement_statement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "statement_id", name=op.f("pk_look_for_group_statement")),
    )
    op.create_table(
        "look_for_group_term",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["look_for_group.id"], name=op.f("fk_look_for_group_term_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["term.id"], name=op.f("fk_look_for_group_term_term_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "term_id", name=op.f("pk_look_for_group_term")),
    )
    op.create_index("ix_look_for_group_term_term_id", "look_for_group_term", ["term_id"], unique=False)


def downgrade() -> None:
    op.drop_table("look_for_group_term")
    op.drop_table("look_for_group_statement")
    op.drop_table("look_for")
    op.drop_table("library_step")
    op.drop_table("statement")
    op.drop_table("look_for_group")
    op.drop_table("standard")
    op.drop_table("term")
    op.drop_table("framework")
