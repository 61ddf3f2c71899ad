"""The edited words of an open report are shown to everybody on the public page."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Problems, Request, Sight, Surroundings
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.models import ReleasedReport
from complaints_service.tickets.ledger.state import fold
from complaints_service.tickets.public.openly import may_be_told
from complaints_service.tickets.public.redacting import NEVER, leads
from sla import Event

_STILL_THERE = words("Masih ada yang menunjuk orang: %(found)s. Hapus dulu.")


@dataclass(frozen=True, kw_only=True)
class Release(Request):
    """What everybody is to read: never as it was written, always as it was edited."""

    words: str = fields.text(needed=True, meaning="What everybody reads of the report, edited.")
    answer: str | None = fields.text(meaning="What everybody reads of the office's answer, edited.")
    photos: bool = fields.tick(meaning="The pictures of before and after stand beside it.")


def released(history: Sequence[Event]) -> bool:
    """Whether a ledger says that the report is shown to everybody."""
    last = [each.kind for each in history if each.kind in ("report.released", "report.unreleased")]
    return last[-1:] == ["report.released"]


def _problems(case: ActCase[Release]) -> Problems:
    found = {
        name: [one.words for one in leads(text) if one.kind in NEVER]
        for name, text in (("words", case.request.words), ("answer", case.request.answer or ""))
    }
    return {
        name: [words(_STILL_THERE.template, found=", ".join(listed))]
        for name, listed in found.items()
        if listed
    }


def _open(case: ActCase[Release]) -> None:
    restricted = case.ticket.complaint.restricted_at is not None
    if restricted or not may_be_told(case.ticket.complaint.privacy, case.state):
        raise DomainError(
            "not_open",
            words("Hanya laporan terbuka, tanpa pembatasan, dan bukan tentang petugas, yang boleh tampil."),
        )


def _may_be(sight: Sight) -> bool:
    return may_be_told("open", fold(sight.history))  # of another privacy nobody has the right


def _keep(session: Session, case: ActCase[Release], _around: Surroundings) -> None:
    shown = session.get(ReleasedReport, case.ticket.id)
    if shown is None:
        shown = ReleasedReport(ticket_id=case.ticket.id, code=secrets.token_hex(8))
        session.add(shown)
    shown.released_at, shown.withdrawn_at = case.now, None
    shown.text, shown.answer = case.request.words, case.request.answer or ""
    shown.photos = case.request.photos
    session.flush()


def _events(asked: Release, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="report.released", data={"photos": asked.photos})]


ACT = Act(
    code="release",
    request=Release,
    right="release",
    states=frozenset({"new", "open", "waiting", "resolved", "closed"}),
    problems=_problems,
    conditions=(_open,),
    there=_may_be,
    events=_events,
    writes=("report.released",),
    afterwards=_keep,
    place=172,
    address="release",
    note="again: the words are replaced",
)
