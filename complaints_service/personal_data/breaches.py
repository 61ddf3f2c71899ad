"""The register of breaches: written down when found, told within three days, never taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.audit.service import record
from complaints_service.errors import NotFound, invalid, words
from complaints_service.moment import Moment
from complaints_service.personal_data.models import DataBreach
from complaints_service.personal_data.queries import RIGHT
from complaints_service.personal_data.rules import due_of
from complaints_service.texts import clean, text_problem

MOST_LETTERS = 2000
_MISSING, _UNTOLD = words("Isi bagian ini."), words("Tulis siapa diberi tahu, dan bagaimana.")


@dataclass(frozen=True, kw_only=True)
class BreachFound:
    """What whoever found it tells. `people`: about how many it concerns."""

    found_at: datetime
    what: str
    exposed: str
    people: int
    measures: str


def record_breach(moment: Moment, *, found: BreachFound) -> DataBreach:
    """Writes a breach down. Raises `invalid` naming what is missing, or `found_at` that is still to come."""
    if found.found_at > moment.now:
        raise invalid("found_at", words("Waktu ini belum tiba."))
    for name in ("what", "exposed", "measures"):
        if problem := text_problem(getattr(found, name), maximum=MOST_LETTERS, empty=_MISSING):
            raise invalid(name, problem)
    row = DataBreach(
        found_at=found.found_at,
        due_at=due_of(found.found_at),
        what=clean(found.what),
        exposed=clean(found.exposed),
        people=found.people,
        measures=clean(found.measures),
        recorded_at=moment.now,
        recorded_by=moment.actor.ref,
        told="",
    )
    moment.session.add(row)
    moment.session.flush()
    _record(moment, "breach.recorded", row)
    return row


def tell_breach(moment: Moment, *, breach_id: int, told: str) -> None:
    """Writes down that the people concerned and the agency were told, and how. Raises NotFound, `invalid`."""
    row = moment.session.get(DataBreach, breach_id, with_for_update=True)
    if row is None or row.told_at is not None:
        raise NotFound("request")
    if problem := text_problem(told, maximum=MOST_LETTERS, empty=_UNTOLD):
        raise invalid("told", problem)
    row.told_at, row.told = moment.now, clean(told)
    moment.session.flush()
    _record(moment, "breach.told", row)


def breaches(session: Session) -> Sequence[DataBreach]:
    """All of them, the newest first."""
    return session.scalars(
        select(DataBreach).order_by(DataBreach.found_at.desc(), DataBreach.id.desc())
    ).all()


def counting_untold(rights: Rights) -> Select[int] | None:
    """Asks how many breaches nobody was told of yet; None for whoever has nothing to do with them."""
    if not may_in_office(rights, RIGHT):
        return None
    return select(func.count(DataBreach.id)).where(DataBreach.told_at.is_(None))


def _record(moment: Moment, kind: str, row: DataBreach) -> None:
    late = moment.now > row.due_at
    record(
        moment.session,
        now=moment.now,
        actor=moment.actor,
        kind=kind,
        subject=f"breach:{row.id}",
        data={"found_at": row.found_at.isoformat(), "people": row.people, "late": late},
    )
