"""Every kind of ledger entry, one row each: what it changes, and how people read of it. Pure.

State, verification, facts, notices, clocks and conversation read their part of a row here and nowhere else.
What an entry does to clocks and custody is the engine's (sla/reading.py); `incomplete` holds both together.
"""

from __future__ import annotations

from collections.abc import Iterator

from complaints_service.errors import marked, marked_in
from complaints_service.tickets.ledger import folding
from complaints_service.tickets.ledger.kind import Came, Kind, Mark, Sentence
from sla import READ_KINDS, Event

_GIVEN = Came(
    marked("Ditugaskan oleh %(who)s, %(on)s: “%(reason)s”."), marked("Diserahkan oleh %(who)s, %(on)s.")
)
_TAKEN = marked("Diambil oleh %(who)s dari antrean, %(on)s.")
_TO = Mark("move", marked("ke %(holder)s"))
_CLOSINGS = {
    "accepted": "accept",
    "no_objection": "close_no_objection",
    "no_answer": "close_no_answer",
}
_CLOSED = {
    "accepted": Mark(
        "done",
        marked("warga menerima penyelesaian"),
        marked("Anda menerima penyelesaian"),
    ),
    "no_objection": Mark("done", marked("ditutup, tanpa keberatan")),
    "no_answer": Mark("done", marked("ditutup, tanpa jawaban")),
}
_OF_WHOM = {"who": "person", "first": "first_on", "last": "last_on"}


def _saying(event: Event) -> str:
    asking = {"message": "write", "question": "question", "completeness": "question"}
    return asking.get(event.data.get("act", ""), "message")


def _reopening(event: Event) -> str:
    if event.data.get("reason") == "late_answer":
        return "write"
    return "ask_reopening" if event.by == "citizen" else "reopen"


def _closing(event: Event) -> str:
    return _CLOSINGS.get(event.data.get("reason", ""), "")


def _classified(event: Event) -> Sentence:
    if event.data.get("reason"):
        reasoned = marked("%(who)s mengubah kategori menjadi %(category)s, “%(reason)s”")
        return Sentence(reasoned, quotes=False)
    return Sentence(marked("%(who)s mengubah kategori menjadi %(category)s"), quotes=False)


def _decided(event: Event) -> Sentence:
    if event.data["upheld"]:
        return Sentence(marked("%(who)s membenarkan sanggahan, waktunya milik %(holder)s"))
    return Sentence(marked("%(who)s tidak membenarkan sanggahan"))


def _requested(event: Event) -> Sentence:
    to = event.data.get("to")
    if to is None:
        return Sentence(marked("%(who)s meminta tiket ini diserahkan"))
    if to == event.by:
        return Sentence(marked("%(who)s meminta tiket ini untuk dirinya"))
    return Sentence(marked("%(who)s meminta tiket ini diserahkan kepada %(to)s"))


def _escalated(event: Event) -> Sentence | None:
    if event.data.get("officer") is None:
        return None
    told = marked("%(who)s diberi tahu: %(clock)s")
    return Sentence(told, quotes=False, of={"who": "officer"})


