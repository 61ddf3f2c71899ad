"""Where a ticket is, for whoever has to go there: map, coordinates, and links that open a map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from complaints_service.edge.language import language
from complaints_service.places.links import PointFound, map_addresses, points_in
from complaints_service.places.place import Place, place_words
from complaints_service.tickets.queries import TicketView
from complaints_service.tickets.where import place_now
from complaints_service.web.drawing.maps.area_map import Area, area_map
from complaints_service.web.drawing.maps.street_map import street_map
from complaints_service.web.drawing.maps.window import MapWindow, Pinned
from complaints_service.web.words.vocabulary import word_of
from config.rulebook import Rulebook

#: So many points out of what people wrote are told; more are a list of something else.
MOST_POINTS = 5


@dataclass(frozen=True, kw_only=True)
class PlacePanel:
    """A place in words and as a drawing. `links`: (address, words); `written`: the same of texts."""

    words: str
    drawing: Markup
    coordinates: str
    accuracy: str
    origin: str
    links: Sequence[tuple[str, str]]
    written: Sequence[tuple[str, str]]


def place_panel(view: TicketView, rulebook: Rulebook) -> PlacePanel:
    """Where a ticket is now, and the points its texts speak of."""
    place = place_now(view.ticket, view.events)
    texts = [view.complaint.text, *(message.text for message in view.messages)]
    accuracy = ""
    if place.point and place.accuracy:
        accuracy = _("tepat sampai sekitar %(metres)s m", metres=place.accuracy)
    return PlacePanel(
        words=place_words(place, rulebook),
        drawing=place_map(place, rulebook),
        coordinates=f"{place.lat:.5f}, {place.lng:.5f}" if place.point else "",
        accuracy=accuracy,
        origin=word_of("place_origin", place.origin) if place.origin else "",
        links=_links(*place.point) if place.point else [],
        written=[
            (f"{one.lat:.5f}, {one.lng:.5f}", map_addresses(one.lat, one.lng)["osm"])
            for one in _written(texts, place)
        ],
    )


def _links(lat: float, lng: float) -> list[tuple[str, str]]:
    names = {"geo": _("Aplikasi peta"), "osm": "OpenStreetMap", "google": "Google Maps"}
    return [(href, names[code]) for code, href in map_addresses(lat, lng).items()]


def _written(texts: Iterable[str], place: Place) -> list[PointFound]:
    found = {(one.lat, one.lng): one for text in texts for one in points_in(text)}
    return [one for at, one in found.items() if at != place.point][:MOST_POINTS]


def place_map(place: Place, rulebook: Rulebook) -> Markup:
    """The streets round a point; without one the kelurahan, and without that the district."""
    areas = [Area(one.code, one.name, one.rings) for one in rulebook.kelurahan]
    drawn = rulebook.street_map
    if drawn is None:
        return area_map(areas, label=_("Peta kelima kelurahan"), names=True)
    pinned = None
    if place.point is not None:
        pinned = Pinned(lat=place.point[0], lng=place.point[1], accuracy=place.accuracy or 0)
    here = [area for area in areas if area.code == place.kelurahan] or areas
    window = MapWindow.round_point(pinned) if pinned else MapWindow.round_areas(here)
    label = _("Peta jalan di sekitar pin") if pinned else _("Peta jalan Medan Marelan")
    credit = drawn.credit.read(language())
    return street_map(drawn, areas, window=window, label=label, credit=credit, pinned=pinned)
