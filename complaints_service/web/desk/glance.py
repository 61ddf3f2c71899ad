"""A ticket at a glance: what stands beside the list on a wide screen, as a part of a page."""

from __future__ import annotations

from flask import render_template, url_for

from complaints_service import clock
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.state import fold
from complaints_service.tickets.opening.survivor import merged_into
from complaints_service.tickets.queries import Seen
from complaints_service.web.desk.acts.links import TypedAct
from complaints_service.web.desk.answering.box import answer_box
from complaints_service.web.desk.answering.onward import TO_LIST, came_from
from complaints_service.web.desk.rows import headline_of
from complaints_service.web.desk.ticket import ticket_page
from complaints_service.web.shell.names import names_for


def glance(reader: SignedIn, seen: Seen) -> str:
    """The headline, the citizen's words, the clocks, whose turn it is, what was said last, and the answer.

    It is made of the ticket's own page, so that it tells nobody more. Where an answer needs more than its
    words (for those whose reports were merged into this one), it leads to the page.
    """
    rulebook = service().rulebook
    with reading() as session:
        view = queries.desk_view(session, seen, rights=reader.rights, now=clock.now(), rulebook=rulebook)
        names = names_for(session, events=view.events, audience="officer", rulebook=rulebook)
        others = merged_into(session, numbers=fold(view.events).duplicates)
        box = answer_box(session, view, rights=reader.rights, rulebook=rulebook)
    values = ticket_page(
        view,
        names=names,
        rulebook=rulebook,
        reader=reader.rights.officer_id,
        typed=TypedAct(),
        rights=reader.rights,
        others=len(others),
    )
    said = [entry for entry in values["talk"] if entry.kind == "message"]
    return render_template(
        "desk/_sekilas.html",
        headline=headline_of(view.ticket, view.events, rulebook),
        href=url_for("desk.ticket", number=view.ticket.number, dari=came_from() or None),
        words=said[0].text,
        last=said[1:][-1:],
        box=box,
        errors={},
        from_list=came_from(),
        to_list=TO_LIST,
        **{name: values[name] for name in ("ticket", "turn_words", "voices", "clock", "others", "answer")},
    )
