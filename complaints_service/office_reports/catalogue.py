"""Every report there is, one entry each: what it is called, what it is made of, who may read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.audit.marks import is_demo
from complaints_service.errors import NotFound, marked
from complaints_service.measurement.indicators.loading import standing
from complaints_service.measurement.indicators.queries import board_units
from complaints_service.office_reports.adoption.table import adoption_table
from complaints_service.office_reports.asking import ReportMonths
from complaints_service.office_reports.backlog.flow import waiting_by_unit
from complaints_service.office_reports.backlog.tables import backlog_tables
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.content import CELL, KINDS, ReportTable, plain
from complaints_service.office_reports.data_requests import data_requests_table
from complaints_service.office_reports.figures import beside
from complaints_service.office_reports.hot_spots.table import hot_spot_table
from complaints_service.office_reports.others import (
    channel_table,
    duties_table,
    looks_table,
    ratings_table,
    survey_table,
)
from complaints_service.office_reports.outcomes import endings_table, legal_table
from complaints_service.office_reports.tables import (
    age_table,
    custody_table,
    flow_table,
    places_table,
    promises_table,
    way_table,
)
from complaints_service.people.queries import unit_names
from config.rulebook import Rulebook

MOST_PLACES = 5
Make = Callable[[Session, Basis], Iterable[ReportTable]]


@dataclass(frozen=True, kw_only=True)
class ReportKind:
    """One report. `right`: over what its reader must have in the office; `narrows`: by unit and codes.

    `outward`: it may be sent to somebody who does not work here.
    """

    code: str
    name: str
    about: str
    make: Make
    right: str = "view_board"
    narrows: bool = True
    outward: bool = True


def _monthly(session: Session, basis: Basis) -> Iterable[ReportTable]:
    whole = beside(session, basis)[""]
    yield flow_table(basis, whole)
    yield promises_table(basis, whole)
    yield age_table(session, basis, waiting_by_unit(session, basis).total())
    yield custody_table(session, basis)
    yield places_table(session, basis, MOST_PLACES)


def _by_category(session: Session, basis: Basis) -> Iterable[ReportTable]:
    yield way_table(session, basis, "category")
    # Channels are counted by unit alone.
    if not basis.where:
        yield channel_table(session, basis)


def _by(way: str) -> Make:
    return lambda session, basis: [way_table(session, basis, way)]


def _alone(
    make: Callable[[Session, Basis], ReportTable],
) -> Make:
    return lambda session, basis: [make(session, basis)]


#: To add a report: an entry here.
REPORTS: Mapping[str, ReportKind] = {
    kind.code: kind
    for kind in (
        ReportKind(
            code="R1",
            name=marked("Laporan bulanan kepada Wali Kota"),
            about=marked(
                "Satu lembar: yang masuk, dijawab dan selesai, tepat waktu, tunggakan, waktu yang habis."
            ),
            make=_monthly,
        ),
        ReportKind(
            code="R2",
            name=marked("Unit kerja"),
            about=marked("Janji kepada warga menurut unit."),
            make=_by("unit"),
        ),
        ReportKind(
            code="R3",
            name=marked("Kategori laporan"),
            about=marked("Janji kepada warga menurut kategori."),
            make=_by_category,
        ),
        ReportKind(
            code="R4",
            name=marked("Kelurahan"),
            about=marked("Janji kepada warga menurut kelurahan, dan tempat yang lebih ramai dari kebetulan."),
            make=lambda session, basis: [
                way_table(session, basis, "kelurahan"),
                hot_spot_table(session, basis),
            ],
        ),
        ReportKind(
            code="R5",
            name=marked("Tunggakan dan perkiraan"),
            about=marked(
                "Yang menunggu, yang masuk dan selesai seminggu, dan janji yang segera jatuh tempo."
            ),
            make=backlog_tables,
        ),
        ReportKind(
            code="R6",
            name=marked("Ditolak, dilimpahkan, dibatalkan"),
            about=marked("Laporan yang berakhir tanpa penyelesaian, menurut alasan dan kategori."),
            make=_alone(endings_table),
        ),
        ReportKind(
            code="R8",
            name=marked("Kewajiban pegawai dan pemakaian sistem"),
            about=marked("Rencana ditandatangani, evaluasi ditutup, jawaban di dalam sistem; tanpa nama."),
            make=lambda session, basis: [duties_table(session, basis), adoption_table(session, basis)],
            right="view_performance",
            narrows=False,
            outward=False,
        ),
        ReportKind(
            code="R9",
            name=marked("Survei kepuasan masyarakat (SKM)"),
            about=marked("Indeks setiap survei yang ditutup dalam periode, dan nilai warga atas laporannya."),
            make=lambda session, basis: [survey_table(session, basis), ratings_table(session, basis)],
            right="view_survey",
            narrows=False,
        ),
        ReportKind(
            code="R10",
            name=marked("Tenggat undang-undang"),
            about=marked("Bagaimana tenggat 14 dan 60 hari ditepati."),
            make=_alone(legal_table),
        ),
        ReportKind(
            code="R11",
            name=marked("Pembukaan identitas"),
            about=marked(
                "Berapa kali identitas pelapor dibuka, dan apa jadinya permintaan warga tentang datanya."
            ),
            make=lambda session, basis: [looks_table(session, basis), data_requests_table(session, basis)],
            right="view_looks",
            narrows=False,
            outward=False,
        ),
    )
}


def units_for(session: Session, kind: ReportKind, rights: Rights | None) -> Mapping[str, str]:
    """The units whose part of a report a person may read, name by code; empty: none of it.

    `rights`: None where the office itself makes it, which reads all.
    """
    if rights is None:
        return unit_names(session)
    if kind.right == "view_board":
        return board_units(session, rights=rights)
    names = unit_names(session)
    return {code: name for code, name in names.items() if may_in_office(rights, kind.right, code)}


def readable(session: Session, rights: Rights) -> list[ReportKind]:
    """The reports that a person may read something of."""
    return [kind for kind in REPORTS.values() if units_for(session, kind, rights)]


def basis_of(
    session: Session,
    *,
    kind: ReportKind,
    asked: ReportMonths,
    where: Mapping[str, str],
    rights: Rights | None,
    now: datetime,
    rulebook: Rulebook,
    language: str,
) -> Basis:
    """What a report of this reader starts from. Raises NotFound for what is not theirs or nobody's."""
    units = units_for(session, kind, rights)
    basis = Basis(
        asked=asked,
        units=units,
        whole=len(units) == len(unit_names(session)),
        rulebook=rulebook,
        now=standing(session).newest or now,
        language=language,
    )
    narrowed = {way: code for way, code in where.items() if code}
    known = all(code in basis.names(way) for way, code in narrowed.items())
    if not units or not known or (narrowed and not kind.narrows):
        raise NotFound("report")
    return replace(basis, where=narrowed)


def report_content(session: Session, *, kind: ReportKind, basis: Basis) -> dict[str, Any]:
    """All that a report says, as plain data: every form is drawn from this and from nothing else."""
    facts = standing(session)
    asked, end = basis.asked, basis.span(basis.asked.months)[1]
    names = {way: basis.names(way)[code] for way, code in basis.where.items()}
    return {
        "code": kind.code,
        "title": basis.say(kind.name),
        "office": basis.rulebook.office.names.read(basis.language),
        "city": basis.rulebook.office.city,
        "months": [asked.first, asked.last],
        "compared": [asked.compared[0], asked.compared[-1]] if asked.compared else None,
        "where": names,
        "units": None if basis.whole else sorted(basis.units),
        "as_of": basis.now.astimezone(basis.calendar.zone).isoformat(),
        "provisional": basis.running or facts.oldest is None or facts.oldest < end or not facts.whole,
        "sample": is_demo(session),
        "sentences": [],
        "tables": [plain(table) for table in kind.make(session, basis)],
        "dictionary": {"kinds": dict(KINDS), "cell": dict(CELL)},
    }
