"""The suggestion learns from what ended with its category, once, and proposes from what it learned last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.intake.suggesting.learning import KEPT, keep, learn, new_lesson
from complaints_service.intake.suggesting.models import REMEMBERED, CategoryModel
from complaints_service.intake.suggesting.service import forget_taught, lessons, propose
from complaints_service.jobs.schedule import JOBS
from complaints_service.jobs.worker import run_slot
from complaints_service.samples.judged import demo_texts, request_titles
from complaints_service.tickets.ledger.models import Complaint, Ticket
from config.rulebook import Rulebook
from config.settings import Settings
from tests.support.both import ON_BOTH
from tests.support.world import seed

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "desk.md"
RELEARN = next(job for job in JOBS if job.name == "relearn")


def ended(
    engine: Engine,
    number: str,
    text: str,
    *,
    kind: str = "complaint",
    privacy: str = "open",
    state: str = "closed",
) -> None:
    """A report about a drain that came to its end."""
    with db.writing(engine) as session:
        complaint = Complaint(
            number=number, secret_digest=number, text=text, title=text, language="id", channel="web",
            privacy=privacy, received_at=NOW - timedelta(days=40),
        )  # fmt: skip
        session.add(complaint)
        session.flush()
        session.add(
            Ticket(
                id=complaint.id, number=number, received_at=complaint.received_at, policy_version="2025-01-01",
                state=state, kind=kind, category="drainase_banjir", priority="normal", unit="SARPRAS", version=1,
                changed_at=NOW,
            )
        )  # fmt: skip


@pytest.fixture(autouse=True)
def _units(engine: Engine, rulebook: Rulebook) -> None:
    """The units that tickets lie in."""
    with db.writing(engine) as session:
        seed(session, rulebook)


@pytest.fixture
def relearn(engine: Engine, rulebook: Rulebook, settings: Settings) -> Callable[[datetime], None]:
    """Lets the job run at an instant."""

    def run(now: datetime) -> None:
        assert run_slot(RELEARN, engine=engine, rulebook=rulebook, settings=settings, now=now)

    return run


def proposed(engine: Engine, rulebook: Rulebook, text: str) -> list[str]:
    with db.reading(engine) as session:
        return [one.category for one in propose(session, text=text, now=NOW, rulebook=rulebook)]


def test_before_anything_was_learned_nothing_is_proposed(engine: Engine, rulebook: Rulebook) -> None:
    assert proposed(engine, rulebook, "Parit di depan rumah tumpat") == []


@ON_BOTH
def test_the_rulebook_alone_teaches_enough_to_begin(
    engine: Engine, rulebook: Rulebook, relearn: Callable[[datetime], None]
) -> None:
    relearn(NOW)
    assert proposed(engine, rulebook, "Parit di depan rumah tumpat")[0] == "drainase_banjir"
    with db.reading(engine) as session:
        (lesson,) = lessons(session)
    assert lesson.reports == 0
    assert {"held_back", "demo", "requests_311"} == set(lesson.measures)


def test_nothing_new_is_not_learned_again(
    engine: Engine, rulebook: Rulebook, relearn: Callable[[datetime], None]
) -> None:
    relearn(NOW)
    relearn(NOW + timedelta(days=1))
    with db.reading(engine) as session:
        assert len(lessons(session)) == 1


def test_a_word_of_the_citizens_own_is_learned_once_three_have_used_it(
    engine: Engine, rulebook: Rulebook, relearn: Callable[[datetime], None]
) -> None:
    relearn(NOW)
    assert proposed(engine, rulebook, "kepayang") == []
    for count in range(3):
        ended(engine, f"MRL-{count}", f"kepayang nomor {count}")
    relearn(NOW + timedelta(days=1))
    assert proposed(engine, rulebook, "kepayang")[0] == "drainase_banjir"


@pytest.mark.parametrize("differs", [{"privacy": "anonymous"}, {"kind": "oversight"}, {"state": "rejected"}])
def test_what_is_anonymous_accuses_or_was_refused_teaches_nothing(
    engine: Engine, rulebook: Rulebook, relearn: Callable[[datetime], None], differs: dict[str, str]
) -> None:
    for count in range(3):
        ended(engine, f"MRL-{count}", f"kepayang nomor {count}", **differs)
    relearn(NOW)
    assert proposed(engine, rulebook, "kepayang") == []


def test_what_cannot_have_been_learned_of_a_report_stays_when_it_is_erased(
    engine: Engine, rulebook: Rulebook, relearn: Callable[[datetime], None]
) -> None:
    """Learned before it came, or so long after that it taught nothing."""
    for count in range(3):
        ended(engine, f"MRL-{count}", f"kepayang nomor {count}")
    relearn(NOW)
    assert proposed(engine, rulebook, "kepayang")[0] == "drainase_banjir"
    came = NOW - timedelta(days=40)
    for received_at, kept in ((NOW + timedelta(days=1), True), (NOW - REMEMBERED - DAY, True), (came, False)):
        with db.writing(engine) as session:
            forget_taught(session, received_at=received_at)
            assert bool(lessons(session)) == kept, received_at


def test_the_last_learnings_are_kept_and_the_newest_is_in_force(engine: Engine, rulebook: Rulebook) -> None:
    for count in range(KEPT + 1):
        ended(engine, f"MRL-{count}", f"parit tumpat nomor {count}")
        with db.reading(engine) as session:
            lesson = new_lesson(session, now=NOW, rulebook=rulebook)
        assert lesson is not None
        taught = learn(lesson)
        with db.writing(engine) as session:
            keep(session, taught, lesson=lesson, now=NOW)
    with db.reading(engine) as session:
        assert [each.reports for each in lessons(session)] == [3, 2]
        assert len(session.scalars(select(CategoryModel)).all()) == KEPT


def test_the_shares_of_the_document_are_those_measured(engine: Engine, rulebook: Rulebook) -> None:
    """How often a proposal is right, as docs/desk.md and the page of administrators tell it."""
    with db.reading(engine) as session:
        lesson = new_lesson(session, now=NOW, rulebook=rulebook)
    assert lesson is not None and not lesson.reports
    taught = learn(lesson)
    to = {each.code: each.first_handler for each in rulebook.categories_on(NOW.date())}

    def led_right(texts: list[tuple[str, str]]) -> str:
        first = [(taught.suggester.propose(text)[:1], category) for text, category in texts]
        right = sum(bool(one) and to[one[0].category] == to[category] for one, category in first)
        return f"{right / len(texts):.1%}"

    led = {"demo": led_right(demo_texts()), "requests_311": led_right(request_titles())}
    section = DOCUMENT.read_text(encoding="utf-8").partition("## Triage")[2].partition("\n## ")[0]
    told = [
        [cell.strip().replace(" %", "%") for cell in line.strip("|").split("|")][1:]
        for line in section.splitlines()
        if line.startswith("|")
    ][2:]
    measured = [
        [str(one.count), f"{one.first:.1%}", led.get(name, "not measured"), f"{one.among:.1%}"]
        for name, one in ((name, taught.measures[name]) for name in ("held_back", "demo", "requests_311"))
    ]
    assert told == measured
