"""What the citizen handed in, other than by a message: the file is complete (sla.md, sentence 46)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints_service.errors import DomainError, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE
from sla import Event


@dataclass(frozen=True, kw_only=True)
class CompleteFile(Request):
    """What they brought."""

    reason: str = fields.reason(needed=True, meaning="What the citizen handed in.")


def _was_asked_for(history: Sequence[Event]) -> bool:
    return any(each.data.get("act") == "completeness" for each in history)


def _file_was_incomplete(case: ActCase[CompleteFile]) -> None:
    if not _was_asked_for(case.history):
        raise DomainError(
            "file_was_complete", words("Kelengkapan berkas tidak pernah ditanyakan, jadi berkas ini lengkap.")
        )


def _events(asked: CompleteFile, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="file.completed", data={"reason": asked.reason})]


ACT = Act(
    code="complete_file",
    request=CompleteFile,
    right="complete_file",
    states=LIVE,
    conditions=(_file_was_incomplete,),
    there=lambda sight: _was_asked_for(sight.history),
    events=_events,
    writes=("file.completed",),
    place=180,
    address="file-complete",
)
