"""The state of each table, by which what was reckoned from it is known to hold still.

Revision ID: 0006
Revises: 0005
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    names = sa.inspect(op.get_bind()).get_table_names()
    table_change = op.create_table(
        "table_change",
        sa.Column("table_name", sa.String(length=63), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("table_name", name=op.f("pk_table_change")),
    )
    # What is there already may be kept from the first reader on.
    op.bulk_insert(table_change, [{"table_name": name, "state": secrets.token_hex(16)} for name in sorted(names)])


def downgrade() -> None:
    op.drop_table("table_change")
