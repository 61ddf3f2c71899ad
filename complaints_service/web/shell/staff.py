"""Who of the office reads a citizens' page: a citizen's link must not become their browser's."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from complaints_service.edge.sign_in import person
from complaints_service.tickets.queries import ticket_in_reach


@dataclass(frozen=True, kw_only=True)
class StaffReader:
    """Somebody signed in; `counter_href`: where they enter citizens' reports, None where they may not."""

    name: str
    counter_href: str | None


def staff_reader() -> StaffReader | None:
    """Who is signed in; None for a citizen."""
    if (reader := person()) is None:
        return None
    return StaffReader(name=reader.name, counter_href=url_for("counter.entry") if reader.enters else None)


def desk_href(session: Session, number: str) -> str | None:
    """Where whoever is signed in reads a report on the desk; None where it is not theirs to see."""
    reader = person()
    if reader is None or ticket_in_reach(session, number=number, rights=reader.rights) is None:
        return None
    return url_for("desk.ticket", number=number)
