"""What may stand in the places of an address."""

from __future__ import annotations

from werkzeug.routing import IntegerConverter, Map

from complaints_service.edge.input.typed import LARGEST_ID


class Id(IntegerConverter):
    """An id, `<id:officer_id>`: a longer number is nobody's, and no database takes it."""

    def __init__(self, map: Map) -> None:  # noqa: A002  # as werkzeug calls it
        super().__init__(map, max=LARGEST_ID)
