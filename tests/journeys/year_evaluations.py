"""How the six are evaluated each quarter and at the year's end: rated, answered, objected to, followed up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from complaints_service import db
from complaints_service.accounts.access import Rights
from complaints_service.appraisal.evaluating.models import Evaluation
from complaints_service.appraisal.evaluating.queries import evaluation
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod
from complaints_service.appraisal.evaluating.service import ObjectionDecision, accept, decide, object_to, rate
from complaints_service.appraisal.evaluating.starting import start
from complaints_service.appraisal.evaluating.steps import Ratings, Who
from complaints_service.measurement.facts.models import ClockFact
from complaints_service.measurement.facts.service import refresh
from complaints_service.people.rights import rights_of
from complaints_service.tickets.acts.registry import request_for
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from tests.journeys.plain_figures import month_of
from tests.journeys.year_office import FIVE, SIX, YearOffice

REASON = "Jawaban pertama cepat dan jelas; pembagian jadwal truk masih perlu diatur bersama seksi lain."
OBJECTION = "Dua tiket terlambat karena alat berat dipakai dinas, bukan karena saya menunda pekerjaannya."


@dataclass
class Evaluated:
    """The ids of evaluations by login and period, and what was chosen in each."""

    ids: dict[tuple[str, EvaluationPeriod], int] = field(default_factory=dict)
    chosen: dict[tuple[str, EvaluationPeriod], tuple[str, str]] = field(default_factory=dict)


def rights(office: YearOffice, login: str) -> Rights:
    with db.reading(office.engine) as session:
        return rights_of(session, account_id=office.accounts[login])


def evaluate(
    office: YearOffice, kept: Evaluated, span: EvaluationPeriod, now: datetime, *, objector: str | None = None
) -> None:
    """Everybody's evaluation of a period; who objects is upheld by the superior's superior."""
    for login in SIX:
        rater = "camat" if login == "kasi" else "kasi"
        chosen = ("meets", "above") if login in ("ana", "citra") else ("meets", "meets")
        if login in ("eko", objector):
            chosen = ("below", "meets")
        key = (login, span)
        kept.ids[key] = begin(office, login, rater, span, now)
        step(office, kept.ids[key], rater, now, Ratings(*chosen, REASON, without_evidence=True))
        if login == objector:
            answer(office, kept.ids[key], login, now + timedelta(days=1), objection=OBJECTION)
            chosen = ("meets", "meets")
            overrule(office, kept.ids[key], "camat", now + timedelta(days=2), chosen)
        else:
            answer(office, kept.ids[key], login, now + timedelta(days=1))
        kept.chosen[key] = chosen


def begin(office: YearOffice, login: str, rater: str, span: EvaluationPeriod, now: datetime) -> int:
    who = Who(rights(office, rater), office.actor(rater))
    with db.writing(office.engine) as session:
        return start(
            session, officer_id=office.officers[login], span=span, who=who, now=now, rulebook=office.rulebook
        )


def step(office: YearOffice, evaluation_id: int, login: str, now: datetime, ratings: Ratings) -> None:
    who = seen(office, evaluation_id, login)
    with db.writing(office.engine) as session:
        rate(
            session,
            evaluation_id=evaluation_id,
            ratings=ratings,
            who=who,
            now=now,
            rulebook=office.rulebook,
            send=True,
        )


def answer(
    office: YearOffice, evaluation_id: int, login: str, now: datetime, *, objection: str | None = None
) -> None:
    who = seen(office, evaluation_id, login)
    with db.writing(office.engine) as session:
        if objection is None:
            accept(
                session, evaluation_id=evaluation_id, comment="", who=who, now=now, rulebook=office.rulebook
            )
        else:
            object_to(
                session,
                evaluation_id=evaluation_id,
                objection=objection,
                who=who,
                now=now,
                rulebook=office.rulebook,
            )


def overrule(
    office: YearOffice, evaluation_id: int, login: str, now: datetime, ratings: tuple[str, str]
) -> None:
    who = seen(office, evaluation_id, login)
    decision = ObjectionDecision(
        True, "Alat berat memang dipakai dinas pada minggu itu; keberatan diterima.", *ratings
    )
    with db.writing(office.engine) as session:
        decide(
            session,
            evaluation_id=evaluation_id,
            decision=decision,
            who=who,
            now=now,
            rulebook=office.rulebook,
        )


def seen(office: YearOffice, evaluation_id: int, login: str) -> Who:
    """A person whose page shows the evaluation as it is."""
    with db.reading(office.engine) as session:
        view = evaluation(session, evaluation_id=evaluation_id)
    assert view is not None
    return Who(rights(office, login), office.actor(login), view.revision)


def correct_a_span(office: YearOffice, months: tuple[str, ...], now: datetime) -> tuple[str, str]:
    """Somebody's first answer of these months turns out to have lain in the queue; who, and the ticket."""
    with db.reading(office.engine) as session:
        people = {office.officers[login]: login for login in FIVE}
        fact = session.scalars(
            select(ClockFact)
            .where(
                ClockFact.clock == "first_response",
                ClockFact.status == "breached",
                ClockFact.month.in_(months),
                ClockFact.owner_officer_id.in_(people),
            )
            .order_by(ClockFact.ticket_id)
        ).first()
        assert fact is not None and fact.breached_at is not None and fact.started_at is not None
        assert fact.owner_officer_id is not None
        login = people[fact.owner_officer_id]
        number = session.scalars(select(Ticket.number).where(Ticket.id == fact.ticket_id)).one()
        since = session.scalars(
            select(TicketEvent.at)
            .where(
                TicketEvent.ticket_id == fact.ticket_id, TicketEvent.data["holder"].as_string().is_not(None)
            )
            .order_by(TicketEvent.at.desc())
        ).first()
        assert since is not None and month_of(fact.breached_at) in months
    contest = request_for(
        "contest", start=since, end=fact.breached_at, to="unit:SARPRAS", reason="Sudah saya kembalikan."
    )
    decision = request_for(
        "decide_contest", contest=1, upheld=True, reason="Benar, kertasnya ada di antrean."
    )
    with db.writing(office.engine) as session:
        office.act(session, login, number, now, contest)
        office.act(session, "kasi", number, now + timedelta(hours=1), decision)
        refresh(session, now=now + timedelta(hours=1), rulebook=office.rulebook)
    return login, number


def all_evaluations(office: YearOffice) -> list[Evaluation]:
    with db.reading(office.engine) as session:
        return list(session.scalars(select(Evaluation).order_by(Evaluation.id)))


def day_after(months: tuple[str, ...]) -> date:
    """The 28th of the month after these: by then all their tickets are closed."""
    year, month = map(int, months[-1].split("-"))
    return date(year + month // 12, month % 12 + 1, 28)
