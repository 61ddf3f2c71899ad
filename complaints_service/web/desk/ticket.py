"""A ticket on the desk: what the page shows, put together from one view of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from complaints_service.accounts.access import Rights
from complaints_service.edge.language import language
from complaints_service.people.queries import OfficerCard
from complaints_service.tickets.elsewhere import elsewhere_of
from complaints_service.tickets.opening.answers import answers_of
from complaints_service.tickets.queries import TicketView
from complaints_service.tickets.rows.standing import standing_of
from complaints_service.vault.opening import OpenedIdentity
from complaints_service.web.desk.acts.fields import others_fields
from complaints_service.web.desk.acts.forms import ActForm
from complaints_service.web.desk.acts.links import TypedAct, act_links, refusal_words
from complaints_service.web.desk.contest import asked_rows, contest_rows, ending_rows
from complaints_service.web.desk.why_here import kept_from, routing_of, why_here
from complaints_service.web.drawing import custody_bar
from complaints_service.web.shell.names import Names
from complaints_service.web.ticket.clock_adapter import custody_shares
from complaints_service.web.ticket.clock_panel import clock_panel
from complaints_service.web.ticket.conversation import door, talk_entries
from complaints_service.web.ticket.refusals import refused_by_citizen
from complaints_service.web.ticket.rule_words import promise_words
from complaints_service.web.ticket.words import (
    badge_of,
    clock_name,
    left_of,
    other_clock,
    place_name,
    voices_words,
)
from complaints_service.web.words.formats import lowered
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class TicketHeading:
    """The ticket's own facts, in words."""

    number: str
    title: str
    category: str
    kelurahan: str
    channel: str
    privacy: str
    state: str
    state_words: str
    version: int
    received_at: datetime
    elsewhere: str


def ticket_page(
    view: TicketView,
    *,
    names: Names,
    rulebook: Rulebook,
    reader: int | None,
    typed: TypedAct,
    reporter: OpenedIdentity | None = None,
    opened: Collection[str] = (),
    rights: Rights | None = None,
    substitute: OfficerCard | None = None,
    others: int = 0,
) -> dict[str, Any]:
    """The variables of `tiket.html`. `reader`: the officer who looks.

    `reporter`: who complained, where that was opened for this look. `others`: how many reports were merged
    into this one.
    `rights` are the reader's; `substitute` stands in for a holder who is away.
    """
    tongue = language()
    why = why_here(view.events, names=names, calendar=view.calendar)
    shares = custody_shares(view.assessment.custody, naming=names.holder)
    number = view.ticket.number
    return {
        "ticket": head_of(view, rulebook),
        "desk_href": url_for("desk.listing"),
        "turn_words": turn_words(view, names, reader),
        "acts": act_links(view, reader=reader),
        "substitute": _substitute(view, names, substitute),
        "contests": contest_rows(view, names=names, rights=rights) if rights else [],
        "asked": asked_rows(view, names=names, reader=reader),
        "endings": ending_rows(view, names=names, reader=reader),
        "refused": refused_by_citizen(view),
        "came": _("Datang ke sini: %(why)s", why=lowered(why)) if why else "",
        "kept_from": kept_from(view, names),
        "routing": routing_of(view.events, names=names),
        "told": [(asked.read(tongue), answer) for _code, asked, answer in answers_of(view.events)],
        "voices": voices_words(view.ticket.voices),
        "reporter": reporter,
        "reveal_href": None if reporter else _reveal_href(view),
        "talk": talk_entries(view, audience="officer", names=names, language=tongue),
        "answer": _answer(view, others, typed.form),
        "form": typed.form,
        "errors": typed.errors,
        "warning": refusal_words(view, names, typed),
        "clock": clock_panel(
            view,
            audience="officer",
            names=names,
            language=tongue,
            opened=frozenset(opened),
            month_link=lambda month: url_for("desk.ticket", number=number, bulan=month, _anchor="jam"),
        ),
        "promise": promise_words(view, names),
        "custody": custody_bar(shares, language=tongue),
        "others": [
            {"state": shape, "title": title, "words": words} for shape, title, words in _other_clocks(view)
        ],
    }


