"""What stands beside a letter to a citizen: templates to begin it with, and who else is writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.answering.drafts import draft_of, others_writing
from complaints_service.answering.queries import usable
from complaints_service.edge.language import language
from complaints_service.errors import invalid, words
from complaints_service.people.queries import officer_cards
from complaints_service.tickets.queries import TicketView
from config.entries.answers import TEMPLATE_ACTS
from config.rulebook import Rulebook
from config.versions import in_force

#: How a template of the rulebook is named among those of people: these have numbers.
_OFFERED = "buku:"


@dataclass(frozen=True, kw_only=True)
class TemplateChoice:
    """The templates for one act on one ticket: what a select holds, and where it is sent.

    `groups`: (whose they are, options); `action`: fills one in; `manage`: where they are kept.
    """

    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    action: str
    manage: str


@dataclass(frozen=True, kw_only=True)
class AnswerBox:
    """Beside the answer on a ticket's page; `draft`: what the reader had written; `keep`: where it is kept.

    `writing`: who else writes, in words.
    """

    templates: TemplateChoice | None
    draft: str
    writing: str
    keep: str


def template_choice(
    session: Session, view: TicketView, *, act: str, rights: Rights, rulebook: Rulebook
) -> TemplateChoice | None:
    """The templates this reader may begin the letter of an act with; None where there are none."""
    if act not in TEMPLATE_ACTS or act not in view.acts:
        return None
    category, tongue = view.ticket.category, language()
    by_scope: dict[str, list[tuple[str, str]]] = {"person": [], "unit": [], "office": []}
    for one in usable(session, rights=rights):
        if one.act == act and one.category in (None, category):
            by_scope[one.scope].append((str(one.id), one.name))
    offered = [
        (_OFFERED + one.code, one.names.read(tongue))
        for one in in_force(rulebook.answers, rulebook.local_date(view.as_of))
        if one.act == act and one.category in (None, category)
    ]
    heads = (
        (_("Milik saya"), by_scope["person"]),
        (_("Milik unit"), by_scope["unit"]),
        (_("Milik kantor"), [*by_scope["office"], *offered]),
    )
    groups = [(head, options) for head, options in heads if options]
    if not groups:
        return None
    action = url_for("templates.use", number=view.ticket.number, act=act)
    return TemplateChoice(groups=groups, action=action, manage=url_for("templates.listing"))


def answer_box(session: Session, view: TicketView, *, rights: Rights, rulebook: Rulebook) -> AnswerBox:
    """What stands beside the answer on this ticket's page; nothing is asked where the reader sends none."""
    if "message" not in view.acts:
        return AnswerBox(templates=None, draft="", writing="", keep="")
    return AnswerBox(
        templates=template_choice(session, view, act="message", rights=rights, rulebook=rulebook),
        draft=draft_of(session, ticket_id=view.ticket.id, account_id=rights.account_id),
        writing=writing_words(session, ticket_id=view.ticket.id, rights=rights, now=view.as_of),
        keep=url_for("templates.keep_words", number=view.ticket.number),
    )


def writing_words(session: Session, *, ticket_id: int, rights: Rights, now: datetime) -> str:
    """Who else is writing on this ticket now; what they write is not told. Empty for nobody."""
    found = others_writing(session, ticket_id=ticket_id, account_id=rights.account_id, now=now)
    cards = officer_cards(session, ids=found) if found else {}
    who = ", ".join(cards[one].name for one in found if one in cards)
    return _("%(who)s juga sedang menulis di sini.", who=who) if who else ""


def body_of(session: Session, view: TicketView, *, chosen: str, rights: Rights, rulebook: Rulebook) -> str:
    """The words of a template somebody chose, for this ticket's citizen. Raises Invalid naming `template`."""
    offered = in_force(rulebook.answers, rulebook.local_date(view.as_of))
    bodies = {_OFFERED + one.code: one.body.read(view.complaint.language) for one in offered}
    bodies |= {str(one.id): one.body for one in usable(session, rights=rights)}
    if chosen not in bodies:
        raise invalid("template", words("Templat itu tidak ditawarkan lagi. Pilih yang lain."))
    return bodies[chosen]
