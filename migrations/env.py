"""Alembic's entry: it takes the connection that `migrations.run` hands over and every model's table."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from complaints_service.db import UtcDateTime
from migrations.tables import is_compared, metadata


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """A migration stays as it was written when the code moves on, so it names no type of ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    render_item=render_item,
    include_object=is_compared,
    render_as_batch=True,
    transactional_ddl=True,  # on SQLite too: complaints_service.db begins transactions explicitly
)
with context.begin_transaction():
    context.run_migrations()
