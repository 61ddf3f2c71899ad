"""The controls of the acts about time, targets, agencies and contested custody, with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from complaints_service.edge.language import language
from complaints_service.people.queries import OfficerCard
from complaints_service.tickets.acts.contest import Contest, undecided
from complaints_service.tickets.acts.handing_over import HandoverRequest, waiting_for
from complaints_service.tickets.acts.refusals import agencies
from complaints_service.tickets.ledger.deadlines import unfinished
from complaints_service.tickets.ledger.state import SUBSTANTIVE
from complaints_service.tickets.queries import TicketView
from complaints_service.web.desk.acts.fields import Field, reason_field, receiver_field, text_field
from complaints_service.web.shell.names import Names
from complaints_service.web.ticket.act_words import cancel_reasons, priority_name
from complaints_service.web.ticket.words import clock_name, short_instant
from config.entries import PRIORITIES
from config.rulebook import Rulebook


@dataclass(frozen=True)
class _Given:
    """What a form is made from."""

    view: TicketView
    typed: Mapping[str, str]
    rulebook: Rulebook
    names: Names
    cards: Collection[OfficerCard]
    reader: int | None


def ruling_fields(
    code: str,
    view: TicketView,
    typed: Mapping[str, str],
    *,
    rulebook: Rulebook,
    names: Names,
    cards: Collection[OfficerCard],
    reader: int | None,
) -> list[Field]:
    """The fields of an act for the officer who reads; empty for one that asks for nothing."""
    build = _BUILDERS.get(code)
    return build(_Given(view, typed, rulebook, names, cards, reader)) if build else []


def _reason(given: _Given) -> list[Field]:
    return [reason_field(given.typed)]


def _reason_if_any(given: _Given) -> list[Field]:
    return [reason_field(given.typed, optional=True)]


def _unmark(given: _Given) -> list[Field]:
    view = given.view
    gone = {event.data["message"] for event in view.events if event.kind == "message.unmarked"}
    options = [
        (
            str(entry.seq),
            f"{short_instant(entry.at, view.calendar)}, {given.names.author(entry.author)}: "
            f"{entry.text[:60]}",
        )
        for entry in view.messages
        if entry.act in SUBSTANTIVE and entry.seq not in gone
    ]
    message = Field("select", "message", _("Pesan"), given.typed.get("message", ""), options=options)
    return [message, reason_field(given.typed)]


def _release(given: _Given) -> list[Field]:
    clocks = given.view.assessment.clocks
    options = [(name, clock_name(name)) for name, verdict in clocks.items() if unfinished(verdict)]
    clock = Field("select", "clock", _("Jam"), given.typed.get("clock", ""), options=options)
    return [clock, reason_field(given.typed)]


def _prioritise(given: _Given) -> list[Field]:
    options = [(code, priority_name(code)) for code in PRIORITIES if code != given.view.ticket.priority]
    value = given.typed.get("priority") or options[0][0]
    return [Field("select", "priority", _("Prioritas"), value, options=options), reason_field(given.typed)]


def _agency(given: _Given) -> list[Field]:
    rulebook, tongue = given.rulebook, language()
    options = [(code, rulebook.agency(code).names.read(tongue)) for code in agencies(rulebook)]
    return [Field("select", "agency", _("Instansi"), given.typed.get("agency", ""), options=options)]


def _refer(given: _Given) -> list[Field]:
    return [*_agency(given), reason_field(given.typed, _("Warga membacanya."))]


def _consult(given: _Given) -> list[Field]:
    return [*_agency(given), reason_field(given.typed)]


def _return(given: _Given) -> list[Field]:
    to = receiver_field(given.view, given.typed, given.names, given.cards, barring=False)
    return [replace(to, optional=True), reason_field(given.typed, optional=True)]


def _cancel(given: _Given) -> list[Field]:
    typed = given.typed
    reason = Field("select", "reason", _("Alasan"), typed.get("reason", ""), options=cancel_reasons())
    return [reason, text_field(typed, _("Penjelasan kepada warga"))]


def _merge(given: _Given) -> list[Field]:
    hint = _("Nomor laporan yang lebih dulu diterima.")
    into = Field("line", "into", _("Satukan ke nomor"), given.typed.get("into", ""), hint)
    return [into, reason_field(given.typed, _("Warga membacanya."))]


def _split(given: _Given) -> list[Field]:
    hint = _("Ditulis sebagai laporan yang baru; warga membacanya.")
    return [text_field(given.typed, _("Isi laporan yang baru"), hint), reason_field(given.typed)]


def _contest(given: _Given) -> list[Field]:
    view, typed = given.view, given.typed
    longest = _longest_of_mine(given)
    begin, end = longest or (view.ticket.received_at, view.as_of)
    to = receiver_field(view, typed, given.names, given.cards, barring=False)
    return [
        Field("moment", "from", _("Dari"), typed.get("from") or _local(begin, view)),
        Field("moment", "until", _("Sampai"), typed.get("until") or _local(end, view)),
        replace(to, label=_("Waktu siapa sebenarnya?"), optional=True),
        reason_field(typed, _("Yang memutuskan membacanya.")),
    ]


def _longest_of_mine(given: _Given) -> tuple[datetime, datetime] | None:
    me = f"person:{given.reader}"
    spans = [span for span in given.view.assessment.custody.spans if span.holder == me]
    if not spans:
        return None
    longest = max(spans, key=lambda span: span.seconds)
    return longest.start, longest.end


def _decide(given: _Given) -> list[Field]:
    view, typed = given.view, given.typed
    waiting = undecided(view.events)
    options = [(str(one.number), contest_words(one, view, given.names)) for one in waiting]
    chosen = typed.get("contest") or (options[0][0] if len(options) == 1 else "")
    named = next((one.named for one in waiting if str(one.number) == chosen), None)
    to = receiver_field(view, {"to": typed.get("to") or named or ""}, given.names, given.cards, barring=False)
    answers = (
        ("yes", _("Dibenarkan"), _("Waktunya pindah ke pemegang yang dipilih di bawah.")),
        ("no", _("Tidak dibenarkan"), _("Waktunya tetap tercatat seperti sekarang.")),
    )
    return [
        Field("select", "contest", _("Sanggahan"), chosen, options=options),
        Field("picks", "upheld", _("Putusan"), typed.get("upheld", ""), options=answers),
        replace(to, label=_("Waktu siapa sebenarnya?"), hint=_("Hanya kalau dibenarkan."), optional=True),
        reason_field(typed, _("Penyanggah membacanya.")),
    ]


def contest_words(contest: Contest, view: TicketView, names: Names) -> str:
    """A contest in a sentence: whose, which span, why."""
    return _(
        "%(who)s, %(start)s sampai %(end)s: “%(reason)s”",
        who=names.author(contest.by),
        start=short_instant(contest.start, view.calendar),
        end=short_instant(contest.end, view.calendar),
        reason=contest.reason,
    )


def _request_handover(given: _Given) -> list[Field]:
    view, mine = given.view, f"person:{given.reader}"
    to = receiver_field(view, given.typed, given.names, given.cards)
    holds = view.ticket.holder_officer_id == given.reader
    label = _("Kepada siapa (kosong: yang memutuskan memilih)") if holds else _("Kepada siapa")
    value = given.typed.get("to") or ("" if holds else mine)
    return [replace(to, label=label, value=value, optional=True), reason_field(given.typed)]


def _decline_handover(given: _Given) -> list[Field]:
    waiting = waiting_for(given.view.events, f"person:{given.reader}")
    options = [(str(one.number), request_words(one, given.names)) for one in waiting]
    chosen = given.typed.get("request") or (options[0][0] if len(options) == 1 else "")
    return [
        Field("select", "request", _("Permintaan"), chosen, options=options),
        reason_field(given.typed, _("Yang meminta membacanya.")),
    ]


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


def _local(at: datetime, view: TicketView) -> str:
    return at.astimezone(view.calendar.zone).strftime("%Y-%m-%dT%H:%M:%S")


_BUILDERS: dict[str, Callable[[_Given], list[Field]]] = {
    "withdraw_question": _reason_if_any,
    "complete_file": _reason_if_any,
    "end_round": _reason,
    "reopen": _reason,
    "unmerge": _reason,
    "unmark": _unmark,
    "release_target": _release,
    "prioritise": _prioritise,
    "refer": _refer,
    "consult": _consult,
    "return": _return,
    "cancel": _cancel,
    "merge": _merge,
    "split": _split,
    "contest": _contest,
    "decide_contest": _decide,
    "request_handover": _request_handover,
    "decline_handover": _decline_handover,
}
