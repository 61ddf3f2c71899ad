"""The controls of an act's form, with what was typed: the everyday acts' fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from complaints_service.edge.language import language
from complaints_service.people.queries import OfficerCard
from complaints_service.tickets.queries import TicketView
from complaints_service.web.shell.names import Names
from complaints_service.web.ticket.act_words import reject_reasons
from complaints_service.web.ticket.words import kind_name
from config.entries import KINDS
from config.rulebook import Rulebook


@dataclass(frozen=True)
class Field:
    """One control: `kind` is text, line, moment, select, picks or check.

    A pick's option has a consequence too; a moment is a local date and time; `optional`: it may stay empty.
    """

    kind: str
    name: str
    label: str
    value: str = ""
    hint: str = ""
    rows: int = 3
    options: Sequence[tuple[str, ...]] = ()
    optional: bool = False


def plain_fields(
    code: str,
    view: TicketView,
    typed: Mapping[str, str],
    rulebook: Rulebook,
    names: Names,
    cards: Collection[OfficerCard],
) -> list[Field]:
    """The fields of the everyday acts; empty for one that has none here."""
    if code == "message":
        return [_message_acts(typed), text_field(typed, _("Pesan kepada warga"))]
    if code == "question":
        label = _("Berkas laporan belum lengkap: yang ditanyakan adalah kelengkapannya")
        checked = "1" if "completeness" in typed else ""
        return [text_field(typed, _("Pertanyaan")), Field("check", "completeness", label, checked)]
    if code in ("handover", "assign"):
        return [receiver_field(view, typed, names, cards), reason_field(typed)]
    if code == "classify":
        return [*_classes(view, typed, rulebook), reason_field(typed)]
    if code == "resolve":
        return [text_field(typed, _("Laporan kepada warga"), _("Apa yang dikerjakan, kapan, dan di mana."))]
    if code == "reject":
        reason = Field("select", "reason", _("Alasan"), typed.get("reason", ""), options=reject_reasons())
        hint = _("Sebut yang berwenang dan ke mana warga bisa pergi.")
        return [reason, text_field(typed, _("Penjelasan kepada warga"), hint)]
    if code == "note":
        return [text_field(typed, _("Catatan"))]
    return []


def text_field(typed: Mapping[str, str], label: str, hint: str = "") -> Field:
    """A text of several lines."""
    return Field("text", "text", label, typed.get("text", ""), hint, rows=5)


def reason_field(typed: Mapping[str, str], hint: str = "", *, optional: bool = False) -> Field:
    """Why, in the officer's words."""
    hint = hint or _("Terbaca oleh penerima dan atasan.")
    return Field("text", "reason", _("Alasan"), typed.get("reason", ""), hint, optional=optional)


def _message_acts(typed: Mapping[str, str]) -> Field:
    options = (
        ("answer", _("Jawaban"), _("Menanggapi apa yang warga tulis.")),
        ("progress", _("Perkembangan"), _("Memberi tahu apa yang sedang dikerjakan.")),
        ("decision", _("Keputusan"), _("Memberi tahu apa yang diputuskan kantor.")),
    )
    return Field(
        "picks", "message_act", _("Jenis pesan"), typed.get("message_act") or "progress", options=options
    )


def receiver_field(
    view: TicketView,
    typed: Mapping[str, str],
    names: Names,
    cards: Collection[OfficerCard],
    *,
    barring: bool = True,
) -> Field:
    """The unit's people first, then the others, then the queues; never the accused.

    `barring`: nor whoever has it now.
    """
    ticket = view.ticket
    holder = f"person:{ticket.holder_officer_id}" if ticket.holder_officer_id else f"unit:{ticket.unit}"
    barred = {*ticket.accused, *([holder] if barring else [])}
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
