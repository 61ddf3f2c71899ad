"""The demo office's performance: plans, what was said, the last quarter evaluated, a meeting, a training."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.appraisal.agenda import draw_anew
from complaints_service.appraisal.evaluating.achieving import NewAchievement, set_achievement
from complaints_service.appraisal.evaluating.following import NewFollowUp, add_follow_up
from complaints_service.appraisal.evaluating.queries import evaluation
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod, is_over, periods_of
from complaints_service.appraisal.evaluating.service import accept, rate
from complaints_service.appraisal.evaluating.starting import start as start_evaluation
from complaints_service.appraisal.evaluating.steps import Ratings, Who
from complaints_service.appraisal.feedback.service import NewFeedback, give
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.appraisal.reporting.service import NewEvidence, NewReport, report, reported_indicators
from complaints_service.development.catalogue import catalogue
from complaints_service.development.queries import catalogue as offered_trainings
from complaints_service.development.records import NewRecord, record_training
from complaints_service.development.service import NewNeed, decide_need, propose_need, seed_trainings
from complaints_service.errors import Actor
from complaints_service.measurement.months import month_of, months_until
from complaints_service.meetings.actions import NewAction, open_action, settle_action
from complaints_service.meetings.queries import meeting
from complaints_service.meetings.service import MeetingNotes, NewMeeting, hold_meeting, plan_meeting
from complaints_service.moment import Moment
from complaints_service.replay.clockwork import ORIGIN
from complaints_service.replay.demo.plans import agree_on_plans, set_goals
from complaints_service.replay.demo.staff import SETTER, Staff
from complaints_service.replay.demo.surveys import fill_surveys
from complaints_service.samples.library import TEXTS
from config.rulebook import Rulebook

#: A shorter demo has no month behind it that anybody could plan or speak about.
PLANNED_FROM_DAYS = 28
#: Who is rated how; everybody else meets what was expected.
ABOVE = (("pelaksana_sarpras", 0), ("kasi_trantib", 0))
BELOW = (("kasi_pmk", 0),)
#: How the office did, as the city fixed it.
ACHIEVED = "good"
#: Whose evaluation waits: for the officer's answer, and with the superior.
TO_ANSWER = ("lurah_rpl", 0)
TO_SEND = ("sekcam", 0)
_A_DAY = timedelta(days=1)
_TWO_WEEKS = timedelta(days=14)
_UNIT = "SARPRAS"


@dataclass(frozen=True, kw_only=True)
class _Scene:
    """What everything here needs to know."""

    session: Session
    staff: Staff
    rulebook: Rulebook
    said: Mapping[str, Any]
    now: datetime

    def officer(self, post: str, seat: int = 0) -> int:
        return self.staff.seats[post][seat]

    def actor(self, officer_id: int) -> Actor:
        return Actor.officer(officer_id, ORIGIN)

    def who(self, officer_id: int, evaluation_id: int | None = None) -> Who:
        seen = None if evaluation_id is None else evaluation(self.session, evaluation_id=evaluation_id)
        rights = self.staff.rights(self.session, officer_id)
        return Who(rights, self.actor(officer_id), seen.revision if seen is not None else 0)


def fill_performance(
    session: Session, *, staff: Staff, rulebook: Rulebook, start: datetime, now: datetime
) -> None:
    """Lets the office plan at `start`, then evaluate, meet and learn until `now`; the facts are there."""
    said = tomllib.loads((TEXTS / "performance.toml").read_text(encoding="utf-8"))
    scene = _Scene(session=session, staff=staff, rulebook=rulebook, said=said, now=now)
    camat = scene.actor(scene.officer("camat"))
    year = rulebook.local_date(start).year
    programmes = set_goals(session, goals=said["goal"], year=year, now=start, actor=camat)
    plans = agree_on_plans(session, staff=staff, programmes=programmes, rulebook=rulebook, now=start)
    _speak(scene, start)
    _report(scene, plans)
    over = [
        span
        for span in periods_of(year, 3)
        if span.kind == "periodic" and is_over(span, rulebook.local_date(now))
    ]
    if over and over[-1].last_on >= rulebook.local_date(start):
        _evaluate(scene, plans, over[-1])
    _meet(scene)
    _learn(scene)
    fill_surveys(
        session, staff=staff, rulebook=rulebook, words=said["survey"]["mending"], start=start, now=now
    )


def _speak(scene: _Scene, start: datetime) -> None:
    """From the second week on, every few days somebody says something."""
    for number, each in enumerate(scene.said["feedback"]):
        given_at = start + timedelta(days=10 + 4 * number)
        giver, receiver = scene.officer(*each["giver"]), scene.officer(*each["receiver"])
        give(
            Moment(session=scene.session, now=given_at, actor=scene.actor(giver), rulebook=scene.rulebook),
            new=NewFeedback(
                officer_id=receiver, kind=each["kind"], words=each["words"], value_code=each["value"]
            ),
            rights=scene.staff.rights(scene.session, giver),
        )


def _report(scene: _Scene, plans: Mapping[int, PlanView]) -> None:
    """Something the service cannot measure, waiting for the superior."""
    officer_id, said = scene.officer("pelaksana_sarpras"), scene.said["report"]
    calendar = scene.rulebook.calendar(scene.rulebook.office.calendar)
    this_month = month_of(scene.now, calendar.zone)
    last_month = months_until(this_month, 2)[0]
    if last_month < plans[officer_id].effective_from.isoformat()[:7]:
        return
    indicator = next(iter(reported_indicators(plans[officer_id])))
    new = NewReport(
        indicator_id=indicator,
        month=last_month,
        value=1.0,
        words=said["words"],
        evidence=(NewEvidence(said["name"], said["link"]),),
    )
    report(scene.session, new=new, this_month=this_month, now=scene.now, actor=scene.actor(officer_id))


def _evaluate(scene: _Scene, plans: Mapping[int, PlanView], span: EvaluationPeriod) -> None:
    """The last quarter of everybody with a signed plan: closed, but for one to answer and one to send."""
    head = scene.who(scene.officer("camat"))
    achieved = NewAchievement(span, ACHIEVED, scene.said["achievement"]["basis"])
    set_achievement(scene.session, new=achieved, who=head, now=scene.now, rulebook=scene.rulebook)
    above = {scene.officer(*each) for each in ABOVE}
    below = {scene.officer(*each) for each in BELOW}
    rated_at = scene.now - 2 * _TWO_WEEKS
    if rated_at.date() <= span.last_on:
        rated_at = scene.now - timedelta(hours=4)
    for officer_id, plan in plans.items():
        if plan.state != "signed" or plan.rater_id is None:
            continue
        rating = "above" if officer_id in above else "below" if officer_id in below else "meets"
        late = officer_id in (scene.officer(*TO_ANSWER), scene.officer(*TO_SEND))
        at = scene.now - timedelta(hours=3) if late else rated_at
        evaluation_id = start_evaluation(
            scene.session,
            officer_id=officer_id,
            span=span,
            who=scene.who(plan.rater_id),
            now=at,
            rulebook=scene.rulebook,
        )
        rate(
            scene.session,
            evaluation_id=evaluation_id,
            now=at,
            rulebook=scene.rulebook,
            ratings=Ratings(
                rating,
                "above" if rating == "above" else "meets",
                scene.said["ratings"][rating],
                without_evidence=True,
            ),
            who=scene.who(plan.rater_id, evaluation_id),
            send=officer_id != scene.officer(*TO_SEND),
        )
        if not late:
            accept(
                scene.session,
                evaluation_id=evaluation_id,
                comment="",
                now=min(at + _A_DAY, scene.now),
                who=scene.who(officer_id, evaluation_id),
                rulebook=scene.rulebook,
            )
        if officer_id == scene.officer("pelaksana_sarpras"):
            _follow_up(scene, evaluation_id, plan.rater_id)


def _follow_up(scene: _Scene, evaluation_id: int, rater_id: int) -> None:
    today = scene.rulebook.local_date(scene.now)
    for new in (
        NewFollowUp(kind="action", words=scene.said["meeting"]["action"], due_on=today + _TWO_WEEKS),
        NewFollowUp(
            kind="recognition", words=scene.said["ratings"]["above"], decider_id=scene.officer("camat")
        ),
    ):
        add_follow_up(
            scene.session,
            evaluation_id=evaluation_id,
            new=new,
            who=scene.who(rater_id, evaluation_id),
            now=scene.now,
            today=today,
        )


def _meet(scene: _Scene) -> None:
    """A meeting two weeks ago, with one action done and one that returns, and the next in two days."""
    head, said = scene.staff.heads[_UNIT], scene.said["meeting"]
    actor = scene.actor(head)
    held_at = _morning(scene, scene.now - _TWO_WEEKS)
    meeting_id = _call(scene, held_at, said["place"])
    first, second = scene.officer("pelaksana_sarpras"), scene.officer("pelaksana_sarpras", 1)
    due_on = scene.rulebook.local_date(held_at) + timedelta(days=10)
    agreed = [
        open_action(
            scene.session,
            new=NewAction(owner_id=owner, words=said[which], due_on=due_on, meeting_id=meeting_id),
            rights=None,
            today=scene.rulebook.local_date(held_at),
            now=held_at,
            actor=actor,
        )
        for owner, which in ((first, "done"), (second, "open"))
    ]
    view = meeting(scene.session, meeting_id=meeting_id)
    assert view is not None
    hold_meeting(
        scene.session,
        meeting_id=meeting_id,
        held=MeetingNotes(said["minutes"], frozenset(view.present)),
        revision=view.revision,
        rights=None,
        now=held_at + timedelta(hours=2),
        actor=actor,
    )
    settle_action(
        scene.session,
        action_id=agreed[0],
        state="done",
        outcome=said["outcome"],
        rights=None,
        now=held_at + timedelta(days=6),
        actor=scene.actor(first),
    )
    _call(scene, _morning(scene, scene.now + 2 * _A_DAY), said["place"])


def _morning(scene: _Scene, day: datetime) -> datetime:
    """Nine o'clock of that local day, or of the next one on which the office works."""
    calendar = scene.rulebook.calendar(scene.rulebook.office.calendar)
    local = day.astimezone(calendar.zone).replace(hour=9, minute=0, second=0)
    while not calendar.is_working_day(local.date()):
        local += _A_DAY
    return local.astimezone(UTC)


