"""By which rules reports went astray, on a page."""

from __future__ import annotations

from flask import url_for

from complaints_service import clock
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.tickets.triage.misroutes import misroutes
from complaints_service.web.shell.pages import page
from complaints_service.web.ticket.rule_words import routing_rule_words
from complaints_service.web.words.formats import number_words, percent


def misroutes_page(reader: SignedIn) -> str:
    """A line a rule, the worst first."""
    rulebook, tongue = service().rulebook, language()
    calendar = rulebook.calendar(rulebook.office.calendar)
    with reading() as session:
        found = misroutes(session, rights=reader.rights, now=clock.now(), calendar=calendar)
    rows = [
        (
            routing_rule_words(one.rule, one.version, rulebook),
            "",
            [
                number_words(one.sent, tongue),
                number_words(one.astray, tongue),
                percent(one.astray / one.sent, tongue),
            ],
        )
        for one in found
    ]
    return page("desk/salah_salur.html", rows=rows, back_href=url_for("triage.following"))
