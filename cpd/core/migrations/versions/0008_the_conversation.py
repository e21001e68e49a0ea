"""Visits by two with a question, modelling and rehearsal; steps agreed, tried, parked and declined; reflections.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_reflection",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_reflection_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_reflection")),
        sa.UniqueConstraint("request_key", name=op.f("uq_visit_reflection_request_key")),
    )
    op.create_index("ix_visit_reflection_visit_id", "visit_reflection", ["visit_id"])
    op.create_table(
        "step_change",
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_step_change_by_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["step_id"], ["action_step.id"], name=op.f("fk_step_change_step_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_change")),
    )
    op.create_index("ix_step_change_step_id", "step_change", ["step_id"])
    op.create_table(
        "step_trial",
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_id"], ["action_step.id"], name=op.f("fk_step_trial_step_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_trial")),
        sa.UniqueConstraint("request_key", name=op.f("uq_step_trial_request_key")),
    )
    op.create_index("ix_step_trial_step_id", "step_trial", ["step_id"])
    with op.batch_alter_table("action_step") as table:
        table.add_column(sa.Column("cue", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("tried_where", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("check_back_at", sa.Time()))
        table.add_column(sa.Column("agreed_at", sa.DateTime(timezone=True)))
        table.drop_constraint(op.f("ck_action_step_closed_has_day"), type_="check")
        table.create_check_constraint(
            op.f("ck_action_step_closed_has_day"), "(state IN ('open', 'parked')) = (closed_on IS NULL)"
        )
    with op.batch_alter_table("visit") as table:
        table.add_column(sa.Column("second_visitor_id", sa.Uuid()))
        table.add_column(sa.Column("question", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("modelled", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("modelled_minutes", sa.Integer()))
        table.add_column(sa.Column("rehearsed", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("rehearsed_minutes", sa.Integer()))
        table.create_foreign_key(
            op.f("fk_visit_second_visitor_id"), "person", ["second_visitor_id"], ["id"], ondelete="SET NULL"
        )
        table.create_check_constraint(
            op.f("ck_visit_second_is_another"),
            "second_visitor_id <> person_id AND second_visitor_id <> visitor_id",
        )
        table.create_check_constraint(op.f("ck_visit_minutes"), "modelled_minutes >= 0 AND rehearsed_minutes >= 0")
        table.create_index("ix_visit_second_visitor_id", ["second_visitor_id"])


def downgrade() -> None:
    with op.batch_alter_table("visit") as table:
        table.drop_index("ix_visit_second_visitor_id")
        table.drop_constraint(op.f("ck_visit_minutes"), type_="check")
        table.drop_constraint(op.f("ck_visit_second_is_another"), type_="check")
        table.drop_constraint(op.f("fk_visit_second_visitor_id"), type_="foreignkey")
        for name in (
            "rehearsed_minutes", "rehearsed", "modelled_minutes", "modelled", "question", "second_visitor_id"
        ):  # fmt: skip
            table.drop_column(name)
    # A parked step is open again, a declined one let go: the states there were before.
    op.execute("UPDATE action_step SET state = 'open' WHERE state = 'parked'")
    op.execute("UPDATE action_step SET state = 'let_go' WHERE state = 'declined'")
    with op.batch_alter_table("action_step") as table:
        table.drop_constraint(op.f("ck_action_step_closed_has_day"), type_="check")
        table.create_check_constraint(op.f("ck_action_step_closed_has_day"), "(state = 'open') = (closed_on IS NULL)")
        for name in ("agreed_at", "check_back_at", "tried_where", "cue"):
            table.drop_column(name)
    op.drop_table("step_trial")
    op.drop_table("step_change")
    op.drop_table("visit_reflection")
