"""What an act needs of the ledger beyond its state: an open round, a question, a clock that runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from complaints_service.accounts.access import Rights, may_decide
from complaints_service.errors import DomainError, invalid, words
from complaints_service.tickets.acts import Request, contest, handing_over
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.state import SUBSTANTIVE, TicketState
from config.rulebook import Rulebook
from sla import CLOCKS, Assessment, Event


@dataclass(frozen=True)
class Case:
    """A permitted request with everything it may depend on."""

    request: Request
    ticket: Ticket
    state: TicketState
    history: Sequence[Event]
    actor: str
    rights: Rights | None
    now: datetime
    rulebook: Rulebook

    def judged(self) -> Assessment:
        """The clocks and the custody as of now."""
        return deadlines.judge(
            self.history, rulebook=self.rulebook, policy_version=self.ticket.policy_version, as_of=self.now
        )


def require_conditions(case: Case) -> None:
    """Refuses an act whose object is not there: `invalid` naming the field, or a 409 with its own code."""
    needed = _CONDITIONS.get(case.request.act)
    if needed is not None:
        needed(case)


def _question_is_open(case: Case) -> None:
    asked = case.request.message
    if asked is not None and asked not in case.state.questions:
        raise invalid("message", words("Pertanyaan ini tidak menunggu jawaban."))


def _round_is_open(case: Case) -> None:
    if not any(each.stopped_at is None for each in case.judged().rounds):
        raise DomainError("no_open_round", words("Tidak ada pesan warga yang menunggu jawaban."))


def _message_counts(case: Case) -> None:
    sent = next((each for each in case.history if each.seq == case.request.message), None)
    if sent is None or sent.kind != "message.sent" or sent.data.get("act") not in SUBSTANTIVE:
        raise invalid("message", words("Pilih pesan kantor yang terhitung sebagai jawaban."))
    if sent.by == case.actor:
        raise DomainError("own_message", words("Pesan Anda sendiri dinilai orang lain."))
    unmarked = {each.data["message"] for each in case.history if each.kind == "message.unmarked"}
    if sent.seq in unmarked:
        raise DomainError("already_unmarked", words("Pesan ini sudah tidak terhitung sebagai jawaban."))


def _file_was_incomplete(case: Case) -> None:
    if not any(each.data.get("act") == "completeness" for each in case.history):
        raise DomainError(
            "file_was_complete", words("Kelengkapan berkas tidak pernah ditanyakan, jadi berkas ini lengkap.")
        )


def _clock_runs(case: Case) -> None:
    clock = case.request.clock
    if clock not in CLOCKS:
        raise invalid("clock", words("Pilih salah satu: %(choices)s.", choices=", ".join(CLOCKS)))
    if not deadlines.unfinished(case.judged().clocks[clock]):
        raise DomainError("clock_stopped", words("Jam ini tidak berjalan, jadi targetnya tetap."))


def _priority_changes(case: Case) -> None:
    if case.request.priority == case.state.priority:
        raise invalid("priority", words("Pilih prioritas yang baru."))


def _span_is_mine(case: Case) -> None:
    request = case.request
    contest.check_span(
        request.start, request.end, custody=case.judged().custody, history=case.history, actor=case.actor
    )


def _not_concerned(case: Case) -> None:
    found = contest.contest_to_decide(case.request.contest, case.history)
    if case.request.upheld is None:
        raise invalid("upheld", words("Pilih: dibenarkan atau tidak."))
    if case.rights is None or not may_decide(case.rights, found.concerned, unled=found.unled):
        told = words("Yang memutuskan adalah atasan semua orang yang waktunya akan berubah.")
        if found.unled:
            told = words("Tidak ada atasan di atas semuanya, jadi yang memutuskan auditor seluruh kantor.")
        raise DomainError("concerned", told)


def _asks_once(case: Case) -> None:
    handing_over.check_asking(case.history, actor=case.actor)


def decidable(history: Sequence[Event], rights: Rights) -> list[contest.Contest]:
    """The contests of a ticket that this person may decide."""
    return [
        each for each in contest.undecided(history) if may_decide(rights, each.concerned, unled=each.unled)
    ]


_CONDITIONS: dict[str, Callable[[Case], None]] = {
    "withdraw_question": _question_is_open,
    "end_round": _round_is_open,
    "unmark": _message_counts,
    "complete_file": _file_was_incomplete,
    "release_target": _clock_runs,
    "prioritise": _priority_changes,
    "contest": _span_is_mine,
    "request_handover": _asks_once,
    "decide_contest": _not_concerned,
}


def without_object(history: Sequence[Event], *, found: Assessment, rights: Rights) -> frozenset[str]:
    """Acts that the state permits and the ledger holds nothing for; a page does not offer them."""
    me = f"person:{rights.officer_id}"
    unmarked = {event.data["message"] for event in history if event.kind == "message.unmarked"}
    countable = any(
        event.kind == "message.sent"
        and event.data.get("act") in SUBSTANTIVE
        and event.by != me
        and event.seq not in unmarked
        for event in history
    )
    there = {
        "end_round": any(each.stopped_at is None for each in found.rounds),
        "complete_file": any(event.data.get("act") == "completeness" for event in history),
        "unmark": countable,
        "contest": me in found.custody.totals,
        "decide_contest": bool(decidable(history, rights)),
        "decline_handover": bool(handing_over.waiting_for(history, me)),
    }
    return frozenset(act for act, exists in there.items() if not exists)
