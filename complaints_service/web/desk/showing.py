"""A ticket and the page of an act as an officer sees them, also after something was done or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import request, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import words
from complaints_service.intake.attachments import attachments_of
from complaints_service.intake.models import Attachment
from complaints_service.intake.twins import twins_of
from complaints_service.notify.routes import own_routes
from complaints_service.passing.entered import installations, mailboxes
from complaints_service.passing.service import TAKEN_UP, passed_on
from complaints_service.people.queries import OfficerCard, officer_card
from complaints_service.tickets import queries
from complaints_service.tickets.leave.service import substitute_of
from complaints_service.tickets.ledger.models import WORKING_STATES
from complaints_service.tickets.ledger.state import fold
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.opening.survivor import merged_into
from complaints_service.tickets.queries import Seen
from complaints_service.tickets.where import place_now
from complaints_service.vault.finding import has_phone
from complaints_service.vault.opening import OpenedIdentity
from complaints_service.web.desk.acts.forms import act_form, receivers
from complaints_service.web.desk.acts.links import TypedAct
from complaints_service.web.desk.acts.page import Given
from complaints_service.web.desk.acts.registry import PAGES
from complaints_service.web.desk.answering.box import answer_box, template_choice
from complaints_service.web.desk.answering.commands import command_lines
from complaints_service.web.desk.answering.onward import came_from
from complaints_service.web.desk.papers.page import ticket_papers
from complaints_service.web.desk.reminders.page import reminder_box
from complaints_service.web.desk.ticket import act_page, ticket_page
from complaints_service.web.desk.twins import TwinRow, twin_rows
from complaints_service.web.desk.unsent.rows import letter_rows
from complaints_service.web.shell.attachments import drafted_files, file_entries, files_shown
from complaints_service.web.shell.names import Names, names_for
from complaints_service.web.shell.pages import page
from complaints_service.web.ticket.passed_words import PassedWords, by_letter_words, passed_words
from complaints_service.web.ticket.place_panel import place_panel

NOT_NOW = words("Tindakan ini tidak bisa sekarang.")


def again(reader: SignedIn, number: str) -> Seen:
    """The ticket as it stands after something was done or refused. Raises NotFound."""
    with reading() as session:
        return queries.ticket_in_view(session, number=number, rights=reader.rights)


def shown_ticket(
    reader: SignedIn, seen: Seen, typed: TypedAct, *, opened: OpenedIdentity | None = None
) -> str:
    """The ticket's page, with what was typed on it; `opened`: who complained, for this look."""
    rulebook = service().rulebook
    with reading() as session:
        view = queries.desk_view(session, seen, rights=reader.rights, now=clock.now(), rulebook=rulebook)
        names = names_for(session, events=view.events, audience="officer", rulebook=rulebook)
        substitute = _substitute(session, view)
        others = merged_into(session, numbers=fold(view.events).duplicates)
        attachments = attachments_of(session, ticket_id=view.ticket.id, for_citizen=False)
        box = answer_box(session, view, rights=reader.rights, rulebook=rulebook)
        passed = _passed(session, view, names)
        papers = ticket_papers(
            session, view, works_here=reader.rights.officer_id is not None, rulebook=rulebook
        )
        twins = [] if typed.refusal else _twins(session, view, attachments, reader)
        letters = letter_rows(session, reader)
        ticket = view.ticket
        reminder = reminder_box(session, reader, number=ticket.number, ticket_id=ticket.id, now=view.as_of)
    if "text" not in typed.form and box.draft:
        typed = replace(typed, form={**typed.form, "text": box.draft})
    values = ticket_page(
        view,
        names=names,
        rulebook=rulebook,
        reader=reader.rights.officer_id,
        typed=typed,
        reporter=opened,
        opened=request.args.getlist("bulan"),
        rights=reader.rights,
        substitute=substitute,
        others=len(others),
    )
    number = view.ticket.number
    files = file_entries(
        attachments, address=lambda one: url_for("files.one", number=number, attachment_id=one)
    )
    shown = files_shown(files, spoken={entry.seq for entry in values["talk"]})
    return page(
        "desk/tiket.html",
        place=place_panel(view, rulebook),
        files=shown,
        sent_files=drafted_files(),
        box=box,
        twins=twins,
        letters=letters,
        reminder=reminder,
        papers=papers,
        passed=passed,
        from_list=came_from(),
        commands=command_lines(),
        **values,
    )


