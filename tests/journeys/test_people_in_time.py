"""A year of people: one joins, moves, is away, gets another number; a head retires and another stands in.

Whose time it was, who was there, who compares, sees and rates is told again by the test from its own list of
who had what when, with nothing of the engine, the facts or the postings.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.accounts.models import Account
from complaints_service.accounts.queries import account_of_officer, resolve_session
from complaints_service.accounts.sign_in import start_session
from complaints_service.appraisal.evaluating.parties import rater_of
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod
from complaints_service.appraisal.planning.content import content_of, digest_of
from complaints_service.appraisal.planning.rules import PlanDraft
from complaints_service.appraisal.verification import verify_performance
from complaints_service.errors import Actor
from complaints_service.measurement.checks.verification import verify
from complaints_service.measurement.facts.models import CustodyFact
from complaints_service.measurement.facts.service import rebuild
from complaints_service.measurement.indicators import queries as figures
from complaints_service.measurement.indicators.loading import of_officer
from complaints_service.measurement.indicators.seeing import may_see_subject
from complaints_service.moment import Moment
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.leave import NewLeave
from complaints_service.people.members import structure
from complaints_service.people.postings import places_in
from complaints_service.people.rights import rights_of
from complaints_service.staffing import service as staffing
from complaints_service.staffing.order import StaffOrder
from complaints_service.tickets.leave import service as leave
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.moving import Desk
from config.rulebook import Rulebook
from tests.journeys.plain_count import WIB, PlainCounter
from tests.journeys.plain_figures import CONFIG, month_of
from tests.support.plans import Plans, draft
from tests.support.world import PASSWORD_HASH, SETUP, Office, open_office

JOINED, MOVED, RETIRED, LED_UNTIL, RENUMBERED = (
    date(2026, 3, 2), date(2026, 6, 15), date(2026, 8, 3), date(2026, 10, 1), date(2026, 9, 7),
)  # fmt: skip
AWAY = (date(2026, 7, 6), date(2026, 7, 10))
END = datetime(2026, 10, 12, 3, 0, tzinfo=UTC)
MONTHS = [f"2026-{number:02d}" for number in range(3, 11)]
OLD_NIP, NEW_NIP = "199901012026031001", "199901012026031002"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), WIB).astimezone(UTC)


@dataclass
class Story:
    """The office, and the test's own list of who had which ticket from when to when."""

    office: Office
    counter: PlainCounter
    spans: list[tuple[str, datetime, datetime, str, str]] = field(default_factory=list)
    """(ticket, start, end, holder, unit)"""

    def ref(self, login: str) -> str:
        return f"person:{self.office.officers[login]}"

    def order(self, on: date, now: datetime) -> StaffOrder:
        return StaffOrder(
            on=on, reason="SK Camat 800/7", rights=None, now=now, actor=SETUP, rulebook=self.office.rulebook
        )

    def ticket(self, day: date, to: str) -> str:
        """Comes before the office opens, and is somebody's before it does: nobody else has a second of it."""
        number = self.office.complain(now=at(day, 6)).number
        with db.reading(self.office.engine) as session:
            holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
        if holder != self.office.officers[to]:
            told = {"to": self.ref(to), "reason": "Bagian Anda."}
            self.office.act("kasi", number, "assign", now=at(day, 6, 30), **told)
        return number

    def done(self, number: str, who: str, when: datetime) -> None:
        self.office.act(who, number, "resolve", text="Sudah dikeruk, parit lancar.", now=when)
        self.office.citizen(number, "accept", now=when)

    def had(self, number: str, start: datetime, end: datetime, who: str, unit: str) -> None:
        self.spans.append((number, start, end, who, unit))

    def expected(self, *, away: bool) -> Counter[tuple[str, str, str]]:
        """Seconds by holder, unit and month; `away`: the days of leave are the queue's."""
        found: Counter[tuple[str, str, str]] = Counter()
        nur = self.ref("nur")
        for _number, start, end, who, unit in self.spans:
            day = start.astimezone(WIB).date()
            while day <= end.astimezone(WIB).date():
                begins, ends = max(start, at(day, 0)), min(end, at(day + timedelta(days=1), 0))
                seconds = self.counter.count(begins, ends)
                gone = away and who == nur and AWAY[0] <= day <= AWAY[1]
                if seconds:
                    found[f"unit:{unit}" if gone else who, unit, month_of(begins)] += seconds
                day += timedelta(days=1)
        return found

    def kept(self) -> Counter[tuple[str, str, str]]:
        with db.writing(self.office.engine) as session:
            rebuild(session, now=END, rulebook=self.office.rulebook)
        found: Counter[tuple[str, str, str]] = Counter()
        with db.reading(self.office.engine) as session:
            for row in session.scalars(select(CustodyFact)):
                if row.seconds:
                    found[row.holder, row.unit, row.month] += row.seconds
        return found


