"""What a letter brings along: the document of an issued report, drawn while no transaction is open."""

from __future__ import annotations

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
from config.rulebook import Rulebook


def enclosed(engine: Engine, rulebook: Rulebook, letter: Letter, *, route: str) -> Letter | LetterRefused:
    """The letter with its document, if it is one that brings one; refused where it cannot be drawn."""
    if route != EMAIL.code or letter.kind not in (INSIDE, OUTSIDE):
        return letter
    with db.reading(engine) as session:
        found = issue(session, issue_id=int(letter.params["issue"]))
        if found is None:
            return LetterRefused("the issued report is not there")
        content, number, at = content_of(found), found.number, found.issued_at
    try:
        body = drawn(content, "pdf", rulebook=rulebook, at=at)
    except typst.TypstError as error:
        return LetterRefused(f"the report could not be drawn: {type(error).__name__}")
    name = f"{number.replace('/', '-')}.pdf"
    return replace(letter, enclosures=(Enclosure(name=name, mime=MIMES["pdf"], body=body),))
