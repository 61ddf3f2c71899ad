"""The office with everything, and more of each: what a page lists there is longer, whatever it lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.appraisal.agenda import draw_anew
from complaints_service.appraisal.evaluating.models import (
    Achievement,
    Evaluation,
    EvaluationOpinion,
    FollowUp,
)
from complaints_service.appraisal.feedback.models import Feedback
from complaints_service.appraisal.planning.models import Goal, PlanRemark
from complaints_service.appraisal.reporting.models import Evidence, ReportedValue
from complaints_service.db import Base
from complaints_service.development.models import Training, TrainingNeed, TrainingRecord
from complaints_service.intake.models import Attachment
from complaints_service.meetings.models import Action, Meeting
from complaints_service.notify.models import Outbox, Subscription
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.models import Leave
from complaints_service.people.service import hire_officer
from complaints_service.survey.models import Rating
from complaints_service.survey.skm.models import SurveyPeriod
from complaints_service.tickets.ledger.models import Ticket, ToldEscalation
from complaints_service.vault.marks import address_mark
from complaints_service.vault.sealing import report_key
from config.rulebook import Rulebook
from tests.support.everything import DAY, NOW, Everything, office_with_everything
from tests.support.world import SETUP

HOUR = timedelta(hours=1)
_Change = Callable[[int, Mapping[str, Any]], dict[str, Any]]


def _as_it_is(_at: int, _row: Mapping[str, Any]) -> dict[str, Any]:
    return {}


#: What is simply there several times more, each time with what must differ.
_COPIED: Mapping[type[Base], _Change] = {
    Meeting: lambda at, _row: {"starts_at": NOW + (at + 2) * DAY},
    Action: lambda at, _row: {"due_on": date(2027, 1, 1 + at)},
    Training: lambda at, row: {"code": f"{row['code'][:30]}-{at}"},
    TrainingNeed: _as_it_is,
    TrainingRecord: _as_it_is,
    ReportedValue: _as_it_is,
    Evidence: _as_it_is,
    Feedback: _as_it_is,
    Leave: lambda at, _row: {"first_on": date(2027, 3, 1 + at), "last_on": date(2027, 3, 1 + at)},
    Goal: _as_it_is,
    Attachment: _as_it_is,
    Outbox: lambda at, row: {"key": f"{row['key'][:40]}-{at}"},
    FollowUp: _as_it_is,
    SurveyPeriod: lambda at, row: {"code": f"{row['code'][:5]}{at}"},
    Evaluation: lambda at, _row: {"first_month": f"2025-{at + 1:02d}", "last_month": f"2025-{at + 1:02d}"},
}


def office_with_one_more(engine: Engine, rulebook: Rulebook) -> Everything:
    """Two of each thing."""
    return _office(engine, rulebook, 1)


def office_with_many_more(engine: Engine, rulebook: Rulebook) -> Everything:
    """Six of each thing."""
    return _office(engine, rulebook, 5)


def _office(engine: Engine, rulebook: Rulebook, more: int) -> Everything:
    world = office_with_everything(engine, rulebook)
    for at in range(more):
        _tickets(world, at)
    with db.writing(engine) as session:
        for table, change in _COPIED.items():
            _copy(session, table, change, more)
        _ways(session, more)
        for at in range(more):
            _colleague(session, world, at)
            _told(session, world, at)
        _asked_for_opinions(session, world)
        camat = world.office.officers["camat"]
        session.add(
            Achievement(
                first_month="2026-10", last_month="2026-12", level="good", basis="Surat 800/1", set_at=NOW,
                set_by=camat,
            )
        )  # fmt: skip
    for login in [each for each in world.office.officers if each.startswith("rekan")]:
        world.made.plan(login, "kasi")
    for at in range(more):
        # Of rina's year several versions judge a part each: two of the months of the evaluation, then more.
        world.made.plan("rina", "kasi", effective_from=date(2026, 12 - at % 2, 1))
    world.made.measure()
    with db.writing(engine) as session:
        meeting = int(world.places["meeting_id"])
        draw_anew(session, meeting_id=meeting, rights=world.office.rights("kasi"), now=NOW, rulebook=rulebook)
    return world


def _copy(session: Session, table: type[Base], change: _Change, more: int) -> None:
    columns = table.__table__
    rows = [dict(row) for row in session.execute(select(columns)).mappings()]
    for row in rows:
        kept = {name: value for name, value in row.items() if name != "id"}
        for at in range(more):
            session.execute(insert(columns).values({**kept, **change(at, row)}))


def _ways(session: Session, more: int) -> None:
    """Of each way more, to an address of its own: sealed for its mark alone, a copy could not be opened."""
    for way in session.scalars(select(Subscription)).all():
        key = report_key(session, number=way.number)
        for at in range(more):
            address = f"warga.{way.id}.{at}@contoh.example"
            mark = address_mark(session, route=way.route, address=address)
            sealed = key.seal_address(mark=mark, address=address)
            one = {"address": mark, "sealed": sealed, "language": way.language, "created_at": way.created_at}
            session.add(Subscription(number=way.number, route=way.route, **one))


def _tickets(world: Everything, at: int) -> None:
    """Late at rina's, late in the queue, contested, asked for by a colleague, done with a citizen's thanks."""
    office = world.office
    came = NOW - 20 * DAY
    rina = f"person:{office.officers['rina']}"

    def given(words: str) -> str:
        number = office.complain(f"Parit {words} {at}.", now=came).number
        with db.reading(office.engine) as session:
            holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
        if holder != office.officers["rina"]:
            office.act("camat", number, "handover", to=rina, reason="Rute.", now=came)
        return number

    given("tersumbat")
    office.act("kasi", given("penuh"), "handover", to="unit:SARPRAS", reason="Rute.", now=came)
    contested = given("roboh")
    hasan = f"person:{office.officers['hasan']}"
    office.act("rina", contested, "handover", to=hasan, reason="Rute.", now=came + DAY)
    office.act(
        "rina", contested, "contest", start=came + HOUR, end=came + 2 * HOUR, reason="Bukan saya.",
        now=came + 2 * DAY,
    )  # fmt: skip
    office.act("hasan", given("berlubang"), "request_handover", reason="Saya di lokasi.", now=came + DAY)
    thanked = given("bau")
    office.act("rina", thanked, "resolve", text="Sudah.", now=came + DAY)
    with db.writing(office.engine) as session:
        ticket = session.scalars(select(Ticket.id).where(Ticket.number == thanked)).one()
        session.add(Rating(ticket_id=ticket, score=4, comment="Terima kasih.", rated_at=came + 2 * DAY))


def _colleague(session: Session, world: Everything, at: int) -> None:
    """Somebody more in rina's unit, and in another one somebody whose plan the section head signed."""
    for login, position in ((f"rekan{at}", "pelaksana_sarpras"), (f"rekanjauh{at}", "pelaksana_trantib")):
        facts = OfficerFacts(
            name=f"{login.capitalize()} Contoh", employment="pns", position=position, code=login,
            works_from=date(2025, 1, 1),
        )  # fmt: skip
        world.office.officers[login] = hire_officer(session, facts=facts, now=NOW, actor=SETUP).id
    said = {
        "version_id": int(world.places["version_id"]), "officer_id": world.office.officers["rina"],
        "said_at": NOW,
    }  # fmt: skip
    session.add(PlanRemark(ordinal=None, kind="remark", words="Baik.", **said))


def _told(session: Session, world: Everything, at: int) -> None:
    """A rung of the ladder told those who lead of a colleague's late ticket."""
    rina = world.office.officers["rina"]
    late = select(Ticket.id).where(Ticket.holder_officer_id == rina, Ticket.state == "open")
    ticket = session.scalars(late.order_by(Ticket.id)).all()[at]
    for login in ("kasi", "camat", "hasan"):
        session.add(
            ToldEscalation(
                ticket_id=ticket, clock="resolution", level=f"breach/{login}{at}", due_at=NOW, claimed_at=NOW,
                officer_id=world.office.officers[login],
            )
        )  # fmt: skip


def _asked_for_opinions(session: Session, world: Everything) -> None:
    """The head of the office and every colleague once led rina for a day."""
    for login, rater_id in world.office.officers.items():
        if login == "camat" or login.startswith("rekan"):
            session.add(
                EvaluationOpinion(
                    evaluation_id=int(world.places["evaluation_id"]), rater_id=rater_id,
                    first_on=date(2026, 10, 1), last_on=date(2026, 10, 1),
                )
            )  # fmt: skip
