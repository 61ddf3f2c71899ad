"""Tables that several reports have: how promises were kept by a way, what waits by age, where time went."""

from __future__ import annotations

from collections import Counter

from sqlalchemy.orm import Session

from complaints_service.errors import marked
from complaints_service.measurement.indicators.office_now import count_by_age, held_in_month
from complaints_service.office_reports.backlog.flow import waiting_since
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.content import ReportCell, ReportColumn, ReportTable, TableRow
from complaints_service.office_reports.figures import (
    Beside,
    added,
    beside,
    coming,
    count_cell,
    done,
    promise_cells,
    promise_columns,
)
from complaints_service.office_reports.measures import ends_at

WAY_TITLES = {"unit": marked("Unit"), "category": marked("Kategori"), "kelurahan": marked("Kelurahan")}
_NONE = {
    "unit": marked("Tanpa unit"),
    "category": marked("Tanpa kategori"),
    "kelurahan": marked("Tanpa kelurahan"),
}


def flow_table(basis: Basis, row: Beside) -> ReportTable:
    """How many came, were answered and were done."""
    before = row.before
    came = coming(basis)
    told = (
        (came.title, came.cell(basis, row)),
        *(
            (
                title,
                count_cell(
                    basis,
                    done(row.now, clock),
                    None if before is None else done(before, clock),
                    f"{clock}.done",
                ),
            )
            for title, clock in (
                (marked("Dijawab pertama kali"), "first_response"),
                (marked("Diselesaikan"), "resolution"),
            )
        ),
    )
    return ReportTable(
        code="flow",
        title=basis.say(marked("Masuk dan selesai")),
        first=basis.say(marked("Hal")),
        columns=(ReportColumn(basis.say(marked("Jumlah")), "count"),),
        lines=tuple(TableRow(title=basis.say(title), cells=(cell,)) for title, cell in told),
    )


def promises_table(basis: Basis, row: Beside) -> ReportTable:
    """How the two promises to citizens were kept."""
    return ReportTable(
        code="promises",
        title=basis.say(marked("Janji kepada warga")),
        first=basis.say(marked("Janji")),
        columns=promise_columns(basis),
        lines=tuple(
            TableRow(
                title=basis.rulebook.vocabulary.name("clock", clock, basis.language),
                cells=promise_cells(basis, row, clock),
            )
            for clock in row.now.clocks
        ),
        note=basis.say(
            marked(
                "Yang terlambat dan masih menunggu ikut dihitung. Waktu: jam kerja kantor (Kaplan-Meier). "
                "“–”: kurang dari %(floor)s kasus, atau terlalu banyak yang masih menunggu."
            ),
            floor=basis.floor,
        ),
    )


def way_table(session: Session, basis: Basis, way: str) -> ReportTable:
    """What came to each unit, category or kelurahan, and how its promises were kept."""
    rows, names = beside(session, basis, way), basis.names(way)
    shown = sorted(rows, key=lambda code: (not code, names.get(code, code)))
    lines = [
        TableRow(
            title=names.get(code, code) or basis.say(_NONE[way]),
            cells=_way_cells(basis, rows[code], way),
            where={way: code},
        )
        for code in shown
    ]
    if len(lines) > 1:
        total = added(rows.values())
        lines.append(
            TableRow(title=basis.say(marked("Semua")), cells=_way_cells(basis, total, way), total=True)
        )
    titles = [
        f"{basis.rulebook.vocabulary.name('clock', clock, basis.language)}: {column.title.lower()}"
        for clock in ("first_response", "resolution")
        for column in promise_columns(basis)
    ]
    kinds = [*promise_columns(basis), *promise_columns(basis)]
    return ReportTable(
        code=way,
        title=basis.say(marked("Menurut %(way)s"), way=basis.say(WAY_TITLES[way]).lower()),
        first=basis.say(WAY_TITLES[way]),
        columns=(
            ReportColumn(basis.say(coming(basis, way).title), "count"),
            ReportColumn(basis.say(marked("Diselesaikan")), "count"),
            *(
                ReportColumn(title, column.kind, column.better)
                for title, column in zip(titles, kinds, strict=True)
            ),
        ),
        lines=tuple(lines),
        note=basis.say(
            marked(
                "“–”: kurang dari %(floor)s kasus, atau terlalu banyak yang masih menunggu. "
                "Tidak ada angka perorangan."
            ),
            floor=basis.floor,
        ),
    )


