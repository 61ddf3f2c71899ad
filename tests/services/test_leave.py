"""Leave reaches the ledgers it concerns, once; the queue gets the time; a substitute only what is handed over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.accounts.service import grant_role
from complaints_service.errors import Actor, DomainError
from complaints_service.measurement.facts.service import rebuild
from complaints_service.measurement.indicators.late_leave import late_leave_of
from complaints_service.measurement.indicators.loading import Subject, of_officer, of_unit
from complaints_service.moment import Moment
from complaints_service.people import leave as people_leave
from complaints_service.people import queries as people
from complaints_service.people.leave import NewLeave
from complaints_service.people.leave_file import read_leave
from complaints_service.people.models import Leave
from complaints_service.tickets import queries
from complaints_service.tickets.leave import service as leave
from complaints_service.tickets.leave.file import LeaveImport, import_leave
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from config.rulebook import Rulebook
from sla import Assessment
from tests.support.both import ON_BOTH
from tests.support.world import SETUP, Office, open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def away(
    office: Office, who: str, first: date, last: date, *, now: datetime = NOW, substitute: str | None = None
) -> int:
    stand_in = office.officers[substitute] if substitute else None
    new = NewLeave(
        officer_id=office.officers[who], first_on=first, last_on=last, kind="annual", substitute_id=stand_in
    )
    with db.writing(office.engine) as session:
        return leave.approve(
            Moment(session=session, now=now, actor=SETUP, rulebook=office.rulebook),
            rights=None,
            new=new,
        ).id


def entered(office: Office, number: str) -> list[str]:
    with db.reading(office.engine) as session:
        return list(
            session.scalars(
                select(TicketEvent.kind)
                .join(Ticket, Ticket.id == TicketEvent.ticket_id)
                .where(Ticket.number == number, TicketEvent.kind.like("leave.%"))
                .order_by(TicketEvent.seq)
            )
        )


def judged(office: Office, number: str, now: datetime) -> Assessment:
    with db.reading(office.engine) as session:
        return queries.for_officer(
            session, number=number, rights=office.rights("camat"), now=now, rulebook=office.rulebook
        ).assessment


def held(office: Office, number: str, now: datetime, holder: str) -> int:
    return judged(office, number, now).custody.totals.get(holder, 0)


def test_leave_gives_its_days_to_the_queue_and_moves_no_clock(office: Office) -> None:
    """Sentence 52. Ramadan 2026: Tue and Wed have 6 h 30 min each, 08:00-12:30 and 13:00-15:00."""
    number = office.complain(now=NOW).number
    due = judged(office, number, NOW).clocks["resolution"].due_at
    away(office, "rina", TUESDAY, WEDNESDAY)
    assert entered(office, number) == ["leave.approved"]
    assert held(office, number, NOW + 7 * DAY, "unit:SARPRAS") == 13 * 3600
    assert judged(office, number, NOW + HOUR).clocks["resolution"].due_at == due


def test_a_ticket_that_comes_later_knows_of_the_leave_to_come(office: Office) -> None:
    """Routed to Rina by the rules, and taken by her; each ledger names the leave once."""
    away(office, "rina", WEDNESDAY, WEDNESDAY)
    routed = office.complain(now=NOW).number
    assert entered(office, routed) == ["leave.approved"]
    office.act("rina", routed, "handover", to="unit:SARPRAS", reason="Penuh.", now=NOW + HOUR)
    office.act("rina", routed, "take", now=NOW + 2 * HOUR)
    assert entered(office, routed) == ["leave.approved"]
    other = office.complain(now=NOW + HOUR, category="sampah").number
    office.act(
        "kasi", other, "assign", to=f"person:{office.officers['rina']}", reason="Bantu.", now=NOW + 2 * HOUR
    )
    assert entered(office, other) == ["leave.approved"]
    assert held(office, other, NOW + 7 * DAY, "unit:SARPRAS") == 6.5 * 3600


def test_cancelled_leave_gives_the_time_back(office: Office) -> None:
    number = office.complain(now=NOW).number
    leave_id = away(office, "rina", TUESDAY, TUESDAY)
    with db.writing(office.engine) as session:
        leave.cancel(
            Moment(session=session, now=NOW + HOUR, actor=SETUP, rulebook=office.rulebook),
            rights=None,
            leave_id=leave_id,
        )
    assert entered(office, number) == ["leave.approved", "leave.cancelled"]
    assert held(office, number, NOW + 7 * DAY, "unit:SARPRAS") == 0
    with db.writing(office.engine) as session, pytest.raises(DomainError) as twice:
        leave.cancel(
            Moment(session=session, now=NOW + HOUR, actor=SETUP, rulebook=office.rulebook),
            rights=None,
            leave_id=leave_id,
        )
    assert twice.value.code == "not_found"


def test_leave_approved_afterwards_reaches_what_was_handed_over_and_closed_meanwhile(office: Office) -> None:
    """Sick on Tuesday, written down on Friday: the ticket Rina had then has been Hasan's, and is closed."""
    number = office.complain(now=NOW).number
    hasan = f"person:{office.officers['hasan']}"
    office.act("rina", number, "handover", to=hasan, reason="Sakit.", now=NOW + 2 * DAY)
    office.act("hasan", number, "resolve", text="Beres.", now=NOW + 2 * DAY + HOUR)
    office.citizen(number, "accept", now=NOW + 3 * DAY)
    away(office, "rina", TUESDAY, TUESDAY, now=NOW + 4 * DAY)
    assert entered(office, number) == ["leave.approved"]
    assert held(office, number, NOW + 5 * DAY, "unit:SARPRAS") == 6.5 * 3600


