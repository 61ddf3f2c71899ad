"""The effect of a training or an action on its figure: against the ledger, counted again by other means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from math import sqrt

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.appraisal.effect import (
    FigureEffect,
    Remedy,
    effects,
    of_action,
    remedies_of,
    verdict,
    within,
)
from complaints_service.development.records import NewRecord, record_training
from complaints_service.development.service import TrainingSpec, seed_trainings
from complaints_service.measurement.facts.service import rebuild
from complaints_service.meetings.actions import NewAction, open_action, settle_action
from complaints_service.meetings.queries import action as action_of
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from config.rulebook import Rulebook
from tests.support.measured import Measured
from tests.support.prepared import Prepared
from tests.support.visitors import when
from tests.support.world import SETUP, open_office

FIRST = "first_response_on_time"
NOW = when("Tue 2026-12-01 09:00")
BEFORE, AFTER = ("2026-05", "2026-06", "2026-07"), ("2026-09", "2026-10", "2026-11")
#: Mondays to Wednesdays of six months: in May to July answered after a week, in autumn within two hours.
SLOW = (
    "Mon 2026-05-04",
    "Tue 2026-05-05",
    "Mon 2026-06-08",
    "Tue 2026-06-09",
    "Mon 2026-07-06",
    "Tue 2026-07-07",
)
QUICK = (
    "Mon 2026-09-07",
    "Tue 2026-09-08",
    "Mon 2026-10-05",
    "Tue 2026-10-06",
    "Mon 2026-11-02",
    "Tue 2026-11-03",
)


def story(engine: Engine, rulebook: Rulebook) -> Measured:
    """Rina is late before August and quick after it; a figure is judged from three cases on."""
    made = Measured(open_office(engine, rulebook))
    for days, waits in ((SLOW, timedelta(days=7)), (QUICK, timedelta(hours=2))):
        for day in days:
            number = made.given(day, "rina", f"{day} 09:00")
            made.office.act("rina", number, "message", text="Kami lihat.", now=when(f"{day} 09:00") + waits)
    with db.writing(engine) as session:
        rebuild(session, now=NOW, rulebook=rulebook)
    return made


@pytest.fixture
def lenient(rulebook: Rulebook) -> Rulebook:
    return with_floor(rulebook, 3)


@pytest.fixture
def made(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Measured:
    return prepared(engine, rulebook, story)


def with_floor(rulebook: Rulebook, floor: int) -> Rulebook:
    targets = tuple(
        replace(each, minimum_n=floor) if each.indicator == FIRST else each for each in rulebook.targets
    )
    return replace(rulebook, targets=targets)


def training(first: str = "2026-08-03", last: str = "2026-08-05") -> Remedy:
    days = {"first_on": date.fromisoformat(first), "last_on": date.fromisoformat(last)}
    return Remedy(kind="training", id=1, title="Pelayanan prima", indicator_code=FIRST, **days)


def told(made: Measured, rulebook: Rulebook, remedy: Remedy | None = None) -> FigureEffect:
    with db.reading(made.office.engine) as session:
        [one] = effects(
            session,
            officer_id=made.office.officers["rina"],
            remedies=[remedy or training()],
            rulebook=rulebook,
        )
    return one


def counted(made: Measured, months: tuple[str, ...]) -> tuple[int, int]:
    """Of rina's tickets of these months, how many were answered before two working days were over: the ledger."""
    calendar = made.office.rulebook.calendar(made.office.rulebook.office.calendar)
    promise = 2 * calendar.nominal_day_seconds
    k = n = 0
    with db.reading(made.office.engine) as session:
        for ticket in session.scalars(select(Ticket)):
            at = dict(
                session.execute(
                    select(TicketEvent.kind, TicketEvent.at)
                    .where(TicketEvent.ticket_id == ticket.id)
                    .order_by(TicketEvent.seq.desc())
                ).all()
            )
            came, answered = ticket.received_at, next(at[each] for each in at if "message" in each)
            # What was late belongs to the month in which it became late: a week later is the same one here.
            if answered.astimezone(calendar.zone).strftime("%Y-%m") in months:
                n += 1
                k += calendar.elapsed(came, answered) <= promise
    return k, n


def wilson(k: int, n: int) -> tuple[float, float]:
    """Wilson's 90 % interval in percent, written out anew."""
    z = 1.6448536269514722
    p, whole = k / n, 1 + z * z / n
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (p + z * z / (2 * n) - half) / whole, (p + z * z / (2 * n) + half) / whole
    return 100 * low, 100 * high


