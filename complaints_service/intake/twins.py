"""Which other reports may be the same matter: by place, words, time and photo, of those somebody may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.intake.likeness import ALIKE, difference
from complaints_service.intake.models import Attachment
from complaints_service.places.place import Place
from complaints_service.places.plane import metres
from complaints_service.tickets.ledger.models import WORKING_STATES, Ticket
from complaints_service.tickets.visible import visible_to
from complaints_service.tickets.where import near, part_now

#: So near, so long before or after, and with so much of their words in common two reports may be one matter.
NEAR_METRES, WITHIN, WORDS_ALIKE = 150, timedelta(days=30), 0.35
#: So many are shown, out of so many of the newest that are weighed; so much of a text is compared.
MOST, WEIGHED, READ = 3, 60, 600
_GRAM = 3


@dataclass(frozen=True, kw_only=True)
class Twin:
    """Another report that may be the same matter: how far away, words in common, whether the same photo."""

    ticket: Ticket
    far: float | None
    words: float
    photo: bool

    @property
    def weight(self) -> float:
        """How much speaks for it."""
        near = 0.0 if self.far is None else max(0.0, 1 - self.far / NEAR_METRES)
        return 2.0 * self.photo + near + self.words


def twins_of(
    session: Session, *, ticket: Ticket, place: Place, files: Sequence[Attachment], rights: Rights
) -> list[Twin]:
    """The reports still worked on that a ticket may repeat, or that may repeat it; the likeliest first.

    `files` are the ticket's own.
    """
    pictures = [each.likeness for each in files if each.likeness]
    found = session.execute(
        select(Ticket.id, part_now("lat"), part_now("lng"))
        .where(
            Ticket.id != ticket.id,
            Ticket.state.in_(WORKING_STATES),
            Ticket.received_at.between(ticket.received_at - WITHIN, ticket.received_at + WITHIN),
            or_(*_alike(ticket, place, pictures)),
            visible_to(rights),
        )
        .order_by(Ticket.received_at.desc(), Ticket.id.desc())
        .limit(WEIGHED)
    ).all()
    far = {other_id: _far(place, lat, lng) for other_id, lat, lng in found}
    others = session.scalars(select(Ticket).where(Ticket.id.in_(far))).all()
    theirs = _likenesses(session, [*far]) if pictures else {}
    grams = _grams(ticket.complaint.text)
    twins = [
        _weighed(other, far[other.id], ticket, grams, pictures, theirs.get(other.id, ())) for other in others
    ]
    return sorted(
        (twin for twin in twins if twin is not None), key=lambda twin: (-twin.weight, twin.ticket.id)
    )[:MOST]


def _alike(ticket: Ticket, place: Place, pictures: Sequence[str]) -> list[ColumnElement[bool]]:
    """Of its category and kelurahan, near its point, or with one of its pictures."""
    ways = [and_(Ticket.category == ticket.category, Ticket.kelurahan == ticket.kelurahan)]
    if place.point is not None and place.sure:
        ways.append(near(*place.point, NEAR_METRES))
    if pictures:
        ways.append(Ticket.id.in_(select(Attachment.ticket_id).where(Attachment.likeness.in_(pictures))))
    return ways


def _far(place: Place, lat: float | None, lng: float | None) -> float | None:
    """How many metres away a point is; None where either is not surely known."""
    if place.point is None or not place.sure or lat is None or lng is None:
        return None
    return metres((place.point[1], place.point[0]), (lng, lat))


def _weighed(
    other: Ticket,
    far: float | None,
    ticket: Ticket,
    grams: frozenset[str],
    pictures: Sequence[str],
    theirs: Sequence[str],
) -> Twin | None:
    """None where what speaks for it is too little: of another category, nearness alone is."""
    words = _share(grams, _grams(other.complaint.text))
    photo = any(difference(one, two) <= ALIKE for one in pictures for two in theirs)
    beside = far is not None and far <= NEAR_METRES and other.category == ticket.category
    if not (photo or beside or words >= WORDS_ALIKE):
        return None
    return Twin(ticket=other, far=far, words=words, photo=photo)


def _likenesses(session: Session, ticket_ids: Sequence[int]) -> Mapping[int, list[str]]:
    """How the kept pictures of these tickets look, without those that nobody could open."""
    rows = session.execute(
        select(Attachment.ticket_id, Attachment.likeness).where(
            Attachment.ticket_id.in_(ticket_ids), Attachment.likeness.is_not(None), Attachment.likeness != ""
        )
    )
    found: dict[int, list[str]] = {}
    for ticket_id, likeness in rows:
        found.setdefault(ticket_id, []).append(str(likeness))
    return found


def _grams(text: str) -> frozenset[str]:
    """The letters of a text in overlapping threes."""
    spoken = f"  {' '.join(text.casefold()[:READ].split())} "
    return frozenset(spoken[at : at + _GRAM] for at in range(len(spoken) - _GRAM + 1))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)
