"""corrections: what the desk has read wrongly, and what it should have read."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _reference(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_correction_{column}_{table}"))


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("ticket_id", _ID, nullable=False),
        sa.Column("arrival_id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("was_read", sa.JSON(), nullable=False),
        sa.Column("should_be", sa.JSON(), nullable=False),
        sa.Column("corrected_by", sa.Text(), nullable=False),
        sa.Column("contact_id", _ID, nullable=True),
        sa.Column("source_id", _ID, nullable=True),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        _reference("ticket_id", "ticket"),
        _reference("arrival_id", "arrival"),
        _reference("contact_id", "contact"),
        _reference("source_id", "arrival"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    for column in ("ticket_id", "arrival_id", "source_id"):
        op.create_index(op.f(f"ix_correction_{column}"), "correction", [column])
