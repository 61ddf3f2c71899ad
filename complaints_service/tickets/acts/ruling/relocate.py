"""Where it is, mended: another kelurahan, point or address; it is routed again by the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from complaints_service.errors import Words, words
from complaints_service.places.links import points_in, short_link_in
from complaints_service.places.place import Place, settled
from complaints_service.tickets import accusing
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Problems, Request, Surroundings, as_it_is
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.opening.rerouting import Mended, Rerouted, moving, reroute
from complaints_service.tickets.where import place_now, place_told
from config.rulebook import Rulebook

NO_POINT = words("Tulis koordinatnya, misalnya 3.7321, 98.6543, atau tempel tautan peta yang memuatnya.")
SHORT_LINK = words(
    "Tautan pendek tidak memuat koordinat. Buka tautannya, lalu salin alamat panjang atau koordinatnya."
)
_FIELD = {"location": "point", "location.address": "address"}


def _codes(rulebook: Rulebook) -> Sequence[str]:
    return [one.code for one in rulebook.kelurahan]


@dataclass(frozen=True, kw_only=True)
class Relocate(Request):
    """Where it is, and why it is mended; what is left out stays, unless the rest contradicts it."""

    kelurahan: str | None = fields.choice(_codes, optional=True, meaning="The kelurahan's code.")
    point: str | None = fields.choice(
        optional=True, meaning="Coordinates (`3.7321, 98.6543`), or a map link or `geo:` address with them."
    )
    address: str | None = fields.choice(optional=True, meaning="Street, alley or landmark.")
    reason: str = fields.reason(needed=True, meaning="Why; the citizen reads it.")

    @property
    def told(self) -> str | None:
        """The citizen hears why."""
        return self.reason


def mended(asked: Relocate, now: Place, rulebook: Rulebook) -> tuple[Place, dict[str, list[Words]]]:
    """The place as it would be, or what is wrong with it by field."""
    place = replace(now, kelurahan=asked.kelurahan or now.kelurahan, address=asked.address or now.address)
    if asked.point:
        points = points_in(asked.point)
        if len(points) != 1:
            return now, {"point": [SHORT_LINK if short_link_in(asked.point) else NO_POINT]}
        place = replace(place, lat=points[0].lat, lng=points[0].lng, accuracy=None, kelurahan=asked.kelurahan)
    elif asked.kelurahan and settled(place, rulebook)[1].get("kelurahan"):
        place = place.without_point()
    found, problems = settled(place, rulebook)
    if not problems and found == now:
        return now, {"kelurahan": [words("Pilih atau tulis tempat yang lain.")]}
    return replace(found, origin="office"), {_FIELD.get(name, name): why for name, why in problems.items()}


def _problems(case: ActCase[Relocate]) -> Problems:
    if case.request.kelurahan not in (None, *_codes(case.rulebook)):
        return {}  # the field's own rule says so
    return mended(case.request, place_now(case.ticket, case.history), case.rulebook)[1]


def _surround(session: Session, case: ActCase[Relocate]) -> Surroundings:
    place, _ = mended(case.request, place_now(case.ticket, case.history), case.rulebook)
    rerouted = reroute(
        session,
        ticket=case.ticket,
        state=case.state,
        history=case.history,
        mended=Mended(place=place),
        by=case.by,
    )
    return replace(as_it_is(session, case), rerouted=rerouted)


def _rerouted(around: Surroundings) -> Rerouted:
    assert around.rerouted is not None  # `_surround` has looked it up
    return around.rerouted


def _events(asked: Relocate, around: Surroundings) -> list[NewEvent]:
    rerouted = _rerouted(around)
    told = {
        "place": place_told(rerouted.place),
        "before": place_told(rerouted.before),
        "reason": asked.reason,
    }
    events = [NewEvent(kind="ticket.relocated", data=told), *moving(rerouted, around.state)]
    # "Pak lurah" is somebody else in another kelurahan; whoever was named before stays so.
    return [*events, *accusing.naming(around.state, rerouted.named, actor="rule")]


ACT = Act(
    code="relocate",
    request=Relocate,
    right="relocate",
    states=LIVE,
    agency="without",
    problems=_problems,
    surround=_surround,
    events=_events,
    writes=("ticket.relocated", "ticket.routed", "ticket.queued", "ticket.handed_over", "accusation.named"),
    notice="relocated",
    gives=True,
    place=135,
    address="relocate",
)
