"""The permitted acts as buttons, and what a refused one is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from flask import url_for
from flask_babel import gettext as _

from complaints_service.edge.problems import say
from complaints_service.tickets.queries import TicketView
from complaints_service.web.desk.acts.page import ActPage
from complaints_service.web.desk.acts.registry import PAGES
from complaints_service.web.shell.names import Names
from complaints_service.web.ticket.words import short_instant


@dataclass(frozen=True)
class TypedAct:
    """What a refused form keeps: its fields, the sentences about each, and what was wrong as a whole.

    `stale`: the ticket had changed since the form was made.
    """

    form: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    refusal: str = ""
    stale: bool = False


@dataclass(frozen=True, kw_only=True)
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
    offered = [page for code in view.acts if (page := PAGES[code]).yields_to not in view.acts]
    ranked = [(page.of_anothers if anothers else page.in_sight, page) for page in offered]
    shown = sorted(((rank, page) for rank, page in ranked if rank is not None), key=itemgetter(0))
    main = [
        _link(page, number, primary=place == 0 and not anothers, post=page.at_once)
        for place, (_rank, page) in enumerate(shown)
    ]
    more = [_link(page, number) for rank, page in ranked if rank is None]
    own_page = [
        ActLink(
            code=page.act.code,
            text=say(page.inline),
            href=url_for("desk.act", number=number, act=page.act.code),
        )
        for page in offered
        if page.inline
    ]
    return {"main": main, "more": [*own_page, *more]}


def refusal_words(view: TicketView, names: Names, typed: TypedAct) -> str:
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
    told = ", ".join(say(PAGES[code].verb) for code in view.acts)
    return _("%(refusal)s Yang bisa sekarang: %(acts)s.", refusal=typed.refusal, acts=told)


def _link(page: ActPage, number: str, *, primary: bool = False, post: bool = False) -> ActLink:
    code = page.act.code
    href = "#jawab" if page.inline else url_for("desk.act", number=number, act=code)
    return ActLink(code=code, text=say(page.verb), href=href, primary=primary, post=post)
