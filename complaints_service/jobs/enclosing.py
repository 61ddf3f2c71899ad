"""What a letter brings along: a document, drawn while no transaction is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import typst
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.senders import Enclosure, Letter, LetterRefused
from complaints_service.office_reports.drawing import MIMES, drawn
from complaints_service.office_reports.queries import issue
from complaints_service.office_reports.sending.delivering import INSIDE, OUTSIDE
from complaints_service.office_reports.service import content_of
from complaints_service.papers.drawing import paper_pdf
from complaints_service.papers.models import TicketPaper
from complaints_service.passing.letters import KIND as REFERRAL
from config.rulebook import Rulebook

#: The number of a document, and its bytes; None where it is not kept.
Drawn = tuple[str, bytes] | None


def enclosed(engine: Engine, rulebook: Rulebook, letter: Letter, *, route: str) -> Letter | LetterRefused:
    """The letter with its document, if it is one that brings one; refused where it cannot be drawn."""
    draw = _DRAWN.get(letter.kind) if route == EMAIL.code else None
    if draw is None:
        return letter
    try:
        found = draw(engine, rulebook, letter)
    except typst.TypstError as error:
        return LetterRefused(f"the document could not be drawn: {type(error).__name__}")
    if found is None:
        return LetterRefused("the document is not there")
    number, body = found
    name = f"{number.replace('/', '-')}.pdf"
    return replace(letter, enclosures=(Enclosure(name=name, mime=MIMES["pdf"], body=body),))


def _report(engine: Engine, rulebook: Rulebook, letter: Letter) -> Drawn:
    with db.reading(engine) as session:
        found = issue(session, issue_id=int(letter.params["issue"]))
        if found is None:
            return None
        content, number, at = content_of(found), found.number, found.issued_at
    return number, drawn(content, "pdf", rulebook=rulebook, at=at)


def _paper(engine: Engine, _rulebook: Rulebook, letter: Letter) -> Drawn:
    with db.reading(engine) as session:
        found = session.get(TicketPaper, int(letter.params["paper"]))
        if found is None:
            return None
        session.expunge(found)
    return found.number, paper_pdf(found)


_DRAWN: dict[str, Callable[[Engine, Rulebook, Letter], Drawn]] = {
    INSIDE: _report,
    OUTSIDE: _report,
    REFERRAL: _paper,
}
