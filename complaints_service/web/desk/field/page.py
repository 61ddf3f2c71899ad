"""The page of field work: what of one's own tickets lies where, in walking order, on one map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from complaints_service import clock
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.places.links import map_addresses
from complaints_service.places.place import Place, place_words
from complaints_service.places.plane import metres
from complaints_service.places.walking import walking_order
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.append import events_of
from complaints_service.tickets.listed import Filter
from complaints_service.tickets.queries import DeskTicket
from complaints_service.tickets.where import place_now
from complaints_service.web.drawing.maps.area_map import Area
from complaints_service.web.drawing.maps.street_map import street_map
from complaints_service.web.drawing.maps.window import MapWindow, Pinned
from complaints_service.web.shell.pages import page
from complaints_service.web.ticket.headline import headline
from complaints_service.web.ticket.words import left_of

#: So many places one sees in a day; more are a list and no walk.
MOST = 12


@dataclass(frozen=True, kw_only=True)
class StopForm:
    """What is written at a place: an act, where it goes, its words, how its files are called, and more."""

    act: str
    href: str
    words: str
    label: str
    part: str
    hidden: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True)
class FieldStop:
    """One place to see. `step`: its number on the map, 0 without a point.

    `reveal_href`: where the reporter's number is asked for, and written down; empty where nobody can be.
    """

    step: int
    number: str
    title: str
    where: str
    left: str
    left_state: str
    ticket_href: str
    version: int
    forms: Sequence[StopForm]
    maps: Sequence[tuple[str, str]]
    reveal_href: str


def field_page(reader: SignedIn) -> str:
    """The most urgent of the reader's own tickets that wait for the office, the first where one begins."""
    rulebook, now = service().rulebook, clock.now()
    with reading() as session:
        found = queries.desk(
            session, rights=reader.rights, narrowed=Filter(view="mine"), now=now, rulebook=rulebook
        )
        rows = found.rows[:MOST]
        ledgers = events_of(session, [row.ticket.id for row in rows])
        places = [place_now(row.ticket, ledgers[row.ticket.id]) for row in rows]
        pinned = [at for at, place in enumerate(places) if place.point]
        order = [pinned[at] for at in walking_order([_position(places[each]) for each in pinned])]
        stops = [_stop(rows[at], places[at], step) for step, at in enumerate(order, 1)]
        walks = ["", *(_walk(places[one], places[two]) for one, two in pairwise(order))][: len(stops)]
        rest = [_stop(row, place, 0) for row, place in zip(rows, places, strict=True) if not place.point]
    return page(
        "desk/lapangan.html",
        stops=[(stop, walk) for stop, walk in zip(stops, walks, strict=True)],
        rest=rest,
        more=found.more or len(found.rows) > MOST,
        drawing=_map([places[at] for at in order]),
        desk_href=url_for("desk.listing"),
        worker=url_for("field.worker"),
        whose=whose(reader),
    )


def whose(reader: SignedIn) -> str:
    """By what a phone tells whoever wrote what waits on it from whoever is signed in later."""
    return str(reader.rights.account_id)


def _position(place: Place) -> tuple[float, float]:
    assert place.point is not None
    lat, lng = place.point
    return lng, lat


def _walk(one: Place, two: Place) -> str:
    return _("%(far)s m dari tempat sebelumnya", far=round(metres(_position(one), _position(two)), -1))


def _stop(row: DeskTicket, place: Place, step: int) -> FieldStop:
    ticket, rulebook = row.ticket, service().rulebook
    calendar = rulebook.calendar(rulebook.office.calendar)
    left = left_of(ticket, row.standing, calendar)
    names = {"geo": _("Aplikasi peta"), "google": "Google Maps"}
    maps = map_addresses(*place.point) if place.point else {}
    number = ticket.number
    return FieldStop(
        step=step,
        number=number,
        title=headline(ticket, ticket.complaint, rulebook, language()),
        where=place_words(place, rulebook),
        left=left.words,
        left_state=left.state,
        ticket_href=url_for("desk.ticket", number=number),
        version=ticket.version,
        forms=_forms(number),
        maps=[(maps[code], words) for code, words in names.items() if code in maps],
        reveal_href=url_for("desk.reveal", number=number) if ticket.complaint.privacy != "anonymous" else "",
    )


def _forms(number: str) -> list[StopForm]:
    def to(act: str) -> str:
        return url_for("desk.post_act", number=number, act=act)

    progress = (("message_act", "progress"),)
    shown = (
        ("resolve", _("Selesaikan dengan foto"), _("Apa yang dikerjakan"), "files_after", ()),
        ("message", _("Kabari warga"), _("Kabar untuk warga"), "files", progress),
        ("note", _("Catat untuk kantor"), _("Catatan untuk kantor"), "files", ()),
    )
    return [
        StopForm(act=act, href=to(act), words=words, label=label, part=part, hidden=hidden)
        for act, words, label, part, hidden in shown
    ]


def _map(places: Sequence[Place]) -> Markup:
    """All stops with their numbers; nothing where there is no point, or no map of the district."""
    rulebook = service().rulebook
    drawn = rulebook.street_map
    if not places or drawn is None:
        return Markup("")
    pins = [Pinned(lat=lat, lng=lng) for lng, lat in map(_position, places)]
    return street_map(
        drawn,
        [Area(one.code, one.name, one.rings) for one in rulebook.kelurahan],
        window=MapWindow.round_pins(pins),
        label=_("Tempat yang didatangi, menurut urutan jalan"),
        credit=drawn.credit.read(language()),
        stops=pins,
    )
