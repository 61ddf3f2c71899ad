"""The desk's list: rows, tabs and the words of an empty place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.edge.language import language
from complaints_service.people.queries import names_of_officers
from complaints_service.texts import title_of
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.ledger.turns import OFFICE
from complaints_service.tickets.listed import DONE, LED, MOST_COUNTED, Filter
from complaints_service.tickets.queries import DeskTicket
from complaints_service.tickets.rows.standing import awaits_reading, standing_refusal
from complaints_service.tickets.together.outcomes import Pick
from complaints_service.translation import so_many
from complaints_service.web.desk.why_here import why_deciding, why_here, why_waiting
from complaints_service.web.shell.names import Names
from complaints_service.web.ticket.clock_adapter import mini_of
from complaints_service.web.ticket.refusals import what_was_refused
from complaints_service.web.ticket.words import (
    Badge,
    badge_of,
    clock_name,
    left_of,
    nearest,
    place_name,
    voices_words,
)
from complaints_service.web.words.formats import lowered
from config.rulebook import Rulebook
from sla import Event

#: So many letters of an address stand in a headline.
MOST_OF_ADDRESS = 40


@dataclass(frozen=True, kw_only=True)
class DeskRow:
    """One line as `ui.ticket_row` shows it."""

    href: str
    headline: str
    said: str
    number: str
    voices: str
    news: str
    why: str
    tape: Markup
    left_state: str
    left_words: str
    state: str
    state_words: str
    holder: str = ""
    received_at: datetime
    #: Where its glance beside the list is read.
    look: str = ""
    #: The ticket and the version it was seen in, as a box of the list sends it.
    pick: str = ""


@dataclass(frozen=True)
class DeskTab:
    """One view of the desk; `count` None where it is not told."""

    href: str
    text: str
    count: int | None
    current: bool


def row_of(
    row: DeskTicket,
    *,
    names: Names,
    rulebook: Rulebook,
    came: str | None = None,
    holders: Mapping[int, str] | None = None,
) -> DeskRow:
    """A row with the time left, the reason it is here, and its state.

    `came`: the query of its list; `holders`: the names of who holds what, where the list tells them.
    """
    ticket, found = row.ticket, row.standing
    calendar = rulebook.calendar(rulebook.office.calendar)
    verdict = nearest(ticket, found)
    left, badge = left_of(ticket, found, calendar), badge_of(ticket, found)
    refused = standing_refusal(row.events) if ticket.state in LIVE else None
    if refused is not None and badge.state != "late":
        badge = Badge("risk", what_was_refused(refused))
    left_words = left.words
    if verdict is not None and verdict.clock != "resolution" and verdict.remaining_seconds is not None:
        left_words = f"{left_words}, {lowered(clock_name(verdict.clock))}"
    waiting = why_waiting(ticket, row.events, names=names, calendar=calendar)
    href = url_for("desk.ticket", number=ticket.number, dari=came)
    return DeskRow(
        href=href,
        headline=headline_of(ticket, row.events, rulebook),
        said=ticket.complaint.title,
        number=ticket.number,
        voices=voices_words(ticket.voices),
        news=_("Warga menulis") if awaits_reading(row.events) and ticket.turn == OFFICE else "",
        why=waiting or why_here(row.events, names=names, calendar=calendar),
        tape=mini_of(verdict) if verdict is not None else Markup(""),
        left_state=left.state,
        left_words=left_words,
        state=badge.state,
        state_words=badge.words,
        holder=_holder(ticket, names, holders) if holders is not None else "",
        received_at=ticket.received_at,
        look=f"{href}&sekilas=1" if came else "",
        pick=Pick(number=ticket.number, version=ticket.version).code,
    )


def holders_of(session: Session, rows: Sequence[DeskTicket]) -> Mapping[int, str]:
    """The names of the people who hold the tickets of some rows, by officer id."""
    ids = {row.ticket.holder_officer_id for row in rows} - {None}
    return names_of_officers(session, ids=[one for one in ids if one is not None]) if ids else {}


def _holder(ticket: Ticket, names: Names, holders: Mapping[int, str]) -> str:
    """Who holds it: a person, or the queue it lies in."""
    held_by = ticket.holder_officer_id
    return names.holder(f"unit:{ticket.unit}").name if held_by is None else holders.get(held_by, "")


def headline_of(ticket: Ticket, events: Sequence[Event], rulebook: Rulebook) -> str:
    """What it is and where: category, address as far as it is short, kelurahan unless that says it."""
    mended = [entry.data["place"] for entry in events if entry.kind == "ticket.relocated"]
    address = mended[-1].get("address") if mended else ticket.complaint.address
    place = place_name(rulebook, ticket.kelurahan)
    named = place.casefold() in (address or "").casefold()
    parts = (
        rulebook.category(ticket.category).names.read(language()),
        title_of(address or "", maximum=MOST_OF_ADDRESS),
        "" if named else place,
    )
    return ", ".join(part for part in parts if part)


def deciding_row(row: DeskTicket, *, rights: Rights, names: Names, rulebook: Rulebook) -> DeskRow:
    """A row that waits for the reader's decision, and what there is to decide."""
    return replace(
        row_of(row, names=names, rulebook=rulebook), why=why_deciding(row, rights=rights, names=names)
    )


