"""A month of one officer with every fact behind it, for whoever wants to compute it again elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.measurement.indicators.indicator import Facts
from complaints_service.measurement.indicators.queries import officer_month_and_facts
from complaints_service.measurement.indicators.sealing import COLUMNS, FORM, efforts_in, tables_of
from complaints_service.measurement.indicators.values import IndicatorValue
from complaints_service.tickets.access import access_of
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook


def export_month(
    session: Session, *, officer_id: int, month: str, rulebook: Rulebook, rights: Rights
) -> Mapping[str, Any]:
    """The officer's figures of a month and their facts, as plain values; see docs/fairness.md, section 7.

    Whether the reader may see the officer's figures is asked first: `queries.may_see_subject`. Entries about
    tickets that accuse the reader are left out and counted in `withheld`; the hash is that of all of them.
    """
    figures, facts, span = officer_month_and_facts(
        session, officer_id=officer_id, month=month, rulebook=rulebook
    )
    tickets = {
        ticket.id: ticket
        for ticket in session.scalars(select(Ticket).where(Ticket.id.in_(_tickets_in(facts)))).unique()
    }
    hidden = {ticket.id for ticket in tickets.values() if _accuses(ticket, rights)}
    shown = Facts(
        clocks=[fact for fact in facts.clocks if fact.ticket_id not in hidden],
        custody=[fact for fact in facts.custody if fact.ticket_id not in hidden],
        resolutions=[fact for fact in facts.resolutions if fact.ticket_id not in hidden],
        handovers=[fact for fact in facts.handovers if fact.ticket_id not in hidden],
        ratings=[fact for fact in facts.ratings if fact.ticket_id not in hidden],
        surveys=facts.surveys,
        efforts=facts.efforts,
    )
    return {
        "form": FORM,
        "subject": list(figures.subject),
        "month": month,
        "start": _instant(span.start),
        "end": _instant(span.end),
        "current": span.current,
        "as_of": _instant(figures.as_of),
        "policies": list(figures.policies),
        "calendars": list(figures.calendars),
        "presence": None
        if figures.presence is None
        else {"worked_days": figures.presence.worked, "working_days": figures.presence.working},
        "withheld": len(hidden),
        "hash": figures.hash,
        "values": [_value(value) for value in figures.values],
        "efforts": dict(efforts_in(facts)),
        "numbers": {str(ticket.id): ticket.number for ticket in tickets.values() if ticket.id not in hidden},
        "columns": {name: list(columns) for name, columns in COLUMNS.items()},
        **tables_of(shown),
    }


def as_csv(exported: Mapping[str, Any]) -> str:
    """The facts of an export as one table: which sort, then every column any sort has."""
    names = list(dict.fromkeys(name for columns in COLUMNS.values() for name in columns))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["table", *names])
    for table, columns in COLUMNS.items():
        for row in exported[table]:
            values = dict(zip(columns, row, strict=True))
            writer.writerow([table, *(values.get(name) for name in names)])
    return out.getvalue()


def _tickets_in(facts: Facts) -> set[int]:
    return {
        fact.ticket_id
        for facts_of in (facts.clocks, facts.custody, facts.resolutions, facts.handovers, facts.ratings)
        for fact in facts_of
    }


def _accuses(ticket: Ticket, rights: Rights) -> bool:
    access = access_of(ticket)
    return rights.officer_id in access.accused_officers or rights.unit_code in access.accused_units


def _value(one: IndicatorValue) -> dict[str, Any]:
    return {
        "code": one.code, "unit": one.unit, "better": one.better, "value": one.value, "n": one.n, "k": one.k,
        "interval": None if one.interval is None else list(one.interval), "target": one.target,
        "minimum_n": one.minimum_n, "expected": one.expected, "judgement": one.judgement, "hash": one.hash,
        "formula": list(one.indicator.recompute),
    }  # fmt: skip


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds")
