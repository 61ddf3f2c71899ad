"""An officer's words from a chat that wait half a minute: what is said of them, how they are taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from complaints_service.accounts.access import Rights
from complaints_service.edge.acting import take_letter_back
from complaints_service.moment import Moment
from complaints_service.notify.buttons import button_data
from complaints_service.notify.chat import Saying
from complaints_service.notify.route import Route
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.service import Performed
from complaints_service.tickets.unsent.service import hold, own_letters

#: The button under words that wait: `desk:undo:MRL-2611-7K4QH:12`.
UNDO = "desk:undo"
_JUDGED = ("met", "breached")


def held(
    moment: Moment, request: Request, asked: Mapping[str, Any], *, number: str, rights: Rights, language: str
) -> tuple[str, int]:
    """Holds what was written; what is said of it, and the letter that may be taken back.

    Which clocks it will stop, and whether in time, is judged as of its own instant.
    """
    clocks = [""]

    def tried(done: Performed) -> None:
        clocks[0] = counted(moment, done, language)

    done = hold(moment, number=number, request=request, rights=rights, tried=tried)
    letter = own_letters(moment.session, account_id=rights.account_id, now=moment.now)[-1]
    said = asked["held_counted"] if clocks[0] and asked["act"] == "message" else asked["held"]
    return said.replace("{number}", done.ticket.number).replace("{counted}", clocks[0]), letter.id


def undo_button(
    number: str, letter: int, *, words: str, route: Route, chat: str, key: bytes
) -> Mapping[str, Any]:
    """The button that takes a letter back, as the route's sender reads it."""
    act = f"{UNDO}:{number}:{letter}"
    data = button_data(key, chat=route.own(chat), act=act, most=route.side.button_bytes)
    return {"label": words, "data": data}


def taken_back(
    moment: Moment, asked: Mapping[str, Any], *, number: str, rights: Rights, language: str
) -> Saying:
    """Takes a letter back before it leaves. Raises DomainError `letter_left`."""
    take_letter_back(moment, number=number, letter_id=asked.get("letter", 0), rights=rights)
    return Saying({"text": asked["done"].replace("{number}", number)}, language)


def counted(moment: Moment, done: Performed, language: str) -> str:
    """The clocks that an answer stopped, each with whether in time."""
    at = {event.at for event in done.events if event.kind == "message.sent"}
    history = ledger.events_of(moment.session, [done.ticket.id])[done.ticket.id]
    said, as_of = moment.rulebook.vocabulary, max([moment.now, *at])
    found = deadlines.judge(
        history, rulebook=moment.rulebook, policy_version=done.ticket.policy_version, as_of=as_of
    )
    return ", ".join(
        "{} ({})".format(
            said.name("clock", verdict.clock, language), said.word("clock_status", verdict.status, language)
        )
        for verdict in deadlines.verdicts(found)
        if verdict.stopped_at in at and verdict.status in _JUDGED
    )
