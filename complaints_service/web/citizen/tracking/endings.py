"""How a report ended, said to its citizen: the first sentence gives the reason, none is a dead end."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from complaints_service.edge.language import language
from complaints_service.tickets.opening.following import FOLLOWED
from complaints_service.tickets.queries import TicketView
from complaints_service.web.ticket.words import ended_shape
from complaints_service.web.words.formats import amount_words
from complaints_service.web.words.vocabulary import name_of, word_of


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The badge's shape and words, the first sentence, and what follows from it."""

    shape: str
    state_words: str
    heading: str
    words: str


def ended(view: TicketView) -> Ending:
    """How it ended, of a report in a state nobody works on."""
    state, reason = view.ticket.state, view.ticket.close_reason or ""
    if state == "closed":
        return _closed(view, reason)
    if state == "rejected":
        return _refused(reason)
    if state == "cancelled":
        return _stopped(reason)
    if _followed(view):
        return Ending(
            shape=ended_shape(state),
            state_words=_("Mengikuti"),
            heading=_("Anda mengikuti laporan tetangga"),
            words=_("Suara Anda terhitung di sana. Petugas membaca tulisan dan foto Anda; pelapornya tidak."),
        )
    return Ending(
        shape=ended_shape(state),
        state_words=name_of("state", state),
        heading=_("Disatukan dengan laporan yang lebih dulu"),
        words=_("Tempat dan masalahnya sama. Yang dikerjakan di sana berlaku juga untuk Anda."),
    )


def _followed(view: TicketView) -> bool:
    """Whether its own citizen let it go into a neighbour's report."""
    merged = [event for event in view.events if event.kind == "ticket.merged"]
    return bool(merged) and merged[-1].data.get("reason") == FOLLOWED


def _closed(view: TicketView, reason: str) -> Ending:
    if reason == "no_answer":
        return Ending(
            shape="stop",
            state_words=_("Ditutup tanpa jawaban"),
            heading=_("Ditutup tanpa jawaban"),
            words=_("Kami tidak menerima jawaban Anda pada waktunya. Menulis di bawah membukanya lagi."),
        )
    words = ""
    if reason == "accepted":
        words = _("Anda menerima penyelesaiannya. Terima kasih.")
    elif reason == "no_objection":
        period = view.policy.objection_period
        told = amount_words(period.kind, period.count, language=language())
        words = _("Tidak ada keberatan dalam %(period)s, jadi laporan ditutup.", period=told)
    name = name_of("state", "closed")
    return Ending(shape="done", state_words=name, heading=_("Laporan ini selesai"), words=words)


def _refused(reason: str) -> Ending:
    if reason == "duplicate":
        return Ending(
            shape="stop",
            state_words=name_of("state", "merged"),
            heading=_("Sudah ada laporan Anda yang sama"),
            words=_("Yang ini kami satukan dengannya; yang lebih dulu tetap kami kerjakan."),
        )
    heading = _("Kami tidak bisa menangani ini: %(why)s", why=word_of("reject_reason", reason))
    return Ending(shape="stop", state_words=name_of("state", "rejected"), heading=heading, words="")


def _stopped(reason: str) -> Ending:
    if reason == "withdrawn":
        heading = _("Anda mencabut laporan ini")
    elif reason == "asked_by_citizen":
        heading = _("Kami berhenti menangani ini, atas permintaan Anda")
    else:
        heading = _("Kami berhenti menangani ini: %(why)s", why=word_of("cancel_reason", reason))
    return Ending(shape="stop", state_words=name_of("state", "cancelled"), heading=heading, words="")
