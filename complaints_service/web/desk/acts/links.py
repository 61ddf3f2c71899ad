"""The permitted acts as buttons, and what a refused one is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _

from complaints_service.tickets.queries import TicketView
from complaints_service.web.desk.acts.forms import AT_ONCE
from complaints_service.web.shell.names import Names
from complaints_service.web.ticket.act_words import verb_of
from complaints_service.web.ticket.words import short_instant

#: Acts shown as buttons, the first of them the main one; the others stand behind a switch.
IN_SIGHT = ("take", "message", "resolve", "question", "handover")
#: The same on a ticket that another person has: none of them is the main one.
IN_SIGHT_OF_ANOTHERS = ("message", "assign", "request_handover")


@dataclass(frozen=True)
class Typed:
    """What a refused form keeps: its fields, the sentences about each, and what was wrong as a whole.

    `stale`: the ticket had changed since the form was made.
    """

    form: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    refusal: str = ""
    stale: bool = False


@dataclass(frozen=True)
class ActLink:
    """A permitted act as a button; `post` acts at once, without a page of its own."""

    code: str
    text: str
    href: str
    primary: bool = False
    post: bool = False


def act_links(view: TicketView, *, reader: int | None) -> dict[str, list[ActLink]]:
    """The permitted acts of the officer who reads: the everyday ones in sight, the others behind a switch."""
    number, holder = view.ticket.number, view.ticket.holder_officer_id
    anothers = holder is not None and holder != reader
    shown = IN_SIGHT_OF_ANOTHERS if anothers else IN_SIGHT
    # Who gives tickets away asks nobody for it.
    acts = [code for code in view.acts if code != "request_handover" or "assign" not in view.acts]
    main = [
        ActLink(
            code,
            verb_of(code),
            _href(code, number),
            primary=place == 0 and not anothers,
            post=code in AT_ONCE,
        )
        for place, code in enumerate(code for code in shown if code in acts)
    ]
    more = [ActLink(code, verb_of(code), _href(code, number)) for code in acts if code not in shown]
    if "message" in view.acts:
        href = url_for("desk.act", number=number, act="message")
        more.insert(0, ActLink("message", _("Perkembangan atau keputusan"), href))
    return {"main": main, "more": more}


def refusal_words(view: TicketView, names: Names, typed: Typed) -> str:
    """Why nothing was done: who was faster and when, or what can be done instead."""
    if not typed.refusal:
        return ""
    if typed.stale:
        # A warning written by a job is not what the person should read first.
        last = next((event for event in reversed(view.events) if event.by != "rule"), view.events[-1])
        return _(
            "Tiket ini berubah %(at)s oleh %(who)s. Tulisan Anda masih ada; baca dulu yang baru.",
            at=short_instant(last.recorded_at, view.calendar),
            who=names.author(last.by),
        )
    if not view.acts:
        return _("%(refusal)s Tidak ada yang bisa Anda lakukan pada tiket ini.", refusal=typed.refusal)
    told = ", ".join(verb_of(code) for code in view.acts)
    return _("%(refusal)s Yang bisa sekarang: %(acts)s.", refusal=typed.refusal, acts=told)


def _href(code: str, number: str) -> str:
    return "#jawab" if code == "message" else url_for("desk.act", number=number, act=code)