_ROWS = (
    # where it is
    Kind(
        "ticket.received",
        fold=folding.received,
        custody="begins",
        mark=Mark("in", marked("diterima")),
        spoken=True,
    ),
    Kind(
        "ticket.queued",
        fold=folding.queued,
        custody="queues",
        untold="it lies where it was received",
        came=_GIVEN,
    ),
    Kind("ticket.routed", fold=folding.given, custody="routes", mark=_TO, came=_GIVEN),
    Kind(
        "ticket.taken",
        fold=folding.given,
        act="take",
        custody="takes",
        mark=Mark("move", marked("diambil %(holder)s")),
        came=Came(_TAKEN, _TAKEN),
    ),
    Kind("ticket.assigned", fold=folding.given, act="assign", custody="hands", mark=_TO, came=_GIVEN),
    Kind(
        "ticket.handed_over",
        fold=folding.given,
        act="handover",
        custody="hands",
        mark=Mark("move", marked("diserahkan ke %(holder)s")),
        came=Came(marked("Diserahkan oleh %(who)s, %(on)s: “%(reason)s”."), _GIVEN.bare),
    ),
    Kind(
        "ticket.referred",
        fold=folding.referred,
        act="refer",
        mark=Mark("move", marked("dilimpahkan ke %(agency)s")),
    ),
    Kind(
        "agency.asked",
        fold=folding.asked_agency,
        act="consult",
        mark=Mark("move", marked("ditanyakan ke %(agency)s")),
    ),
    Kind(
        "ticket.returned",
        fold=folding.returned,
        act="return",
        custody="returns",
        mark=Mark("move", marked("kembali ke kantor")),
    ),
    Kind("handover.requested", fold=folding.requested, act="request_handover", sentence=_requested),
    Kind(
        "handover.declined",
        fold=folding.declined,
        act="decline_handover",
        sentence=Sentence(marked("%(who)s menolak permintaan penyerahan")),
    ),
    # what is said
    Kind("message.sent", fold=folding.said, act=_saying, spoken=True),
    Kind("message.delivered", untold="how a message travelled", unread=True),
    Kind("message.bounced", untold="how a message travelled", unread=True),
    Kind(
        "message.unmarked",
        act="unmark",
        sentence=Sentence(marked("%(who)s: satu pesan tidak terhitung sebagai jawaban")),
    ),
    Kind(
        "question.withdrawn",
        fold=folding.withdrawn,
        act="withdraw_question",
        sentence=Sentence(marked("%(who)s menarik pertanyaan")),
    ),
    Kind(
        "round.ended", act="end_round", sentence=Sentence(marked("%(who)s: pesan warga tidak perlu dijawab"))
    ),
    Kind("ticket.noted", act="note", spoken=True),
    # how it ends, and begins again
    Kind(
        "ticket.resolved",
        fold=folding.resolved,
        act="resolve",
        mark=Mark("done", marked("diselesaikan")),
    ),
    Kind(
        "ticket.disputed",
        fold=folding.disputed,
        act="dispute",
        mark=Mark(
            "redo",
            marked("warga menolak penyelesaian"),
            marked_in("drawing", "Anda menolak penyelesaian"),
        ),
        spoken=True,
    ),
    Kind(
        "ticket.closed",
        fold=folding.ended,
        act=_closing,
        mark=lambda event: _CLOSED[str(event.data.get("reason", "no_objection"))],
        unread=True,  # after an ending the state itself refuses
    ),
    Kind(
        "ticket.rejected",
        fold=folding.ended,
        act="reject",
        mark=Mark("done", marked("ditolak")),
    ),
    Kind(
        "ticket.cancelled",
        fold=folding.ended,
        act=lambda event: "withdraw" if event.by == "citizen" else "cancel",
        mark=Mark("done", marked("dibatalkan")),
    ),
    Kind(
        "ticket.reopened",
        fold=folding.reopened,
        act=_reopening,
        custody="again",
        mark=Mark("redo", marked("dibuka lagi")),
    ),
    # of two tickets
    Kind("ticket.merged", fold=folding.ended, act="merge", mark=Mark("done", marked("disatukan"))),
    Kind(
        "ticket.unmerged",
        fold=folding.reopened,
        act="unmerge",
        custody="again",
        mark=Mark("redo", marked("dipisahkan lagi")),
    ),
    Kind(
        "ticket.absorbed",
        fold=folding.absorbed,
        sentence=Sentence(marked("%(number)s disatukan ke sini"), quotes=False),
    ),
    Kind(
        "ticket.separated",
        fold=folding.separated,
        sentence=Sentence(marked("%(number)s dipisahkan lagi"), quotes=False),
    ),
    Kind(
        "ticket.split",
        fold=folding.split,
        sentence=Sentence(marked("dipecah dari %(number)s"), quotes=False, of={"number": "parent"}),
    ),
    Kind(
        "ticket.divided", act="split", sentence=Sentence(marked("sebagian menjadi %(number)s"), quotes=False)
    ),
    Kind(
        "ticket.linked",
        sentence=Sentence(marked("lanjutan dari %(number)s"), quotes=False, of={"number": "continues"}),
    ),
    Kind(
        "ticket.continued",
        sentence=Sentence(marked("dilanjutkan dengan nomor %(number)s"), quotes=False, of={"number": "in"}),
    ),
    # how it counts
    Kind("ticket.classified", fold=folding.classified, act="classify", sentence=_classified),
    Kind(
        "ticket.reprioritised",
        fold=folding.reprioritised,
        act="prioritise",
        sentence=Sentence(marked("%(who)s mengubah prioritas menjadi %(priority)s")),
    ),
    Kind("file.completed", act="complete_file", sentence=Sentence(marked("%(who)s: berkas lengkap"))),
    Kind(
        "target.released",
        act="release_target",
        sentence=Sentence(marked("%(who)s melepas target lama: %(clock)s")),
    ),
    Kind(
        "custody.contested",
        fold=folding.contested,
        act="contest",
        custody="names",
        sentence=Sentence(marked("%(who)s menyanggah %(start)s sampai %(end)s")),
    ),
    Kind("contest.decided", fold=folding.decided, act="decide_contest", custody="names", sentence=_decided),
    Kind("custody.corrected", custody="corrects", untold="told by the decision it follows"),
    Kind(
        "leave.approved",
        sentence=Sentence(
            marked("%(who)s cuti %(first)s sampai %(last)s, waktunya milik antrean"),
            quotes=False,
            of=_OF_WHOM,
        ),
    ),
    Kind(
        "leave.cancelled",
        sentence=Sentence(
            marked("Cuti %(who)s %(first)s sampai %(last)s dibatalkan"), quotes=False, of=_OF_WHOM
        ),
    ),
    # what a clock came to
    Kind("clock.warned", untold="the clock shows it", unread=True, notice="officer_warning"),
    Kind("clock.breached", untold="the clock shows it", unread=True, notice="officer_breach"),
    Kind("escalation.sent", sentence=_escalated, unread=True),
)

KINDS: dict[str, Kind] = {row.code: row for row in _ROWS}


def incomplete() -> Iterator[str]:
    """Every row that lacks something, and every kind the engine reads that has no row; one sentence each."""
    for row in KINDS.values():
        for part in row.missing():
            yield f"event kind {row.code}: no {part} in tickets/ledger/kinds.py"
    for code in sorted(READ_KINDS - KINDS.keys()):
        yield f"event kind {code}: the engine reads it, tickets/ledger/kinds.py has no row"
