"""Whose turn it is on a complaint, said to its citizen: first whose, then by when, then who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from complaints_service.edge.language import language
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.ledger.turns import OFFICE
from complaints_service.tickets.queries import TicketView
from complaints_service.web.ticket.words import short_instant
from complaints_service.web.words.formats import amount_words
from complaints_service.web.words.vocabulary import name_of
from config.rulebook import Rulebook
from sla import Verdict


@dataclass(frozen=True, kw_only=True)
class WhoseTurn:
    """`kind`: office, late, citizen, judge or ended; `shape` and `state_words` are the badge's.

    `clock`: the one it is about, which the page draws.
    """

    kind: str
    shape: str
    state_words: str
    holder: str = ""
    seconds: int = 0
    due_at: datetime | None = None
    until_at: datetime | None = None
    told: str = ""
    words: str = ""
    clock: str = "resolution"


def turn_of(view: TicketView, *, holder: str) -> WhoseTurn:
    """Whose turn it is as of the view's instant; `holder` names a unit."""
    state = view.ticket.state
    if state == "resolved" and view.ticket.turn == OFFICE:
        return _answering(view, holder)
    if state == "resolved":
        return WhoseTurn(
            kind="judge",
            shape="done",
            state_words=_("Menunggu penilaian Anda"),
            holder=holder,
            until_at=_closing_at(view),
        )
    if state not in LIVE:
        shape, words, more = _ended(view)
        return WhoseTurn(kind="ended", shape=shape, state_words=words, holder=holder, words=more)
    verdict = view.assessment.life
    if state == "waiting" and verdict.paused:
        return WhoseTurn(
            kind="citizen",
            shape="wait",
            state_words=_("Menunggu Anda"),
            holder=holder,
            until_at=_closing_at(view),
        )
    worst = deadlines.pressing(view.assessment)
    if worst is not None and worst.status == "breached":
        return _late(view, worst, holder)
    if verdict.due_at is None:
        return WhoseTurn(
            kind="ended",
            shape="on",
            state_words=_("Sedang dikerjakan"),
            holder=holder,
            words=_("Untuk laporan ini tidak ada janji waktu."),
        )
    shape, words = (
        ("risk", name_of("clock_status", "at_risk"))
        if verdict.status == "at_risk"
        else ("on", _("Sedang dikerjakan"))
    )
    if state == "new":
        words = _("Sedang dipilah")
    return WhoseTurn(
        kind="office",
        shape=shape,
        state_words=words,
        holder=holder,
        seconds=verdict.remaining_seconds or 0,
        due_at=verdict.due_at,
    )


def _answering(view: TicketView, holder: str) -> WhoseTurn:
    """Resolved, and a message has no answer yet: the office's turn, while the citizen may judge as well."""
    worst = deadlines.pressing(view.assessment)
    if worst is not None and worst.status == "breached":
        return _late(view, worst, holder)
    words = _("Kantor masih harus menjawab pesan Anda. Anda juga bisa menilai penyelesaiannya.")
    if worst is None or worst.due_at is None:
        return WhoseTurn(kind="ended", shape="on", state_words=_("Menunggu jawaban kantor"), words=words)
    return WhoseTurn(
        kind="office",
        shape="risk" if worst.status == "at_risk" else "on",
        state_words=_("Menunggu jawaban kantor"),
        holder=holder,
        seconds=worst.remaining_seconds or 0,
        due_at=worst.due_at,
        clock=worst.clock,
        words=words,
    )


def _late(view: TicketView, worst: Verdict, holder: str) -> WhoseTurn:
    """Late, as the office's own list says it too: which promise has passed, and what of the others holds."""
    told, words = "", _("Terlambat")
    if worst.clock != "resolution":
        words = {
            "verification": _("Pemeriksaan terlambat"),
            "first_response": _("Jawaban terlambat"),
            "next_response": _("Jawaban terlambat"),
        }[worst.clock]
        passed = {
            "verification": _("Yang lewat adalah pemeriksaan."),
            "first_response": _("Yang lewat adalah jawaban pertama."),
            "next_response": _("Yang lewat adalah jawaban atas pesan Anda."),
        }
        told = passed[worst.clock]
        promised = view.assessment.life
        if promised.due_at is not None and promised.status != "breached":
            at = short_instant(promised.due_at, view.calendar)
            told = _("%(passed)s Selesai tetap dijanjikan %(at)s.", passed=told, at=at)
    return WhoseTurn(
        kind="late",
        shape="late",
        state_words=words,
        holder=holder,
        seconds=max(0, -(worst.remaining_seconds or 0)),
        due_at=worst.due_at,
        told=told,
        clock=worst.clock,
    )


def steps_of(view: TicketView) -> list[tuple[str, str]]:
    """What comes next, in order: (what, in a sentence)."""
    judging = _("terima, atau tolak dengan alasan, dalam %(period)s", period=_objection_period(view))
    if view.ticket.state == "resolved":
        return [(_("Anda menilai"), judging)]
    if view.ticket.state not in LIVE:
        return []
    steps = []
    if _open(view.assessment.clocks["first_response"]):
        steps.append((_("Kantor menjawab"), _("jawaban pertama dari petugas, bukan mesin")))
    if view.ticket.state == "waiting":
        steps.append((_("Anda menjawab"), _("lalu jam kantor berjalan lagi")))
    steps.append((_("Kantor menyelesaikan"), _("dan memberi tahu apa yang dikerjakan")))
    steps.append((_("Anda menilai"), judging))
    return steps


def when_late(view: TicketView, rulebook: Rulebook, language: str) -> list[dict[str, str]]:
    """What one can do when the office is late: each step, and where it leads."""
    if view.ticket.state not in LIVE:
        return []
    rungs = [
        {
            "when": _("Lewat janji"),
            "words": _("atasan pemegang laporan melihatnya di daftar terlambat."),
            "href": "",
        },
        {
            "when": _("Dugaan pungli"),
            "words": rulebook.agency("inspektorat").names.read(language),
            "href": url_for("public.rights"),
        },
    ]
    ombudsman = rulebook.agency("ombudsman")
    rungs.append(
        {
            "when": _("Lewat batas undang-undang"),
            "words": ombudsman.names.read(language),
            "href": url_for("public.rights"),
        }
    )
    return rungs


def _closing_at(view: TicketView) -> datetime | None:
    closing = deadlines.closing_by_rule(view.events, policy=view.policy, calendar=view.calendar)
    return closing[0] if closing else None


def _objection_period(view: TicketView) -> str:
    period = view.policy.objection_period
    return amount_words(period.kind, period.count, language=language())


def _open(verdict: Verdict) -> bool:
    return deadlines.unfinished(verdict) and verdict.due_at is not None


def _ended(view: TicketView) -> tuple[str, str, str]:
    state, reason = view.ticket.state, view.ticket.close_reason
    if state == "closed":
        more = {
            "accepted": _("Anda menerima penyelesaiannya. Terima kasih."),
            "no_objection": _(
                "Tidak ada keberatan dalam %(period)s, jadi laporan ditutup.", period=_objection_period(view)
            ),
            "no_answer": _(
                "Kami tidak menerima jawaban Anda pada waktunya. Menulis di bawah membukanya lagi."
            ),
        }.get(reason or "", "")
        if reason == "no_answer":
            return "stop", _("Ditutup tanpa jawaban"), more
        return "done", name_of("state", "closed"), more
    return "stop", name_of("state", state), _("Alasannya ada di percakapan di bawah.")