def join_in_march(story: Story) -> None:
    facts = OfficerFacts(
        name="Nur Contoh",
        employment="pns",
        position="pelaksana_sarpras",
        works_from=JOINED,
        nip=OLD_NIP,
        code="nur",
    )
    with db.writing(story.office.engine) as session:
        done = staffing.join(session, facts=facts, login="nur", order=story.order(JOINED, at(JOINED, 8)))
        account = account_of_officer(session, officer_id=done.officer_id)
    assert account is not None
    with db.writing(
        story.office.engine
    ) as session:  # she chooses a password: before, nothing is given to her
        session.get_one(Account, account.id).password_hash = PASSWORD_HASH
    story.office.officers["nur"], story.office.accounts["nur"] = done.officer_id, account.id


def spring(story: Story) -> None:
    for month in (3, 4, 5):
        day, end = date(2026, month, 11), at(date(2026, month, 13), 10)
        number = story.ticket(day, "nur")
        story.done(number, "nur", end)
        story.had(number, at(day, 6), end, story.ref("nur"), "SARPRAS")


def move_in_june(story: Story) -> None:
    days = [date(2026, 6, 8) + timedelta(days=n) for n in (0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4)]
    numbers = [(day, story.ticket(day, "nur")) for day in days]
    along, handed = numbers[:5], numbers[5:9]
    desk = Desk(
        frozenset(number for _, number in along), {n: story.office.officers["rina"] for _, n in handed}
    )
    moved, taken, done = at(MOVED, 9), at(MOVED + timedelta(days=1), 10), at(date(2026, 6, 22), 10)
    with db.writing(story.office.engine) as session:
        told = staffing.move(
            session,
            officer_id=story.office.officers["nur"],
            position="pelaksana_trantib",
            unit=None,
            desk=desk,
            order=story.order(MOVED, moved),
        )
    assert len([effect for effect in told.effects if effect.on == "tickets"]) == 12
    for day, number in numbers:
        story.had(number, at(day, 6), moved, story.ref("nur"), "SARPRAS")
        if (day, number) in along:
            story.had(number, moved, done, story.ref("nur"), "TRANTIB")
            story.done(number, "nur", done)
        elif (day, number) in handed:
            story.had(number, moved, done, story.ref("rina"), "SARPRAS")
            story.done(number, "rina", done)
        else:
            story.had(number, moved, taken, "unit:SARPRAS", "SARPRAS")
            story.office.act("hasan", number, "take", now=taken)
            story.had(number, taken, done, story.ref("hasan"), "SARPRAS")
            story.done(number, "hasan", done)


def july(story: Story) -> None:
    day, end = date(2026, 7, 1), at(date(2026, 7, 20), 10)
    number = story.ticket(day, "nur")
    story.done(number, "nur", end)
    story.had(number, at(day, 6), end, story.ref("nur"), "TRANTIB")


