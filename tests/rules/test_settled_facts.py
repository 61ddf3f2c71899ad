"""What is settled was so when its facts say: computed again as of then, nothing of them differs."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from complaints_service.measurement.facts.facts import make_facts
from complaints_service.measurement.facts.rows import TicketFacts, TicketHead
from sla import Calendar, Event, rule_closing
from tests.sla.histories import RULES, START, a_calendar, a_history, received
from tests.sla.office import CALENDAR

HEAD = TicketHead(1, "v1", None)
FAR = START + timedelta(days=200)
HOUR = timedelta(hours=1)
#: What entries of a ledger say that a history of the engine leaves out.
WHOLE = {"kind": "complaint", "category": "roads", "priority": "normal"}


def whole(events: list[Event]) -> list[Event]:
    return [event._replace(data={**WHOLE, **event.data}) for event in events]


def settles_where_it_says(events: list[Event], calendar: Calendar = CALENDAR) -> TicketFacts:
    """The facts as of long after; those of a settled ticket are the same as of their own instant."""
    made = make_facts(HEAD, events, policy=RULES, calendar=calendar, now=FAR)
    if made.ticket.settled:
        again = make_facts(HEAD, events, policy=RULES, calendar=calendar, now=made.ticket.as_of)
        assert again == made, events
    return made


def test_a_settled_ticket_is_what_it_was_as_of_what_settled_it() -> None:
    """Random histories of every kind of entry, a fourth of them under calendars with late decrees."""
    random, settled = Random(24), 0
    for turn in range(300):
        calendar = CALENDAR if turn % 4 else a_calendar(random)
        settled += settles_where_it_says(whole(a_history(random)), calendar).ticket.settled
    assert settled > 80, settled


def test_one_closed_for_want_of_an_answer_is_settled_after_the_laws_own_period() -> None:
    """By the rule alone, or with the entry that a job wrote at the rule's instant or late."""
    random = Random(32)
    for turn in range(60):
        events = [received()]
        for act in random.choices(("question", "completeness"), k=random.randint(1, 2)):
            at = events[-1].at + random.randint(0, 30) * HOUR
            message = len(events) + 1
            events.append(
                Event(message, "message.sent", at, at, "person:7", {"act": act, "message": message})
            )
            delivered = {"message": message, "route": "page"}
            events.append(Event(message + 1, "message.delivered", at, at, "rule", delivered))
        closing = rule_closing(events, policy=RULES, calendar=CALENDAR, as_of=FAR)
        assert closing is not None
        if turn % 3:
            at, wrote = closing[0], closing[0] + (turn % 3 - 1) * HOUR
            events.append(Event(len(events) + 1, "ticket.closed", at, wrote, "rule", {"reason": "no_answer"}))
        ticket = settles_where_it_says(whole(events)).ticket
        assert ticket.settled and ticket.final_closed_at is not None
        assert ticket.as_of > ticket.final_closed_at == closing[0]


def test_a_ticket_split_off_when_it_was_closed_has_no_custody() -> None:
    """Its time is the other ticket's; there is none that runs backwards."""
    later = START + 40 * 24 * HOUR
    closed = Event(2, "ticket.cancelled", START + HOUR, START + HOUR, "citizen", {"reason": "moved"})
    split = Event(3, "ticket.split", later, later, "person:7", {"parent": "MRL-1"})
    made = settles_where_it_says(whole([received(), closed, split]))
    assert (made.custody, made.ticket.total_seconds) == ((), 0)
