"""What was asked on a ticket and who decides it: contested spans, requests to hand it over and to end it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from complaints_service.accounts.access import Rights, may_decide
from complaints_service.tickets.ledger.contests import contests_of
from complaints_service.tickets.ledger.ending_requests import ending_requests_of
from complaints_service.tickets.ledger.handover_requests import requests_of
from complaints_service.tickets.queries import TicketView
from complaints_service.web.desk.acts.words import contest_words, ending_words, request_words
from complaints_service.web.shell.names import Names


@dataclass(frozen=True, kw_only=True)
class ContestRow:
    """One contest: a badge, its sentence, the answer, and where the reader decides it, if they may."""

    state: str
    state_words: str
    words: str
    answer: str = ""
    href: str = ""


def contest_rows(view: TicketView, *, names: Names, rights: Rights) -> list[ContestRow]:
    """Every contest in the order of asking."""
    rows = []
    for contest in contests_of(view.events):
        words = contest_words(contest, view, names)
        if contest.decided_at is None:
            href = ""
            if "decide_contest" in view.acts and may_decide(rights, contest.concerned, unled=contest.unled):
                href = url_for(
                    "desk.act", number=view.ticket.number, act="decide_contest", contest=contest.number
                )
            who_decides = ""
            if contest.unled:
                who_decides = _("Tidak ada atasan di atas semuanya: auditor seluruh kantor yang memutuskan.")
            rows.append(
                ContestRow(
                    state="wait",
                    state_words=_("Belum diputuskan"),
                    words=words,
                    answer=who_decides,
                    href=href,
                )
            )
            continue
        who = names.author(contest.decided_by or "")
        if contest.upheld:
            holder = names.holder(contest.holder or "").name
            answer = _(
                "%(who)s: waktunya milik %(holder)s. “%(reason)s”",
                who=who,
                holder=holder,
                reason=contest.answer,
            )
            rows.append(ContestRow(state="done", state_words=_("Dibenarkan"), words=words, answer=answer))
        else:
            answer = _("%(who)s: “%(reason)s”", who=who, reason=contest.answer)
            rows.append(
                ContestRow(state="stop", state_words=_("Tidak dibenarkan"), words=words, answer=answer)
            )
    return rows


@dataclass(frozen=True, kw_only=True)
class AskedRow:
    """A request to hand a ticket over or end it: a badge, its sentence, the answer, and ways to decide it."""

    state: str
    state_words: str
    words: str
    answer: str = ""
    links: tuple[tuple[str, str], ...] = ()


def asked_rows(view: TicketView, *, names: Names, reader: int | None) -> list[AskedRow]:
    """Every request to hand a ticket over, in the order of asking."""
    rows = []
    for asked in requests_of(view.events):
        words = request_words(asked, names)
        shape, told = {
            None: ("wait", _("Menunggu keputusan")),
            "granted": ("done", _("Tiket sudah pindah")),
            "declined": ("stop", _("Ditolak")),
            "lapsed": ("stop", _("Tidak berlaku lagi")),
        }[asked.outcome]
        answer, links = "", []
        if asked.outcome == "declined":
            answer = _("%(who)s: “%(reason)s”", who=names.author(asked.decided_by or ""), reason=asked.answer)
        elif asked.outcome is None and asked.by != f"person:{reader}":
            number = view.ticket.number
            give = next((act for act in ("handover", "assign") if act in view.acts), None)
            if give is not None:
                href = url_for("desk.act", number=number, act=give, to=asked.to, reason=asked.reason)
                links.append((_("Serahkan"), href))
            if "decline_handover" in view.acts:
                href = url_for("desk.act", number=number, act="decline_handover", request=asked.number)
                links.append((_("Tolak permintaan"), href))
        rows.append(AskedRow(state=shape, state_words=told, words=words, answer=answer, links=tuple(links)))
    return rows


def ending_rows(view: TicketView, *, names: Names, reader: int | None) -> list[AskedRow]:
    """Every request to refuse or stop it, in the order of asking; a superior confirms by doing it."""
    rows = []
    for asked in ending_requests_of(view.events):
        shape, told = {
            None: ("wait", _("Menunggu atasan")),
            "granted": ("done", _("Disetujui")),
            "declined": ("stop", _("Tidak disetujui")),
            "lapsed": ("stop", _("Tidak berlaku lagi")),
        }[asked.outcome]
        answer, links = "", []
        if asked.outcome == "declined":
            answer = _("%(who)s: “%(reason)s”", who=names.author(asked.decided_by or ""), reason=asked.answer)
        elif asked.outcome is None and "decline_ending" in view.acts and asked.by != f"person:{reader}":
            number = view.ticket.number
            if asked.act in view.acts:
                links.append((_("Baca dan setujui"), url_for("desk.act", number=number, act=asked.act)))
            href = url_for("desk.act", number=number, act="decline_ending", request=asked.number)
            links.append((_("Tidak setuju"), href))
        rows.append(
            AskedRow(
                state=shape,
                state_words=told,
                words=ending_words(asked, names),
                answer=answer,
                links=tuple(links),
            )
        )
    return rows
