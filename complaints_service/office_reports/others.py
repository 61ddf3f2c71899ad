"""Tables about the office itself: duties of its people as counts, the public survey, looks at identities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from sqlalchemy.orm import Session

from complaints_service.appraisal.office import counted, merged
from complaints_service.appraisal.overview import overview
from complaints_service.errors import marked
from complaints_service.intake.channels import channels
from complaints_service.measurement.facts.cells.storing import channels_of_months, ratings_of_months
from complaints_service.measurement.facts.rated import RatingSums
from complaints_service.measurement.indicators.entries.satisfaction import index_of_scores
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.comparing import share_change
from complaints_service.office_reports.content import ReportCell, ReportColumn, ReportTable, TableRow
from complaints_service.office_reports.figures import coming, count_cell
from complaints_service.openness.figures import CLOCKS
from complaints_service.people.queries import officer_cards
from complaints_service.survey.skm.queries import periods, results_of
from complaints_service.vault.looks import IdentityLook, busy_readers, looks_since

#: What a table sums for a unit or a channel.
Sums = TypeVar("Sums")


def duties_table(session: Session, basis: Basis) -> ReportTable:
    """How many plans are signed and evaluations closed, and what is late; small units together."""
    today = basis.rulebook.local_date(basis.now)
    cards = [each for each in officer_cards(session).values() if each.active and each.unit in basis.units]
    found = overview(
        session, officer_ids=[each.id for each in cards], today=today, rulebook=basis.rulebook
    ).people
    groups = merged(
        (
            counted(unit, (found[each.id] for each in cards if each.unit == unit))
            for unit in sorted(basis.units)
        ),
        basis.floor,
    )
    lines = [
        TableRow(
            title=basis.units[each.unit] if each.unit else basis.say(marked("Unit lain, digabung")),
            cells=(
                ReportCell(value=each.people),
                ReportCell(value=each.signed / each.people, n=each.people, k=each.signed),
                ReportCell(value=each.closed / each.people, n=each.people, k=each.closed),
            ),
        )
        for each in groups
    ]
    return ReportTable(
        code="duties",
        title=basis.say(marked("Rencana dan evaluasi")),
        first=basis.say(marked("Unit")),
        columns=(
            ReportColumn(basis.say(marked("ASN")), "count"),
            ReportColumn(basis.say(marked("Rencana ditandatangani")), "share", "higher"),
            ReportColumn(basis.say(marked("Evaluasi ditutup")), "share", "higher"),
        ),
        lines=tuple(lines),
        note=basis.say(
            marked("Keadaan hari ini, tanpa nama. Unit dengan kurang dari %(floor)s ASN digabung."),
            floor=basis.floor,
        ),
    )


def survey_table(session: Session, basis: Basis) -> ReportTable:
    """The surveys that were closed within the months, with the index of each."""
    start, end = basis.span(basis.asked.months)
    shown = [
        one
        for one in periods(session, units=basis.units)
        if one.closed_at is not None and start <= one.closed_at < end
    ]
    results = results_of(session, shown=shown, rulebook=basis.rulebook)
    services = {one.code: one.names.read(basis.language) for one in basis.rulebook.survey_services}
    lines = []
    for one in shown:
        result = results[one.id]
        lines.append(
            TableRow(
                title=f"{services.get(one.service, one.service)}, {basis.units[one.unit]}",
                cells=(
                    ReportCell(value=one.until_on.isoformat()),
                    ReportCell(value=result.answers if result else None),
                    ReportCell(
                        value=float(result.ikm) if result else None, n=result.answers if result else None
                    ),
                    ReportCell(value=result.grade.code if result else None),
                ),
            )
        )
    return ReportTable(
        code="survey",
        title=basis.say(marked("Survei kepuasan masyarakat")),
        first=basis.say(marked("Layanan")),
        columns=(
            ReportColumn(basis.say(marked("Sampai")), "day"),
            ReportColumn(basis.say(marked("Jawaban")), "count"),
            ReportColumn(basis.say(marked("IKM")), "number", "higher"),
            ReportColumn(basis.say(marked("Mutu")), "text"),
        ),
        lines=tuple(lines),
        note=basis.say(marked("Yang ditutup dalam periode ini. Kosong: kurang dari lima jawaban.")),
    )


def ratings_table(session: Session, basis: Basis) -> ReportTable:
    """What citizens thought of how their reports were handled, by the unit that resolved them last.

    Under the floor neither the index nor how many were satisfied is told; there is no row of all, out of
    which one unit could be reckoned.
    """
    lines = []
    for unit, sums, was in _beside_before(basis, lambda months: _rated(session, basis, months), RatingSums):
        n, told = sums.given, sums.given >= basis.floor
        index, good = (index_of_scores(sums), sums.score_3 + sums.score_4) if told else (None, None)
        change = None
        if basis.asked.compared and good is not None:
            change = share_change((good, n), (was.score_3 + was.score_4, was.given), basis.floor)
        lines.append(
            TableRow(
                title=basis.units[unit],
                cells=(
                    count_cell(basis, n, was.given if basis.asked.compared else None),
                    ReportCell(value=index, n=n),
                    ReportCell(value=None if good is None else good / n, n=n, k=good, change=change),
                ),
            )
        )
    return ReportTable(
        code="ratings",
        title=basis.say(marked("Nilai warga atas penanganan laporannya")),
        first=basis.say(marked("Unit")),
        columns=(
            ReportColumn(basis.say(marked("Penilaian")), "count"),
            ReportColumn(basis.say(marked("Nilai, 25 sampai 100")), "number", "higher"),
            ReportColumn(basis.say(marked("Menilai baik (3 atau 4)")), "share", "higher"),
        ),
        lines=tuple(lines),
        note=basis.say(
            marked(
                "Yang diberikan dalam periode ini, menurut unit yang terakhir menyelesaikan laporannya. "
                "“–”: kurang dari %(floor)s penilaian."
            ),
            floor=basis.floor,
        ),
    )


def _beside_before(
    basis: Basis, read: Callable[[Sequence[str]], Mapping[str, Sums]], nothing: Callable[[], Sums]
) -> Iterator[tuple[str, Sums, Sums]]:
    """Each unit or channel, in order, with what it has now and in the months compared with."""
    now, before = read(basis.asked.months), read(basis.asked.compared)
    for one in sorted(now.keys() | before.keys()):
        yield one, now.get(one) or nothing(), before.get(one) or nothing()


def _rated(session: Session, basis: Basis, months: Sequence[str]) -> dict[str, RatingSums]:
    """The ratings of some months by unit, out of the cells."""
    found: dict[str, RatingSums] = {}
    for key, sums in ratings_of_months(session, months):
        if key.unit in basis.units:
            found.setdefault(key.unit, RatingSums()).add(sums)
    return found


def looks_table(session: Session, basis: Basis) -> ReportTable:
    """How often who complained was looked at or searched for; what for is typed freely, and not told."""
    start, end = basis.span(basis.asked.months)
    compared = basis.span(basis.asked.compared) if basis.asked.compared else (start, start)
    looks = looks_since(session, since=min(start, compared[0]))
    now, before = (
        _looked([look for look in looks if since <= look.at < until])
        for since, until in ((start, end), compared)
    )
    return ReportTable(
        code="looks",
        title=basis.say(marked("Pembukaan identitas pelapor")),
        first=basis.say(marked("Hal")),
        columns=(ReportColumn(basis.say(marked("Jumlah")), "count"),),
        lines=tuple(
            TableRow(
                title=basis.say(title),
                cells=(count_cell(basis, count, before[title] if basis.asked.compared else None),),
            )
            for title, count in now.items()
        ),
    )


def _looked(looks: Sequence[IdentityLook]) -> Mapping[str, int]:
    opened = [look for look in looks if look.number is not None]
    return {
        marked("Identitas dibuka"): len(opened),
        marked("Laporan yang identitasnya dibuka"): len({look.number for look in opened}),
        marked("Orang yang membuka"): len({look.by for look in opened}),
        marked("Pencarian nama atau nomor"): len(looks) - len(opened),
        marked("Orang yang membuka lebih sering dari biasa dalam sehari"): len(busy_readers(looks)),
    }


def channel_table(session: Session, basis: Basis) -> ReportTable:
    """By which channels reports came, and how the promises to them were kept."""
    lines, came = [], coming(basis)
    for channel, sums, was in _beside_before(
        basis, lambda months: _by_channel(session, basis, months), Counter[tuple[str, str]]
    ):
        shares = []
        for clock in CLOCKS:
            met, n = sums[clock, "met"], sums[clock, "met"] + sums[clock, "breached"]
            shares.append(ReportCell(value=met / n if n >= basis.floor else None, n=n, k=met))
        told = count_cell(
            basis, sums[came.clock, "received"], was[came.clock, "received"] if basis.asked.compared else None
        )
        lines.append(TableRow(title=_channel_name(basis, channel), cells=(told, *shares)))
    return ReportTable(
        code="channel",
        title=basis.say(marked("Menurut saluran masuk")),
        first=basis.say(marked("Saluran")),
        columns=(
            ReportColumn(basis.say(came.title), "count"),
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