def test_what_was_over_before_the_leave_is_left_alone(office: Office) -> None:
    number = office.complain(now=NOW).number
    office.act("rina", number, "reject", reason="spam", text="Iklan.", now=NOW + HOUR)
    away(office, "rina", TUESDAY, TUESDAY, now=NOW + 2 * HOUR)
    assert entered(office, number) == []


def test_reopened_it_learns_of_leave_approved_meanwhile(office: Office) -> None:
    number = office.complain(now=NOW).number
    office.act("rina", number, "resolve", text="Beres.", now=NOW + HOUR)
    office.citizen(number, "accept", now=NOW + 2 * HOUR)
    away(office, "rina", WEDNESDAY, WEDNESDAY, now=NOW + 3 * HOUR)
    office.citizen(number, "ask_reopening", reason="Belum.", now=NOW + DAY)
    assert entered(office, number) == ["leave.approved"]


def test_a_chain_of_substitutes_says_who_is_offered_it(office: Office) -> None:
    """Sentence 53, and known failure 23: the substitute who is away too names another one."""

    def offered(on: date) -> int | None:
        with db.reading(office.engine) as session:
            return leave.substitute_of(session, officer_id=office.officers["rina"], on=on)

    assert offered(TUESDAY) is None
    away(office, "rina", TUESDAY, WEDNESDAY, substitute="hasan")
    assert offered(TUESDAY) == office.officers["hasan"]
    away(office, "hasan", WEDNESDAY, WEDNESDAY, substitute="trantib")
    assert offered(WEDNESDAY) == office.officers["trantib"]
    away(office, "trantib", WEDNESDAY, WEDNESDAY)
    assert offered(WEDNESDAY) is None


def brought_in(office: Office, text: str) -> tuple[LeaveImport, list[str]]:
    read = read_leave(text.encode())
    with db.writing(office.engine) as session:
        done = import_leave(
            Moment(session=session, now=NOW, actor=SETUP, rulebook=office.rulebook),
            rows=read.rows,
        )
    return done, [f"{each.line}:{each.field}" for each in (*read.problems, *done.problems)]


def test_a_list_of_leave_is_taken_once_and_its_broken_rows_are_named(office: Office) -> None:
    number = office.complain(now=NOW).number
    listed = (
        "person;first_on;last_on;kind;substitute\n"
        "rina;2026-03-03;2026-03-04;annual;hasan\n"
        "\n"
        "siapa;2026-03-03;2026-03-04;annual;\n"
        "hasan;besok;2026-03-04;libur;\n"
        "kasi;2026-03-05;2026-03-04;annual;\n"
        "trantib;2026-03-05\n"
        'camat;2026-03-05;2026-03-05;annual;"\n'
    )
    done, problems = brought_in(office, listed)
    assert (done.approved, done.known) == (1, 0)
    assert problems == ["5:first_on", "5:kind", "7:", "8:", "4:person", "6:last_on"]
    assert entered(office, number) == ["leave.approved"]
    done, _ = brought_in(office, listed)
    assert (done.approved, done.known) == (0, 1)
    assert entered(office, number) == ["leave.approved"]
    with db.reading(office.engine) as session:
        [kept] = session.scalars(select(Leave)).all()
    assert kept.substitute_id == office.officers["hasan"]


