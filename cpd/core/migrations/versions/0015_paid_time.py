"""Minutes outside paid time and the files for payroll.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attended_time",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("outside", sa.Integer(), nullable=False),
        sa.CheckConstraint("outside BETWEEN 0 AND minutes", name=op.f("ck_attended_time_outside")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_attended_time_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_attended_time_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_attended_time")),
    )
    op.create_index("ix_attended_time_person_id", "attended_time", ["person_id"])
    op.create_table(
        "payroll_file",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("csv", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_payroll_file_made_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payroll_file")),
        sa.UniqueConstraint("month", "number", name=op.f("uq_payroll_file_month_number")),
    )
    op.create_table(
        "paid_time_claim",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'claimed') = (answered_at IS NULL)", name=op.f("ck_paid_time_claim_answered_at")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_paid_time_claim_minutes")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_paid_time_claim_answered_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"], ["person.id"], name=op.f("fk_paid_time_claim_claimed_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_paid_time_claim_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_paid_time_claim_post_id")),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_paid_time_claim_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paid_time_claim")),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_paid_time_claim_session_id_person_id")),
    )
    op.create_index("ix_paid_time_claim_person_id", "paid_time_claim", ["person_id"])
    op.create_index("ix_paid_time_claim_post_id", "paid_time_claim", ["post_id"])
    op.create_index("ix_paid_time_claim_state", "paid_time_claim", ["state"])
    op.create_table(
        "payroll_line",
        sa.Column("payroll_file_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("is_correction", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("minutes <> 0", name=op.f("ck_payroll_line_minutes")),
        sa.CheckConstraint("minutes > 0 OR is_correction", name=op.f("ck_payroll_line_less_is_a_correction")),
        sa.ForeignKeyConstraint(["claim_id"], ["paid_time_claim.id"], name=op.f("fk_payroll_line_claim_id")),
        sa.ForeignKeyConstraint(["payroll_file_id"], ["payroll_file.id"], name=op.f("fk_payroll_line_payroll_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payroll_line")),
        sa.UniqueConstraint("payroll_file_id", "claim_id", name=op.f("uq_payroll_line_payroll_file_id_claim_id")),
        sa.UniqueConstraint("payroll_file_id", "position", name=op.f("uq_payroll_line_payroll_file_id_position")),
    )
    op.create_index("ix_payroll_line_claim_id", "payroll_line", ["claim_id"])


def downgrade() -> None:
    op.drop_table("payroll_line")
    op.drop_table("paid_time_claim")
    op.drop_table("payroll_file")
    op.drop_table("attended_time")
