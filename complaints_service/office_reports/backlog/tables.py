"""The backlog: what waits by unit, what a week brings and how sure that is, what breaks this week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from complaints_service.errors import marked
from complaints_service.office_reports.backlog.flow import last_weeks, waiting_by_unit
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.content import ReportCell, ReportColumn, ReportTable, TableRow
from complaints_service.office_reports.measures import MEASURES, count_by_unit
from complaints_service.office_reports.tables import age_table
from complaints_service.openness.figures import CLOCKS

#: A forecast is the mean of so many weeks before; it was tried on so many weeks that are over.
LEARNED, TRIED = 12, 8


class Forecast(NamedTuple):
    """How many a week brings by the mean of the last weeks, and how far that was off on average before."""

    expected: float
    error: float


def forecast(weeks: Sequence[int]) -> Forecast | None:
    """The next week out of the weeks before, oldest first; the error is what this way was wrong by (mean).

    None with fewer weeks than it takes to learn and to try.
    """
    if len(weeks) < LEARNED + TRIED:
        return None
    missed = [
        abs(weeks[at] - sum(weeks[at - LEARNED : at]) / LEARNED)
        for at in range(len(weeks) - TRIED, len(weeks))
    ]
    return Forecast(sum(weeks[-LEARNED:]) / LEARNED, sum(missed) / TRIED)


def backlog_tables(session: Session, basis: Basis) -> list[ReportTable]:
    """What waits, with its flow by week; the promises that break within seven days from now; and its ages."""
    waits = waiting_by_unit(session, basis)
    came = last_weeks(session, basis, "came", LEARNED + TRIED)
    went = last_weeks(session, basis, "went", LEARNED + TRIED)
    return [
        _flow(basis, _by_name(basis, waits.keys() | came.keys()), waits, came, went),
        _breaking(session, basis),
        age_table(session, basis, waits.total()),
    ]


def _by_name(basis: Basis, units: Iterable[str]) -> Sequence[str]:
    """As they are read; what has no unit comes last."""
    return sorted(units, key=lambda unit: (not unit, basis.units.get(unit, unit)))


def _flow(
    basis: Basis,
    units: Sequence[str],
    waits: Mapping[str, int],
    came: Mapping[str, Sequence[int]],
    went: Mapping[str, Sequence[int]],
) -> ReportTable:
    blank = [0] * (LEARNED + TRIED)
    lines = []
    for unit in units:
        arrivals, closures = forecast(came.get(unit, blank)), forecast(went.get(unit, blank))
        assert arrivals is not None
        assert closures is not None
        # Little's law: as long as it closes at this pace, so long does what waits now take.
        clears = 7 * waits.get(unit, 0) / closures.expected if closures.expected else None
        lines.append(
            TableRow(
                title=basis.units.get(unit, unit) or basis.say(marked("Tanpa unit")),
                cells=(
                    ReportCell(value=waits.get(unit, 0), measure="waiting"),
                    ReportCell(value=arrivals.expected),
                    ReportCell(value=arrivals.error),
                    ReportCell(value=closures.expected),
                    ReportCell(value=closures.error),
                    ReportCell(value=clears),
                ),
                where={"unit": unit},
            )
        )
    kinds = (
        (marked("Menunggu"), "count", "lower"),
        (marked("Perkiraan masuk seminggu"), "number", ""),
        (marked("Meleset rata-rata (masuk)"), "number", "lower"),
        (marked("Perkiraan selesai seminggu"), "number", ""),
        (marked("Meleset rata-rata (selesai)"), "number", "lower"),
        (marked("Hari sampai habis"), "number", "lower"),
    )
    return ReportTable(
        code="backlog",
        title=basis.say(marked("Tunggakan dan perkiraan")),
        first=basis.say(marked("Unit")),
        columns=tuple(ReportColumn(basis.say(title), kind, better) for title, kind, better in kinds),
        lines=tuple(lines),
        note=basis.say(
            marked(
                "Perkiraan: rata-rata %(learned)s minggu terakhir, sampai kemarin atau akhir periode. "
                "Meleset: selisih rata-rata cara yang sama pada %(tried)s minggu yang lewat. "
                "Hari kalender sampai habis kalau tidak ada yang masuk."
            ),
            learned=LEARNED,
            tried=TRIED,
        ),
    )


def _breaking(session: Session, basis: Basis) -> ReportTable:
    """Promises that still run and are due within seven days from now; of a report of the past as well."""
    counted: dict[str, Counter[str]] = {}
    for clock in CLOCKS:
        for unit, count in count_by_unit(session, basis, MEASURES[f"{clock}.due"](basis)).items():
            counted.setdefault(unit, Counter())[clock] = count
    return ReportTable(
        code="breaking",
        title=basis.say(marked("Janji yang jatuh tempo dalam tujuh hari")),
        first=basis.say(marked("Unit")),
        columns=tuple(
            ReportColumn(basis.rulebook.vocabulary.name("clock", clock, basis.language), "count", "lower")
            for clock in CLOCKS
        ),
        lines=tuple(
            TableRow(
                title=basis.units.get(unit, unit) or basis.say(marked("Tanpa unit")),
                cells=tuple(
                    ReportCell(value=counted[unit][clock], measure=f"{clock}.due") for clock in CLOCKS
                ),
                where={"unit": unit},
            )
            for unit in _by_name(basis, counted)
        ),
        note=basis.say(marked("Dihitung sejak keadaan laporan ini dibuat, bukan sejak akhir periode.")),
    )
