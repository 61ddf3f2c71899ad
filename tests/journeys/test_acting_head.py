"""Who stands in for a head until a day does what the head does until that day, and nothing of it after.

Every act that is the superior's is tried three times: before, while and after somebody leads the post.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.accounts.access import Rights
from complaints_service.appraisal.evaluating.following import deciders_for
from complaints_service.appraisal.evaluating.models import Evaluation
from complaints_service.appraisal.evaluating.parties import (
    decider_above,
    open_evaluation,
    parties_of,
    rater_of,
)
from complaints_service.appraisal.evaluating.queries import EvaluationView, evaluation
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod
from complaints_service.appraisal.planning.opening import open_dialogue
from complaints_service.appraisal.reporting import queries as reports
from complaints_service.appraisal.reporting import service as reporting
from complaints_service.appraisal.reporting.service import NewEvidence, NewReport
from complaints_service.duties.queries import bearer_of
from complaints_service.errors import Actor, DomainError
from complaints_service.people.rights import rights_of
from complaints_service.staffing import service as staffing
from complaints_service.staffing.order import StaffOrder
from complaints_service.tickets.moving import Desk
from config.rulebook import Rulebook
from tests.support.plans import Plans
from tests.support.signed_plans import signed_plan
from tests.support.world import SETUP, Office, open_office

RETIRED, LED_UNTIL = date(2026, 8, 3), date(2026, 10, 1)
BEFORE, WHILE, LAST, AFTER = (
    datetime(2026, 7, 28, 3, 0, tzinfo=UTC),
    datetime(2026, 8, 4, 3, 0, tzinfo=UTC),
    datetime(2026, 9, 30, 16, 59, tzinfo=UTC),  # 23:59 in Medan: the last minute
    datetime(2026, 9, 30, 17, 0, tzinfo=UTC),
)
MONTH = "2026-07"
LINK = NewEvidence("Berita acara", link="https://contoh.example/ba/7")


class Story:
    """The office, in which kasi retires and rina leads what kasi led until October."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def rights(self, login: str, now: datetime) -> Rights:
        with db.reading(self.office.engine) as session:
            on = self.office.rulebook.local_date(now)
            found = rights_of(session, account_id=self.office.accounts[login], on=on)
        assert found is not None
        return found

    def day(self, now: datetime) -> date:
        return self.office.rulebook.local_date(now)

    def retire(self) -> None:
        now = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
        order = StaffOrder(
            on=RETIRED,
            reason="SK Camat 800/7",
            rights=None,
            now=now,
            actor=SETUP,
            rulebook=self.office.rulebook,
        )
        with db.writing(self.office.engine) as session:
            staffing.leave(session, officer_id=self.office.officers["kasi"], desk=Desk(), order=order)
            staffing.lead(
                session,
                officer_id=self.office.officers["rina"],
                position="kasi_sarpras",
                kind="plt",
                until_on=LED_UNTIL,
                order=order,
            )


@pytest.fixture
def story(engine: Engine, rulebook: Rulebook) -> Story:
    return Story(open_office(engine, rulebook))


def allowed(act: Callable[[], object]) -> bool:
    """Whether an act is permitted; nothing but "there is no such thing" refuses it."""
    try:
        act()
    except DomainError as refused:
        if refused.code != "not_found":
            raise
        return False
    return True


def over_time(story: Story, act: Callable[[datetime], object]) -> list[bool]:
    """Before kasi retires, while rina leads, in her last minute, and after it."""
    found = [allowed(lambda: act(BEFORE))]
    story.retire()
    return [*found, *(allowed(lambda now=now: act(now)) for now in (WHILE, LAST, AFTER))]


ONLY_WHILE = [False, True, True, False]


def test_a_plan_is_opened_remarked_upon_and_given_up(story: Story) -> None:
    plans = Plans(story.office, BEFORE)
    view = plans.start("hasan")

    def act(now: datetime) -> None:
        plans.now = now
        with db.reading(story.office.engine) as session:
            hasan = story.office.officers["hasan"]
            open_dialogue(session, story.rights("rina", now), officer_id=hasan, year=2026)
        plans.remark(view, "rina", "Bobotnya dibagi dua saja.")

    assert over_time(story, act) == ONLY_WHILE
    plans.now = AFTER
    assert not allowed(lambda: plans.drop(view, "rina"))
    plans.now = LAST
    assert allowed(lambda: plans.drop(view, "rina"))


