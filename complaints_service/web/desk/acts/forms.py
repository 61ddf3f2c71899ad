"""The page of one act: what it asks, what follows from it, its fields; and what was typed as a request."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.edge.acting import request_from
from complaints_service.edge.schemas import ActSchema
from complaints_service.people import queries as people
from complaints_service.people.queries import OfficerCard
from complaints_service.tickets.acts import Request
from complaints_service.tickets.queries import TicketView
from complaints_service.web.desk.acts.fields import Field, plain_fields
from complaints_service.web.desk.acts.ruling_fields import ruling_fields
from complaints_service.web.shell.names import Names
from complaints_service.web.ticket.act_words import said_of, verb_of
from config.rulebook import Rulebook

ACT = ActSchema()
#: Acts that nothing but another act can undo, and those that need no fields of their own.
FINAL = frozenset({"reject", "cancel", "merge"})
AT_ONCE = frozenset({"take"})
_TYPED = (
    "text",
    "reason",
    "to",
    "category",
    "kind",
    "agency",
    "clock",
    "priority",
    "into",
    "from",
    "until",
)


@dataclass(frozen=True)
class ActForm:
    """One act as its page says it: a question, its consequence in a sentence, and the button's verb."""

    code: str
    question: str
    consequence: str
    verb: str
    final: bool
    fields: tuple[Field, ...]


def act_form(
    code: str,
    view: TicketView,
    typed: Mapping[str, str],
    *,
    rulebook: Rulebook,
    names: Names,
    cards: Collection[OfficerCard] = (),
    reader: int | None = None,
) -> ActForm:
    """The form of one act, with what was typed; `cards` are those a ticket may go to, `reader` who asks."""
    question, consequence = said_of(code)
    fields = plain_fields(code, view, typed, rulebook, names, cards) or ruling_fields(
        code, view, typed, rulebook=rulebook, names=names, cards=cards, reader=reader
    )
    verb = _("Kirim pesan") if code == "message" else verb_of(code)
    return ActForm(code, question, consequence, verb, code in FINAL, tuple(fields))


def receivers(session: Session, *, code: str) -> Collection[OfficerCard]:
    """Who a ticket could be given to by this act: everyone at work here, by name."""
    if code not in ("assign", "handover", "request_handover", "return", "contest", "decide_contest"):
        return ()
    return [card for card in people.officer_cards(session).values() if card.active]


def request_of(code: str, typed: Mapping[str, str]) -> Request:
    """What was typed as the request of an act. Raises marshmallow's ValidationError, or Invalid, by field."""
    wanted: dict[str, object] = {name: typed.get(name) for name in _TYPED}
    wanted["act"] = typed.get("message_act")
    wanted["completeness"] = "completeness" in typed
    for name in ("message", "contest", "request", "version"):
        value = typed.get(name, "")
        wanted[name] = int(value) if value.isascii() and value.isdigit() else None
    wanted["upheld"] = {"yes": True, "no": False}.get(typed.get("upheld", ""))
    loaded = ACT.load({name: value for name, value in wanted.items() if value not in (None, "")})
    return request_from(code, loaded)


def field_name(name: str) -> str:
    """The form's name of a field of the request."""
    return "message_act" if name == "act" else name
