"""Opens a figure to the tickets it was made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, allows, roles_on_ticket
from complaints_service.measurement.facts.rows import SurveySums
from complaints_service.measurement.indicators.indicator import Behind, CountedAs
from complaints_service.measurement.indicators.loading import Subject, facts_of, period, standing
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.queries import office_tallies, rates_for
from complaints_service.measurement.indicators.values import Comparison, IndicatorValue, value_of, weighed
from complaints_service.tickets.access import access_of
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class FigureEvidenceRow:
    """One ticket behind a figure: counted as what (`Indicator.parts`).

    `seconds`: what it brought (used or held), in the indicator's own time. `clock` and `round` lead to its
    drawn clock. `may_open`: the reader may open the ticket itself; its title is empty where not. `contested`:
    somebody says that time of it is not theirs, and nobody has decided yet.
    """

    ticket_id: int
    number: str
    title: str
    category: str
    received_at: datetime
    state: str
    part: CountedAs
    seconds: int | None
    clock: str | None
    round: int
    may_open: bool
    contested: bool = False


@dataclass(frozen=True, kw_only=True)
class FigureEvidence:
    """A figure and everything it was made of. `withheld`: entries about tickets that accuse the reader.

    `surveys`: the closed surveys it was made of, in sums; nobody's answer is among what it opens to.
    """

    subject: Subject
    month: str
    as_of: datetime | None
    value: IndicatorValue
    rows: Sequence[FigureEvidenceRow]
    withheld: int
    surveys: Sequence[SurveySums] = ()


def evidence(
    session: Session,
    *,
    code: str,
    subject: Subject,
    month: str,
    rulebook: Rulebook,
    rights: Rights,
    units: Collection[str] | None = None,
) -> FigureEvidence:
    """The tickets behind one indicator of one subject, by part and then by age; KeyError for an unknown code.

    Whether the reader may see the figure at all is asked first: `queries.may_see_subject`.
    """
    found = standing(session)
    span = period(month, rulebook=rulebook, found=found)
    facts = weighed(facts_of(session, subject=subject, period=span, units=units), rulebook)
    indicator = INDICATORS[code]
    behind, parts = indicator.behind(facts, span), {part.code: part for part in indicator.parts}
    tickets = {
        ticket.id: ticket
        for ticket in session.scalars(
            select(Ticket).where(Ticket.id.in_({each.ticket_id for each in behind}))
        ).unique()
    }
    rows: list[FigureEvidenceRow] = []
    # Who had a ticket once may open it: that stands in its ledger.
    histories = ledger.events_of(session, [*tickets]) if subject.officer_id == rights.officer_id else {}
    for each in behind:
        ticket = tickets[each.ticket_id]
        access = access_of(ticket, histories.get(ticket.id, ()))
        if rights.officer_id in access.accused_officers or rights.unit_code in access.accused_units:
            continue
        may_open = allows(roles_on_ticket(rights, access), "view_ticket", access.privacy)
        rows.append(_row(ticket, each, parts[each.part], may_open=may_open))
    rows.sort(key=lambda row: (row.part.rank, row.received_at, row.ticket_id, row.round))
    beside = Comparison()
    if subject.officer_id is not None:
        tallied = office_tallies(session, month=month, rulebook=rulebook)
        beside = Comparison(rates=rates_for(tallied, subject.officer_id))
    value = value_of(indicator, facts.summed(span), rulebook, beside)
    return FigureEvidence(
        subject=subject,
        month=month,
        as_of=found.oldest,
        value=value,
        rows=rows,
        withheld=len(behind) - len(rows),
        surveys=facts.surveys if indicator.sort == "surveys" else (),
    )


def _row(ticket: Ticket, each: Behind, part: CountedAs, *, may_open: bool) -> FigureEvidenceRow:
    """One ticket behind a figure; its title only for whoever may open it."""
    return FigureEvidenceRow(
        ticket_id=ticket.id,
        number=ticket.number,
        title=ticket.complaint.title if may_open else "",
        category=ticket.category,
        received_at=ticket.received_at,
        state=ticket.state,
        part=part,
        seconds=each.seconds,
        clock=each.clock,
        round=each.round,
        may_open=may_open,
        contested=ticket.contests > 0,
    )
