"""The citizen cheers the office on."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts.act import Act, Request
from complaints_service.tickets.ledger.append import NewEvent


@dataclass(frozen=True, kw_only=True)
class Cheer(Request):
    """Nothing need be said."""


ACT = Act(
    code="cheer",
    by="citizen",
    request=Cheer,
    right="write",
    states=frozenset({"open"}),
    events=lambda _asked, _around: [NewEvent(kind="ticket.cheered")],
    writes=("ticket.cheered",),
    in_chat=True,
    place=505,
)
