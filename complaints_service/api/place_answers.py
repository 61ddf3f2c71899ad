"""How the API tells where something is."""

from __future__ import annotations

from marshmallow import Schema, fields

from complaints_service.api.answer_fields import maybe_field, number_field


class PlaceAnswer(Schema):
    """Where it is: a point or none, how accurate (metres) and whence, the kelurahan, the street in words."""

    lat = fields.Float(required=True, allow_none=True)
    lng = fields.Float(required=True, allow_none=True)
    accuracy = number_field("Metres; none: exact.", allow_none=True)
    origin = maybe_field("pin, device, link, corner, chat, list, address or office (mended by it).")
    kelurahan = maybe_field()
    address = maybe_field()


class LinkedPlaceAnswer(PlaceAnswer):
    """The same with addresses that open a map (geo, osm, google); empty without a point."""

    links = fields.Dict(fields.String(), fields.String(), required=True)
