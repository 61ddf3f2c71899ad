"""One demo complaint from its first word to its last, told in the order it happens.

A story is a generator: it yields the instant at which it goes on and is handed the session and that instant.
"""

from __future__ import annotations

import random
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.errors import Actor
from complaints_service.intake.service import submit
from complaints_service.moment import Moment
from complaints_service.places.place import Place
from complaints_service.replay.clockwork import ORIGIN
from complaints_service.replay.demo.days import awake
from complaints_service.replay.demo.takers import Takers, may_have
from complaints_service.replay.demo.world import DemoWorld, Now, Steps
from complaints_service.samples.library import DemoCitizen, DemoComplaint
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.registry import request_for
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.opening.draft import Draft
from complaints_service.tickets.service import perform

CITIZEN = Actor.citizen(ORIGIN)
_DAY = timedelta(days=1)
_SHORTEST = 240
"""Nobody answers faster than this, in working seconds."""


@dataclass(kw_only=True)
class Story:
    """A complaint, who brings it, and the draws that decide how long everything takes."""

    world: DemoWorld
    told: DemoComplaint
    citizen: DemoCitizen | None
    point: tuple[float, float] | None
    draws: random.Random
    number: str = ""

    @property
    def takers(self) -> Takers:
        """Who of the office may have the complaint, by the story's own draws."""
        return Takers(world=self.world, draws=self.draws)

    def steps(self, at: datetime) -> Steps:
        """Everything that happens, from the complaint's arrival at `at`."""
        session, now = yield at
        first_due, last_due = self._complain(session, now)
        yield from self._route(now)
        # How promptly the office works is drawn against what it promised, so that most is on time.
        room = self._open_seconds(now, first_due)
        taken = self.draws.lognormvariate(-1.05, 0.8)
        reacted = self._later(now, room * taken)
        if taken > 0.5 and self.draws.random() < 0.4:
            asked = yield from self._citizen_asks(now, room * taken * self.draws.uniform(0.4, 0.9))
            reacted = max(reacted, self._later(asked, self.draws.uniform(900, 9000)))
        if self.told.reject_reason:
            yield from self._to_rejection(reacted)
            return
        now = yield from self._first_answer(reacted)
        if self.told.hand_over:
            now = yield from self._hand_over(now)
        if self.told.question:
            replied = yield from self._ask(now)
            if replied is None:
                return
            now = replied
        now = yield from self._meanwhile(now)
        left = max(self._open_seconds(now, last_due), 4 * 3600)
        done = self._later(now, left * self.draws.lognormvariate(-0.75, 0.65))
        now = yield from self._office(done, request_for("resolve", text=self.told.resolution))
        yield from self._judge(now)

    def untouched(self, at: datetime) -> Steps:
        """A complaint that came just now: nobody has looked at it."""
        session, now = yield at
        self._complain(session, now)

    def put_back(self, at: datetime, shared_at: datetime) -> Steps:
        """A complaint whose unit's head puts it into the unit's queue, to be taken by whoever can."""
        session, now = yield at
        self._complain(session, now)
        session, now = yield shared_at
        unit = self._ticket(session).unit
        shared = request_for("handover", to=f"unit:{unit}", reason="Dibagi lagi di apel.")
        self._perform(session, now, shared, self.world.staff.heads[unit])

    def staged(self, at: datetime, holder: int, acts: Sequence[tuple[datetime, Request]]) -> Steps:
        """A complaint that the unit's head gives to `holder`, who does these acts at their instants."""
        session, now = yield at
        self._complain(session, now)
        session, now = yield at + timedelta(minutes=3)
        ticket = self._ticket(session)
        if ticket.holder_officer_id != holder:
            reason = "Dekat dengan pekerjaan Anda hari ini."
            given = request_for("handover", to=f"person:{holder}", reason=reason)
            self._perform(session, now, given, self.world.staff.heads[ticket.unit])
        for moment, request in acts:
            session, now = yield moment
            self._perform(session, now, request, holder)

    def _complain(self, session: Session, now: datetime) -> tuple[datetime, datetime]:
        """Hands the complaint in; the dues of the first response and of the resolution."""
        told, person = self.told, self.citizen
        draft = Draft(
            text=told.text,
            category=told.category,
            kind=told.kind,
            place=Place(
                lat=self.point[0] if self.point else None,
                lng=self.point[1] if self.point else None,
                kelurahan=told.kelurahan,
                address=None if told.address == "-" else told.address,
            ),
            name=person.name if person else None,
            phone=person.phone if person else None,
            email=person.email if person else None,
            privacy=told.privacy,
            channel=told.channel,
            about=told.about,
            tail=self.world.tails.draw(),
            priority=told.priority,
        )
        done = submit(
            Moment(session=session, now=now, actor=CITIZEN, rulebook=self.world.rulebook),
            draft=draft,
            tracking_key=self.world.tracking_key,
        )
        self.number = done.number
        due = {clock: datetime.fromisoformat(at) for clock, at in done.answer["due"].items()}
        return due["first_response"], due["resolution"]

    def _route(self, now: datetime) -> Steps:
        """From the triage queue somebody takes it, or gives it to the secretary when it is about staff."""
        session, now = yield now + timedelta(seconds=1)
        ticket = self._ticket(session)
        if ticket.state == "new":
            session, now = yield self._later(now, self.draws.uniform(600, 14_000))
            if ticket.accused or ticket.kind == "oversight":
                self._give_to_the_innocent(session, now, ticket)
            else:
                self._perform(session, now, request_for("take"), self.takers.someone_in(ticket.unit, now))
        elif ticket.holder_officer_id is None:
            session, now = yield self._later(now, self.draws.uniform(600, 14_000))
            self._perform(session, now, request_for("take"), self.takers.someone_in(ticket.unit, now))

    def _give_to_the_innocent(self, session: Session, now: datetime, ticket: Ticket) -> None:
        """The dispatcher, or else the camat, gives a complaint about staff to somebody it is not about."""
        seats = self.world.staff.seats
        chief, desk = seats["camat"][0], seats["petugas_pengaduan"][0]
        under = ((seats[post][0], "SEKR") for post in ("sekcam", "kasubbag_umum"))
        line = (*under, (desk, "MEJA"), (chief, "KEC"))
        to = next(each for each, unit in line if may_have(ticket, each, unit))
        giver = desk if may_have(ticket, desk, "MEJA") else chief
        reason = "Menyangkut petugas: diperiksa oleh yang tidak dilaporkan."
        self._perform(session, now, request_for("assign", to=f"person:{to}", reason=reason), giver)

    def _first_answer(self, at: datetime) -> Generator[datetime, Now, datetime]:
        if self.told.answer is None:
            return at
        return (yield from self._office(at, request_for("message", text=self.told.answer)))

    def _to_rejection(self, at: datetime) -> Steps:
        now = yield from self._first_answer(at)
        if self.told.question:
            now = yield from self._office(now, request_for("question", text=self.told.question))
            now = self._later(now, 5 * self.world.calendar.nominal_day_seconds)
        refusal = request_for("reject", reason=self.told.reject_reason, text=self.told.reject_text)
        yield from self._office(self._later(now, self.draws.uniform(300, 9000)), refusal)

    def _hand_over(self, now: datetime) -> Generator[datetime, Now, datetime]:
        session, now = yield self._later(now, self.draws.uniform(1800, 30_000))
        ticket = self._ticket(session)
        to = self.takers.receiver(self.told, ticket, now)
        if to is None:
            return now
        given = request_for("handover", to=f"person:{to}", reason=self.told.hand_over)
        return (yield from self._office(now, given))

    def _ask(self, now: datetime) -> Generator[datetime, Now, datetime | None]:
        """A question and its reply; None where no reply came and a rule ended it."""
        question = request_for("question", text=self.told.question)
        now = yield from self._office(self._later(now, self.draws.uniform(900, 20_000)), question)
        silent = self.told.reply is None or self.draws.random() < 0.15
        reply = request_for("write", text=self.told.reply)
        if not silent:
            waited = timedelta(hours=round(self.draws.lognormvariate(3.1, 0.9), 2))
            return (yield from self._citizen(now + min(waited, 5 * _DAY), reply))
        if self.told.reply is None or self.draws.random() < 0.6:
            return None
        # Too late: the rule has closed it, and the reply opens it again.
        expired = self.world.calendar.close_of_working_day(now, 10)
        return (yield from self._citizen(expired + 2 * _DAY, reply))

    def _meanwhile(self, now: datetime) -> Generator[datetime, Now, datetime]:
        """What is said while it is done: a note among colleagues, a citizen who asks, a progress report."""
        if self.draws.random() < 0.25:
            note = request_for("note", text=self._phrase("notes"))
            now = yield from self._office(self._later(now, self.draws.uniform(600, 20_000)), note)
        asked = self.draws.random() < 0.18
        if asked:
            now = yield from self._citizen_asks(now, self.draws.uniform(20_000, 80_000))
        if asked or self.draws.random() < 0.2:
            news = request_for("message", text=self._phrase("progress"), message_act="progress")
            now = yield from self._office(self._later(now, self.draws.lognormvariate(10.1, 0.9)), news)
        return now

    def _judge(self, now: datetime) -> Steps:
        """The citizen accepts, disputes, or says nothing until a rule closes it."""
        wait = timedelta(hours=round(min(self.draws.lognormvariate(2.6, 1.0), 120), 2))
        if self.told.dispute:
            now = yield from self._citizen(now + wait, request_for("dispute", text=self.told.dispute))
            again = self._later(now, self.draws.uniform(9000, 110_000))
            text = self.told.second_resolution or self.told.resolution
            now = yield from self._office(again, request_for("resolve", text=text))
        if self.draws.random() < 0.55:
            thanks = self._phrase("thanks") if self.draws.random() < 0.7 else None
            yield from self._citizen(now + wait, request_for("accept", text=thanks))

    def _office(self, at: datetime, request: Request) -> Generator[datetime, Now, datetime]:
        """The holder acts as soon as one can: who is away comes back first, or a colleague is given it."""
        session, now = yield at
        ticket = self._ticket(session)
        holder = ticket.holder_officer_id
        if holder is None:
            holder = self.takers.someone_in(ticket.unit, now)
            self._perform(session, now, request_for("take"), holder)
        back_on = self.world.staff.back_on(holder, self.world.rulebook.local_date(now))
        if back_on is not None:
            colleague = self.takers.receiver(self.told, ticket, now, same_unit=True)
            if colleague is not None and self.draws.random() < 0.5:
                head = self.world.staff.heads[ticket.unit]
                given = request_for("assign", to=f"person:{colleague}", reason="Pemegang sedang cuti.")
                self._perform(session, now, given, head)
                session, now = yield self._later(now, self.draws.uniform(1200, 20_000))
            else:
                morning = datetime.combine(back_on, time(8), ZoneInfo(self.world.rulebook.office.zone))
                session, now = yield self._later(morning, self.draws.uniform(600, 9000))
            holder = self._ticket(session).holder_officer_id
            assert holder is not None
        self._perform(session, now, request, holder)
        return now

    def _citizen(self, at: datetime, request: Request) -> Generator[datetime, Now, datetime]:
        session, now = yield awake(self.draws, at, self.world.rulebook.office.zone)
        perform(
            Moment(session=session, now=now, actor=CITIZEN, rulebook=self.world.rulebook),
            number=self.number,
            request=request,
            rights=None,
        )
        return now

    def _citizen_asks(self, now: datetime, working_seconds: float) -> Generator[datetime, Now, datetime]:
        at = self._later(now, working_seconds) + timedelta(minutes=self.draws.randrange(300))
        return (yield from self._citizen(at, request_for("write", text=self._phrase("follow_ups"))))

    def _perform(self, session: Session, now: datetime, request: Request, officer_id: int) -> None:
        perform(
            Moment(
                session=session,
                now=now,
                actor=Actor.officer(officer_id, ORIGIN),
                rulebook=self.world.rulebook,
            ),
            number=self.number,
            request=request,
            rights=self.world.staff.rights(session, officer_id),
        )

    def _ticket(self, session: Session) -> Ticket:
        return session.scalars(select(Ticket).where(Ticket.number == self.number)).one()

    def _later(self, at: datetime, working_seconds: float) -> datetime:
        """So much working time later, but never at the very stroke of closing."""
        seconds = max(_SHORTEST, round(working_seconds))
        return self.world.calendar.advance(at, seconds)

    def _open_seconds(self, start: datetime, end: datetime) -> int:
        return self.world.calendar.elapsed(start, end) if end > start else 0

    def _phrase(self, which: str) -> str:
        fitting = getattr(self.world.library, which).fitting(self.told.category)
        return str(self.draws.choice(fitting))