def head_of(view: TicketView, rulebook: Rulebook) -> TicketHeading:
    """The head of the page; late tickets say by how much."""
    ticket, complaint = view.ticket, view.complaint
    badge = badge_of(ticket, standing_of(view.assessment))
    words = badge.words
    if badge.state == "late":
        words = left_of(ticket, standing_of(view.assessment), view.calendar).words
    return TicketHeading(
        number=ticket.number,
        title=complaint.title,
        category=rulebook.category(ticket.category).names.read(language()),
        kelurahan=place_name(rulebook, ticket.kelurahan),
        channel=door(complaint.channel, language()),
        privacy=complaint.privacy,
        state=badge.state,
        state_words=words,
        version=ticket.version,
        received_at=ticket.received_at,
        elsewhere=_elsewhere(view, rulebook),
    )


def _elsewhere(view: TicketView, rulebook: Rulebook) -> str:
    """As which number another office knows it; empty where no other has it."""
    told = elsewhere_of(view.events)
    if told is None:
        return ""
    agency = rulebook.agency(told.agency).names.read(language())
    return _("nomor %(number)s di %(agency)s", number=told.number, agency=agency)


def turn_words(view: TicketView, names: Names, reader: int | None) -> str:
    """Whose turn it is, said to the officer who looks."""
    ticket = view.ticket
    if ticket.state == "waiting":
        return _("Giliran warga")
    if ticket.state == "resolved":
        return _("Warga sedang menilai")
    if ticket.state not in ("new", "open"):
        return badge_of(ticket, standing_of(view.assessment)).words
    if ticket.holder_officer_id is None:
        return names.holder(f"unit:{ticket.unit}").name
    if ticket.holder_officer_id == reader:
        return _("Giliran Anda")
    return _("Dipegang %(name)s", name=names.person(ticket.holder_officer_id))


def act_page(
    view: TicketView, form: ActForm, *, names: Names, rulebook: Rulebook, typed: TypedAct
) -> dict[str, Any]:
    """The variables of `tindakan.html`."""
    head = head_of(view, rulebook)
    href = url_for("desk.ticket", number=head.number)
    return {
        "ticket": {"number": head.number, "title": head.title, "version": head.version, "href": href},
        "act": form,
        "fields": form.fields,
        "errors": typed.errors,
        "refused": refusal_words(view, names, typed),
        "action": url_for("desk.post_act", number=head.number, act=form.code),
    }


def _substitute(
    view: TicketView, names: Names, substitute: OfficerCard | None
) -> tuple[str, str, str] | None:
    """Who is offered the ticket of somebody on leave: a sentence, the button's words, its address."""
    act = next((code for code in ("handover", "assign") if code in view.acts), None)
    holder = view.ticket.holder_officer_id
    if substitute is None or act is None or holder is None:
        return None
    told = _("%(who)s sedang cuti; waktunya milik antrean unit.", who=names.person(holder))
    href = url_for("desk.act", number=view.ticket.number, act=act, to=f"person:{substitute.id}")
    return told, _("Serahkan ke pengganti, %(name)s", name=substitute.name), href


def _answer(view: TicketView, others: int, typed: Mapping[str, str]) -> dict[str, Any] | None:
    if "message" not in view.acts:
        return None
    hint = _("Terkirim ke warga saat ini juga.")
    if view.assessment.clocks["first_response"].stopped_at is None:
        hint = _("Terhitung sebagai jawaban pertama.")
    else:
        waiting = [place for place, one in enumerate(view.assessment.rounds, 1) if one.stopped_at is None]
        if waiting:
            hint = _("Terhitung sebagai jawaban untuk putaran %(round)s.", round=waiting[-1] + 1)
    if view.complaint.language == "en":
        hint = _("%(hint)s Warga membaca bahasa Inggris.", hint=hint)
    action = url_for("desk.post_act", number=view.ticket.number, act="message")
    return {"action": action, "hint": hint, "others": others_fields(view, typed, others)}


def _other_clocks(view: TicketView) -> list[tuple[str, str, str]]:
    clocks, calendar = view.assessment.clocks, view.calendar
    shown = [(clock_name(name), clocks[name]) for name in ("verification", "first_response")]
    shown += [
        (_("Jawaban putaran %(round)s", round=place), one)
        for place, one in enumerate(view.assessment.rounds, 2)
    ]
    shown += [
        (_("Penyelesaian ke-%(number)s", number=place), one)
        for place, one in enumerate(view.assessment.lives[:-1], 1)
    ]
    shown += [(clock_name(name), clocks[name]) for name in ("legal_answer", "legal_decision", "legal_notice")]
    told = [other_clock(verdict, calendar, name, as_of=view.as_of) for name, verdict in shown]
    return [line for line in told if line is not None]


def _reveal_href(view: TicketView) -> str | None:
    return url_for("desk.reveal", number=view.ticket.number) if view.identity else None