def _call(scene: _Scene, at: datetime, place: str) -> int:
    head = scene.staff.heads[_UNIT]
    now = min(at - timedelta(hours=1), scene.now)
    members = frozenset(scene.staff.members[_UNIT])
    new = NewMeeting(kind="regular", unit=_UNIT, starts_at=at, chair_id=head, members=members, place=place)
    meeting_id = plan_meeting(scene.session, new=new, rights=None, now=now, actor=scene.actor(head))
    draw_anew(scene.session, meeting_id=meeting_id, rights=None, now=now, rulebook=scene.rulebook)
    return meeting_id


def _learn(scene: _Scene) -> None:
    """A training done and confirmed, and a need that was approved."""
    said, today = scene.said["training"], scene.rulebook.local_date(scene.now)
    seed_trainings(scene.session, trainings=catalogue(scene.rulebook, today), now=scene.now, actor=SETTER)
    taken = offered_trainings(scene.session)[0]
    first_of_year = date(today.year, 1, 2)
    for post, seat in (("pelaksana_sarpras", 0), ("lurah_rpl", 0), ("kasi_trantib", 0)):
        officer_id = scene.officer(post, seat)
        superior = scene.staff.heads[_UNIT] if post == "pelaksana_sarpras" else scene.officer("camat")
        done_on = max(first_of_year, today - timedelta(days=40))
        record = NewRecord(
            officer_id=officer_id,
            title=taken.title,
            lesson_hours=taken.lesson_hours,
            first_on=done_on,
            last_on=done_on,
            training_id=taken.id,
        )
        record_training(
            scene.session, new=record, rights=None, today=today, now=scene.now, actor=scene.actor(superior)
        )
    head = scene.actor(scene.staff.heads[_UNIT])
    need = propose_need(
        scene.session,
        new=NewNeed(
            officer_id=scene.officer("pelaksana_sarpras", 1), words=said["need"], reason=said["reason"]
        ),
        rights=None,
        now=scene.now,
        actor=head,
    )
    decide_need(
        scene.session, need_id=need, approved=True, decision="", rights=None, now=scene.now, actor=head
    )