@pytest.mark.parametrize(
    ("text", "where"),
    [("", "1:"), ("person,first_on\n", "1:last_on"), ("person,first_on,last_on,kind\n", None)],
)
def test_a_list_without_its_columns_says_so(text: str, where: str | None) -> None:
    found = [f"{each.line}:{each.field}" for each in read_leave(text.encode()).problems]
    assert (where in found) if where else not found


def test_a_list_that_is_no_text_says_so() -> None:
    assert [each.line for each in read_leave(b"\xff\xfe\x00").problems] == [1]


# ------------------------------------------------------------------------------------- entered late


def asked_late(
    office: Office, by: str, who: str, first: date, now: datetime, reason: str = "Surat dokter."
) -> int:
    new = NewLeave(
        officer_id=office.officers[who], first_on=first, last_on=first + DAY, kind="sick", reason=reason
    )
    actor = Actor.officer(office.officers[by], "web", office.accounts[by])
    with db.writing(office.engine) as session:
        moment = Moment(session=session, now=now, actor=actor, rulebook=office.rulebook)
        return leave.approve(moment, rights=office.rights(by), new=new).id


def decided(office: Office, by: str, leave_id: int, now: datetime, *, granted: bool = True) -> None:
    account = office.accounts[by]
    actor = Actor.officer(office.officers[by], "web", account) if by in office.officers else Actor("x", "web")
    with db.writing(office.engine) as session:
        moment = Moment(session=session, now=now, actor=actor, rulebook=office.rulebook)
        leave.decide(moment, leave_id=leave_id, granted=granted, rights=office.rights(by))


@pytest.mark.parametrize(
    ("days", "late"),
    [(0, False), (3, False), (4, False), (7, True), (8, True), (30, True)],
)
def test_three_working_days_after_its_first_day_leave_is_not_late_yet(
    office: Office, days: int, late: bool
) -> None:
    """Tuesday 3 March: Wednesday, Thursday, Friday are three; the weekend counts for nothing; then Monday."""
    now = datetime(2026, 3, 3, 2, 0, tzinfo=UTC) + days * DAY
    if days in (7, 8):
        now -= DAY  # Monday, Tuesday
    with db.reading(office.engine) as session:
        moment = Moment(session=session, now=now, actor=SETUP, rulebook=office.rulebook)
        assert leave.is_late(moment, TUESDAY) is late


def test_late_leave_counts_for_nothing_until_somebody_above_both_has_decided(office: Office) -> None:
    number = office.complain(now=NOW).number
    later = NOW + 14 * DAY
    one = asked_late(office, "kasi", "rina", TUESDAY, later)
    assert entered(office, number) == []
    assert held(office, number, later, "unit:SARPRAS") == 0
    for by in ("kasi", "rina", "kasitrantib", "auditor"):
        with pytest.raises(DomainError, match="not_found"):
            decided(office, by, one, later)
    decided(office, "camat", one, later)
    assert entered(office, number) == ["leave.approved"]
    assert held(office, number, later, "unit:SARPRAS") == 13 * 3600
    with db.reading(office.engine) as session:
        [event] = session.scalars(select(TicketEvent).where(TicketEvent.kind == "leave.approved"))
        assert event.data["late"] is True
        [listed] = people.late_leave(session)
    assert (listed.id, listed.reason, listed.waiting) == (one, "Surat dokter.", False)
    with pytest.raises(DomainError, match="not_found"):
        decided(office, "camat", one, later)


def test_whoever_stands_above_the_member_alone_does_not_decide_what_another_units_head_entered(
    office: Office,
) -> None:
    with db.writing(office.engine) as session:
        account = office.accounts["kasitrantib"]
        grant_role(session, account_id=account, role="administrator", unit_id=None, now=NOW, actor=SETUP)
    later = NOW + 14 * DAY
    one = asked_late(office, "kasitrantib", "rina", TUESDAY, later)
    with pytest.raises(DomainError, match="not_found"):
        decided(office, "kasi", one, later)
    decided(office, "camat", one, later)


