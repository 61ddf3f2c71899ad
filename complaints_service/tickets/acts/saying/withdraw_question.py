"""A question need not be answered any more: every pause ends with it (sla.md, sentence 23)."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.errors import invalid, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent


@dataclass(frozen=True, kw_only=True)
class WithdrawQuestion(Request):
    """Which question; none: the newest."""

    message: int | None = fields.number(meaning="The entry of the question; none: the newest.")
    reason: str | None = fields.reason()


def _question_is_open(case: ActCase[WithdrawQuestion]) -> None:
    asked = case.request.message
    if asked is not None and asked not in case.state.questions:
        raise invalid("message", words("Pertanyaan ini tidak menunggu jawaban."))


def _events(asked: WithdrawQuestion, around: Surroundings) -> list[NewEvent]:
    question = asked.message if asked.message is not None else around.state.questions[-1]
    return [NewEvent(kind="question.withdrawn", data={"message": question, "reason": asked.reason or ""})]


ACT = Act(
    code="withdraw_question",
    request=WithdrawQuestion,
    right="withdraw_question",
    states=frozenset({"waiting"}),
    to="open",
    conditions=(_question_is_open,),
    events=_events,
    writes=("question.withdrawn",),
    place=110,
    address="withdraw-question",
)