def tabs_of(counts: Mapping[str, int], current: str, *, leads: bool) -> list[DeskTab]:
    """Mine, queue, waiting, done, and of whom one leads; how much is done is nobody's work list."""
    texts = {"mine": _("Saya"), "queue": _("Antrean"), "waiting": _("Di warga"), "done": _("Selesai")}
    texts |= {LED: _("Yang dipimpin")} if leads else {}
    return [
        DeskTab(url_for("desk.listing", view=view), text, counts.get(view), view == current)
        for view, text in texts.items()
    ]


def order_words(view: str) -> str:
    """In which order a view lists its tickets."""
    if view == DONE:
        return _("Yang terakhir selesai di atas.")
    return _("Urut menurut waktu kerja yang tersisa.")


def choices(rulebook: Rulebook, now: datetime) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The categories in force and the kelurahan one can narrow a list to, each as (code, name)."""
    tongue = language()
    categories = rulebook.categories_on(rulebook.local_date(now))
    return (
        [(each.code, each.names.read(tongue)) for each in categories],
        [(each.code, each.name) for each in rulebook.kelurahan],
    )


def filter_words(narrowed: Filter, found: int, rulebook: Rulebook, *, more: bool, need: str = "") -> str:
    """The filters in force as a sentence, first the need looked at; empty where there are none."""
    parts = [need] if need else []
    if narrowed.category:
        parts.append(rulebook.category(narrowed.category).names.read(language()))
    if narrowed.kelurahan:
        parts.append(place_name(rulebook, narrowed.kelurahan))
    if narrowed.q:
        parts.append(f"“{narrowed.q}”")
    if not parts:
        return ""
    told = ngettext("%(num)d laporan", "%(num)d laporan", found)
    if more:
        told = _("lebih dari %(count)s", count=told)
    return f"{', '.join(parts)}: {told}."


@dataclass(frozen=True)
class Empty:
    """What is not there, and the next useful step."""

    title: str
    words: str
    links: tuple[tuple[str, str], ...] = ()


def empty_of(view: str, *, narrowed: bool, queued: int, soon: int) -> Empty:
    """The words of an empty list; `queued` lie in the queue, `soon` of them are due by tomorrow."""
    if narrowed:
        clear = (url_for("desk.listing", view=view), _("Hapus saringan"))
        return Empty(_("Tidak ada yang cocok"), _("Coba kata lain, atau hapus saringan."), (clear,))
    if view == "queue":
        words = _("Laporan baru yang belum dipegang siapa pun muncul di sini.")
        return Empty(_("Antrean kosong"), words)
    if view == "waiting":
        words = _("Tiket yang Anda tanyakan atau selesaikan muncul di sini sampai warga menjawab.")
        return Empty(_("Tidak ada yang menunggu warga"), words)
    if view == "done":
        return Empty(_("Belum ada yang selesai"), _("Tiket Anda yang sudah ditutup muncul di sini."))
    title = _("Tidak ada yang menunggu Anda")
    if not queued:
        return Empty(title, _("Antrean juga kosong."))
    look = ((url_for("desk.listing", view="queue"), _("Lihat antrean")),)
    if soon:
        words = ngettext(
            "%(count)s laporan antrean jatuh tempo paling lambat besok.",
            "%(count)s laporan antrean jatuh tempo paling lambat besok.",
            soon,
            count=so_many(soon, MOST_COUNTED, language()),
        )
    else:
        words = ngettext(
            "%(count)s laporan di antrean.",
            "%(count)s laporan di antrean.",
            queued,
            count=so_many(queued, MOST_COUNTED, language()),
        )
    return Empty(title, words, look)


def risky(rows: Sequence[DeskRow]) -> int:
    """How many rows are nearly due."""
    return sum(row.state == "risk" for row in rows)