def test_late_leave_can_be_declined_and_withdrawn(office: Office) -> None:
    number = office.complain(now=NOW).number
    later = NOW + 14 * DAY
    one = asked_late(office, "kasi", "rina", TUESDAY, later)
    decided(office, "camat", one, later, granted=False)
    assert entered(office, number) == []
    again = asked_late(office, "kasi", "rina", TUESDAY, later)
    decided(office, "camat", again, later)
    with db.writing(office.engine) as session:
        moment = Moment(session=session, now=later, actor=SETUP, rulebook=office.rulebook)
        leave.cancel(moment, leave_id=again, rights=office.rights("kasi"))
    assert entered(office, number) == ["leave.approved", "leave.cancelled"]
    assert held(office, number, later, "unit:SARPRAS") == 0
    with db.reading(office.engine) as session:
        assert people.late_leave(session) == []


def test_late_leave_needs_its_reason_and_nobody_is_away_for_decades(office: Office) -> None:
    with pytest.raises(DomainError) as refused:
        asked_late(office, "kasi", "rina", TUESDAY, NOW + 14 * DAY, reason=" ")
    assert list(refused.value.fields or {}) == ["reason"]
    with pytest.raises(DomainError) as refused:
        away(office, "rina", TUESDAY, date(9999, 12, 31))
    assert list(refused.value.fields or {}) == ["last_on"]


def test_longer_leave_than_is_entered_today_stays_readable(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database of an earlier version may hold leave of up to four years, in its table and its ledgers."""
    number = office.complain(now=NOW).number
    years = TUESDAY, TUESDAY + 1463 * DAY
    with pytest.raises(DomainError) as refused:
        away(office, "rina", *years)
    assert list(refused.value.fields or {}) == ["last_on"]
    monkeypatch.setattr(people_leave, "LONGEST_LEAVE", 4 * 366)
    leave_id = away(office, "rina", *years)
    monkeypatch.undo()
    assert entered(office, number) == ["leave.approved"]
    after = NOW + 14 * DAY
    spans = judged(office, number, after).custody.spans
    assert [each.holder for each in spans] == [f"person:{office.officers['rina']}", "unit:SARPRAS"]
    assert spans[-1].start == datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # Tuesday's midnight
    office.act("kasi", number, "handover", to=f"person:{office.officers['hasan']}", reason="Cuti.", now=after)
    with db.writing(office.engine) as session:
        moment = Moment(session=session, now=after + HOUR, actor=SETUP, rulebook=office.rulebook)
        leave.cancel(moment, leave_id=leave_id, rights=None)
    assert entered(office, number) == ["leave.approved", "leave.cancelled"]
    assert held(office, number, after + DAY, "unit:SARPRAS") == 0
    with db.writing(office.engine) as session:
        rebuild(session, now=after + DAY, rulebook=office.rulebook)


def test_a_leave_is_at_most_366_days(office: Office) -> None:
    with pytest.raises(DomainError):
        away(office, "rina", TUESDAY, TUESDAY + 366 * DAY)
    away(office, "rina", TUESDAY, TUESDAY + 365 * DAY)
    away(office, "rina", TUESDAY + 366 * DAY, TUESDAY + 731 * DAY)  # what is longer is entered in parts


def test_what_the_head_of_the_office_enters_late_is_decided_by_an_auditor(office: Office) -> None:
    later = NOW + 14 * DAY
    one = asked_late(office, "camat", "kasi", TUESDAY, later)
    for by in ("kasi", "sekcam"):
        with pytest.raises(DomainError, match="not_found"):
            decided(office, by, one, later)
    decided(office, "auditor", one, later)


def test_late_leave_stands_on_the_figures_of_its_months(office: Office) -> None:
    later = NOW + 14 * DAY
    one = asked_late(office, "kasi", "rina", TUESDAY, later)
    rina = of_officer(office.officers["rina"])

    def stamped(subject: Subject, month: str = "2026-03") -> list[int]:
        with db.reading(office.engine) as session:
            return [each.id for each in late_leave_of(session, subject=subject, month=month)]

    assert stamped(rina) == []
    decided(office, "camat", one, later)
    assert stamped(rina) == stamped(of_unit("SARPRAS")) == [one]
    assert stamped(rina, "2026-04") == stamped(of_unit("TRANTIB")) == []
    assert stamped(of_officer(office.officers["hasan"])) == []
