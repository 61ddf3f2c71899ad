"""The page of one act: what it asks, what follows from it, its fields; and what was typed as a request."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.edge.language import language
from complaints_service.edge.schemas import ActSchema
from complaints_service.people import queries as people
from complaints_service.people.queries import OfficerCard
from complaints_service.tickets.acts import Request
from complaints_service.tickets.queries import TicketView
from complaints_service.web.act_words import reject_reasons, said_of, verb_of
from complaints_service.web.naming import Names
from complaints_service.web.ticket_words import kind_name
from config.entries import KINDS
from config.rulebook import Rulebook

ACT = ActSchema()
#: Acts that nothing but another act can undo, and those that need no fields of their own.
FINAL = frozenset({"reject"})
AT_ONCE = frozenset({"take"})


@dataclass(frozen=True)
class Field:
    """One control: `kind` is text, select, picks or check; a pick's option has a consequence too."""

    kind: str
    name: str
    label: str
    value: str = ""
    hint: str = ""
    rows: int = 3
    options: Sequence[tuple[str, ...]] = ()


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
) -> ActForm:
    """The form of one act, with what was typed; `cards` are those a ticket may go to."""
    question, consequence = said_of(code)
    fields = _fields(code, view, typed, rulebook, names, cards)
    verb = _("Kirim pesan") if code == "message" else verb_of(code)
    return ActForm(code, question, consequence, verb, code in FINAL, tuple(fields))


def receivers(session: Session, *, code: str) -> Collection[OfficerCard]:
    """Who a ticket could be given to by this act: everyone at work here, by name."""
    if code not in ("assign", "handover"):
        return ()
    return [card for card in people.officer_cards(session).values() if card.active]


def request_of(code: str, typed: Mapping[str, str]) -> Request:
    """What was typed as the request of an act. Raises marshmallow's ValidationError naming the fields."""
    wanted = {
        "text": typed.get("text"),
        "reason": typed.get("reason"),
        "to": typed.get("to"),
        "act": typed.get("message_act"),
        "category": typed.get("category"),
        "kind": typed.get("kind"),
        "completeness": "completeness" in typed,
    }
    loaded = ACT.load({name: value for name, value in wanted.items() if value not in (None, "")})
    version = typed.get("version", "")
    return Request(
        code,
        text=loaded.get("text"),
        reason=loaded.get("reason"),
        to=loaded.get("to"),
        version=int(version) if version.isascii() and version.isdigit() else None,
        message_act=loaded.get("act", "answer"),
        completeness=loaded["completeness"],
        category=loaded.get("category"),
        kind=loaded.get("kind"),
    )


def field_name(name: str) -> str:
    """The form's name of a field of the request."""
    return "message_act" if name == "act" else name


def _fields(
    code: str,
    view: TicketView,
    typed: Mapping[str, str],
    rulebook: Rulebook,
    names: Names,
    cards: Collection[OfficerCard],
) -> list[Field]:
    if code == "message":
        return [_message_acts(typed), _text(typed, _("Pesan kepada warga"))]
    if code == "question":
        label = _("Berkas laporan belum lengkap: yang ditanyakan adalah kelengkapannya")
        checked = "1" if "completeness" in typed else ""
        return [_text(typed, _("Pertanyaan")), Field("check", "completeness", label, checked)]
    if code in ("handover", "assign"):
        return [_to(view, typed, names, cards), _reason(typed)]
    if code == "classify":
        return [*_classes(view, typed, rulebook), _reason(typed)]
    if code == "resolve":
        return [_text(typed, _("Laporan kepada warga"), _("Apa yang dikerjakan, kapan, dan di mana."))]
    if code == "reject":
        reason = Field("select", "reason", _("Alasan"), typed.get("reason", ""), options=reject_reasons())
        hint = _("Sebut yang berwenang dan ke mana warga bisa pergi.")
        return [reason, _text(typed, _("Penjelasan kepada warga"), hint)]
    if code == "note":
        return [_text(typed, _("Catatan"))]
    return []


def _text(typed: Mapping[str, str], label: str, hint: str = "") -> Field:
    return Field("text", "text", label, typed.get("text", ""), hint, rows=5)


def _reason(typed: Mapping[str, str]) -> Field:
    return Field(
        "text", "reason", _("Alasan"), typed.get("reason", ""), _("Terbaca oleh penerima dan atasan.")
    )


def _message_acts(typed: Mapping[str, str]) -> Field:
    options = (
        ("answer", _("Jawaban"), _("Menanggapi apa yang warga tulis.")),
        ("progress", _("Perkembangan"), _("Memberi tahu apa yang sedang dikerjakan.")),
        ("decision", _("Keputusan"), _("Memberi tahu apa yang diputuskan kantor.")),
    )
    return Field(
        "picks", "message_act", _("Jenis pesan"), typed.get("message_act") or "progress", options=options
    )


def _to(view: TicketView, typed: Mapping[str, str], names: Names, cards: Collection[OfficerCard]) -> Field:
    """The unit's people first, then the others, then the queues; never the accused, nor who has it."""
    ticket = view.ticket
    holder = f"person:{ticket.holder_officer_id}" if ticket.holder_officer_id else f"unit:{ticket.unit}"
    barred = {holder, *ticket.accused}
    ordered = sorted(cards, key=lambda card: (card.unit != ticket.unit, card.name))
    people_of = [
        (f"person:{card.id}", f"{card.name}, {names.unit(card.unit)}")
        for card in ordered
        if f"person:{card.id}" not in barred and f"unit:{card.unit}" not in ticket.accused
    ]
    queues = [
        (f"unit:{code}", names.holder(f"unit:{code}").name)
        for code in names.units
        if f"unit:{code}" not in barred
    ]
    return Field("select", "to", _("Kepada"), typed.get("to", ""), options=[*people_of, *queues])


def _classes(view: TicketView, typed: Mapping[str, str], rulebook: Rulebook) -> list[Field]:
    ticket, tongue = view.ticket, language()
    categories = [
        (each.code, each.names.read(tongue))
        for each in rulebook.categories_on(rulebook.local_date(view.as_of))
    ]
    kinds = [(code, kind_name(code)) for code in KINDS]
    category = typed.get("category", ticket.category)
    return [
        Field("select", "category", _("Kategori"), category, options=categories),
        Field("select", "kind", _("Jenis"), typed.get("kind", ticket.kind), options=kinds),
    ]
