"""Alembic's entry: always on a connection that :mod:`store.migrate` hands over."""

from typing import Any, Literal

from alembic import context

from store.schema import Base
from store.types import UtcDateTime


def _render(kind: str, item: Any, _autogen: object) -> str | Literal[False]:
    """Migrations stand on plain types: they must not change when our own do."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
