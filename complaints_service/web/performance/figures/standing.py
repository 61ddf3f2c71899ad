"""How the service itself stands, for whoever leads: what is silent, since when, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from complaints_service.errors import marked
from complaints_service.health.rules import CalendarEnd, Sign
from complaints_service.people.reach import reach_of, unreachable, unseen_units
from complaints_service.people.roster import directory_on
from complaints_service.tickets.listed import count_with
from complaints_service.translation import sentence
from complaints_service.web.words.formats import date_words, wall_duration_words

#: Each sign: what it is called, and what whoever keeps the service does once it is silent.
_NAMES = {
    "worker": marked("Pekerjaan berkala"),
    "sender": marked("Pengiriman kabar"),
    "bot": marked("Bot"),
    "facts": marked("Penghitungan angka"),
    "seal": marked("Segel buku besar"),
    "open_data": marked("Data terbuka"),
    "backup": marked("Cadangan"),
}
_TO_DO = {
    "worker": marked("Peringatan dan tenggat tidak berjalan. Jalankan lagi tanggap worker atau tanggap up."),
    "sender": marked("Kabar tertahan. Periksa tanggap worker, lalu surel dan token bot di pengaturan."),
    "bot": marked("Pesan warga di obrolan tidak dijawab. Jalankan lagi bot; periksa tokennya."),
    "facts": marked("Angka di papan ini tidak bertambah. Periksa catatan tanggap worker."),
    "seal": marked("Perubahan buku besar belum disegel. Periksa catatan tanggap worker."),
    "open_data": marked("Angka bulan yang lewat belum diterbitkan. Periksa catatan tanggap worker."),
    "backup": marked("Periksa folder cadangan dan ruangnya, lalu jalankan tanggap backup."),
}


@dataclass(frozen=True)
class StandingRow:
    """One line: a shape (on, risk, late), what it is about, and how it stands in words."""

    state: str
    title: str
    words: str


@dataclass(frozen=True)
class OutOfReach:
    """How many members cannot open what they are given, how much they hold, and units nobody looks into."""

    members: int
    tickets: int
    units: Sequence[str]


def out_of_reach(
    session: Session, *, units: Collection[str], called: Callable[[str], str], on: date
) -> OutOfReach:
    """Who of these units cannot be reached, and which of them nobody looks into."""
    reach, directory = reach_of(session), directory_on(session, on=on)
    members = {one for one in unreachable(reach, directory) if directory.unit_of[one] in units}
    return OutOfReach(
        members=len(members),
        tickets=count_with(session, officers=members) if members else 0,
        units=[called(unit) for unit in unseen_units(reach, directory) if unit in units],
    )


def standing_rows(
    signs: tuple[Sign, ...], end: CalendarEnd, out: OutOfReach, *, language: str
) -> list[StandingRow]:
    """The calendar, who cannot be reached, then each part that this office has."""
    rows = [_part(sign, language) for sign in signs if sign.used]
    return [_calendar(end, language), *_out_of_reach(out), *rows]


def _out_of_reach(out: OutOfReach) -> list[StandingRow]:
    told = []
    if out.members:
        told.append(
            ngettext(
                "%(num)d petugas belum bisa masuk ke Tanggap dan tidak diberi tiket.",
                "%(num)d petugas belum bisa masuk ke Tanggap dan tidak diberi tiket.",
                out.members,
            )
        )
    if out.tickets:
        told.append(
            ngettext(
                "%(num)d tiket masih di tangan mereka: serahkan kepada orang lain.",
                "%(num)d tiket masih di tangan mereka: serahkan kepada orang lain.",
                out.tickets,
            )
        )
    if out.units:
        told.append(_("Unit yang antreannya tidak dibuka siapa pun: %(units)s.", units=", ".join(out.units)))
    state = "late" if out.tickets or out.units else "risk"
    return [StandingRow(state, _("Tidak terjangkau"), " ".join(told))] if told else []


def _part(sign: Sign, language: str) -> StandingRow:
    title = sentence(_NAMES[sign.code], language)
    if sign.age_seconds is None:
        words = _("belum pernah berhasil")
    elif sign.age_seconds < 0:
        words = _("terakhir berhasil menurut jam yang salah")
    else:
        words = _(
            "terakhir berhasil %(age)s lalu", age=wall_duration_words(sign.age_seconds, language=language)
        )
    if not sign.silent:
        return StandingRow("on", title, words)
    return StandingRow("late", title, f"{words}. {sentence(_TO_DO[sign.code], language)}")


def _calendar(end: CalendarEnd, language: str) -> StandingRow:
    title, day = _("Kalender kerja"), date_words(end.last_on, language, year=True)
    if end.within is None:
        return StandingRow("on", title, _("dikenal sampai %(day)s", day=day))
    to_do = _("Minta pengelola menambah hari libur tahun berikutnya.")
    if end.days_left < 0:
        told = _("berakhir %(day)s: janji dan hitungan sesudah itu belum diketahui", day=day)
        return StandingRow("late", title, f"{told}. {to_do}")
    told = _("dikenal sampai %(day)s, %(days)s hari lagi", day=day, days=end.days_left)
    return StandingRow("late" if end.within <= 30 else "risk", title, f"{told}. {to_do}")
