"""By which channels reports came, and how the promises to their citizens were kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy.orm import Session

from complaints_service.errors import marked
from complaints_service.intake.channels import channels
from complaints_service.measurement.facts.cell_storing import channels_of_months
from complaints_service.measurement.facts.cells import TICKET
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.content import ReportCell, ReportColumn, ReportTable, TableRow
from complaints_service.office_reports.figures import count_cell
from complaints_service.openness.figures import CLOCKS


def channel_table(session: Session, basis: Basis) -> ReportTable:
    """By which channels reports came, and how the promises to them were kept."""
    now, before = (
        _by_channel(session, basis, months) for months in (basis.asked.months, basis.asked.compared)
    )
    lines = []
    for channel in sorted(now.keys() | before.keys()):
        sums, was = now.get(channel, Counter()), before.get(channel, Counter())
        shares = []
        for clock in CLOCKS:
            met, n = sums[clock, "met"], sums[clock, "met"] + sums[clock, "breached"]
            shares.append(ReportCell(value=met / n if n >= basis.floor else None, n=n, k=met))
        came = count_cell(
            basis, sums[TICKET, "received"], was[TICKET, "received"] if basis.asked.compared else None
        )
        lines.append(TableRow(title=_channel_name(basis, channel), cells=(came, *shares)))
    return ReportTable(
        code="channel",
        title=basis.say(marked("Menurut saluran masuk")),
        first=basis.say(marked("Saluran")),
        columns=(
            ReportColumn(basis.say(marked("Diterima")), "count"),
            *(
                ReportColumn(
                    basis.rulebook.vocabulary.name("clock", clock, basis.language), "share", "higher"
                )
                for clock in CLOCKS
            ),
        ),
        lines=tuple(lines),
        note=basis.say(
            marked("Tepat waktu dari yang sudah diputus. “–”: kurang dari %(floor)s kasus."),
            floor=basis.floor,
        ),
    )


def _by_channel(session: Session, basis: Basis, months: Sequence[str]) -> dict[str, Counter[tuple[str, str]]]:
    found: dict[str, Counter[tuple[str, str]]] = {}
    for key, sums in channels_of_months(session, months):
        if basis.whole or key.unit in basis.units:
            counted = found.setdefault(key.channel, Counter())
            for name in ("received", "met", "breached"):
                counted[key.clock, name] += getattr(sums, name)
    return found


def _channel_name(basis: Basis, channel: str) -> str:
    """A channel's name; of reports from before channels were written down there is none."""
    if not channel:
        return basis.say(marked("Tidak tercatat"))
    known = channels().get(channel)
    return known.names.read(basis.language) if known is not None else channel
