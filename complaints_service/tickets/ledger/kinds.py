"""Every kind of ledger entry, one row each: what it changes, and how people read of it. Pure.

State, verification, facts, notices, clocks and conversation read their part of a row here and nowhere else.
What an entry does to clocks and custody is the engine's (sla/reading.py); `incomplete` holds both together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from complaints_service.errors import marked, marked_in
from complaints_service.tickets.ledger import asking, by_data, folding
from complaints_service.tickets.ledger.kind import Came, Kind, Mark, Sentence
from sla import READ_KINDS

_GIVEN = Came(
    marked("Ditugaskan oleh %(who)s, %(on)s: “%(reason)s”."), marked("Diserahkan oleh %(who)s, %(on)s.")
)
_TAKEN = marked("Diambil oleh %(who)s dari antrean, %(on)s.")
_TO = Mark("move", marked("ke %(holder)s"))
_OF_WHOM = {"who": "person", "first": "first_on", "last": "last_on"}

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
        act=by_data.handing,
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
    Kind("handover.requested", fold=asking.requested, act="request_handover", sentence=by_data.requested),
    Kind(
        "handover.declined",
        fold=asking.declined,
        act="decline_handover",
        sentence=Sentence(marked("%(who)s menolak permintaan penyerahan")),
    ),
    # whom it is kept from
    Kind("accusation.named", fold=folding.named, act="accuse", sentence=by_data.named),
    Kind(
        "accusation.withdrawn",
        fold=folding.cleared,
        act="clear",
        sentence=Sentence(marked("%(who)s: laporan ini tidak tentang %(whom)s")),
    ),
    # what is said
    Kind("message.sent", fold=folding.said, act=by_data.saying, spoken=True),
    Kind("message.delivered", untold="how a message travelled", unread=True),
    Kind("message.bounced", untold="how a message travelled", unread=True),
    Kind(
        "citizen.reached",
        act="reach",
        sentence=Sentence(marked("%(who)s: warga tanpa jalur kabar sudah dihubungi")),
    ),
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
    Kind(
        "report.released",
        act="release",
        sentence=Sentence(marked("%(who)s menampilkan laporan ini di halaman publik")),
    ),
    Kind(
        "report.unreleased",
        act="unrelease",
        sentence=Sentence(marked("%(who)s menarik laporan ini dari halaman publik")),
    ),
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
        act=by_data.closing,
        mark=by_data.closed,
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
        act=by_data.cancelling,
        mark=Mark("done", marked("dibatalkan")),
    ),
    Kind(
        "ticket.reopened",
        fold=folding.reopened,
        act=by_data.reopening,
        custody="again",
        mark=Mark("redo", marked("dibuka lagi")),
    ),
    Kind("ending.requested", fold=asking.ending_asked, act="request_ending", spoken=True),
    Kind(
        "ending.declined",
        fold=asking.ending_declined,
        act="decline_ending",
        sentence=Sentence(marked("%(who)s tidak menyetujui laporan ini diakhiri")),
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
    Kind("merged.told", act="message", spoken=True),
    Kind("merged.wrote", spoken=True),
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
    Kind("ticket.classified", fold=folding.classified, act="classify", sentence=by_data.classified),
    Kind(
        "ticket.reprioritised",
        fold=folding.reprioritised,
        act="prioritise",
        sentence=Sentence(marked("%(who)s mengubah prioritas menjadi %(priority)s")),
    ),
    Kind(
        "ticket.relocated",
        fold=folding.relocated,
        act="relocate",
        sentence=Sentence(marked("%(who)s membetulkan tempatnya menjadi %(place)s")),
    ),
    Kind("file.completed", act="complete_file", sentence=Sentence(marked("%(who)s: berkas lengkap"))),
    Kind(
        "target.released",
        act="release_target",
        sentence=Sentence(marked("%(who)s melepas target lama: %(clock)s")),
    ),
    Kind(
        "custody.contested",
        fold=asking.contested,
        act="contest",
        custody="names",
        sentence=Sentence(marked("%(who)s menyanggah %(start)s sampai %(end)s")),
    ),
    Kind(
        "contest.decided",
        fold=asking.decided,
        act="decide_contest",
        custody="names",
        sentence=by_data.decided,
    ),
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
    Kind("escalation.sent", sentence=by_data.escalated, unread=True),
)

KINDS: dict[str, Kind] = {row.code: row for row in _ROWS}


def incomplete() -> Iterator[str]:
    """Every row that lacks something, and every kind the engine reads that has no row; one sentence each."""
    for code, rows in Counter(row.code for row in _ROWS).items():
        if rows > 1:
            yield f"event kind {code}: {rows} rows in tickets/ledger/kinds.py"
    for row in KINDS.values():
        for part in row.missing():
            yield f"event kind {row.code}: no {part} in tickets/ledger/kinds.py"
    for code in sorted(READ_KINDS - KINDS.keys()):
        yield f"event kind {code}: the engine reads it, tickets/ledger/kinds.py has no row"
