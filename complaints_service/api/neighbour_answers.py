"""How the API tells of neighbours' open reports beside one that is still being told."""

from __future__ import annotations

from marshmallow import Schema

from complaints_service.api.answer_fields import list_field, maybe_field, text_field


class NeighbourAnswer(Schema):
    """What a neighbour may know of another's report; never its words, nor whose it is."""

    number = text_field("Opens nothing; send it as `joins` to follow the report.")
    category = text_field()
    street = maybe_field("As the rulebook's map names it.")
    kelurahan = maybe_field()
    received_on = text_field("A local day: ISO 8601.")


class SimilarAnswer(Schema):
    """Neighbours' open reports that may be the same matter, the likeliest first."""

    reports = list_field(NeighbourAnswer)
