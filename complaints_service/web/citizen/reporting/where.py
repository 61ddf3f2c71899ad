"""Where it is, on the form: what is said of a point beside the map, and the ways to set one without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from complaints_service.edge.input.typed import decimal_number, degree
from complaints_service.edge.language import language
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.places.links import points_in, short_link_in
from complaints_service.places.outlines import find_place
from complaints_service.places.place import MOST_METRES, POINT_ORIGINS, Place, unsure_words
from complaints_service.places.streets import StreetSpot, spots_on, streets
from complaints_service.web.ticket.place_panel import place_map
from complaints_service.web.ticket.words import place_name

#: So many points of a text are offered: more are a list, not a place.
MOST_OFFERS = 3


@dataclass(frozen=True, kw_only=True)
class PointSaid:
    """What is said of a point: `state` is `in`, `unsure`, `outside` or `wrong`; `kelurahan`: where sure."""

    state: str
    words: str
    kelurahan: str = ""


def point_said(place: Place) -> PointSaid | None:
    """What is said beside the map of a place's point; None where there is none."""
    if place.point is None:
        return None
    rulebook = service().rulebook
    found = find_place(*place.point, rulebook)
    if not place.sure and (found.problem is None or found.outside):
        return PointSaid(state="unsure", words=say(unsure_words(place)))
    if found.outside and found.problem is not None:
        enough = _("Kalau tempatnya di Marelan, pilih kelurahannya di bawah; itu cukup.")
        return PointSaid(state="outside", words=f"{say(found.problem)} {enough}")
    if found.problem is not None:
        return PointSaid(state="wrong", words=say(found.problem))
    name = place_name(rulebook, found.kelurahan)
    if place.accuracy:
        words = _(
            "Pin di %(kelurahan)s, tepat sampai sekitar %(metres)s m.", kelurahan=name, metres=place.accuracy
        )
    else:
        words = _("Pin di %(kelurahan)s.", kelurahan=name)
    return PointSaid(state="in", words=words, kelurahan=found.kelurahan or "")


def place_typed(values: Mapping[str, str]) -> Place:
    """The point of a form as it was sent, as far as it is one."""
    lat, lng = degree(values.get("lat", "").strip()), degree(values.get("lng", "").strip())
    if lat is None or lng is None:
        return Place()
    accuracy = decimal_number(values.get("accuracy", "").strip())
    known = accuracy is not None and 0 <= accuracy <= MOST_METRES
    origin = values.get("origin", "")
    return Place(
        lat=lat,
        lng=lng,
        accuracy=round(accuracy) if known and accuracy is not None else None,
        origin=origin if origin in POINT_ORIGINS else None,
    )


def offers(*texts: str) -> dict[str, Any]:
    """The points that texts hold, as places to choose; `short`: what to do with a link that holds none."""
    found = [point for text in texts for point in points_in(text[:20_000])]
    rulebook, told = service().rulebook, []
    for point in found[:MOST_OFFERS]:
        code = find_place(point.lat, point.lng, rulebook).kelurahan
        if code is not None:
            words = _("Pakai titik dari tulisan Anda: %(kelurahan)s", kelurahan=place_name(rulebook, code))
            told.append(
                {
                    "lat": point.lat,
                    "lng": point.lng,
                    "value": f"{point.lat:.6f},{point.lng:.6f}",
                    "words": words,
                }
            )
    short = ""
    if not found and any(short_link_in(text) for text in texts):
        short = _(
            "Tautan peta yang pendek tidak memuat titiknya, dan kami tidak membukanya. Salin tautan panjang "
            "dari peta, atau pasang pin."
        )
    outside = ""
    if found and not told:
        outside = _("Titik dalam tulisan Anda di luar Medan Marelan.")
    return {"points": told, "words": short or outside}


def spot_words(spot: StreetSpot) -> str:
    """How a spot on a street is called among the others."""
    if spot.kind == "corner":
        return _("simpang %(name)s", name=spot.name)
    return _("dekat %(name)s", name=spot.name) if spot.kind == "beside" else _("pertengahan jalan")


def spots(code: str) -> list[tuple[str, str]]:
    """The spots on a street, each as (its point, words)."""
    return [(spot.code, spot_words(spot)) for spot in spots_on(code, service().rulebook)]


def set_by_hand(values: Mapping[str, str]) -> dict[str, str]:
    """The fields of a point chosen without the map: a corner, or a point out of the citizen's own words."""
    rulebook = service().rulebook
    chosen = values.get("offer", "")
    if chosen:
        found, origin, address = points_in(chosen), "link", ""
    else:
        code, corner = values.get("street", ""), values.get("corner")
        street = next((one for one in streets(rulebook) if one.code == code), None)
        spot = next((one for one in spots_on(code, rulebook) if one.code == corner), None)
        if street is None or spot is None:
            return {}
        found, origin = points_in(f"{spot.lat:.6f}, {spot.lng:.6f}"), "corner"
        address = street.name if spot.kind == "middle" else f"{street.name}, {spot_words(spot)}"
    kelurahan = find_place(found[0].lat, found[0].lng, rulebook).kelurahan if len(found) == 1 else None
    if kelurahan is None:
        return {}
    point = {"lat": f"{found[0].lat:.6f}", "lng": f"{found[0].lng:.6f}", "accuracy": "", "origin": origin}
    return {**point, "kelurahan": kelurahan, "address": values.get("address") or address}


def where_parts(values: Mapping[str, str]) -> dict[str, Any]:
    """What the part of the form about the place shows."""
    rulebook, place = service().rulebook, place_typed(values)
    street = values.get("street", "")
    drawn = rulebook.street_map
    return {
        "map": place_map(place, rulebook),
        "said": point_said(place),
        "streets": [(one.code, one.called) for one in streets(rulebook)],
        "spots": spots(street) if street else [],
        "offers": offers(values.get("text", ""), values.get("address", "")),
        "areas_href": url_for("public.areas"),
        "streets_href": url_for("places.streets_file", v=drawn.digest) if drawn else "",
        "spots_href": url_for("places.street_spots", code="0"),
        "judge_href": url_for("places.judge"),
        "choose_href": url_for("complaint_form.choose_place"),
        "credit": drawn.credit.read(language()) if drawn else "",
        "tiles": service().settings.tiles_url or "",
        "tiles_credit": service().settings.tiles_credit or "",
    }