def test_both_sides_are_what_the_ledger_says(made: Measured, lenient: Rulebook) -> None:
    one = told(made, lenient)
    assert (one.months_before, one.months_after) == (BEFORE, AFTER)
    assert one.after is not None
    for side, months in ((one.before, BEFORE), (one.after, AFTER)):
        k, n = counted(made, months)
        assert (side.value, side.n) == (pytest.approx(100 * k / n), n)
        assert side.interval == pytest.approx(wilson(k, n), abs=1e-9)
    assert (counted(made, BEFORE), counted(made, AFTER)) == ((0, 6), (6, 6))
    assert one.verdict == "better"


def test_a_late_change_of_the_ledger_moves_it(made: Measured, lenient: Rulebook) -> None:
    """Six late answers after it, and the two intervals meet: nothing is claimed any more."""
    for day in (
        "Wed 2026-09-09", "Thu 2026-09-10", "Wed 2026-10-07", "Thu 2026-10-08", "Wed 2026-11-04", "Thu 2026-11-05",
    ):  # fmt: skip
        number = made.given(day, "rina", f"{day} 09:00")
        late = when(f"{day} 09:00") + timedelta(days=7)
        made.office.act("rina", number, "message", text="Kami lihat.", now=late)
    with db.writing(made.office.engine) as session:
        rebuild(session, now=NOW, rulebook=made.office.rulebook)
    one = told(made, lenient)
    k, n = counted(made, AFTER)
    assert one.after is not None and (k, n) == (6, 12)
    assert one.after.interval == pytest.approx(wilson(k, n), abs=1e-9)
    assert wilson(k, n)[0] < wilson(*counted(made, BEFORE))[1]
    assert one.verdict == "unseen"


def test_while_the_months_after_run_nothing_is_claimed(made: Measured, lenient: Rulebook) -> None:
    """October's training is seen from February on."""
    one = told(made, lenient, training("2026-10-12", "2026-10-12"))
    assert (one.verdict, one.after) == ("waiting", None)
    assert one.told_from == "2027-02"


def test_the_other_way_round_it_is_told_too(made: Measured, lenient: Rulebook) -> None:
    """What got worse is not hidden behind "not seen yet"."""
    one = told(made, lenient)
    assert one.after is not None
    assert verdict(one.after, one.before, rulebook=lenient) == "worse"
    assert verdict(one.after, one.after, rulebook=lenient) == "unseen"


def test_under_the_floor_nothing_is_claimed(made: Measured, rulebook: Rulebook) -> None:
    """Six cases are enough for a floor of six, and too few for one of seven, on either side."""
    assert told(made, with_floor(rulebook, 6)).verdict == "better"
    assert told(made, with_floor(rulebook, 7)).verdict == "few"


def test_only_what_was_confirmed_or_done_for_a_figure_counts(made: Measured, lenient: Rulebook) -> None:
    office = made.office
    rina = office.officers["rina"]

    def agreed(code: str | None, *, at: datetime, done: datetime | None) -> int:
        new = NewAction(
            owner_id=rina, words="Periksa antrean tiap pagi.", due_on=date(2026, 8, 31), indicator_code=code
        )
        with db.writing(office.engine) as session:
            one = open_action(session, new=new, rights=None, today=date(2026, 8, 3), now=at, actor=SETUP)
            if done is not None:
                settle_action(
                    session, action_id=one, state="done", outcome="Sudah.", rights=None, now=done, actor=SETUP
                )
        return one

    begun, done = when("Mon 2026-08-03 09:00"), when("Fri 2026-08-28 15:00")
    wanted = agreed(FIRST, at=begun, done=done)
    agreed(FIRST, at=begun, done=None)
    agreed(None, at=begun, done=done)
    agreed("open_late", at=begun, done=done)
    with db.writing(office.engine) as session:
        spec = TrainingSpec(code="latih", title="Latih", provider="BKPSDM", lesson_hours=6, indicator=FIRST)
        seed_trainings(session, trainings=[spec], now=begun, actor=SETUP)
        day = date(2026, 8, 12)
        taken = NewRecord(
            officer_id=rina, title="", lesson_hours=None, first_on=day, last_on=day, training_id=1
        )
        for rights in (None, office.rights("rina")):  # the second waits for a superior
            record_training(session, new=taken, rights=rights, today=day, now=begun, actor=SETUP)
    with db.reading(office.engine) as session:
        found = remedies_of(session, officer_id=rina, rulebook=lenient)
        kept = action_of(session, action_id=wanted)
    assert [(each.kind, each.id) for each in found] == [("action", wanted), ("training", 1)]
    assert kept is not None and of_action(kept, lenient) == found[0]
    assert (found[0].first_on, found[0].last_on) == (date(2026, 8, 3), date(2026, 8, 28))
    # An evaluation speaks of what its months can show: not of the spring, nor of the year after.
    for first, last, count in (
        ("2026-07", "2026-09", 2),
        ("2026-05", "2026-08", 0),
        ("2026-12", "2027-02", 0),
    ):
        assert len(within(found, first_month=first, last_month=last)) == count
