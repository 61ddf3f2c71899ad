"""Tables about the office itself: duties of its people as counts, the public survey, looks at identities."""

from __future__ import annotations

from collections import Counter

from sqlalchemy.orm import Session

from complaints_service.appraisal.office import counted, merged
from complaints_service.appraisal.overview import overview
from complaints_service.errors import marked
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.content import Cell, Column, Line, Table
from complaints_service.people.queries import officer_cards
from complaints_service.survey.skm.queries import periods, results_of
from complaints_service.vault.looks import looks_since


def duties_table(session: Session, basis: Basis) -> Table:
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
        Line(
            title=basis.units[each.unit] if each.unit else basis.say(marked("Unit lain, digabung")),
            cells=(
                Cell(value=each.people),
                Cell(value=each.signed / each.people, n=each.people, k=each.signed),
                Cell(value=each.closed / each.people, n=each.people, k=each.closed),
            ),
        )
        for each in groups
    ]
    return Table(
        code="duties",
        title=basis.say(marked("Rencana dan evaluasi")),
        first=basis.say(marked("Unit")),
        columns=(
            Column(basis.say(marked("ASN")), "count"),
            Column(basis.say(marked("Rencana ditandatangani")), "share", "higher"),
            Column(basis.say(marked("Evaluasi ditutup")), "share", "higher"),
        ),
        lines=tuple(lines),
        note=basis.say(
            marked("Keadaan hari ini, tanpa nama. Unit dengan kurang dari %(floor)s ASN digabung."),
            floor=basis.floor,
        ),
    )


def survey_table(session: Session, basis: Basis) -> Table:
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
            Line(
                title=f"{services.get(one.service, one.service)}, {basis.units[one.unit]}",
                cells=(
                    Cell(value=one.until_on.isoformat()),
                    Cell(value=result and result.answers),
                    Cell(value=float(result.ikm) if result else None, n=result.answers if result else None),
                    Cell(value=result and result.grade.code),
                ),
            )
        )
    return Table(
        code="survey",
        title=basis.say(marked("Survei kepuasan masyarakat")),
        first=basis.say(marked("Layanan")),
        columns=(
            Column(basis.say(marked("Sampai")), "day"),
            Column(basis.say(marked("Jawaban")), "count"),
            Column(basis.say(marked("IKM")), "number", "higher"),
            Column(basis.say(marked("Mutu")), "text"),
        ),
        lines=tuple(lines),
        note=basis.say(marked("Yang ditutup dalam periode ini. Kosong: kurang dari lima jawaban.")),
    )


def looks_table(session: Session, basis: Basis) -> Table:
    """How often who complained was looked at or searched for, by what for; nobody is named."""
    start, end = basis.span(basis.asked.months)
    before = basis.span(basis.asked.compared) if basis.asked.compared else (start, start)
    now: Counter[str] = Counter()
    was: Counter[str] = Counter()
    for look in looks_since(session, since=min(start, before[0])):
        purpose = look.purpose if look.number else ""
        if start <= look.at < end:
            now[purpose] += 1
        elif before[0] <= look.at < before[1]:
            was[purpose] += 1
    word = basis.rulebook.vocabulary
    lines = [
        Line(
            title=word.name("purpose", purpose, basis.language)
            if purpose
            else basis.say(marked("Pencarian nama atau nomor")),
            cells=(Cell(value=now[purpose]), Cell(value=was[purpose] if basis.asked.compared else None)),
        )
        for purpose in sorted(now.keys() | was.keys())
    ]
    return Table(
        code="looks",
        title=basis.say(marked("Pembukaan identitas pelapor")),
        first=basis.say(marked("Untuk apa")),
        columns=(
            Column(basis.say(marked("Jumlah")), "count"),
            Column(basis.say(marked("Periode pembanding")), "count"),
        ),
        lines=tuple(lines),
    )
