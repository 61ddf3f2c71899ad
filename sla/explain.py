"""A clock's reasons as text that anyone can add up by hand, in Indonesian or English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sla.assess import read
from sla.because import shown_track, spans_of
from sla.calendars import Calendar
from sla.clocks import judge
from sla.errors import SlaError
from sla.events import Event
from sla.policies import CLOCKS, Amount, Policy
from sla.verdict import Span, Verdict
from sla.words import ENGLISH, INDONESIAN, Words

LANGUAGES = {"id": INDONESIAN, "en": ENGLISH}


def explain(
    events: Iterable[Event],
    *,
    policy: Policy,
    calendar: Calendar,
    as_of: datetime,
    clock: str,
    language: str = "id",
) -> str:
    """The verdict in a sentence or two, then each day's spans, then the sum of what counted.

    Raises SlaError `unknown_clock` and `unknown_language`.
    """
    if clock not in CLOCKS:
        raise SlaError("unknown_clock", clock, "there is no such clock")
    if language not in LANGUAGES:
        raise SlaError("unknown_language", language, f"there are {', '.join(LANGUAGES)}")
    words = LANGUAGES[language]
    case = read(events, policy=policy, calendar=calendar, as_of=as_of)
    track = shown_track(case, clock)
    verdict = judge(case, track)
    spans = spans_of(case, track)
    text = _Text(words, calendar)
    lines = [*text.heading(verdict, as_of), "", *text.days(spans)]
    if verdict.used_seconds is not None:
        lines += ["", f"{words.total}: {text.duration(counted_seconds(spans))}"]
    return "\n".join(lines)


def counted_seconds(spans: Sequence[Span]) -> int:
    """What the counted spans add up to."""
    return sum(int((span.end - span.start).total_seconds()) for span in spans if span.counted)


class _Text:
    """Instants, durations and spans in one language, on the calendar's own wall clock."""

    def __init__(self, words: Words, calendar: Calendar) -> None:
        self._words = words
        self._zone: ZoneInfo = calendar.zone
        self._day = calendar.nominal_day_seconds

    def heading(self, verdict: Verdict, as_of: datetime) -> list[str]:
        """What is promised, until when, and how it stands."""
        words = self._words
        title = f"{words.clocks[verdict.clock]}: {words.statuses[verdict.status]}"
        if verdict.reason is not None:
            title += f" ({words.reasons.get(verdict.reason, verdict.reason)})"
        if verdict.paused:
            title += f"; {words.paused}"
        lines = [title]
        if verdict.started_at is not None:
            lines.append(f"{words.started}: {self.instant(verdict.started_at)}")
        if verdict.target is not None and verdict.due_at is not None:
            due = self.instant(verdict.due_at, ends=True)
            lines.append(f"{words.promise}: {self.amount(verdict.target)}, {due}")
        if verdict.breached_at is not None:
            lines.append(f"{words.breached}: {self.instant(verdict.breached_at, ends=True)}")
        if verdict.stopped_at is not None:
            lines.append(f"{words.stopped}: {self.instant(verdict.stopped_at)}")
        if verdict.used_seconds is not None and verdict.remaining_seconds is not None:
            left = verdict.remaining_seconds
            rest = f"{words.left if left >= 0 else words.over} {self.duration(abs(left))}"
            lines.append(f"{words.used}: {self.duration(verdict.used_seconds)}; {rest}")
        if verdict.add_year is not None:
            lines.append(words.add_year.format(year=verdict.add_year))
        versions = words.versions.format(policy=verdict.policy_version, calendar=verdict.calendar_version)
        return [*lines, f"{words.as_of} {self.instant(as_of)}; {versions}"]

    def days(self, spans: Sequence[Span]) -> list[str]:
        """Each local day with its spans; days that are closed as a whole share one line."""
        lines: list[str] = []
        parts = [part for span in spans for part in self._by_day(span)]
        for on, of_day in groupby(parts, key=lambda part: part[0]):
            lines.append(self.date(on))
            for _on, start, end, span in of_day:
                mark = "+" if span.counted else " "
                holder = f"  [{span.holder}]" if span.holder and span.kind != "closed" else ""
                took = f" {self.duration(counted_seconds([span]))}" if span.counted else ""
                lines.append(f"  {mark} {start}-{end}  {self._reason(span)}{took}{holder}")
        return lines

    def _reason(self, span: Span) -> str:
        said = self._words.spans.get(span.reason_code, span.reason_code)
        return f"{said}: {span.name}" if span.name else said

    def _by_day(self, span: Span) -> Iterable[tuple[date, str, str, Span]]:
        start = span.start
        while start < span.end:
            local = start.astimezone(self._zone)
            midnight = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), self._zone)
            end = min(span.end, midnight.astimezone(UTC))
            until = "24.00" if end == midnight else self.hour(end)
            yield local.date(), self.hour(start), until, span._replace(start=start, end=end)
            start = end

    def hour(self, instant: datetime) -> str:
        """`14.05`, with seconds where there are some."""
        local = instant.astimezone(self._zone)
        return f"{local:%H.%M.%S}" if local.second else f"{local:%H.%M}"

    def date(self, on: date) -> str:
        """`Sel, 24 Nov 2026`."""
        words = self._words
        return f"{words.days[on.weekday()]}, {on.day} {words.months[on.month - 1]} {on.year}"

    def instant(self, at: datetime, *, ends: bool = False) -> str:
        """`Sel, 24 Nov 2026 14.05 WIB`; the end of a day is its 24.00."""
        local = at.astimezone(self._zone)
        if ends and local.time() == datetime.min.time():
            return f"{self.date(local.date() - timedelta(days=1))} 24.00 {local:%Z}"
        return f"{self.date(local.date())} {self.hour(at)} {local:%Z}"

    def amount(self, amount: Amount) -> str:
        """A target as it is promised."""
        if amount.kind == "working":
            return f"{self.duration(amount.count)} {self._words.working}"
        return f"{amount.count} {self._words.amounts[amount.kind]}"

    def duration(self, seconds: int) -> str:
        """Hours and minutes that can be added up; seconds where there are some."""
        words = self._words
        text = f"{seconds // 3600} {words.hour} {seconds // 60 % 60:02} {words.minute}"
        return f"{text} {seconds % 60:02} {words.second}" if seconds % 60 else text
