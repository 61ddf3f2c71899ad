"""Opens a figure to the tickets it was made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, allows, roles_on_ticket
from complaints_service.measurement.counting import counted_sums
from complaints_service.measurement.facts.rows import SurveySums
from complaints_service.measurement.indicators.indicator import Behind, CountedAs, Indicator
from complaints_service.measurement.indicators.loading import Subject, facts_of, period, standing
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.queries import office_tallies, rates_for
from complaints_service.measurement.indicators.tallies import sums_of_months
from complaints_service.measurement.indicators.values import Comparison, IndicatorValue, value_of, weighed
from complaints_service.measurement.listing import FIRST, ListedPlace, places_behind
from complaints_service.measurement.months import Period
from complaints_service.tickets.access import access_of
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.models import Ticket, TicketAccused
from config.rulebook import Rulebook

#: How many tickets one page lists.
PAGE = 50


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
    """A figure and what it was made of. `withheld`: entries about tickets that accuse the reader.

    `rows`: a page of it; `more`: after which place the next begins, None on the last.

    `surveys`: the closed surveys it was made of, in sums; nobody's answer is among what it opens to.
    """

    subject: Subject
    month: str
    as_of: datetime | None
    value: IndicatorValue
    rows: Sequence[FigureEvidenceRow]
    withheld: int
    more: ListedPlace | None = None
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
    after: ListedPlace = FIRST,
) -> FigureEvidence:
    """The tickets behind one indicator of one subject, by part and then as recorded: the page after a place.

    KeyError for an unknown code.

    Whether the reader may see the figure at all is asked first: `queries.may_see_subject`.
    """
    found, indicator = standing(session), INDICATORS[code]
    span = period(month, rulebook=rulebook, found=found)
    hidden = _hidden(session, rights)
    places = places_behind(
        session,
        indicator=indicator,
        subject=subject,
        units=units,
        period=span,
        hidden=hidden,
        after=after,
        limit=PAGE + 1,
    )
    shown, more = places[:PAGE], len(places) > PAGE
    of_tickets = {place.ticket_id for place in shown}
    facts = weighed(
        facts_of(
            session,
            subject=subject,
            period=span,
            units=units,
            sort=indicator.sort,
            tickets=of_tickets | hidden,
        ),
        rulebook,
    )
    behind = indicator.behind(facts, span)
    return FigureEvidence(
        subject=subject,
        month=month,
        as_of=found.oldest,
        value=_value(session, indicator, subject, span, rulebook, units),
        rows=_rows(session, indicator, subject, behind, frozenset(shown), rights),
        withheld=sum(each.ticket_id in hidden for each in behind),
        more=shown[-1] if more else None,
        surveys=facts.surveys,
    )


def _hidden(session: Session, rights: Rights) -> set[int]:
    """The tickets that accuse the reader or the reader's unit."""
    names = [f"person:{rights.officer_id}", f"unit:{rights.unit_code}"]
    return {*session.scalars(select(TicketAccused.ticket_id).where(TicketAccused.reference.in_(names)))}


def _value(
    session: Session,
    indicator: Indicator,
    subject: Subject,
    span: Period,
    rulebook: Rulebook,
    units: Collection[str] | None,
) -> IndicatorValue:
    """The figure: of a member out of cells, of a unit or a category counted by the database."""
    if subject.officer_id is None:
        counted = counted_sums(
            session, indicator=indicator, subject=subject, units=units, period=span, rulebook=rulebook
        )
        return value_of(indicator, counted, rulebook)
    (sums,) = sums_of_months(session, officer_id=subject.officer_id, spans=[span], rulebook=rulebook)
    tallied = office_tallies(session, month=span.month, rulebook=rulebook)
    return value_of(indicator, sums, rulebook, Comparison(rates=rates_for(tallied, subject.officer_id)))


def _rows(
    session: Session,
    indicator: Indicator,
    subject: Subject,
    behind: Sequence[Behind],
    shown: frozenset[ListedPlace],
    rights: Rights,
) -> list[FigureEvidenceRow]:
    ids = {place.ticket_id for place in shown}
    parts = {part.code: part for part in indicator.parts}
    tickets = {
        ticket.id: ticket for ticket in session.scalars(select(Ticket).where(Ticket.id.in_(ids))).unique()
    }
    # Who had a ticket once may open it: that stands in its ledger.
    histories = ledger.events_of(session, [*tickets]) if subject.officer_id == rights.officer_id else {}
    rows = []
    for each in behind:
        part = parts[each.part]
        if ListedPlace(part.rank, each.ticket_id) not in shown:
            continue
        access = access_of(tickets[each.ticket_id], histories.get(each.ticket_id, ()))
        may_open = allows(roles_on_ticket(rights, access), "view_ticket", access.privacy)
        rows.append(_row(tickets[each.ticket_id], each, part, may_open=may_open))
    return sorted(rows, key=lambda row: (row.part.rank, row.ticket_id, row.round, row.clock or ""))


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
