"""Every act there is, found in the rooms of this package: a module with an `Act` in it is all it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from complaints_service.accounts.access import allows
from complaints_service.errors import invalid, words
from complaints_service.tickets import acts
from complaints_service.tickets.acts.act import Act, Request
from complaints_service.tickets.ledger.kinds import KINDS
from complaints_service.tickets.ledger.models import Ticket


def _found() -> Iterator[Act[Any]]:
    rooms = [import_module(one.name) for one in iter_modules(acts.__path__, f"{acts.__name__}.") if one.ispkg]
    for room in rooms:
        for one in iter_modules(room.__path__, f"{room.__name__}."):
            yield from (each for each in vars(import_module(one.name)).values() if isinstance(each, Act))


_FOUND = sorted({id(act): act for act in _found()}.values(), key=lambda act: (act.place, act.code))
#: The acts by their codes, in the order in which they are offered.
ACTS: dict[str, Act[Any]] = {act.code: act for act in _FOUND}
_BY_REQUEST: dict[type[Request], Act[Any]] = {act.request: act for act in ACTS.values()}
#: Those of the office, by the last part of their address in the API.
ADDRESSES: dict[str, Act[Any]] = {act.address: act for act in ACTS.values() if act.by == "officer"}
#: Those a citizen does by a button in a chat.
IN_CHAT = tuple(act.code for act in ACTS.values() if act.in_chat)


def act_of(request: Request) -> Act[Any]:
    """The act that a request asks for."""
    return _BY_REQUEST[type(request)]


def request_for(code: str, **values: Any) -> Request:
    """A request by the code of its act. Raises Invalid naming `act` for one that there is not."""
    if code not in ACTS:
        raise invalid("act", words("Tindakan ini tidak dikenal."))
    request: Request = ACTS[code].request(**values)
    return request


def allowed_acts(ticket: Ticket, *, roles: Collection[str]) -> list[str]:
    """The acts this state and these roles permit, in the order they are offered."""
    privacy = ticket.complaint.privacy
    return [act.code for act in ACTS.values() if act.permits(ticket) and allows(roles, act.right, privacy)]


def incomplete() -> Iterator[str]:
    """Every act that lacks something, and every event kind whose act there is not; a sentence each."""
    for act in ACTS.values():
        for part in act.missing():
            yield f"act {act.code}: no {part}"
    for code, what in _twins():
        yield f"act {code}: another act has its {what}"
    for kind in KINDS.values():
        if isinstance(kind.act, str) and kind.act and kind.act not in ACTS:
            yield f"event kind {kind.code}: no act {kind.act} in tickets/acts/"
        elif isinstance(kind.act, str) and kind.act and kind.code not in ACTS[kind.act].writes:
            yield f"event kind {kind.code}: act {kind.act} does not write it"


def _twins() -> Iterator[tuple[str, str]]:
    for what in ("code", "request", "address", "place"):
        having = Counter(getattr(act, what) for act in _FOUND)
        for act in _FOUND:
            value = getattr(act, what)
            if value and having[value] > 1:
                yield act.code, what