def late_leave(story: Story) -> int:
    """Entered on 27 July by the new head; the camat decides the day after."""
    office, now = story.office, at(date(2026, 7, 27), 9)
    new = NewLeave(
        officer_id=office.officers["nur"],
        first_on=AWAY[0],
        last_on=AWAY[1],
        kind="sick",
        reason="Surat dokter baru diserahkan.",
    )
    actor = Actor.officer(office.officers["kasitrantib"], "web", office.accounts["kasitrantib"])
    with db.writing(office.engine) as session:
        moment = Moment(session=session, now=now, actor=actor, rulebook=office.rulebook)
        found = leave.approve(moment, new=new, rights=rights(story, "kasitrantib", now))
    assert found.waiting
    return found.id


def decide(story: Story, leave_id: int) -> None:
    office, now = story.office, at(date(2026, 7, 28), 9)
    actor = Actor.officer(office.officers["camat"], "web", office.accounts["camat"])
    with db.writing(office.engine) as session:
        moment = Moment(session=session, now=now, actor=actor, rulebook=office.rulebook)
        leave.decide(moment, leave_id=leave_id, granted=True, rights=rights(story, "camat", now))


def retire_the_head(story: Story) -> str:
    office, now = story.office, at(RETIRED, 8)
    with db.writing(office.engine) as session:
        token = start_session(session, account_id=office.accounts["kasi"], user_agent="x", now=now)
        staffing.leave(
            session, officer_id=office.officers["kasi"], desk=Desk(), order=story.order(RETIRED, now)
        )
        staffing.lead(
            session,
            officer_id=office.officers["rina"],
            position="kasi_sarpras",
            kind="plt",
            until_on=LED_UNTIL,
            order=story.order(RETIRED, now),
        )
    return token


def another_number(story: Story) -> None:
    with db.writing(story.office.engine) as session:
        staffing.rename(
            session,
            officer_id=story.office.officers["nur"],
            nip=NEW_NIP,
            order=story.order(RENUMBERED, at(RENUMBERED, 9)),
        )


def rights(story: Story, login: str, now: datetime):
    with db.reading(story.office.engine) as session:
        on = story.office.rulebook.local_date(now)
        return rights_of(session, account_id=story.office.accounts[login], on=on)


@pytest.fixture
def story(engine: Engine, rulebook: Rulebook) -> Story:
    counter = PlainCounter(CONFIG / "calendar.toml", first=date(2026, 1, 1), last=date(2026, 12, 31))
    return Story(open_office(engine, rulebook), counter)


def test_every_month_stays_where_it_was(story: Story) -> None:
    office = story.office
    join_in_march(story)
    plans = Plans(office, at(date(2026, 3, 9), 9))
    plan = plans.edit(
        plans.start("nur", starts=JOINED), "nur", PlanDraft(effective_from=JOINED, results=draft().results)
    )
    for signer in ("nur", "kasi"):
        plan = plans.sign(plan, signer)
    spring(story)
    move_in_june(story)
    july(story)
    assert story.kept() == story.expected(away=False)
    one = late_leave(story)
    assert story.kept() == story.expected(away=False), "what waits counts for nothing"
    decide(story, one)
    token = retire_the_head(story)
    another_number(story)
    before, after = story.expected(away=False), story.expected(away=True)
    assert story.kept() == after
    assert {month for (_, _, month) in before.keys() | after.keys() if _moved(before, after, month)} == {
        "2026-07"
    }

    _who_was_there(story)
    _who_may_see(story)
    _who_rates(story)
    _what_was_signed(story, plans, plan.version_id)
    with db.reading(office.engine) as session:
        assert resolve_session(session, token=token, now=at(RETIRED, 9)) is None
        assert verify(session, rulebook=office.rulebook, now=END) == []
        assert verify_performance(session) == []


def _moved(before: Counter, after: Counter, month: str) -> bool:
    def of(seconds: Counter) -> dict:
        return {key: value for key, value in seconds.items() if key[2] == month}

    return of(before) != of(after)


