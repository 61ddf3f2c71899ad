"""The page of triage: a report's words and pictures, what it may be, where it would go, what it repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.intake.attachments import attachments_of
from complaints_service.intake.suggesting.service import lessons, propose
from complaints_service.intake.suggesting.suggester import Proposal
from complaints_service.intake.twins import twins_of
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.state import fold
from complaints_service.tickets.listed import MOST_COUNTED, counts, place_of
from complaints_service.tickets.onward import next_in
from complaints_service.tickets.opening.continuing import By
from complaints_service.tickets.opening.rerouting import Mended, foresee
from complaints_service.tickets.queries import TicketView
from complaints_service.tickets.triage.service import UNSORTED
from complaints_service.tickets.where import place_now
from complaints_service.web.desk.acts.fields import receiver_field
from complaints_service.web.desk.acts.forms import receivers
from complaints_service.web.desk.acts.page import Given
from complaints_service.web.desk.triage.elsewhere import elsewhere
from complaints_service.web.desk.twins import twin_rows
from complaints_service.web.shell.attachments import file_entries
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.names import names_for
from complaints_service.web.shell.pages import page
from complaints_service.web.ticket.place_panel import place_panel
from complaints_service.web.words.formats import number_words, percent

#: By which sets of texts the page says how often the first proposal was right.
_TOLD_BY = ("demo", "requests_311")


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """Where the rules would send it as read now: whom or which queue, and why; `queued`: nowhere yet."""

    to: str
    why: str
    queued: bool


def first_unsorted(reader: SignedIn) -> str | None:
    """The number of the most urgent report this reader may sort; None where all are sorted."""
    with reading() as session:
        found = queries.most_urgent(session, rights=reader.rights, narrowed=UNSORTED)
    return found.number if found is not None else None


def sorted_out_page() -> str:
    """Nothing waits."""
    return page(
        "desk/pilah.html", ticket=None, desk_href=url_for("desk.listing"), misroutes_href=_misroutes()
    )


def one_page(reader: SignedIn, number: str, typed: Typed) -> str:
    """One report with its form. Raises NotFound for one the reader does not see."""
    rulebook, now = service().rulebook, clock.now()
    with reading() as session:
        view = queries.for_officer(session, number=number, rights=reader.rights, now=now, rulebook=rulebook)
        proposals = propose(session, text=view.complaint.text, now=now, rulebook=rulebook)
        category = typed.values.get("category") or request.args.get("category") or _likeliest(view, proposals)
        given = Given(
            view=view,
            typed=typed.values,
            rulebook=rulebook,
            names=names_for(session, events=view.events, audience="officer", rulebook=rulebook),
            cards=receivers(session, code="assign"),
            reader=reader.rights.officer_id,
        )
        foreseen = _foreseen(session, given, category, reader)
        shown = _shown(session, view, reader)
        learned = lessons(session)
        others = elsewhere(session, view, category)
    rule = _("Menurut aturan") if foreseen.queued else _("Menurut aturan: %(to)s", to=foreseen.to)
    to = receiver_field(given, typed.values.get("to", ""))
    in_force = rulebook.categories_on(rulebook.local_date(now))
    return page(
        "desk/pilah.html",
        categories=[(one.code, one.names.read(language())) for one in in_force if not one.about_staff],
        category=category,
        proposed=_proposed(proposals, category),
        foreseen=foreseen,
        to=replace(to, options=[("", rule), *to.options]),
        reason=typed.values.get("reason") or _reason(proposals, category),
        errors=typed.errors,
        others=others,
        refer_agency=typed.values.get("agency", ""),
        refer_reason=typed.values.get("refer_reason") or (others.reason if others else ""),
        refer_action=url_for("triage.post_refer", number=number),
        worth=_worth(learned[0].measures if learned else {}),
        desk_href=url_for("desk.listing"),
        misroutes_href=_misroutes(),
        action=url_for("triage.post_one", number=number),
        look_action=url_for("triage.look_again", number=number),
        **shown,
    )


def _shown(session: Session, view: TicketView, reader: SignedIn) -> dict[str, Any]:
    """The report itself, what may be the same, how many wait, and which one comes after it."""
    ticket, rulebook, rights = view.ticket, service().rulebook, reader.rights
    [waiting] = counts(session, rights=rights, lists=[UNSORTED], most=MOST_COUNTED)
    place = place_of(ticket, UNSORTED.view)
    following = next_in(session, rights=rights, narrowed=UNSORTED, place=place, but=ticket.id)
    files = attachments_of(session, ticket_id=ticket.id, for_citizen=False)
    twins = twins_of(session, ticket=ticket, place=place_now(ticket, view.events), files=files, rights=rights)
    return {
        "ticket": ticket,
        "text": view.complaint.text,
        "title": view.complaint.title,
        "place": place_panel(view, rulebook),
        "files": file_entries(
            files, address=lambda one: url_for("files.one", number=ticket.number, attachment_id=one)
        ),
        "waiting": waiting,
        "twins": twin_rows(ticket, twins, rulebook=rulebook, merges="merge" in view.acts),
        "ticket_href": url_for("desk.ticket", number=ticket.number),
        "next_href": url_for("triage.one", number=following) if following else None,
    }


def _misroutes() -> str:
    return url_for("triage.misroutes")


def _likeliest(view: TicketView, proposals: Sequence[Proposal]) -> str:
    return proposals[0].category if proposals else view.ticket.category


def _proposed(proposals: Sequence[Proposal], category: str) -> str:
    """By which words the chosen category was proposed; empty where it was not."""
    found = next((one for one in proposals if one.category == category), None)
    if found is None:
        return ""
    return _(
        "Diusulkan karena kata “%(words)s” (%(sure)s yakin).",
        words=", ".join(found.because),
        sure=percent(found.certainty, language()),
    )


def _reason(proposals: Sequence[Proposal], category: str) -> str:
    found = next((one for one in proposals if one.category == category and one.because), None)
    return _("Isi laporannya: %(words)s.", words=", ".join(found.because)) if found else ""


def _foreseen(session: Session, given: Given, category: str, reader: SignedIn) -> Foreseen:
    """Where the rules would send it with this category, and why."""
    view, names = given.view, given.names
    by = By(reader.actor, view.as_of, given.rulebook, None)
    decision = foresee(session, view.ticket, fold(view.events), Mended(category=category), by)
    people = {card.id: card.name for card in given.cards}
    queue = names.holder(f"unit:{decision.unit}").name
    told = [decision.reason, decision.load_note]
    return Foreseen(
        to=people.get(decision.officer_id or 0, queue),
        why=" ".join(one.read(language()) for one in told if one is not None),
        queued=decision.queued,
    )


def _worth(measures: dict[str, dict[str, float]]) -> list[str]:
    """How often the first proposal was right, in a sentence for each set of texts."""
    named = {"demo": _("laporan karangan kantor contoh"), "requests_311": _("judul laporan kota lain")}
    return [
        _(
            "%(share)s dari %(count)s %(texts)s",
            share=percent(measures[code]["first"], language()),
            count=number_words(int(measures[code]["count"]), language()),
            texts=named[code],
        )
        for code in _TOLD_BY
        if code in measures
    ]
