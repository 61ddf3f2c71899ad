"""The demo office's satisfaction surveys: one that runs, and one that is over, published and followed up."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from complaints_service.errors import Actor
from complaints_service.meetings.actions import NewAction, open_action
from complaints_service.replay.clockwork import ORIGIN
from complaints_service.replay.demo.staff import Staff
from complaints_service.survey.skm.queries import period, result_of_period
from complaints_service.survey.skm.service import (
    GivenAnswer,
    NewPeriod,
    close_period,
    enter_paper,
    follow_up,
    open_period,
    publish,
)
from config.entries.survey import ELEMENTS
from config.rulebook import Rulebook

_UNIT, _SERVICE = "SARPRAS", "pengaduan"
#: How many users each has, how many answered, and how many days it asks.
OVER, RUNNING, ASKED_DAYS = (80, 66), (90, 23), 30
#: How often a score is given; waiting and the handling of complaints please less.
_USUAL, _WORSE = (1, 6, 60, 33), (4, 22, 56, 18)
_WEAK = ("u3", "u8")


@dataclass(frozen=True, kw_only=True)
class _Surveyor:
    """The head of the unit with a survey."""

    session: Session
    rulebook: Rulebook
    actor: Actor
    draws: random.Random

    def ask(self, began: datetime, people: int, answers: int, entered: datetime) -> int:
        first_on = self.rulebook.local_date(began)
        new = NewPeriod(
            unit=_UNIT,
            service=_SERVICE,
            population=people,
            opened_on=first_on,
            until_on=first_on + timedelta(days=ASKED_DAYS - 1),
        )
        made = open_period(
            self.session, new=new, rights=None, now=began, actor=self.actor, rulebook=self.rulebook
        )
        enter_paper(
            self.session,
            period_id=made,
            sheets=[self._answer() for _ in range(answers)],
            rights=None,
            now=entered,
            actor=self.actor,
            rulebook=self.rulebook,
        )
        return made

    def _answer(self) -> GivenAnswer:
        return GivenAnswer(
            scores={
                code: self.draws.choices((1, 2, 3, 4), weights=_WORSE if code in _WEAK else _USUAL)[0]
                for code in ELEMENTS
            }
        )


def fill_surveys(
    session: Session,
    *,
    staff: Staff,
    rulebook: Rulebook,
    words: Sequence[str],
    start: datetime,
    now: datetime,
) -> None:
    """A survey that runs, and before it one that is over where the office is old enough.

    `words`: what is agreed on for each of the weakest elements of that one.
    """
    head = staff.heads[_UNIT]
    one = _Surveyor(
        session=session,
        rulebook=rulebook,
        actor=Actor.officer(head, ORIGIN),
        draws=random.Random(rulebook.local_date(start).year),
    )
    ended = now - timedelta(days=20)
    if ended - timedelta(days=ASKED_DAYS) >= start:
        _over(one, head, words, ended)
    one.ask(now - timedelta(days=9), *RUNNING, now)


def _over(one: _Surveyor, head: int, words: Sequence[str], ended: datetime) -> None:
    session, rulebook, actor = one.session, one.rulebook, one.actor
    people, answers = OVER
    over = one.ask(ended - timedelta(days=ASKED_DAYS), people, answers, ended - timedelta(days=1))
    close_period(session, period_id=over, population=people, rights=None, now=ended, actor=actor)
    publish(session, period_id=over, rights=None, now=ended, actor=actor, rulebook=rulebook)
    found = period(session, period_id=over)
    result = None if found is None else result_of_period(session, of=found, rulebook=rulebook)
    assert result is not None
    today = rulebook.local_date(ended)
    for element, said in zip(result.weakest, words, strict=True):
        action = NewAction(owner_id=head, words=said, due_on=today + timedelta(days=60))
        made = open_action(session, new=action, rights=None, today=today, now=ended, actor=actor)
        follow_up(session, period_id=over, element=element.code, action_id=made, now=ended, actor=actor)
