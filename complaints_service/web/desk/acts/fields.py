"""The controls that several acts share, with what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from complaints_service.edge.language import language
from complaints_service.tickets.acts.holding.agencies import agencies
from complaints_service.tickets.acts.saying.to_others import may_tell
from complaints_service.tickets.ledger.ending_requests import ending_waiting
from complaints_service.tickets.queries import TicketView
from complaints_service.web.desk.acts.page import Field, Given


def text_field(typed: Mapping[str, str], label: str, hint: str = "") -> Field:
    """A text of several lines."""
    return Field(kind="text", name="text", label=label, value=typed.get("text", ""), hint=hint, rows=5)


def drafted(view: TicketView, act: str) -> Mapping[str, str]:
    """What somebody asked to end the report with, for the superior who confirms it; else empty."""
    asked = ending_waiting(view.events, act)
    if asked is None:
        return {}
    text = next(message.text for message in view.messages if message.seq == asked.message)
    return {"reason": asked.reason, "text": text}


def others_fields(view: TicketView, typed: Mapping[str, str], others: int) -> list[Field]:
    """A tick and a text of their own for the citizens of merged reports, who else would read nothing.

    Of a report that is not open they are told nothing but its state.
    """
    if not may_tell(view.complaint.privacy, others):
        return []
    label = ngettext(
        "%(num)s warga lain membaca ini: kirim teks sendiri kepadanya",
        "%(num)s warga lain membaca ini: kirim teks sendiri kepada mereka",
        others,
    )
    return [
        Field(kind="check", name="others", label=label, value="1" if "others" in typed else ""),
        Field(
            kind="text",
            name="others_text",
            label=_("Teks untuk warga lain"),
            value=typed.get("others_text", ""),
            hint=_("Tanpa nama, nomor rumah, atau nomor telepon siapa pun."),
            optional=True,
        ),
    ]


def unheard_hint(given: Given) -> str:
    """That the citizen has no way by which a question comes by itself, and what then counts; else empty."""
    if given.reachable:
        return ""
    means = _("Warga ini tidak punya jalur kabar: telepon.")
    if not given.has_phone:
        means = _("Warga ini tidak punya jalur kabar, dan nomor teleponnya tidak ada.")
    rest = _(
        "Pertanyaan baru sampai saat halaman laporannya dibuka, atau saat dicatat bagaimana warga dihubungi; "
        "sampai saat itu jam kantor tetap berjalan."
    )
    return f"{means} {rest}"


def reason_field(typed: Mapping[str, str], hint: str = "", *, optional: bool = False) -> Field:
    """Why, in the officer's words."""
    hint = hint or _("Terbaca oleh penerima dan atasan.")
    return Field(
        kind="text",
        name="reason",
        label=_("Alasan"),
        value=typed.get("reason", ""),
        hint=hint,
        optional=optional,
    )


def only_reason(given: Given) -> list[Field]:
    """Nothing but why."""
    return [reason_field(given.typed)]


def only_reason_if_any(given: Given) -> list[Field]:
    """Why, for whoever wants to say it."""
    return [reason_field(given.typed, optional=True)]


def receiver_field(given: Given, value: str | None = None, *, barring: bool = True) -> Field:
    """The unit's people first, then the others, then the queues; never the accused.

    `barring`: nor whoever has it now. `value`: what is chosen, where it is not what was typed.
    """
    ticket, names = given.view.ticket, given.names
    holder = f"person:{ticket.holder_officer_id}" if ticket.holder_officer_id else f"unit:{ticket.unit}"
    barred = {*ticket.accused, *([holder] if barring else [])}
    ordered = sorted(given.cards, key=lambda card: (card.unit != ticket.unit, card.name))
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
    chosen = given.typed.get("to", "") if value is None else value
    return Field(kind="select", name="to", label=_("Kepada"), value=chosen, options=[*people_of, *queues])


def whom_field(
    given: Given, name: str, label: str, first: Sequence[tuple[str, str]] = (), *, optional: bool = False
) -> Field:
    """Everyone at work here and every unit, whoever has the ticket; `first`: what is offered before them."""
    ticket, names = given.view.ticket, given.names
    ordered = sorted(given.cards, key=lambda card: (card.unit != ticket.unit, card.name))
    people_of = [(f"person:{card.id}", f"{card.name}, {names.unit(card.unit)}") for card in ordered]
    everyone = [*people_of, *((f"unit:{code}", names.unit(code)) for code in names.units)]
    options = [*first, *(each for each in everyone if each[0] not in ticket.accused)]
    chosen = given.typed.get(name, "")
    return Field(kind="select", name=name, label=label, value=chosen, options=options, optional=optional)


def giving(given: Given) -> list[Field]:
    """Who gets it, and why."""
    return [receiver_field(given), reason_field(given.typed)]


def moment_field(given: Given, name: str, label: str, at: datetime) -> Field:
    """An instant on the office's own wall clock; `at` is what stands there at first."""
    local = at.astimezone(given.view.calendar.zone).strftime("%Y-%m-%dT%H:%M:%S")
    return Field(kind="moment", name=name, label=label, value=given.typed.get(name) or local)


def agency_field(given: Given) -> Field:
    """Which agency."""
    rulebook, tongue = given.rulebook, language()
    options = [(code, rulebook.agency(code).names.read(tongue)) for code in agencies(rulebook)]
    return Field(
        kind="select",
        name="agency",
        label=_("Instansi"),
        value=given.typed.get("agency", ""),
        options=options,
    )
