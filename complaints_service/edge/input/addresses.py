"""What may stand in the places of an address."""

from __future__ import annotations

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map, ValidationError

from complaints_service.edge.input.typed import LARGEST_ID
from complaints_service.texts import holds_control

_MOST_DIGITS = 10


class Id(IntegerConverter):
    """An id, `<id:officer_id>`: a longer number is nobody's, and no database takes it."""

    def __init__(self, map: Map) -> None:  # noqa: A002  # as werkzeug calls it
        super().__init__(map, max=LARGEST_ID)

    def to_python(self, value: str) -> int:
        """The number; whoever writes more digits than any has means none."""
        if len(value) > _MOST_DIGITS:
            raise ValidationError
        return super().to_python(value)


def register(app: Flask) -> None:
    """Answers addresses that hold control characters, in places or behind them, as if nothing were there."""

    @app.before_request
    def _readable() -> None:
        if holds_control(request.path) or holds_control(request.args.to_dict(flat=False)):
            abort(404)
