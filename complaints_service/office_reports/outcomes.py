"""What ended without a resolution, by why; and how the deadlines of the law were kept."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.errors import marked
from complaints_service.measurement.facts.models import ClockFact
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.comparing import share_change
from complaints_service.office_reports.content import ReportCell, ReportColumn, ReportTable, TableRow
from complaints_service.office_reports.measures import clocks_inside, ended_by_decision
from complaints_service.tickets.ledger.deadlines import LEGAL_CLOCKS

#: The endings that somebody decided, told of by category.
REASONS = ("rejected", "referred", "cancelled", "merged")


def endings_table(session: Session, basis: Basis) -> ReportTable:
    """Reports that were rejected, passed on, cancelled or merged, by category."""
    rows = session.execute(
        select(ClockFact.category, ClockFact.reason, func.count())
        .where(ended_by_decision(basis), clocks_inside(basis))
        .group_by(ClockFact.category, ClockFact.reason)
    )
    counted: dict[str, Counter[str]] = {}
    for category, reason, count in rows:
        counted.setdefault(category, Counter())[reason or ""] += count
    reasons = [*REASONS, *sorted({why for each in counted.values() for why in each} - {*REASONS})]
    names, word = basis.names("category"), basis.rulebook.vocabulary
    lines = [
        TableRow(
            title=names.get(category, category),
            cells=(
                *(ReportCell(value=counts[reason]) for reason in reasons),
                ReportCell(value=counts.total(), measure="ended"),
            ),
            where={"category": category},
        )
        for category, counts in sorted(counted.items(), key=lambda one: names.get(one[0], one[0]))
    ]
    if len(lines) > 1:
        whole: Counter[str] = sum(counted.values(), Counter())
        total = ReportCell(value=whole.total(), measure="ended")
        cells = (*(ReportCell(value=whole[reason]) for reason in reasons), total)
        lines.append(TableRow(title=basis.say(marked("Semua")), cells=cells, total=True))
    return ReportTable(
        code="endings",
        title=basis.say(marked("Berakhir tanpa penyelesaian")),
        first=basis.say(marked("Kategori")),
        columns=(
            *(ReportColumn(word.name("clock_reason", reason, basis.language), "count") for reason in reasons),
            ReportColumn(basis.say(marked("Semua")), "count"),
        ),
        lines=tuple(lines),
    )


def legal_table(session: Session, basis: Basis) -> ReportTable:
    """How the deadlines of the law were kept: 14 days to answer, 60 to decide, 14 to tell of it."""
    now, before = (_legal(session, basis, months) for months in (basis.asked.months, basis.asked.compared))
    lines = []
    for clock in LEGAL_CLOCKS:
        met, breached = now[clock, "met"], now[clock, "breached"]
        n, was = met + breached, (before[clock, "met"], before[clock, "met"] + before[clock, "breached"])
        change = share_change((met, n), was, basis.floor) if n else None
        share = met / n if n >= basis.floor else None
        lines.append(
            TableRow(
                title=basis.rulebook.vocabulary.name("clock", clock, basis.language),
                cells=(
                    ReportCell(value=share, n=n, k=met, change=change, measure=f"{clock}.judged"),
                    ReportCell(value=breached),
                ),
            )
        )
    return ReportTable(
        code="legal",
        title=basis.say(marked("Tenggat menurut undang-undang")),
        first=basis.say(marked("Tenggat")),
        columns=(
            ReportColumn(basis.say(marked("Dalam tenggat")), "share", "higher"),
            ReportColumn(basis.say(marked("Lewat tenggat")), "count", "lower"),
        ),
        lines=tuple(lines),
        note=basis.say(
            marked("Hari kalender menurut undang-undang pelayanan publik; lihat panduan menghitung waktu.")
        ),
    )


def _legal(session: Session, basis: Basis, months: list[str]) -> Counter[tuple[str, str]]:
    rows = session.execute(
        select(ClockFact.clock, ClockFact.status, func.count())
        .where(
            ClockFact.clock.in_(LEGAL_CLOCKS),
            ClockFact.month.in_(months),
            ClockFact.inherited.is_(False),
            clocks_inside(basis),
        )
        .group_by(ClockFact.clock, ClockFact.status)
    )
    return Counter({(clock, status): int(count) for clock, status, count in rows})