def test_reported_values_are_let_count_declined_and_cleared_of_evidence(story: Story) -> None:
    office = story.office
    with db.writing(office.engine) as session:
        plan = signed_plan(
            session, officer_id=office.officers["hasan"], rater_id=office.officers["kasi"], now=BEFORE
        )

    def report(session: Session, now: datetime) -> reports.ReportedView:
        new = NewReport(
            indicator_id=plan.indicators[0], month=MONTH, value=3.0, words="Tiga.", evidence=(LINK,)
        )
        actor = Actor.officer(office.officers["hasan"], "web")
        made = reporting.report(session, new=new, this_month=MONTH, now=now, actor=actor)
        found = reports.report(session, report_id=made)
        assert found is not None
        return found

    rina = Actor.officer(office.officers["rina"], "web")

    def approves(session: Session, view: reports.ReportedView, now: datetime) -> None:
        rights = story.rights("rina", now)
        reports.report_for(session, rights, officer_id=view.officer_id, report_id=view.id, decides=True)
        reporting.approve(
            session, report_id=view.id, seen=view.seen, now=now, today=story.day(now), actor=rina
        )

    def declines(session: Session, view: reports.ReportedView, now: datetime) -> None:
        reporting.decline(
            session,
            report_id=view.id,
            seen=view.seen,
            reason="Kurang bukti.",
            now=now,
            today=story.day(now),
            actor=rina,
        )

    def clears(session: Session, view: reports.ReportedView, now: datetime) -> None:
        reporting.withdraw_evidence(
            session,
            evidence_id=view.evidence[0].id,
            reason="Salah berkas.",
            now=now,
            today=story.day(now),
            actor=rina,
        )

    def all_three(now: datetime) -> list[bool]:
        found = []
        for decides in (approves, declines, clears):
            with db.writing(office.engine) as session:
                view = report(session, now)
                found.append(allowed(lambda: decides(session, view, now)))  # noqa: B023 - called at once
                session.rollback()
        return found

    found = [all_three(BEFORE)]
    story.retire()
    assert [*found, *map(all_three, (WHILE, LAST, AFTER))] == [[each] * 3 for each in ONLY_WHILE]


def test_an_evaluation_is_rated_and_its_recommendations_decided(story: Story) -> None:
    office = story.office
    hasan, kasi, rina, camat = (office.officers[login] for login in ("hasan", "kasi", "rina", "camat"))
    with db.writing(office.engine) as session:
        plan = signed_plan(session, officer_id=hasan, rater_id=kasi, now=BEFORE)
        row = Evaluation(
            officer_id=hasan,
            kind="periodic",
            first_month="2026-04",
            last_month="2026-06",
            rater_id=kasi,
            plan_version_id=plan.version_id,
            state="draft",
            created_at=BEFORE,
        )
        session.add(row)
        session.flush()
        evaluation_id = row.id

    def view(session: Session) -> EvaluationView:
        found = evaluation(session, evaluation_id=evaluation_id)
        assert found is not None
        return found

    def opens(now: datetime) -> None:
        with db.reading(office.engine) as session:
            open_evaluation(session, story.rights("rina", now), evaluation_id=evaluation_id, role="rater")

    assert over_time(story, opens) == ONLY_WHILE
    span = EvaluationPeriod("periodic", "2026-04", "2026-06")
    for now, rater in ((WHILE, rina), (LAST, rina), (AFTER, camat)):
        on = story.day(now)
        with db.reading(office.engine) as session:
            parties = parties_of(session, view=view(session), on=on)
            assert (parties.rater, parties.decider) == (rater, camat if rater == rina else None)
            assert deciders_for(session, officer_id=hasan, on=on)[:1] == [rater]
            # Of a period before it was kasi, who has left, and then the next one up of its last day.
            assert rater_of(session, officer_id=hasan, span=span, on=on) == camat
    # What hasan rated would be objected to before who stands above: while she leads, rina.
    with db.reading(office.engine) as session:
        above = [
            decider_above(session, rater_id=hasan, officer_id=kasi, on=story.day(now))
            for now in (WHILE, LAST, AFTER)
        ]
    assert above == [rina, rina, camat]


def test_what_waits_for_a_superior_waits_for_who_leads_in_their_place(story: Story) -> None:
    hasan = story.office.officers["hasan"]

    def direct(now: datetime) -> bool:
        with db.reading(story.office.engine) as session:
            bearer = bearer_of(session, rights=story.rights("rina", now), today=story.day(now))
        return hasan in bearer.direct

    found = [direct(BEFORE)]
    story.retire()
    assert [*found, *map(direct, (WHILE, LAST, AFTER))] == ONLY_WHILE
