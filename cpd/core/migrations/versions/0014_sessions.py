"""Programmes and the reasons of courses; planned sessions, invitations, registers, and what comes after.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("afterwards", sa.Text(), nullable=False),
        sa.Column("standards", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("mechanisms", sa.JSON(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("published_on IS NULL OR why <> ''", name=op.f("ck_programme_published_says_why")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_code")),
    )
    op.create_table(
        "programme_course",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_programme_course_course_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_course_programme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("programme_id", "course_id", name=op.f("pk_programme_course")),
    )
    op.create_index("ix_programme_course_course_id", "programme_course", ["course_id"])
    op.create_table(
        "evaluation_given",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_evaluation_given_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_evaluation_given_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_evaluation_given")),
    )
    op.create_index("ix_evaluation_given_person_id", "evaluation_given", ["person_id"])
    op.create_table(
        "invitation",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("calendar_sequence", sa.Integer(), nullable=True),
        sa.Column("sent_sequence", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'waiting') = (waiting_since IS NOT NULL)", name=op.f("ck_invitation_waiting_since")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_invitation_invited_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_invitation_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_invitation_session_id_person_id")),
    )
    op.create_index("ix_invitation_person_id_state", "invitation", ["person_id", "state"])
    op.create_table(
        "register_mark",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("presence", sa.String(length=40), nullable=False),
        sa.Column("arrived_at", sa.Time(), nullable=True),
        sa.Column("left_at", sa.Time(), nullable=True),
        sa.Column("came_unannounced", sa.Boolean(), nullable=False),
        sa.Column("marked_by", sa.String(length=40), nullable=False),
        sa.Column("marked_by_id", sa.Uuid(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "arrived_at IS NULL OR left_at IS NULL OR left_at >= arrived_at", name=op.f("ck_register_mark_left_after")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["person.id"], name=op.f("fk_register_mark_marked_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_register_mark_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_register_mark_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_mark")),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_register_mark_session_id_person_id")),
    )
    op.create_index("ix_register_mark_person_id", "register_mark", ["person_id"])
    op.create_index("ix_register_mark_session_id_change", "register_mark", ["session_id", "change"])
    op.create_table(
        "register_sending",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_register_sending_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_register_sending")),
    )
    op.create_index("ix_register_sending_session_id", "register_sending", ["session_id"])
    op.create_table(
        "session_evaluation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("understood_why", sa.String(length=40), nullable=False),
        sa.Column("can_use_it", sa.String(length=40), nullable=False),
        sa.Column("worth_the_time", sa.String(length=40), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_session_evaluation_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_evaluation")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_session_evaluation_session_id", "session_evaluation", ["session_id"])
    op.create_table(
        "session_reflection",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_session_reflection_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_session_reflection_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_reflection")),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_session_reflection_session_id_person_id")),
    )
    op.create_index("ix_session_reflection_person_id", "session_reflection", ["person_id"])
    with op.batch_alter_table("course") as table:
        table.add_column(sa.Column("afterwards", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("mechanisms", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("look_fors", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("need", sa.String(length=100), nullable=False, server_default=""))
        table.add_column(sa.Column("published_on", sa.Date()))
        table.create_check_constraint(op.f("ck_course_published_says_why"), "published_on IS NULL OR why <> ''")
    # What says why was open to everybody from the day it came in.
    op.execute("UPDATE course SET published_on = DATE(entered_at) WHERE why <> ''")
    with op.batch_alter_table("training_session") as table:
        table.add_column(sa.Column("state", sa.String(length=40), nullable=False, server_default="recorded"))
        table.add_column(sa.Column("form", sa.String(length=40), nullable=False, server_default="other"))
        table.add_column(sa.Column("online_address", sa.String(length=500), nullable=False, server_default=""))
        table.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("led_with", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("places", sa.Integer()))
        table.add_column(sa.Column("credit_from_minutes", sa.Integer()))
        table.add_column(sa.Column("calendar_sequence", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("cancelled_because", sa.String(length=300), nullable=False, server_default=""))
        table.add_column(sa.Column("check_in_code", sa.String(length=16)))
        table.add_column(sa.Column("check_out_code", sa.String(length=16)))
        table.add_column(sa.Column("register", sa.Integer()))
        table.add_column(sa.Column("register_closed_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("register_closed_by_id", sa.Uuid()))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        table.create_index("ix_training_session_held_on_state", ["held_on", "state"])
        table.create_unique_constraint(op.f("uq_training_session_check_in_code"), ["check_in_code"])
        table.create_unique_constraint(op.f("uq_training_session_check_out_code"), ["check_out_code"])
        table.create_foreign_key(
            op.f("fk_training_session_register_closed_by_id"),
            "person",
            ["register_closed_by_id"],
            ["id"],
            ondelete="SET NULL",
        )
        table.create_check_constraint(op.f("ck_training_session_places"), "places IS NULL OR places > 0")
        table.create_check_constraint(
            op.f("ck_training_session_credit_from_minutes"), "credit_from_minutes IS NULL OR credit_from_minutes > 0"
        )
        table.create_check_constraint(
            op.f("ck_training_session_ends_after_start"), "starts_at IS NULL OR ends_at IS NULL OR ends_at > starts_at"
        )
        table.create_check_constraint(
            op.f("ck_training_session_register_of_planned"), "(state = 'recorded') = (register IS NULL)"
        )


def downgrade() -> None:
    with op.batch_alter_table("course") as table:
        table.drop_constraint(op.f("ck_course_published_says_why"), type_="check")
        table.drop_column("published_on")
        table.drop_column("need")
        table.drop_column("look_fors")
        table.drop_column("mechanisms")
        table.drop_column("afterwards")
    with op.batch_alter_table("training_session") as table:
        table.drop_constraint(op.f("ck_training_session_register_of_planned"), type_="check")
        table.drop_constraint(op.f("ck_training_session_ends_after_start"), type_="check")
        table.drop_constraint(op.f("ck_training_session_credit_from_minutes"), type_="check")
        table.drop_constraint(op.f("ck_training_session_places"), type_="check")
        table.drop_constraint(op.f("fk_training_session_register_closed_by_id"), type_="foreignkey")
        table.drop_constraint(op.f("uq_training_session_check_out_code"), type_="unique")
        table.drop_constraint(op.f("uq_training_session_check_in_code"), type_="unique")
        table.drop_index("ix_training_session_held_on_state")
        table.drop_column("version")
        table.drop_column("register_closed_by_id")
        table.drop_column("register_closed_at")
        table.drop_column("register")
        table.drop_column("check_out_code")
        table.drop_column("check_in_code")
        table.drop_column("cancelled_because")
        table.drop_column("calendar_sequence")
        table.drop_column("credit_from_minutes")
        table.drop_column("places")
        table.drop_column("led_with")
        table.drop_column("note")
        table.drop_column("online_address")
        table.drop_column("form")
        table.drop_column("state")
    op.drop_table("session_reflection")
    op.drop_table("session_evaluation")
    op.drop_table("register_sending")
    op.drop_table("register_mark")
    op.drop_table("invitation")
    op.drop_table("evaluation_given")
    op.drop_table("programme_course")
    op.drop_table("programme")
