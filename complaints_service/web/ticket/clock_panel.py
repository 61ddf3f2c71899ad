"""One clock of a ticket as a panel: the promise in words, the tape, the day sheet and their legend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from markupsafe import Markup

from complaints_service.errors import marked
from complaints_service.intake.channels import channels
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.queries import TicketView
from complaints_service.translation import sentence
from complaints_service.web.drawing import ClockDrawing, day_sheet, tape
from complaints_service.web.drawing.bars import FILLS
from complaints_service.web.drawing.model import Audience
from complaints_service.web.shell.names import Names
from complaints_service.web.ticket.clock_adapter import Judged, from_engine
from complaints_service.web.ticket.happenings import happenings
from complaints_service.web.words.formats import amount_words, duration_words, wall_duration_words
from sla import Calendar, Verdict, known

#: Of less than it no figure is told.
MINUTE = 60
_UNDER_A_MINUTE = marked("kurang dari semenit")
#: The legend's keys in the order they are read; the first is a person's counted time.
LEGEND = ("on", "second", "queue", "late", "wait", "idle", "agency", "next")


@dataclass(frozen=True, kw_only=True)
class ClockPanel:
    """What the clock's sheet shows. `original_due` is before pauses moved it by `moved_seconds`.

    Tape and sheet are drawn where a page asks for them: not every page shows both.
    """

    drawing: ClockDrawing
    audience: Audience
    language: str
    opened: frozenset[str]
    month_link: Callable[[str], str] | None
    target_words: str
    original_due: datetime | None
    due_at: datetime | None
    moved_seconds: int
    moved_words: str
    heading: str = ""

    @cached_property
    def tape(self) -> Markup:
        """The clock's whole life on one axis."""
        return tape(self.drawing, language=self.language)

    @cached_property
    def sheet(self) -> Markup:
        """The clock day by day."""
        return day_sheet(
            self.drawing,
            audience=self.audience,
            language=self.language,
            opened=self.opened,
            month_link=self.month_link,
        )

    @cached_property
    def legend(self) -> tuple[str, ...]:
        """The keys of the fills that are drawn."""
        return legend_of(self.drawing)


def clock_panel(
    view: TicketView,
    clock: str = "resolution",
    *,
    audience: Audience,
    names: Names,
    language: str,
    opened: frozenset[str] = frozenset(),
    month_link: Callable[[str], str] | None = None,
) -> ClockPanel | None:
    """The panel of one clock; None for one that has not begun or promises nothing.

    `opened` names folded months and years of a long ticket to show, `month_link` is what opens one.
    """
    if clock not in view.assessment.clocks:
        return None
    verdict, _number = deadlines.current(view.assessment, clock)
    if verdict.started_at is None or verdict.target is None:
        return None
    original, moved = moved_due(verdict, view.calendar)
    target = amount_words(verdict.target.kind, verdict.target.count, language=language)
    return ClockPanel(
        drawing=_drawing(view, clock, audience, names, language),
        audience=audience,
        language=language,
        opened=opened,
        month_link=month_link,
        target_words=target if original is not None and verdict.due_at is not None else "",
        original_due=original,
        due_at=verdict.due_at,
        moved_seconds=moved,
        moved_words=told_seconds(moved, verdict, view.calendar, language),
    )


def told_seconds(seconds: int, verdict: Verdict, calendar: Calendar, language: str) -> str:
    """Seconds of a clock's own kind in words: working time, or the wall clock's for calendar days.

    Less than a minute is said so: "0 minutes late" reads like a mistake.
    """
    if abs(seconds) < MINUTE:
        return sentence(_UNDER_A_MINUTE, language)
    if verdict.target is not None and verdict.target.kind == "calendar_days":
        return wall_duration_words(seconds, language=language)
    return duration_words(seconds, day_seconds=calendar.nominal_day_seconds, language=language)


def moved_due(verdict: Verdict, calendar: Calendar) -> tuple[datetime | None, int]:
    """The due as first promised, and by how many seconds of its own kind pauses moved it."""
    if verdict.started_at is None or verdict.target is None or verdict.due_at is None:
        return None, 0
    original = known.due(calendar, verdict.started_at, verdict.target)
    if original is None:
        return None, 0  # past the calendar's horizon: the verdict says so by itself
    if verdict.due_at <= original:
        return verdict.due_at, 0
    if verdict.target.kind == "calendar_days":
        return original, int((verdict.due_at - original).total_seconds())
    moved = known.elapsed(calendar, original, verdict.due_at)
    return (None, 0) if moved is None else (original, moved)


def legend_of(drawing: ClockDrawing) -> tuple[str, ...]:
    """The keys of the fills a drawing uses."""
    used = {FILLS.get(span.kind, span.tone) for span in drawing.spans}
    named = {"on" if fill == "person" else fill for fill in used}
    return tuple(key for key in LEGEND if key in named)


def _drawing(view: TicketView, clock: str, audience: Audience, names: Names, language: str) -> ClockDrawing:
    channel = channels().get(view.complaint.channel)
    words = "" if channel is None else channel.names.read(language)
    told = happenings(view.events, naming=names.holder, audience=audience, language=language, channel=words)
    verdict, number = deadlines.current(view.assessment, clock)
    assert verdict.started_at is not None  # else there is nothing to draw
    # What came before, and after the ticket's end, is not drawn: years ago need no explaining up to today.
    spans = view.spans(clock, number, since=verdict.started_at, until=view.assessment.final_closed_at)
    judged = Judged(
        number=view.ticket.number,
        clock=clock,
        assessment=view.assessment,
        spans=spans,
        calendar=view.calendar,
    )
    return from_engine(judged, naming=names.holder, events=told)
