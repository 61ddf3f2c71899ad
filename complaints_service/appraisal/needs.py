"""Which training a figure speaks for: a suggestion with its reason, that a superior may turn into a need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.development.queries import TrainingView, catalogue, needs_of, records_of
from complaints_service.development.rules import may_decide
from complaints_service.development.service import NewNeed, decide_need, propose_need
from complaints_service.errors import DomainError, NotFound, words
from complaints_service.measurement.indicators.periods import officer_period
from complaints_service.measurement.indicators.values import IndicatorValue
from complaints_service.measurement.months import month_of, months_until
from complaints_service.moment import Moment
from config.rulebook import Rulebook

#: How many finished months are looked at together.
MONTHS = 3
#: A training done this recently is not suggested again: what it changed cannot show yet.
RECENT = timedelta(days=180)


@dataclass(frozen=True)
class Suggestion:
    """A training for an indicator that missed its target over these months; `gap`: value minus target."""

    training: TrainingView
    value: IndicatorValue
    months: tuple[str, ...]

    @property
    def gap(self) -> float:
        """How far from the target, in the indicator's unit; negative is below it."""
        return (self.value.value or 0.0) - (self.value.target or 0.0)


def accept_suggestion(
    moment: Moment,
    *,
    officer_id: int,
    training_id: int | None,
    reason: Callable[[Suggestion], str],
    rights: Rights | None,
) -> int:
    """A superior turns a suggestion into an approved need; its id. The figures are looked at again first.

    `reason` says in words what the figure says. Raises NotFound, `suggestion_gone`.
    """
    if rights is not None and not may_decide(rights, officer_id):
        raise NotFound("training")
    found = suggestions(moment.session, officer_id=officer_id, now=moment.now, rulebook=moment.rulebook)
    one = next((each for each in found if each.training.id == training_id), None)
    if one is None:
        raise DomainError("suggestion_gone", words("Saran ini tidak berlaku lagi. Muat ulang halamannya."))
    new = NewNeed(
        officer_id=officer_id,
        words=one.training.title,
        reason=reason(one),
        training_id=one.training.id,
        indicator_code=one.value.code,
        gap=one.gap,
        month=one.months[-1],
    )
    need = propose_need(moment.session, new=new, rights=rights, now=moment.now, actor=moment.actor)
    decide_need(
        moment.session,
        need_id=need,
        approved=True,
        decision="",
        rights=rights,
        now=moment.now,
        actor=moment.actor,
    )
    return need


def suggestions(
    session: Session, *, officer_id: int, now: datetime, rulebook: Rulebook
) -> Sequence[Suggestion]:
    """What to offer a superior of this officer; nothing is kept by asking.

    Left out: what is proposed, approved or was declined in these months, and what was just done.
    """
    zone = rulebook.calendar(rulebook.office.calendar).zone
    months = tuple(months_until(month_of(now, zone), MONTHS + 1)[:-1])
    offered = [each for each in catalogue(session) if each.indicator_code is not None]
    if not offered:
        return []
    figures = officer_period(session, officer_id=officer_id, months=months, rulebook=rulebook)
    missed = {value.code: value for value in figures.values if value.judgement == "missed"}
    answered = {
        need.training_id
        for need in needs_of(session, officer_id=officer_id)
        if need.state in ("proposed", "approved")
        or (need.state == "declined" and month_of(need.decided_at or need.proposed_at, zone) >= months[0])
    }
    since = rulebook.local_date(now) - RECENT
    done = {each.training_id for each in records_of(session, officer_id=officer_id) if each.last_on >= since}
    return [
        Suggestion(each, missed[each.indicator_code], months)
        for each in offered
        if each.indicator_code in missed and each.id not in answered | done
    ]
