"""What the worker does with the media folder: what the scanner finds late is told, what no row names goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from complaints_service import clock, db
from complaints_service.appraisal.reporting import service as reporting
from complaints_service.appraisal.reporting.service import NewEvidence, NewReport
from complaints_service.errors import Actor
from complaints_service.file_store.folder import FolderStore
from complaints_service.intake.attachments import Kept, Sending, attach
from complaints_service.intake.media import Gate
from complaints_service.intake.models import Attachment
from complaints_service.intake.scanning import scanner_at
from complaints_service.jobs.fetching import scan_held
from complaints_service.jobs.sweeping import sweep_files
from complaints_service.jobs.work import Shift
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from config.settings import Settings
from tests.services.test_sweeping import aged
from tests.support.both import ON_BOTH
from tests.support.clamd import EICAR, FakeClamd, fake_clamd
from tests.support.photos import photo
from tests.support.signed_plans import signed_plan
from tests.support.world import Office, open_office

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@pytest.fixture
def clamd() -> Iterator[FakeClamd]:
    with fake_clamd() as running:
        yield running


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_office(engine, rulebook)


@pytest.fixture
def shift(office: Office, settings: Settings) -> Shift:
    return Shift(office.engine, office.rulebook, settings, NOW)


def brings(office: Office, *files: Kept) -> None:
    """A citizen complains with these files."""
    number = office.complain(now=NOW).number
    with db.writing(office.engine) as session:
        ticket = session.scalars(select(Ticket.id).where(Ticket.number == number)).one()
        attach(
            session,
            Sending(ticket_id=ticket, seq=None, author="citizen", at=NOW),
            [(one, "") for one in files],
        )


def files(office: Office) -> list[tuple[str, str | None]]:
    """(state, why it was refused) of each file of a report, in the order they came."""
    with db.reading(office.engine) as session:
        rows = session.scalars(select(Attachment).order_by(Attachment.id))
        return [(row.state, row.reason) for row in rows]


def test_a_file_found_harmful_late_is_refused_in_every_report_that_has_it(
    office: Office, shift: Shift, clamd: FakeClamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("complaints_service.jobs.fetching.scanner_at", lambda _set: scanner_at(clamd.address))
    gate, clamd.silent = Gate(FolderStore(shift.settings.media_folder), scanner_at(clamd.address)), True
    good, bad = (
        gate.keep(gate.check(content, name="surat.txt")) for content in (b"Surat.\n", b"Surat.\n" + EICAR)
    )
    brings(office, good, bad)
    brings(office, bad)
    scan_held(shift)
    assert files(office) == [("kept", None)] * 3, "the scanner is away: all stays held"
    clamd.silent = False
    scan_held(shift)
    assert files(office) == [("kept", None), ("refused", "infected"), ("refused", "infected")]
    assert gate.has(good) and not gate.has(bad)


@ON_BOTH
def test_what_a_report_or_a_reported_value_names_is_never_swept(office: Office, shift: Shift) -> None:
    gate = Gate(FolderStore(shift.settings.media_folder))
    attached, evidence, orphan = (gate.keep(gate.check(photo(shade), name="x")) for shade in range(3))
    for each in (attached, evidence, orphan):
        aged(shift.settings.media_folder / each.path, 30)
    brings(office, attached)
    with db.writing(office.engine) as session:
        plan = signed_plan(
            session, officer_id=office.officers["rina"], rater_id=office.officers["kasi"], now=NOW
        )
        new = NewReport(
            indicator_id=plan.indicators[0],
            month="2026-11",
            value=38.0,
            words="38 dari 44 titik.",
            evidence=(NewEvidence("Foto parit", file=evidence),),
        )
        reporting.report(
            session,
            new=new,
            this_month="2026-11",
            now=NOW + timedelta(hours=1),
            actor=Actor.officer(office.officers["rina"], "web"),
        )
    sweep_files(shift)
    assert [gate.has(each) for each in (attached, evidence, orphan)] == [True, True, False]
