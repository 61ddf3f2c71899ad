"""Reports of one citizen in every state their page can be in, by the state's name. Invented people and places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from complaints_service import db
from complaints_service.intake.service import Submission
from complaints_service.tickets.clocks.sweep import sweep
from tests.support.visitors import when
from tests.support.world import Office

#: When most of them came in, and the moment at which all of them stand as their names say.
CAME, NOW = when("Thu 2026-11-19 09:12"), when("Tue 2026-11-24 14:05")
LONG_AGO = when("Mon 2026-09-14 09:00")
WORDS = "Paret depan Gang Contoh tumpat, kalau hujan masuk teras.\nSudah dua minggu. Anak-anak lewat situ tiap pagi."
ASKED = "Apakah mobil bak bisa masuk sampai ke mulut gang?"
DONE = "Parit sudah dikeruk sampai ke ujung gang, lumpurnya diangkut siang ini."


@dataclass(frozen=True)
class InState:
    """One report: its number and its owner's secret."""

    number: str
    secret: str


def in_every_state(office: Office) -> dict[str, InState]:
    """One report in each state, as of `NOW`."""
    return {name: tell(office) for name, tell in STORIES.items()}


def _came(office: Office, *, now: datetime = CAME, text: str = WORDS, **draft: object) -> Submission:
    asked = {"category": "drainase_banjir", "address": "Gang Contoh", "privacy": "confidential", **draft}
    return office.complain(text, now=now, **asked)


def _as(done: Submission) -> InState:
    return InState(done.number, done.secret)


def _let_time_pass(office: Office) -> None:
    with db.writing(office.engine) as session:
        sweep(session, now=NOW, rulebook=office.rulebook)


def _running(office: Office) -> InState:
    done = _came(office, now=when("Mon 2026-11-23 09:12"))
    office.act(
        "kasi",
        done.number,
        "message",
        text="Regu kami jadwalkan minggu ini.",
        now=when("Mon 2026-11-23 10:40"),
    )
    return _as(done)


def _late(office: Office) -> InState:
    return _as(_came(office, now=when("Thu 2026-11-12 09:00")))


def _past_the_law(office: Office) -> InState:
    """About staff and answered in time: sixty working days are promised, the law allows sixty calendar days."""
    done = _came(office, now=LONG_AGO, text="Diminta uang di loket.", category="pungli", kind="oversight")
    office.act("camat", done.number, "message", text="Sedang kami periksa.", now=when("Mon 2026-09-14 10:00"))
    return _as(done)


def _waiting(office: Office) -> InState:
    done = _came(office)
    office.act("kasi", done.number, "question", text=ASKED, now=when("Fri 2026-11-20 10:05"))
    office.opens_page(done.number, now=when("Fri 2026-11-20 10:06"))
    return _as(done)


def _resolved(office: Office) -> InState:
    done = _came(office)
    office.act("kasi", done.number, "resolve", text=DONE, now=when("Tue 2026-11-24 13:10"))
    return _as(done)


def _refused(office: Office, reason: str, text: str) -> InState:
    done = _came(office)
    office.act("kasi", done.number, "reject", reason=reason, text=text, now=when("Fri 2026-11-20 10:00"))
    return _as(done)


def _stopped(office: Office) -> InState:
    done = _came(office)
    text = "Warga lain sudah membersihkannya bersama kepala lingkungan."
    now = when("Fri 2026-11-20 10:00")
    office.act("kasi", done.number, "cancel", reason="settled_elsewhere", text=text, now=now)
    return _as(done)


def _withdrawn(office: Office) -> InState:
    done = _came(office)
    office.citizen(done.number, "withdraw", reason="Sudah beres.", now=when("Fri 2026-11-20 10:00"))
    return _as(done)


def _referred(office: Office) -> InState:
    done = _came(office)
    now = when("Fri 2026-11-20 10:00")
    office.act("kasi", done.number, "refer", agency="sdabmbk", reason="Parit induk milik dinas.", now=now)
    return _as(done)


def _merged(office: Office) -> InState:
    first, done = _came(office, text="Parit tumpat di gang sebelah."), _came(office)
    now = when("Fri 2026-11-20 10:00")
    office.act("kasi", done.number, "merge", into=first.number, reason="Paritnya sama.", now=now)
    return _as(done)


def _closed_by_rule(office: Office) -> InState:
    done = _came(office, now=when("Mon 2026-10-19 09:00"))
    office.act("kasi", done.number, "resolve", text=DONE, now=when("Tue 2026-10-20 13:10"))
    _let_time_pass(office)
    return _as(done)


def _unanswered(office: Office) -> InState:
    done = _came(office, now=when("Mon 2026-10-19 09:00"))
    office.act("kasi", done.number, "question", text=ASKED, now=when("Tue 2026-10-20 10:05"))
    office.opens_page(done.number, now=when("Tue 2026-10-20 10:06"))
    _let_time_pass(office)
    return _as(done)


STORIES = {
    "running": _running,
    "late": _late,
    "past the law": _past_the_law,
    "waiting": _waiting,
    "resolved": _resolved,
    "not ours": lambda office: _refused(
        office, "not_ours", "Parit induk ini milik dinas kota, bukan kecamatan."
    ),
    "a duplicate": lambda office: _refused(office, "duplicate", "Ini sama dengan laporan Anda kemarin."),
    "stopped": _stopped,
    "withdrawn": _withdrawn,
    "referred": _referred,
    "merged": _merged,
    "closed by rule": _closed_by_rule,
    "no answer": _unanswered,
}
