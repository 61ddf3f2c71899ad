"""What each act writes into the ledger. Pure: a ticket's state and a request in, new events out."""

from __future__ import annotations

from collections.abc import Callable

from complaints_service.tickets.acts import ending, holding, ruling, saying
from complaints_service.tickets.acts.request import Moment, Request
from complaints_service.tickets.ledger.append import NewEvent

__all__ = ["Moment", "Request", "events_for"]

_BUILDERS: dict[str, Callable[[Request, Moment], list[NewEvent]]] = {
    "take": holding.take,
    "assign": holding.assign,
    "handover": holding.hand_over,
    "request_handover": holding.ask_hand_over,
    "decline_handover": holding.decline_hand_over,
    "refer": holding.refer,
    "consult": holding.consult,
    "return": holding.take_back,
    "message": saying.message,
    "question": saying.question,
    "withdraw_question": saying.withdraw_question,
    "note": saying.note,
    "write": saying.write,
    "resolve": ending.resolve,
    "reject": ending.reject,
    "cancel": ending.cancel,
    "withdraw": ending.withdraw,
    "reopen": ending.reopen,
    "ask_reopening": ending.ask_reopening,
    "accept": ending.accept,
    "dispute": ending.dispute,
    "merge": ending.merge,
    "unmerge": ending.unmerge,
    "close_no_objection": ending.close("no_objection"),
    "close_no_answer": ending.close("no_answer"),
    "classify": ruling.classify,
    "prioritise": ruling.prioritise,
    "end_round": ruling.end_round,
    "unmark": ruling.unmark,
    "complete_file": ruling.complete_file,
    "release_target": ruling.release_target,
    "contest": ruling.contest,
    "decide_contest": ruling.decide_contest,
}


def events_for(request: Request, moment: Moment) -> list[NewEvent]:
    """The ledger entries of one permitted, complete request."""
    return _BUILDERS[request.act](request, moment)
