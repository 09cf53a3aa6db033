"""proof of senders: verdict policy by account, questions, alerts, redactions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _at(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.add_column("account", sa.Column("authentication", sa.Text(), nullable=True))
    op.add_column("arrival", _at("next_try_at", nullable=True))
    op.create_index("ix_arrival_sender_sent_at", "arrival", ["sender", "sent_at"])
    op.add_column("contact_address", _at("undeliverable_since", nullable=True))
    op.add_column("contact_address", sa.Column("undeliverable_reason", sa.Text(), nullable=True))
    op.add_column(
        "ticket_attachment", sa.Column("scan", sa.Text(), nullable=False, server_default=sa.text("'not_scanned'"))
    )
    op.add_column("ticket_attachment", sa.Column("scan_detail", sa.Text(), nullable=True))
    op.create_table(
        "alert",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("arrival_id", _ID, nullable=True),
        sa.Column("ticket_id", _ID, nullable=True),
        _at("raised_at"),
        _at("last_at"),
        sa.Column("times", sa.Integer(), nullable=False),
        _at("cleared_at", nullable=True),
        sa.Column("cleared_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_alert_arrival_id_arrival")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_alert_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    open_only = sa.text("cleared_at IS NULL")
    op.create_index(
        "uq_alert_open", "alert", ["kind", "key"], unique=True, postgresql_where=open_only, sqlite_where=open_only
    )
    op.create_table(
        "question",
        sa.Column("arrival_id", _ID, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        _at("asked_at"),
        _at("answered_at", nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", _ID, nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["arrival.id"], name=op.f("fk_question_answered_by_arrival")),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_question_arrival_id_arrival")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_question_contact_id_contact")),
        sa.PrimaryKeyConstraint("arrival_id", name=op.f("pk_question")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_question_token_sha256")),
    )
    op.create_index(op.f("ix_question_contact_id"), "question", ["contact_id"])
    op.create_table(
        "redaction",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        _at("redacted_at"),
        sa.Column("redacted_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
    )