def _passed(session: Session, view: queries.TicketView, names: Names) -> PassedWords | None:
    """What became of it at another office, or how it is to go there."""
    row, ticket = passed_on(session, ticket_id=view.ticket.id), view.ticket
    elsewhere = ticket.state == "referred" and row is not None and row.agency != ticket.agency
    if row is not None and not elsewhere:
        return passed_words(row, agency=names.holder(f"agency:{row.agency}").name, for_citizen=False)
    if ticket.state != "referred" or ticket.agency is None:
        return None
    setting, name = service().environment.other_offices, names.holder(f"agency:{ticket.agency}").name
    if ticket.agency in installations(session, setting=setting):
        return None
    email = mailboxes(session, setting=setting).get(ticket.agency, "")
    return by_letter_words(email, agency=name, lately=ticket.changed_at >= view.as_of - TAKEN_UP)


def _twins(
    session: Session, view: queries.TicketView, files: Sequence[Attachment], reader: SignedIn
) -> list[TwinRow]:
    """Reports that may be the same matter as one that is still handled."""
    ticket = view.ticket
    if ticket.state not in LIVE:
        return []
    place = place_now(ticket, view.events)
    found = twins_of(session, ticket=ticket, place=place, files=files, rights=reader.rights)
    return twin_rows(ticket, found, rulebook=service().rulebook, merges="merge" in view.acts)


def _substitute(session: Session, view: queries.TicketView) -> OfficerCard | None:
    """Who stands in for the holder of a live ticket today."""
    holder = view.ticket.holder_officer_id
    if holder is None or view.ticket.state not in WORKING_STATES:
        return None
    found = substitute_of(session, officer_id=holder, on=service().rulebook.local_date(view.as_of))
    return officer_card(session, officer_id=found) if found is not None else None


def shown_act(reader: SignedIn, seen: Seen, act: str, typed: TypedAct) -> str | tuple[str, int]:
    """The page of one act with what was typed on it; the ticket's, saying so, where it is not permitted."""
    rulebook = service().rulebook
    with reading() as session:
        view = queries.desk_view(session, seen, rights=reader.rights, now=clock.now(), rulebook=rulebook)
    if act not in view.acts and not typed.form:
        return shown_ticket(reader, seen, TypedAct(refusal=say(NOT_NOW))), 409
    with reading() as session:
        names = names_for(session, events=view.events, audience="officer", rulebook=rulebook)
        cards = receivers(session, code=act)
        others = merged_into(session, numbers=fold(view.events).duplicates)
        reachable = bool(own_routes(session, number=view.ticket.number))
        phone = not reachable and has_phone(session, number=view.ticket.number)
        templates = template_choice(session, view, act=act, rights=reader.rights, rulebook=rulebook)
        twins = _twins(session, view, (), reader) if PAGES[act].beside else []
    given = Given(
        view=view,
        typed=typed.form or request.args.to_dict(),
        rulebook=rulebook,
        names=names,
        cards=cards,
        reader=reader.rights.officer_id,
        others=len(others),
        reachable=reachable,
        has_phone=phone,
        twins=twins,
    )
    form = act_form(act, given)
    return page(
        "desk/tindakan.html",
        sent_files=drafted_files(),
        files_for=PAGES[act].act.files,
        proof=PAGES[act].proof,
        hide_files="hide_files" in typed.form,
        templates=templates,
        held=PAGES[act].act.held,
        commands=command_lines(),
        **act_page(view, form, names=names, rulebook=rulebook, typed=typed),
    )
