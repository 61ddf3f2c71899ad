"""What lies on the desks when a visitor comes to the demo: a ticket in every state, whatever the hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from complaints_service.replay.demo.story import Story
from complaints_service.replay.demo.world import DemoWorld
from complaints_service.samples.library import DemoComplaint
from complaints_service.tickets.acts.registry import request_for

#: So many complaints are planned here, of the demo's own number.
COUNT = 7
#: Shorter demos have no room for them.
SHORTEST_DAYS = 14


def set_the_desks(world: DemoWorld, story_of: Callable[[DemoComplaint], Story], *, end: datetime) -> None:
    """Plans a ticket in the triage queue, one in a section's queue, and on the first officer's desk of that
    section one each that is late, nearly late, running, waiting for the citizen, and resolved.
    """
    library = {told.id: told for told in world.library.complaints}

    def story(key: str) -> Story:
        return story_of(library[key])

    world.begin(story("monyet-masuk-rumah").untouched(end - timedelta(minutes=6)))
    opened, closed = world.calendar.open_spans(end - timedelta(days=30), end)[-1]
    shared_at = max(opened, closed - timedelta(minutes=20))
    world.begin(story("tanah-korekan-ditinggal").put_back(shared_at - timedelta(minutes=50), shared_at))

    holder = world.staff.seats["pelaksana_sarpras"][0]
    zone = ZoneInfo(world.rulebook.office.zone)
    # Back from the working day that runs or comes next: its close is when the nearly late one falls due.
    days = _working_days_back(world, world.calendar.next_open(end).astimezone(zone).date())
    back = [next(days) for _ in range(6)]

    def on(working_days_ago: int, hour: int, minute: int) -> datetime:
        return datetime.combine(back[working_days_ago], time(hour, minute), zone)

    late, nearly = story("sampah-seminggu-tak-diangkut"), story("sampah-tumpukan-marelan-raya")
    world.begin(late.staged(on(4, 9, 10), holder, []))
    answer = request_for("message", text=nearly.told.answer)
    world.begin(nearly.staged(on(5, 8, 40), holder, [(on(5, 10, 50), answer)]))
    running = story("parit-besar-eceng")
    answer = request_for("message", text=running.told.answer)
    world.begin(running.staged(on(2, 10, 5), holder, [(on(2, 14, 20), answer)]))
    waiting = story("banjir-gang-setiap-hujan")
    said = [
        (on(2, 9, 30), request_for("message", text=waiting.told.answer)),
        (on(1, 10, 15), request_for("question", text=waiting.told.question)),
    ]
    world.begin(waiting.staged(on(3, 13, 30), holder, said))
    resolved = story("sampah-pajak-sore")
    said = [
        (on(3, 11, 0), request_for("message", text=resolved.told.answer)),
        (on(1, 14, 40), request_for("resolve", text=resolved.told.resolution)),
    ]
    world.begin(resolved.staged(on(4, 15, 20), holder, said))


def _working_days_back(world: DemoWorld, last: date) -> Iterator[date]:
    day = last
    while True:
        if world.calendar.is_working_day(day):
            yield day
        day -= timedelta(days=1)
