"""What was asked on a ticket, in sentences: contests of a span, requests to hand it over and to end it."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.tickets.ledger.contests import Contest
from complaints_service.tickets.ledger.ending_requests import EndingRequest
from complaints_service.tickets.ledger.handover_requests import HandoverRequest
from complaints_service.tickets.queries import TicketView
from complaints_service.web.shell.names import Names
from complaints_service.web.ticket.words import short_instant
from complaints_service.web.words.vocabulary import name_of


def contest_words(contest: Contest, view: TicketView, names: Names) -> str:
    """A contest in a sentence: whose, which span, why."""
    return _(
        "%(who)s, %(start)s sampai %(end)s: “%(reason)s”",
        who=names.author(contest.by),
        start=short_instant(contest.start, view.calendar),
        end=short_instant(contest.end, view.calendar),
        reason=contest.reason,
    )


def request_words(request: HandoverRequest, names: Names) -> str:
    """A request to hand a ticket over in a sentence: who asks, for whom, why."""
    who, reason = names.author(request.by), request.reason.rstrip(".")
    if request.to is None:
        return _("%(who)s meminta tiket ini diserahkan: “%(reason)s”", who=who, reason=reason)
    if request.to == request.by:
        return _("%(who)s meminta tiket ini untuk dirinya: “%(reason)s”", who=who, reason=reason)
    to = names.holder(request.to).name
    return _(
        "%(who)s meminta tiket ini diserahkan kepada %(to)s: “%(reason)s”", who=who, to=to, reason=reason
    )


def ending_words(request: EndingRequest, names: Names) -> str:
    """A request to refuse or stop a report in a sentence: who asks, for which reason."""
    who, reason = names.author(request.by), name_of(f"{request.act}_reason", request.reason)
    if request.act == "reject":
        return _("%(who)s minta persetujuan untuk menolak laporan ini: %(reason)s", who=who, reason=reason)
    return _("%(who)s minta persetujuan untuk membatalkan laporan ini: %(reason)s", who=who, reason=reason)