def _who_was_there(story: Story) -> None:
    """Presence, unit and comparison of each month; the stamp of the late leave on July alone."""
    office, nur = story.office, story.office.officers["nur"]
    for month in MONTHS:
        days = [date(2026, int(month[5:]), 1) + timedelta(days=n) for n in range(31)]
        days = [day for day in days if month_of(at(day, 12)) == month and story.counter.windows(day)]
        there = [day for day in days if day >= JOINED and not AWAY[0] <= day <= AWAY[1]]
        unit = "SARPRAS" if month < "2026-06" else "TRANTIB"
        with db.reading(office.engine) as session:
            found = figures.officer_month(session, officer_id=nur, month=month, rulebook=office.rulebook)
            codes = {one.id: one.code for one in structure(session).units}
            held_in = places_in(session, first_on=days[0], last_on=days[-1])
        here = {who: codes[held[-1].unit_id] for who, held in held_in.items()}
        assert found.presence is not None
        assert (found.presence.worked, found.presence.working) == (len(there), len(days)), month
        assert [each.first_on for each in found.late_leave] == ([AWAY[0]] if month == "2026-07" else [])
        assert here[nur] == unit, month
        assert (office.officers["kasi"] in here) == (month <= "2026-07"), (
            "who retires on the first working day of August was there in July"
        )
        held = story.expected(away=True)
        mine = sum(s for (who, _, when), s in held.items() if who == story.ref("nur") and when == month)
        measured = found.value("held").value
        assert measured in (None, 0) if mine == 0 else measured == pytest.approx(mine), month


def _who_may_see(story: Story) -> None:
    """Whoever led in a month sees it, and nobody who did not; the acting head on her months alone."""
    office = story.office
    nur, hasan = (of_officer(office.officers[login]) for login in ("nur", "hasan"))

    def sees(login: str, subject, month: str) -> bool:
        reader = rights(story, login, END)
        with db.reading(office.engine) as session:
            return may_see_subject(session, rights=reader, subject=subject, month=month)

    assert rights(story, "kasi", END) is None
    for month in MONTHS:
        assert sees("kasitrantib", nur, month) == (month >= "2026-06"), month
        assert sees("rina", hasan, month) == (month in ("2026-08", "2026-09")), month
        assert sees("camat", nur, month) and sees("nur", nur, month)
        assert not sees("hasan", nur, month)
    for on, leads in (
        (date(2026, 8, 2), False),
        (RETIRED, True),
        (date(2026, 9, 30), True),
        (LED_UNTIL, False),
    ):
        found = rights(story, "rina", at(on, 9))
        assert ("SARPRAS" in found.subordinate_units) == leads, on


def _who_rates(story: Story) -> None:
    """The superior of a period's last day; who left is followed by the next one up."""
    logins = {officer: login for login, officer in story.office.officers.items()}
    wanted = {
        "nur": ("camat", "kasitrantib", "kasitrantib"),
        "hasan": ("camat", "camat", "rina"),
    }
    for login, raters in wanted.items():
        for first, rater in zip(("01", "04", "07"), raters, strict=True):
            span = EvaluationPeriod("periodic", f"2026-{first}", f"2026-{int(first) + 2:02d}")
            with db.reading(story.office.engine) as session:
                found = rater_of(session, officer_id=story.office.officers[login], span=span, on=END.date())
            assert found is not None and logins[found] == rater, (login, first)


def _what_was_signed(story: Story, plans: Plans, version_id: int) -> None:
    """The plan of March still says who the two were then, under the same digest."""
    view = plans.view(version_id)
    assert view.parties is not None
    assert view.parties["officer"]["nip"] == OLD_NIP
    assert view.parties["officer"]["position"] == "Pelaksana Seksi Sarana dan Prasarana"
    assert view.parties["rater"]["name"] == "Kasi Contoh"
    assert view.digest == digest_of(content_of(view))
