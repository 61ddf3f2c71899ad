"""Leave, every rung of the ladder once, a contested span decided, and the indicator that follows it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.measurement.checks.verification import verify
from complaints_service.measurement.facts.models import CustodyFact
from complaints_service.measurement.facts.service import refresh
from complaints_service.measurement.indicators.queries import officer_month, unit_month
from complaints_service.moment import Moment
from complaints_service.people.leave import NewLeave
from complaints_service.tickets import queries
from complaints_service.tickets.clocks.sweep import sweep
from complaints_service.tickets.leave import service as leave
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from config.rulebook import Rulebook
from tests.support.world import SETUP, Office, open_office

WIB = ZoneInfo("Asia/Jakarta")
HOUR = 3600


def when(text: str) -> datetime:
    """`when("Fri 2026-04-10 10:00")` in Medan; the day's name is checked."""
    name, rest = text.split(" ", 1)
    instant = datetime.strptime(rest, "%Y-%m-%d %H:%M").replace(tzinfo=WIB)
    assert instant.strftime("%a") == name, f"{rest} is a {instant:%a}"
    return instant.astimezone(UTC)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def work_until(office: Office, since: datetime, until: datetime) -> None:
    """Two workers look again every half hour, one after the other."""
    at = since
    while at <= until:
        for _worker in range(2):
            with db.writing(office.engine) as session:
                sweep(session, now=at, rulebook=office.rulebook)
        at += timedelta(minutes=30)


def rungs(office: Office, number: str) -> set[tuple[str, str, int, datetime]]:
    with db.reading(office.engine) as session:
        rows = session.scalars(
            select(TicketEvent)
            .join(Ticket, Ticket.id == TicketEvent.ticket_id)
            .where(Ticket.number == number, TicketEvent.kind == "escalation.sent")
        ).all()
    told = [(row.data["clock"], row.data["level"], row.data["officer"], row.at) for row in rows]
    assert len(told) == len(set(told)), "a rung went out twice"
    return set(told)


def on_time(office: Office, now: datetime) -> tuple[int, int]:
    """How many first answers of April count for Rina, and how many for her unit, after a refresh."""
    with db.writing(office.engine) as session:
        refresh(session, now=now, rulebook=office.rulebook)
    with db.reading(office.engine) as session:
        mine = officer_month(
            session, officer_id=office.officers["rina"], month="2026-04", rulebook=office.rulebook
        )
        ours = unit_month(session, unit="SARPRAS", month="2026-04", rulebook=office.rulebook)
        assert verify(session, rulebook=office.rulebook, now=now) == []
    return mine.value("first_response_on_time").n, ours.value("first_response_on_time").n


def held(office: Office, holder: str) -> int:
    with db.reading(office.engine) as session:
        return sum(session.scalars(select(CustodyFact.seconds).where(CustodyFact.holder == holder)))


def test_leave_the_ladder_a_contest_and_the_number(office: Office) -> None:
    """Rubbish: a first answer within 2 working days, done within 5. Mon-Thu 08:00-16:30 with a break 12-13.

    Received Mon 6 Apr 2026 at 09:00: the answer is due on Wed at 16:30, the end on Mon 13 at 16:30.
    """
    received = when("Mon 2026-04-06 09:00")
    number = office.complain("Sampah menumpuk.", category="sampah", now=received).number
    rina, kasi = office.officers["rina"], office.officers["kasi"]
    tuesday = NewLeave(
        officer_id=rina,
        first_on=date(2026, 4, 7),
        last_on=date(2026, 4, 7),
        kind="annual",
        substitute_id=office.officers["hasan"],
    )
    with db.writing(office.engine) as session:
        leave.approve(
            Moment(session=session, now=when("Mon 2026-04-06 11:00"), actor=SETUP, rulebook=office.rulebook),
            rights=None,
            new=tuesday,
        )

    # Nobody answers until Friday at 10:00; it is done at 14:30 and accepted on Monday.
    answered, done = when("Fri 2026-04-10 10:00"), when("Fri 2026-04-10 14:30")
    work_until(office, received, answered)
    office.act("rina", number, "message", text="Truk datang hari ini.", now=answered)
    work_until(office, answered, done)
    office.act("rina", number, "resolve", text="Sudah diangkat.", now=done)
    accepted = when("Mon 2026-04-13 10:00")
    work_until(office, done, accepted)
    office.citizen(number, "accept", now=accepted)
    work_until(office, accepted, when("Wed 2026-04-15 10:00"))

    # 75 % of 21 h 30 min is 16 h 7 min 30 s: Mon 6:30, Tue 7:30, and Wed until 10:07:30. Due at closing: the
    # head hears at the next opening; 7 h 30 min later ends at closing again. 75 % of 44 h is 33 h: Fri 12:00,
    # the begin of the break, so 13:30. The rung to the head of the office would have come after the answer.
    assert rungs(office, number) == {
        ("first_response", "warning", rina, when("Wed 2026-04-08 10:07") + timedelta(seconds=30)),
        ("first_response", "breach", kasi, when("Thu 2026-04-09 08:00")),
        ("first_response", "superior", kasi, when("Fri 2026-04-10 08:00")),
        ("resolution", "warning", rina, when("Fri 2026-04-10 13:30")),
    }

    # Mon 6:30 and Wed 7:30 were Rina's, Tue 7:30 the queue's: the late answer counts for her.
    assert on_time(office, when("Tue 2026-04-14 09:00")) == (1, 1)
    before = held(office, f"person:{rina}"), held(office, "unit:SARPRAS")
    assert before[1] == 7.5 * HOUR

    # On Wednesday she was sent into the field: "not mine". Monday was hers, whatever she says.
    asked = when("Tue 2026-04-14 10:00")
    wednesday = (when("Wed 2026-04-08 08:00"), when("Wed 2026-04-08 16:30"))
    monday = (received, when("Mon 2026-04-06 16:30"))
    for start, end in (wednesday, monday):
        office.act(
            "rina",
            number,
            "contest",
            start=start,
            end=end,
            to="unit:SARPRAS",
            reason="Dinas luar.",
            now=asked,
        )
    assert on_time(office, asked) == (1, 1), "nothing moves before the decision"
    decided = when("Tue 2026-04-14 11:00")
    with db.reading(office.engine) as session:
        waiting = queries.to_decide(
            session, rights=office.rights("kasi"), now=decided, rulebook=office.rulebook
        )
    assert [row.ticket.number for row in waiting] == [number]
    office.act("kasi", number, "decide_contest", contest=1, upheld=True, reason="Benar.", now=decided)
    office.act(
        "kasi", number, "decide_contest", contest=2, upheld=False, reason="Ada di kantor.", now=decided
    )

    assert on_time(office, decided) == (0, 1), (
        "most of the time was the queue's: it counts for the unit alone"
    )
    assert held(office, f"person:{rina}") == before[0] - 7.5 * HOUR
    assert held(office, "unit:SARPRAS") == before[1] + 7.5 * HOUR
    with db.reading(office.engine) as session:
        assert not queries.to_decide(
            session, rights=office.rights("kasi"), now=decided, rulebook=office.rulebook
        )
