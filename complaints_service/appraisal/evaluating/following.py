"""What an evaluation leads to: actions, training needs, recommendations; each tracked until it is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.evaluating.kinds import FOLLOW_UP_KINDS, FOLLOW_UP_STATES
from complaints_service.appraisal.evaluating.models import Evaluation, FollowUp
from complaints_service.appraisal.evaluating.steps import MAX_WORDS, Who, begin
from complaints_service.audit.service import record
from complaints_service.development.models import TrainingNeed
from complaints_service.development.service import NewNeed, propose_need
from complaints_service.errors import DomainError, Invalid, NotFound, Words, invalid, words
from complaints_service.meetings.actions import NewAction, open_action
from complaints_service.meetings.models import Action
from complaints_service.people.queries import officer_card, superiors_of
from complaints_service.texts import clean, text_problem

#: What the officer's superiors above decide on; the other two live in meetings/ and development/.
RECOMMENDED = ("recognition", "sanction")
_STATES = {"done": "done", "dropped": "declined", "declined": "declined"}


@dataclass(frozen=True, kw_only=True)
class NewFollowUp:
    """What is to follow; `due_on` of an action, `decider_id` of a recommendation, `training_id` perhaps.

    `indicator_code`: the figure that an action or a training is meant for.
    """

    kind: str
    words: str
    due_on: date | None = None
    decider_id: int | None = None
    training_id: int | None = None
    indicator_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class FollowUpView:
    """What an evaluation leads to; `state` is that of the action or need it points at, where it has one."""

    id: int
    evaluation_id: int
    officer_id: int
    kind: str
    words: str
    decider_id: int | None
    action_id: int | None
    need_id: int | None
    due_on: date | None
    state: str
    created_at: datetime
    created_by: int
    settled_at: datetime | None
    outcome: str | None


def deciders_for(session: Session, *, officer_id: int, on: date | None) -> list[int]:
    """Who may decide on a recommendation about somebody: the superiors above on a local day, the nearest
    first."""
    return superiors_of(session, officer_id=officer_id, on=on)


def add_follow_up(
    session: Session, *, evaluation_id: int, new: NewFollowUp, who: Who, now: datetime, today: date
) -> int:
    """Keeps what follows from a closed evaluation, and opens the action or proposes the need; its id.

    Raises Invalid naming `kind`, `words`, `due_on`, `decider_id` or what meetings/ and development/ refuse.
    """
    row = begin(session, evaluation_id, "follow_up", who)
    card = officer_card(session, officer_id=row.officer_id)
    if card is None or who.rights.officer_id is None:
        raise NotFound("evaluation")
    fields: dict[str, list[Words]] = {}
    if new.kind not in FOLLOW_UP_KINDS:
        fields["kind"] = [words("Pilih jenis tindak lanjut.")]
    if problem := text_problem(new.words, maximum=1_000, empty=words("Tulis tindak lanjutnya.")):
        fields["words"] = [problem]
    if new.kind == "action" and (new.due_on is None or new.due_on < today):
        fields["due_on"] = [words("Pilih hari ini atau sesudahnya.")]
    if new.kind in RECOMMENDED and new.decider_id not in deciders_for(
        session, officer_id=row.officer_id, on=today
    ):
        fields["decider_id"] = [words("Pilih siapa yang memutuskan.")]
    if fields:
        raise Invalid(fields)
    action_id = need_id = None
    if new.kind == "action" and new.due_on is not None:
        agreed = NewAction(
            owner_id=row.officer_id,
            words=new.words,
            due_on=new.due_on,
            indicator_code=new.indicator_code,
        )
        action_id = open_action(session, new=agreed, rights=None, today=today, now=now, actor=who.actor)
    elif new.kind == "training":
        reason = f"Tindak lanjut evaluasi {row.first_month} s.d. {row.last_month}"
        need = NewNeed(
            officer_id=row.officer_id,
            words=new.words,
            reason=reason,
            training_id=new.training_id,
            indicator_code=new.indicator_code,
        )
        need_id = propose_need(session, new=need, rights=None, now=now, actor=who.actor)
    follow_up = FollowUp(
        evaluation_id=row.id,
        kind=new.kind,
        words=clean(new.words),
        decider_id=new.decider_id if new.kind in RECOMMENDED else None,
        action_id=action_id,
        need_id=need_id,
        due_on=new.due_on if new.kind == "action" else None,
        state="open",
        created_at=now,
        created_by=who.rights.officer_id,
    )
    session.add(follow_up)
    session.flush()
    _write_down(session, follow_up, "added", who, now)
    return follow_up.id


def recommendation_to_decide(session: Session, rights: Rights, *, follow_up_id: int) -> FollowUpView:
    """A recommendation that this person decides, or decided. Raises NotFound."""
    me = rights.officer_id
    mine = follow_ups(session, decider_id=me) if me is not None else []
    found = next((each for each in mine if each.id == follow_up_id), None)
    if found is None:
        raise NotFound("evaluation")
    return found


def settle(session: Session, *, follow_up_id: int, state: str, outcome: str, who: Who, now: datetime) -> None:
    """Whoever decides says that a recommendation was followed (`done`) or not (`declined`), and why.

    Raises NotFound for everybody else, Invalid naming `state` or `outcome`, `follow_up_settled`.
    """
    row = session.get(FollowUp, follow_up_id, with_for_update=True, populate_existing=True)
    if row is None or row.decider_id is None or row.decider_id != who.rights.officer_id:
        raise NotFound("evaluation")
    if row.state != "open":
        raise DomainError("follow_up_settled", words("Rekomendasi ini sudah diputuskan."))
    if state not in FOLLOW_UP_STATES[1:]:
        raise invalid("state", words("Pilih salah satu."))
    if problem := text_problem(outcome, maximum=MAX_WORDS, empty=words("Tulis alasannya.")):
        raise invalid("outcome", problem)
    row.state, row.outcome = state, clean(outcome)
    row.settled_at, row.settled_by = now, who.rights.officer_id
    session.flush()
    _write_down(session, row, "settled", who, now, state=state)


def follow_ups(
    session: Session,
    *,
    evaluation_ids: Collection[int] | None = None,
    officer_id: int | None = None,
    decider_id: int | None = None,
) -> list[FollowUpView]:
    """What follows from these evaluations, about one officer, or for one who decides; the latest first."""
    query = (
        select(
            FollowUp,
            Evaluation.officer_id,
            func.coalesce(Action.state, TrainingNeed.state, FollowUp.state),
            func.coalesce(Action.outcome, TrainingNeed.decision, FollowUp.outcome),
            func.coalesce(Action.settled_at, TrainingNeed.decided_at, FollowUp.settled_at),
        )
        .join(Evaluation, Evaluation.id == FollowUp.evaluation_id)
        .outerjoin(Action, Action.id == FollowUp.action_id)
        .outerjoin(TrainingNeed, TrainingNeed.id == FollowUp.need_id)
        .order_by(FollowUp.created_at.desc(), FollowUp.id.desc())
    )
    if evaluation_ids is not None:
        query = query.where(FollowUp.evaluation_id.in_(evaluation_ids))
    if officer_id is not None:
        query = query.where(Evaluation.officer_id == officer_id)
    if decider_id is not None:
        query = query.where(FollowUp.decider_id == decider_id)
    return [
        FollowUpView(
            id=row.id,
            evaluation_id=row.evaluation_id,
            officer_id=officer,
            kind=row.kind,
            words=row.words,
            decider_id=row.decider_id,
            action_id=row.action_id,
            need_id=row.need_id,
            due_on=row.due_on,
            state=_STATES.get(state, "open"),
            created_at=row.created_at,
            created_by=row.created_by,
            settled_at=settled_at,
            outcome=outcome,
        )
        for row, officer, state, outcome, settled_at in session.execute(query)
    ]


def _write_down(session: Session, row: FollowUp, what: str, who: Who, now: datetime, **data: object) -> None:
    record(
        session,
        now=now,
        actor=who.actor,
        kind=f"follow_up.{what}",
        subject=f"follow_up:{row.id}",
        data={"evaluation": row.evaluation_id, "kind": row.kind, **data},
    )