def _way_cells(basis: Basis, row: Beside, way: str) -> tuple[ReportCell, ...]:
    before = row.before
    return (
        coming(basis, way).cell(basis, row),
        count_cell(
            basis,
            done(row.now, "resolution"),
            None if before is None else done(before, "resolution"),
            "resolution.done",
        ),
        *promise_cells(basis, row, "first_response"),
        *promise_cells(basis, row, "resolution"),
    )


def age_table(session: Session, basis: Basis, waits: int) -> ReportTable:
    """What still waited for a resolution at the end of the period, by how many working days ago it came.

    `waits`: how much of it there is (`backlog.flow.waiting_by_unit`).
    """
    ages = count_by_age(
        session, waiting_since(basis), total=waits, now=ends_at(basis), rulebook=basis.rulebook
    )
    lines = [
        TableRow(title=_age_words(basis, age.first, age.last), cells=(ReportCell(value=age.tickets),))
        for age in ages
    ]
    lines.append(
        TableRow(
            title=basis.say(marked("Semua")),
            cells=(ReportCell(value=sum(age.tickets for age in ages), measure="waiting"),),
            total=True,
        )
    )
    return ReportTable(
        code="age",
        title=basis.say(marked("Menunggu penyelesaian pada akhir periode")),
        first=basis.say(marked("Umur dalam hari kerja")),
        columns=(ReportColumn(basis.say(marked("Laporan")), "count", "lower"),),
        lines=tuple(lines),
    )


def _age_words(basis: Basis, first: int, last: int | None) -> str:
    if last is None:
        return basis.say(marked("%(first)s atau lebih"), first=first)
    return basis.say(marked("%(first)s sampai %(last)s"), first=first, last=last)


def _holder(basis: Basis, holder: str) -> str:
    """Who had a report while its time ran."""
    vocabulary = basis.rulebook.vocabulary
    if holder == "person":
        return basis.say(marked("Petugas"))
    return vocabulary.name("holder" if holder == "nobody" else "held_by", holder, basis.language)


def custody_table(session: Session, basis: Basis) -> ReportTable:
    """Where the working time of the months went, by who had the reports."""
    held: Counter[str] = Counter()
    for month in basis.asked.months:
        for one in held_in_month(session, units=basis.units, month=month):
            held[one.holder] += one.seconds
    total = held.total()
    lines = [
        TableRow(
            title=_holder(basis, holder), cells=(ReportCell(value=seconds), ReportCell(value=seconds / total))
        )
        for holder, seconds in held.most_common()
        if seconds
    ]
    return ReportTable(
        code="custody",
        title=basis.say(marked("Di mana waktu habis")),
        first=basis.say(marked("Pemegang laporan")),
        columns=(
            ReportColumn(basis.say(marked("Waktu kerja")), "seconds"),
            ReportColumn(basis.say(marked("Bagian")), "share"),
        ),
        lines=tuple(lines),
    )


def places_table(session: Session, basis: Basis, most: int) -> ReportTable:
    """The places that most came from."""
    rows, names, came = beside(session, basis, "kelurahan"), basis.names("kelurahan"), coming(basis)
    busiest = sorted(rows, key=lambda code: (-came.count(rows[code].now), code))[:most]
    return ReportTable(
        code="places",
        title=basis.say(marked("Kelurahan dengan laporan terbanyak")),
        first=basis.say(WAY_TITLES["kelurahan"]),
        columns=(ReportColumn(basis.say(came.title), "count"),),
        lines=tuple(
            TableRow(
                title=names.get(code, code) or basis.say(_NONE["kelurahan"]),
                cells=(came.cell(basis, rows[code]),),
                where={"kelurahan": code},
            )
            for code in busiest
            if came.count(rows[code].now)
        ),
    )
