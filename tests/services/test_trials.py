"""Rules tried on the past year: both judgements side by side, with progress and a notice, and nothing else changes."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from complaints_service import clock, db
from complaints_service.db import Base
from complaints_service.errors import Actor, DomainError
from complaints_service.jobs.trying import try_rules
from complaints_service.jobs.work import Shift
from complaints_service.measurement.facts.models import ClockFact
from complaints_service.measurement.facts.service import rebuild
from complaints_service.notify.models import Outbox
from complaints_service.people.models import Officer
from complaints_service.rulebooks.files import Files, files_in
from complaints_service.rulebooks.trials.changes import TrialChanges, differing, tried_files
from complaints_service.rulebooks.trials.models import RulebookTrial
from complaints_service.rulebooks.trials.service import SILENT, ask_trial, forget_trials, take_trial
from config.rulebook import Rulebook
from config.settings import Settings
from tests.services.post import open_mail
from tests.support.both import ON_BOTH
from tests.support.world import Office, open_office

NOW = datetime(2026, 4, 6, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
LATER = NOW + timedelta(days=30)
ACTOR = Actor("rule", "test")


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    return open_office(engine, rulebook)


@pytest.fixture
def files(settings: Settings) -> Files:
    return files_in(settings.rulebook)


def told_year(office: Office) -> None:
    """Two of one kind (answered at once, resolved after three days and never), one of another; one of long ago."""
    for place, category in enumerate(("sampah", "sampah", "lampu_jalan", "sampah")):
        at = NOW - timedelta(days=400) if place == 3 else NOW
        number = office.complain(f"Laporan {place}.", category=category, now=at).number
        if place < 3:
            office.act("camat", number, "message", text="Kami datang besok.", now=at + timedelta(hours=1))
        if place == 0:
            office.act("camat", number, "resolve", text="Sudah diangkut.", now=at + timedelta(days=3))
    with db.writing(office.engine) as session:
        rebuild(session, now=LATER, rulebook=office.rulebook)


def asked(office: Office, files: Files, changes: TrialChanges) -> int:
    with db.writing(office.engine) as session:
        return ask_trial(
            session,
            changes=changes,
            files=differing(tried_files(files, changes), files),
            account_id=office.accounts["camat"],
            today=office.rulebook.local_date(LATER),
            now=LATER,
            actor=ACTOR,
        )


def tried(office: Office, settings: Settings, trial_id: int) -> RulebookTrial:
    try_rules(Shift(office.engine, office.rulebook, settings, LATER))
    with db.reading(office.engine) as session:
        return session.get_one(RulebookTrial, trial_id)


def rows(office: Office) -> dict[str, int]:
    """How many rows each table has, besides trials and the outbox."""
    with db.reading(office.engine) as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name not in ("rulebook_trial", "outbox")
        }


@ON_BOTH
def test_a_shorter_promise_is_judged_side_by_side_and_nothing_else_changes(
    office: Office, files: Files, settings: Settings
) -> None:
    """Resolved after three working days: met by five, broken by two; who never was is late in both."""
    told_year(office)
    open_mail(office, NOW)
    with db.writing(office.engine) as session:
        session.get_one(Officer, office.officers["camat"]).email = "camat@contoh.example"
    before = rows(office)
    one = asked(office, files, TrialChanges(category="sampah", solve=2))
    found = tried(office, settings, one)
    told = found.outcome
    assert told is not None and found.state == "done"
    assert (told["tickets"], told["touched"], told["refused"], told["sent"]) == (3, 2, 0, None)
    assert (found.done, found.total) == (3, 3)
    by_category = {each["category"]: each["resolution"] for each in told["categories"]}
    assert by_category == {
        "sampah": {
            "was": {"met": 1, "breached": 1, "open": 0},
            "would": {"met": 0, "breached": 2, "open": 0},
        },
        "lampu_jalan": {
            "was": {"met": 0, "breached": 1, "open": 0},
            "would": {"met": 0, "breached": 1, "open": 0},
        },
    }
    assert rows(office) == before
    with db.reading(office.engine) as session:
        facts: Counter[tuple[str, str]] = Counter()
        verdicts = select(ClockFact.clock, ClockFact.status).where(
            ClockFact.started_at >= NOW, ~ClockFact.inherited
        )
        for name, status in session.execute(verdicts):
            facts[name, status] += 1
        letters = session.scalars(select(Outbox.kind).where(Outbox.kind == "trial_ready")).all()
    for each in told["clocks"]:
        told_now = [each["was"][status] for status in ("met", "breached")]
        assert told_now == [facts[each["clock"], status] for status in ("met", "breached")], each
    assert letters == ["trial_ready"]


def test_days_closed_move_promises_of_a_year_that_is_past(
    office: Office, files: Files, settings: Settings
) -> None:
    """Closed for five weeks: what nobody resolved would not be late yet."""
    told_year(office)
    closed = TrialChanges(closed_from=date(2026, 4, 7), closed_until=date(2026, 5, 10))
    found = tried(office, settings, asked(office, files, closed)).outcome
    assert found is not None
    [resolution] = [each for each in found["clocks"] if each["clock"] == "resolution"]
    assert resolution["was"]["breached"] == 2
    assert (resolution["would"]["breached"], resolution["would"]["open"]) == (0, 2)


def test_a_category_that_goes_elsewhere_first_is_told_by_unit(
    office: Office, files: Files, settings: Settings
) -> None:
    told_year(office)
    changed = TrialChanges(category="sampah", unit="TRANTIB")
    found = tried(office, settings, asked(office, files, changed)).outcome
    assert found is not None and found["touched"] == 0
    assert (found["sent"]["tickets"], found["sent"]["moved"]) == (3, 2)
    assert ["TRANTIB", 0, 2] in found["sent"]["units"]


def test_a_trial_waits_its_turn_and_one_whose_worker_died_is_taken_again(
    office: Office, files: Files
) -> None:
    changes = TrialChanges(category="sampah", solve=2)
    one = asked(office, files, changes)
    with pytest.raises(DomainError, match="trial_running"):
        asked(office, files, changes)
    for now, free in ((LATER, True), (LATER + SILENT / 2, False), (LATER + SILENT, True)):
        with db.writing(office.engine) as session:
            taken = take_trial(session, now=now)
        assert (taken is not None and taken.id == one) is free, now
    with db.writing(office.engine) as session:
        forget_trials(session, now=LATER + timedelta(days=200))
        assert session.scalar(select(func.count(RulebookTrial.id))) == 0


def test_a_trial_that_cannot_be_read_any_more_says_so(
    office: Office, files: Files, settings: Settings, tmp_path: Path
) -> None:
    with db.writing(office.engine) as session:
        one = ask_trial(
            session,
            changes=TrialChanges(on_draft=True),
            files={"policies.toml": "ini bukan toml"},
            account_id=office.accounts["camat"],
            today=date(2026, 5, 6),
            now=LATER,
            actor=ACTOR,
        )
    found = tried(office, settings, one)
    assert (found.state, found.reason, found.outcome) == ("failed", "unreadable", None)


def test_the_promise_of_every_category_changes_and_what_is_urgent_keeps_its_own(files: Files) -> None:
    out = tried_files(files, TrialChanges(solve=3))
    assert set(differing(out, files)) == {"policies.toml"}
    kept = tried_files(files, TrialChanges(category="pohon_tumbang", solve=3))["policies.toml"]
    assert "working_hours = 4" in kept, "what is not changed stays, whatever it is counted in"
    assert tried_files(files, TrialChanges(category="sampah")) == files
