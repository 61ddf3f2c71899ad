"""What the map asks the service: its streets, the spots on one, and what is to be said of a point."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, request

from complaints_service.edge.guard import ANYONE, needs
from complaints_service.edge.limits.crowd import limited
from complaints_service.edge.resources import service
from complaints_service.errors import NotFound
from complaints_service.web.citizen.reporting.where import offers, place_typed, point_said, spots
from config.street_map import write_map

blueprint = Blueprint("places", __name__)


@blueprint.get("/peta.json")
@needs(ANYONE)
def streets_file() -> Response:
    """The rulebook's street map, as the file is written; its address changes with it."""
    drawn = service().rulebook.street_map
    if drawn is None:
        raise NotFound
    answer = make_response(write_map(drawn))
    answer.headers["Content-Type"] = "application/json"
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


@blueprint.get("/jalan/<code>.json")
@needs(ANYONE)
def street_spots(code: str) -> Response:
    """The corners of a street and the landmarks beside it, each with its point."""
    answer = jsonify([{"point": point, "words": words} for point, words in spots(code)])
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@blueprint.post("/tempat")
@limited(300)
@needs(ANYONE)
def judge() -> Response:
    """What is to be said of a point, or of a link that was pasted; nothing is kept, nothing is fetched."""
    values = request.form.to_dict()
    said = point_said(place_typed(values))
    told = {"state": "", "words": "", "kelurahan": ""}
    if said is not None:
        told = {"state": said.state, "words": said.words, "kelurahan": said.kelurahan}
    return jsonify({**told, "offers": offers(values.get("written", ""))})
