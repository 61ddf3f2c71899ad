"""A clock's reasons as text that anyone can add up by hand, in Indonesian or English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sla.assess import read
from sla.because import shown_track, spans_of, tracks_of
from sla.calendars import Calendar
from sla.clocks import judge
from sla.days import Part, Stretch, by_day, counted_seconds, fold
from sla.errors import SlaError
from sla.events import Event
from sla.policies import CLOCKS, Amount, Policy
from sla.verdict import Span, Verdict
from sla.words import LANGUAGES, LanguageWords


def explain(
    events: Iterable[Event],
    *,
    policy: Policy,
    calendar: Calendar,
    as_of: datetime,
    clock: str,
    number: int | None = None,
    language: str = "id",
    naming: Callable[[str], str] = str,
    full: bool = True,
    words: LanguageWords | None = None,
) -> str:
    """The verdict in a sentence or two, then each day's spans, then the sum of what counted.

    Of several rounds or lives the one with that `number`, counted from 0, or else the one that is shown; all
    are named.
    `naming` says how a holder is called; not `full`, long stretches of days of one kind are one entry;
    `words` are another house's own for this language.
    Raises SlaError `unknown_clock` and `unknown_language`.
    """
    if clock not in CLOCKS:
        raise SlaError("unknown_clock", clock, "there is no such clock")
    if language not in LANGUAGES:
        raise SlaError("unknown_language", language, f"there are {', '.join(LANGUAGES)}")
    words = words or LANGUAGES[language]
    case = read(events, policy=policy, calendar=calendar, as_of=as_of)
    tracks = tracks_of(case, clock)
    track = shown_track(case, tracks, clock) if number is None else tracks[number]
    spans = spans_of(case, track)
    text = _Text(words, calendar)
    days = by_day(spans, calendar.zone, naming)
    verdict = judge(case, track)
    lines = [*text.heading(verdict, as_of)]
    if len(tracks) > 1:
        lines += ["", *(text.beside(each, judge(case, one)) for each, one in enumerate(tracks, start=1))]
    lines += ["", *text.days(days if full else fold(days))]
    if verdict.used_seconds is not None:
        lines += ["", f"{words.total}: {text.duration(counted_seconds(spans))}"]
    return "\n".join(lines)


class _Text:
    """Instants, durations and spans in one language, on the calendar's own wall clock."""

    def __init__(self, words: LanguageWords, calendar: Calendar) -> None:
        self._words = words
        self._zone: ZoneInfo = calendar.zone

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
        if verdict.due_at is not None:
            assert verdict.target is not None  # a due is a target's
            due = self.instant(verdict.due_at, ends=True)
            lines.append(f"{words.promise}: {self.amount(verdict.target)}, {due}")
        if verdict.breached_at is not None:
            lines.append(f"{words.breached}: {self.instant(verdict.breached_at, ends=True)}")
        if verdict.stopped_at is not None:
            lines.append(f"{words.stopped}: {self.instant(verdict.stopped_at)}")
        if verdict.used_seconds is not None:
            least = f" {words.at_least}" if verdict.at_least else ""
            said = f"{words.used}:{least} {self.duration(verdict.used_seconds)}"
            left = verdict.remaining_seconds
            if left is not None:
                said += f"; {words.left if left >= 0 else words.over} {self.duration(abs(left))}"
            lines.append(said)
        if verdict.add_year is not None:
            lines.append(words.add_year.format(year=verdict.add_year))
        versions = words.versions.format(policy=verdict.policy_version, calendar=verdict.calendar_version)
        return [*lines, f"{words.as_of} {self.instant(as_of)}; {versions}"]

    def beside(self, number: int, verdict: Verdict) -> str:
        """One of several rounds or lives in a line (29, 33)."""
        words = self._words
        said = f"{words.beside[verdict.clock].format(number=number)}: {words.statuses[verdict.status]}"
        for name, at in (
            (words.started, verdict.started_at),
            (words.promise, verdict.due_at),
            (words.stopped, verdict.stopped_at),
        ):
            if at is not None:
                said += f"; {name.lower()} {self.instant(at, ends=name == words.promise)}"
        return said

    def days(self, entries: Iterable[Sequence[Part] | Stretch]) -> list[str]:
        """Each local day with its parts, each stretch of days as one entry."""
        lines: list[str] = []
        for entry in entries:
            if isinstance(entry, Stretch):
                lines += self._stretch(entry)
                continue
            lines.append(self.date(entry[0].on))
            lines += [
                self._line(self._hours(part.span), part, counted_seconds([part.span])) for part in entry
            ]
        return lines

    def _stretch(self, stretch: Stretch) -> list[str]:
        words = self._words
        dates = f"{self.date(stretch.first)} {words.until} {self.date(stretch.last)}"
        return [dates, self._line(f"{stretch.days} {words.whole_days}", stretch.part, stretch.seconds)]

    def _line(self, when: str, part: Part, seconds: int) -> str:
        span = part.span
        mark = "+" if span.counted else " "
        holder = f"  [{part.holder}]" if part.holder else ""
        took = f" {self.duration(seconds)}" if span.counted else ""
        return f"  {mark} {when}  {self._reason(span)}{took}{holder}"

    def _reason(self, span: Span) -> str:
        said = self._words.spans.get(span.reason_code, span.reason_code)
        return f"{said}: {span.name}" if span.name else said

    def _hours(self, span: Span) -> str:
        midnight = span.end.astimezone(self._zone).time() == datetime.min.time()
        return f"{self.hour(span.start)}-{'24.00' if midnight else self.hour(span.end)}"

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
