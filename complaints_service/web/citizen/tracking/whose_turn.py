"""Where a report stands, said to its citizen: whose turn it is, by when, and what the first sentence is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from complaints_service.edge.language import language
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.ledger.turns import OFFICE
from complaints_service.tickets.queries import TicketView
from complaints_service.web.citizen.tracking.bounds import Bound, bounds_of, due_words, law_passed, leading
from complaints_service.web.citizen.tracking.endings import ended
from complaints_service.web.ticket.words import short_instant
from complaints_service.web.words.formats import amount_words, lowered
from complaints_service.web.words.vocabulary import name_of
from config.rulebook import Rulebook
from sla import Verdict


@dataclass(frozen=True, kw_only=True)
class WhoseTurn:
    """`kind`: office, late, law, citizen, judge, referred or ended; the badge is `shape` and `state_words`.

    `heading` is the first sentence, `lead` the date that leads (passed, where the office is late), `bounds`
    the other dates in their order, `words` what else is to be said, `until_at` by when the citizen decides.
    `clock`: the one the page draws.
    """

    kind: str
    shape: str
    state_words: str
    heading: str
    lead: Bound | None = None
    bounds: tuple[Bound, ...] = ()
    until_at: datetime | None = None
    words: str = ""
    clock: str = "resolution"


def turn_of(view: TicketView, rulebook: Rulebook, *, agency: str) -> WhoseTurn:
    """Whose turn it is as of the view's instant; `agency` names who else has it, if anybody."""
    state, bounds = view.ticket.state, bounds_of(view, rulebook)
    answering = state == "resolved" and view.ticket.turn == OFFICE
    if state == "resolved" and not answering:
        return WhoseTurn(
            kind="judge",
            shape="done",
            state_words=_("Menunggu penilaian Anda"),
            heading=_("Kantor menyatakan selesai"),
            words=_("Periksa di tempatnya, lalu terima atau tolak."),
            until_at=_closing_at(view),
            bounds=bounds,
        )
    if state == "referred":
        return WhoseTurn(
            kind="referred",
            shape="stop",
            state_words=name_of("state", state),
            heading=_("Sekarang ditangani %(agency)s", agency=agency),
            words=_("Bukan kami yang membereskannya, tetapi laporan ini tetap kami ikuti sampai selesai."),
            bounds=bounds,
        )
    if state not in LIVE and not answering:
        end = ended(view)
        return WhoseTurn(
            kind="ended", shape=end.shape, state_words=end.state_words, heading=end.heading, words=end.words
        )
    if state == "waiting" and view.assessment.life.paused:
        return WhoseTurn(
            kind="citizen",
            shape="wait",
            state_words=_("Menunggu Anda"),
            heading=_("Kami menunggu jawaban Anda"),
            words=_("Jam kantor berhenti sampai Anda membalas."),
            until_at=_closing_at(view),
            bounds=bounds,
        )
    return _office(view, bounds, answering=answering)


def _office(view: TicketView, bounds: tuple[Bound, ...], *, answering: bool) -> WhoseTurn:
    """The office's turn: past the law, past its own promise, or in time; the worst of them is said first."""
    worst, over = deadlines.pressing(view.assessment), law_passed(bounds)
    late = worst is not None and worst.status == "breached"
    if over is not None:
        return WhoseTurn(
            kind="law",
            shape="late",
            state_words=_("Lewat batas undang-undang"),
            heading=_("Batas undang-undang sudah lewat"),
            lead=over,
            bounds=_others(bounds, over),
            words=_("Anda berhak mengadu ke Ombudsman. Gratis, dan laporan ini tetap jalan."),
        )
    if late and worst is not None:
        return _late(view, worst, bounds)
    lead = leading(bounds)
    words = ""
    if answering:
        words = _("Kantor masih harus menjawab pesan Anda. Anda juga bisa menilai penyelesaiannya.")
    elif lead is None:
        words = _("Untuk laporan ini tidak ada janji waktu.")
    risk = worst is not None and worst.status == "at_risk"
    return WhoseTurn(
        kind="office",
        shape="risk" if risk else "on",
        state_words=_office_words(view, answering=answering, risk=risk),
        heading=_("Sekarang giliran kantor"),
        lead=lead,
        bounds=_others(bounds, lead),
        words=words,
        clock="next_response" if answering else "resolution",
    )


def _office_words(view: TicketView, *, answering: bool, risk: bool) -> str:
    if answering:
        return _("Menunggu jawaban kantor")
    if view.ticket.state == "new":
        return _("Sedang dipilah")
    return name_of("clock_status", "at_risk") if risk else _("Sedang dikerjakan")


def _late(view: TicketView, worst: Verdict, bounds: tuple[Bound, ...]) -> WhoseTurn:
    """Late, as the office's own list says it too: which promise has passed, and what of the others holds."""
    told, state_words = "", _("Terlambat")
    if worst.clock != "resolution":
        state_words = _("Pemeriksaan terlambat") if worst.clock == "verification" else _("Jawaban terlambat")
        told = _("Yang lewat: %(what)s.", what=lowered(due_words(worst.clock)))
        promised = view.assessment.life
        if promised.due_at is not None and promised.status != "breached":
            at = short_instant(promised.due_at, view.calendar)
            told = _("%(passed)s Selesai tetap dijanjikan %(at)s.", passed=told, at=at)
    lead = next((one for one in bounds if one.clock == worst.clock), None)
    return WhoseTurn(
        kind="late",
        shape="late",
        state_words=state_words,
        heading=_("Kami terlambat"),
        lead=lead,
        bounds=_others(bounds, lead),
        words=told,
        clock=worst.clock,
    )


def _others(bounds: tuple[Bound, ...], lead: Bound | None) -> tuple[Bound, ...]:
    return tuple(one for one in bounds if one is not lead)


def steps_of(view: TicketView) -> list[tuple[str, str]]:
    """What comes next, in order: (what, in a sentence)."""
    judging = _("terima, atau tolak dengan alasan, dalam %(period)s", period=objection_period(view))
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


def objection_period(view: TicketView) -> str:
    """How long the citizen may judge a resolution, in words."""
    period = view.policy.objection_period
    return amount_words(period.kind, period.count, language=language())


def _closing_at(view: TicketView) -> datetime | None:
    closing = deadlines.closing_by_rule(view.events, policy=view.policy, calendar=view.calendar)
    return closing[0] if closing else None


def _open(verdict: Verdict) -> bool:
    return deadlines.unfinished(verdict) and verdict.due_at is not None
