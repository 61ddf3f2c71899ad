"""The dates the office is bound to on one report, by its own promise and by law; the earliest leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from complaints_service.edge.language import language
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.deadlines import LEGAL_CLOCKS, unfinished
from complaints_service.tickets.queries import TicketView
from complaints_service.web.ticket.clock_panel import told_seconds
from complaints_service.web.ticket.time_left import left_words
from config.rulebook import Rulebook
from sla import Verdict

#: The office's own promises that a citizen reads of; the check that comes before them is its own business.
PROMISED = ("first_response", "next_response", "resolution")


@dataclass(frozen=True, kw_only=True)
class Bound:
    """One date: what is due by then, by whose word, and how long until or since.

    `passed`: nothing came by then. `citation`: the article of a limit of the law, empty for a promise.
    """

    clock: str
    words: str
    at: datetime
    by_law: bool
    passed: bool
    time: str
    citation: str = ""


def bounds_of(view: TicketView, rulebook: Rulebook) -> tuple[Bound, ...]:
    """Every date that still waits for the office, passed or to come, the earliest first."""
    standing = [
        verdict
        for verdict, _number in (
            deadlines.current(view.assessment, clock) for clock in (*PROMISED, *LEGAL_CLOCKS)
        )
        if unfinished(verdict) and verdict.due_at is not None and verdict.started_at is not None
    ]
    return tuple(sorted((_bound(view, one, rulebook) for one in standing), key=lambda one: one.at))


def leading(bounds: tuple[Bound, ...]) -> Bound | None:
    """The earliest date to come; None where none is."""
    return next((one for one in bounds if not one.passed), None)


def law_passed(bounds: tuple[Bound, ...]) -> Bound | None:
    """The limit of the law that passed first, and nothing came; None where the office is within the law."""
    return next((one for one in bounds if one.by_law and one.passed), None)


def law_was_broken(view: TicketView) -> bool:
    """Whether a limit of the law was ever passed on this report, also where what was due came later."""
    return any(view.assessment.clocks[clock].status == "breached" for clock in LEGAL_CLOCKS)


def due_words(clock: str) -> str:
    """What is due by a clock, at the beginning of a line."""
    return {
        "verification": _("Pemeriksaan"),
        "first_response": _("Jawaban pertama"),
        "next_response": _("Jawaban atas pesan Anda"),
        "resolution": _("Selesai"),
        "legal_answer": _("Jawaban"),
        "legal_decision": _("Putusan"),
        "legal_notice": _("Putusan disampaikan"),
    }[clock]


def _bound(view: TicketView, verdict: Verdict, rulebook: Rulebook) -> Bound:
    assert verdict.due_at is not None
    tongue, by_law = language(), verdict.clock in LEGAL_CLOCKS
    passed = verdict.status == "breached"
    at = (verdict.breached_at or verdict.due_at) if passed else verdict.due_at
    if passed:
        late = max(0, -(verdict.remaining_seconds or 0))
        # Passed on a Friday and read on Saturday it is late by no working minute: the date tells it all.
        time = told_seconds(late, verdict, view.calendar, tongue) if late >= 60 else ""
    else:
        time = left_words(verdict, view.calendar, view.as_of, tongue)
    return Bound(
        clock=verdict.clock,
        words=due_words(verdict.clock),
        at=at,
        by_law=by_law,
        passed=passed,
        time=time,
        citation=rulebook.legal(verdict.clock).citation if by_law else "",
    )
