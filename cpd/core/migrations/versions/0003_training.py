"""Courses, requirements, sessions, completions and exemptions.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "course",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("standards", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("code", name=op.f("uq_course_code")),
    )
    op.create_table(
        "course_rule",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("applies_from", sa.Date(), nullable=True),
        sa.Column("applies_to", sa.Date(), nullable=True),
        sa.Column("renewal_kind", sa.String(length=40), nullable=False),
        sa.Column("renewal_months", sa.Integer(), nullable=True),
        sa.Column("renew_by", sa.String(length=5), nullable=True),
        sa.Column("refresher_course_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(renewal_kind = 'academic_year') = (renew_by IS NOT NULL)", name=op.f("ck_course_rule_renew_by")
        ),
        sa.CheckConstraint(
            "(renewal_kind = 'months') = (renewal_months IS NOT NULL)", name=op.f("ck_course_rule_months")
        ),
        sa.CheckConstraint(
            "applies_to IS NULL OR applies_from IS NULL OR applies_to >= applies_from",
            name=op.f("ck_course_rule_ends_after"),
        ),
        sa.CheckConstraint("refresher_course_id <> course_id", name=op.f("ck_course_rule_refresher_is_another")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_rule_course_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["refresher_course_id"], ["course.id"], name=op.f("fk_course_rule_refresher_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_rule")),
        sa.UniqueConstraint("course_id", "applies_from", name=op.f("uq_course_rule_course_id_applies_from")),
    )
    op.create_index("ix_course_rule_refresher_course_id", "course_rule", ["refresher_course_id"], unique=False)
    op.create_index(
        "uq_course_rule_first",
        "course_rule",
        ["course_id"],
        unique=True,
        sqlite_where=sa.text("applies_from IS NULL"),
        postgresql_where=sa.text("applies_from IS NULL"),
    )
    op.create_table(
        "exemption",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_exemption_reason_given")),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_exemption_ends_after_start")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_exemption_course_id")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_exemption_entered_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_exemption_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemption")),
        sa.UniqueConstraint(
            "person_id", "course_id", "started_on", name=op.f("uq_exemption_person_id_course_id_started_on")
        ),
    )
    op.create_index("ix_exemption_course_id", "exemption", ["course_id"], unique=False)
    op.create_table(
        "own_certificate",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("certificate_ref", sa.String(length=100), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_own_certificate_answered_at")),
        sa.CheckConstraint(
            "expires_on IS NULL OR expires_on >= completed_on", name=op.f("ck_own_certificate_expires_after")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_own_certificate_answered_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_own_certificate_course_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_own_certificate_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_certificate")),
        sa.UniqueConstraint("request_key", name=op.f("uq_own_certificate_request_key")),
    )
    op.create_index("ix_own_certificate_course_id", "own_certificate", ["course_id"], unique=False)
    op.create_index("ix_own_certificate_person_id", "own_certificate", ["person_id"], unique=False)
    op.create_table(
        "requirement",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("staff_groups", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("schools", sa.String(length=40), nullable=False),
        sa.Column("phases", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("job_titles", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("roles", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("names_people", sa.Boolean(), nullable=False),
        sa.Column("applies_from", sa.Date(), nullable=True),
        sa.Column("applies_to", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(schools = 'phases') = (phases IS NOT NULL)", name=op.f("ck_requirement_phases")),
        sa.CheckConstraint(
            "applies_to IS NULL OR applies_from IS NULL OR applies_to >= applies_from",
            name=op.f("ck_requirement_ends_after"),
        ),
        sa.CheckConstraint(
            "effective_to IS NULL OR effective_to >= effective_from", name=op.f("ck_requirement_effective_period")
        ),
        sa.CheckConstraint("grace_days >= 0", name=op.f("ck_requirement_grace")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_requirement_course_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement")),
    )
    op.create_index(
        "ix_requirement_course_id_effective_from", "requirement", ["course_id", "effective_from"], unique=False
    )
    op.create_table(
        "training_session",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("host_school_id", sa.Uuid(), nullable=True),
        sa.Column("leader_person_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("request_key", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("minutes IS NULL OR minutes > 0", name=op.f("ck_training_session_minutes")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_training_session_course_id")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_training_session_entered_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["host_school_id"], ["school.id"], name=op.f("fk_training_session_host_school_id")),
        sa.ForeignKeyConstraint(
            ["leader_person_id"], ["person.id"], name=op.f("fk_training_session_leader_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session")),
        sa.UniqueConstraint("request_key", name=op.f("uq_training_session_request_key")),
    )
    op.create_index("ix_training_session_course_id_held_on", "training_session", ["course_id", "held_on"], unique=False)
    op.create_index("ix_training_session_host_school_id", "training_session", ["host_school_id"], unique=False)
    op.create_index("ix_training_session_leader_person_id", "training_session", ["leader_person_id"], unique=False)
    op.create_table(
        "completion",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("certificate_ref", sa.String(length=100), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "expires_on IS NULL OR expires_on >= completed_on", name=op.f("ck_completion_expires_after")
        ),
        sa.CheckConstraint("minutes IS NULL OR minutes > 0", name=op.f("ck_completion_minutes")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_completion_course_id")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_completion_entered_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_completion_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_completion_session_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completion")),
        sa.UniqueConstraint(
            "course_id", "person_id", "completed_on", name=op.f("uq_completion_course_id_person_id_completed_on")
        ),
    )
    op.create_index(
        "ix_completion_coverage", "completion", ["person_id", "course_id", "completed_on", "expires_on"], unique=False
    )
    op.create_index("ix_completion_session_id", "completion", ["session_id"], unique=False)
    op.create_table(
        "course_rule_satisfied_by",
        sa.Column("course_rule_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_rule_satisfied_by_course_id")),
        sa.ForeignKeyConstraint(
            ["course_rule_id"],
            ["course_rule.id"],
            name=op.f("fk_course_rule_satisfied_by_course_rule_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("course_rule_id", "course_id", name=op.f("pk_course_rule_satisfied_by")),
    )
    op.create_index(
        op.f("ix_course_rule_satisfied_by_course_id"), "course_rule_satisfied_by", ["course_id"], unique=False
    )
    op.create_table(
        "requirement_person",
        sa.Column("requirement_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_requirement_person_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"],
            ["requirement.id"],
            name=op.f("fk_requirement_person_requirement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("requirement_id", "person_id", name=op.f("pk_requirement_person")),
    )
    op.create_index(op.f("ix_requirement_person_person_id"), "requirement_person", ["person_id"], unique=False)
    op.create_table(
        "requirement_school",
        sa.Column("requirement_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["requirement_id"],
            ["requirement.id"],
            name=op.f("fk_requirement_school_requirement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_requirement_school_school_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("requirement_id", "school_id", name=op.f("pk_requirement_school")),
    )
    op.create_index(op.f("ix_requirement_school_school_id"), "requirement_school", ["school_id"], unique=False)


def downgrade() -> None:
    op.drop_table("requirement_school")
    op.drop_table("requirement_person")
    op.drop_table("course_rule_satisfied_by")
    op.drop_table("completion")
    op.drop_table("training_session")
    op.drop_table("requirement")
    op.drop_table("own_certificate")
    op.drop_table("exemption")
    op.drop_table("course_rule")
    op.drop_table("course")
