"""Indexes that hold all that the trust's counts by school read.

Revision ID: 0007
Revises: 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_role_grant_role_person_id", "role_grant")
    op.create_index("ix_role_grant_role_school_id_person_id", "role_grant", ["role", "school_id", "person_id"])
    op.create_index("ix_review_cycle_id_school_id_state", "review", ["cycle_id", "school_id", "state"])
    op.drop_index("ix_visit_school_id_visited_on", "visit")
    op.create_index("ix_visit_school_id_state_visited_on", "visit", ["school_id", "state", "visited_on"])


def downgrade() -> None:
    op.drop_index("ix_visit_school_id_state_visited_on", "visit")
    op.create_index("ix_visit_school_id_visited_on", "visit", ["school_id", "visited_on"])
    op.drop_index("ix_review_cycle_id_school_id_state", "review")
    op.drop_index("ix_role_grant_role_school_id_person_id", "role_grant")
    op.create_index("ix_role_grant_role_person_id", "role_grant", ["role", "person_id"])
