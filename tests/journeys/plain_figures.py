"""The figures of a year counted again from the ledgers' rows, without the engine, its facts or its statistics.

It knows only what the year's stories contain: one unit, targets in working days, questions that are answered,
disputes, hand-overs, leave, contests decided, acceptances, and closing by rule.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.survey.models import Rating
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from tests.journeys.plain_count import WIB, PlainCounter

CONFIG = Path(__file__).resolve().parents[2] / "config" / "marelan"
ANSWERS = {"answer", "question", "progress", "decision", "completeness", "reason"}
OBJECTION_DAYS = 10
#: They name a holder and give nobody the ticket.
NAMED_ONLY = {"custody.contested", "contest.decided", "custody.corrected"}

Span = tuple[datetime, datetime, str]


def targets(category: str) -> dict[str, int]:
    """Working days of the office's promises for a category of kind `complaint`, from the rulebook's file."""
    rows = {row["key"]: row for row in tomllib.loads((CONFIG / "policies.toml").read_text())["row"]}
    found: dict[str, int] = {}
    for key in ("general", "complaint", category):
        for clock, amount in rows.get(key, {}).get("targets", {}).items():
            if "working_days" in amount:
                found[clock] = amount["working_days"]
    return found


@dataclass
class Verdict:
    """What one clock of one ticket came to, and whose it is."""

    clock: str
    met: bool
    month: str
    owner: str | None
    used: int
    due: datetime
    stopped: datetime


@dataclass
class Told:
    """One ticket, told again."""

    number: str
    category: str
    verdicts: list[Verdict] = field(default_factory=list)
    held: Counter[tuple[str, str]] = field(default_factory=Counter)
    resolutions: list[tuple[str, str, str]] = field(default_factory=list)
    """(month, who, what became of it)"""
    handed: list[tuple[str, str, bool]] = field(default_factory=list)
    """(month, to whom, whether almost or already late)"""
    rating: tuple[str, str, int] | None = None
    """(month, whose, score)"""


class PlainFigures:
    """Every ticket of a database told again; figures by person (`person:7`) and month (`2025-03`)."""

    def __init__(self, session: Session, *, leave: dict[str, tuple[date, date]], unit: str) -> None:
        self._counter = PlainCounter(CONFIG / "calendar.toml", first=date(2025, 1, 1), last=date(2026, 3, 31))
        self._leave, self._unit = leave, f"unit:{unit}"
        self._months: dict[tuple[str, str], dict[str, Figure]] = {}
        events = defaultdict(list)
        rows = select(TicketEvent).order_by(TicketEvent.ticket_id, TicketEvent.at, TicketEvent.seq)
        for event in session.scalars(rows):
            events[event.ticket_id].append(event)
        ratings = {row.ticket_id: row for row in session.scalars(select(Rating))}
        self.tickets = [
            self._tell(ticket.number, events[ticket.id], ratings.get(ticket.id))
            for ticket in session.scalars(select(Ticket).order_by(Ticket.id))
        ]

    # ------------------------------------------------------------------------------------- one ticket

    def _tell(self, number: str, events: Sequence[TicketEvent], rating: Rating | None) -> Told:
        received = events[0].at
        category = events[0].data["category"]
        told, days = Told(number, category), targets(category)
        resolved = [event.at for event in events if event.kind == "ticket.resolved"]
        disputed = [event.at for event in events if event.kind == "ticket.disputed"]
        closed = self._closed(events, resolved)
        pauses = list(self._pauses(events, closed))
        lying = list(zip(resolved, disputed, strict=False))
        line = self._line(events, pauses, lying, closed)
        first = next(event.at for event in events if _answers(event))
        answer = next(event for event in events if _answers(event))
        told.verdicts.append(self._verdict("first_response", received, answer, days, line, [], events))
        gaps = sorted(pauses + lying)
        last = [event for event in events if event.kind == "ticket.resolved"][-1]
        told.verdicts.append(self._verdict("resolution", received, last, days, line, gaps, events))
        told.verdicts += self._rounds(events, first, days, line)
        for start, end, holder in line:
            for month, seconds in self._by_month(start, end):
                told.held[holder, month] += seconds
        for count, event in enumerate(event for event in events if event.kind == "ticket.resolved"):
            outcome = "undone" if count < len(disputed) else "stood"
            told.resolutions.append((month_of(event.at), event.actor, outcome))
        told.handed = list(self._handed(events, told, gaps, days))
        if rating is not None:
            told.rating = (month_of(rating.rated_at), told.resolutions[-1][1], rating.score)
        return told

    def _closed(self, events: Sequence[TicketEvent], resolved: Sequence[datetime]) -> datetime:
        accepted = [
            event.at for event in events if event.kind == "ticket.closed" and event.actor == "citizen"
        ]
        return accepted[-1] if accepted else self._counter.close_of_working_day(resolved[-1], OBJECTION_DAYS)

    @staticmethod
    def _pauses(events: Sequence[TicketEvent], closed: datetime) -> Iterable[tuple[datetime, datetime]]:
        """From a question's delivery to the citizen's next message, or the resolution."""
        asked: datetime | None = None
        questions = set()
        for event in events:
            if event.kind == "message.sent" and event.data["act"] == "question":
                questions.add(event.data["message"])
            if event.kind == "message.delivered" and event.data["message"] in questions:
                asked = asked or event.at
            ends = event.kind == "ticket.resolved" or (
                event.kind == "message.sent" and event.actor == "citizen"
            )
            if ends:
                questions.clear()
            if asked is not None and ends:
                yield asked, event.at
                asked = None
        if asked is not None:
            yield asked, closed

    def _line(
        self,
        events: Sequence[TicketEvent],
        pauses: Sequence[tuple[datetime, datetime]],
        lying: Sequence[tuple[datetime, datetime]],
        closed: datetime,
    ) -> list[Span]:
        """Who had it from when to when; every second between the first and the last once."""
        turns = [(events[0].at, self._holder_at_first(events))]
        turns += [(event.at, event.data["holder"]) for event in events if event.data.get("holder")]
        resolved = [event.at for event in events if event.kind == "ticket.resolved"]
        corrected = [event.data for event in events if event.kind == "custody.corrected"]
        marks = {at for at, _ in turns} | {closed, *resolved}
        marks |= {mark for span in (*pauses, *lying) for mark in span}
        marks |= {
            midnight(day) for away in self._leave.values() for day in (away[0], away[1] + timedelta(days=1))
        }
        marks |= {datetime.fromisoformat(data[end]) for data in corrected for end in ("start", "end")}
        inside = sorted(mark for mark in marks if events[0].at <= mark <= closed)
        line: list[Span] = []
        for start, end in pairwise(inside):
            holder = [who for at, who in turns if at <= start][-1]
            away = self._leave.get(holder)
            if away and midnight(away[0]) <= start < midnight(away[1] + timedelta(days=1)):
                holder = self._unit
            if any(first <= start < last for first, last in pauses):
                holder = "citizen"
            if any(first <= start < last for first, last in lying) or start >= resolved[-1]:
                holder = "nobody"
            for data in corrected:
                if datetime.fromisoformat(data["start"]) <= start < datetime.fromisoformat(data["end"]):
                    holder = data["holder"]
            line.append((start, end, holder))
        return line

    @staticmethod
    def _holder_at_first(events: Sequence[TicketEvent]) -> str:
        return f"unit:{events[0].data['unit']}"

    def _verdict(
        self,
        clock: str,
        start: datetime,
        ended: TicketEvent,
        days: dict[str, int],
        line: Sequence[Span],
        gaps: Sequence[tuple[datetime, datetime]],
        events: Sequence[TicketEvent],
    ) -> Verdict:
        due, stop = self._due(start, days[clock], gaps), ended.at
        met = stop <= due
        counted_until = stop if met else due
        owner = self._last(events, ended) if met else self._owner(start, counted_until, line, gaps)
        resolver = self._resolver(events, start)
        if clock == "next_response" and resolver is not None:
            owner = resolver
        used = self._counter.count(start, stop) - sum(
            self._counter.count(max(first, start), min(last, stop)) for first, last in gaps if first < stop
        )
        return Verdict(clock, met, month_of(counted_until), owner, used, due, stop)

    def _due(self, start: datetime, days: int, gaps: Sequence[tuple[datetime, datetime]]) -> datetime:
        close = self._counter.close_of_working_day(start, days)
        due, covered = close, 0
        for first, last in gaps:
            if first <= due:
                covered += self._counter.count(first, last)
                due = max(self._later(close, covered), last)
        return due

    def _later(self, start: datetime, seconds: int) -> datetime:
        """The earliest instant by which so many open seconds have passed, found by halving."""
        if not seconds:
            return start
        low, high = start, start + timedelta(days=60)
        while high - low > timedelta(seconds=1):
            middle = (low + (high - low) / 2).replace(microsecond=0)
            if self._counter.count(start, middle) >= seconds:
                high = middle
            else:
                low = middle
        return high

    def _last(self, events: Sequence[TicketEvent], ended: TicketEvent) -> str | None:
        """A met is whose who was given the ticket last before the stop: not on leave, and as corrected."""
        given = [event for event in events if event.seq < ended.seq and event.data.get("holder")]
        given = [event for event in given if event.kind not in NAMED_ONLY]
        holder = given[-1].data["holder"] if given else self._holder_at_first(events)
        at = ended.at if given and given[-1].at == ended.at else ended.at - timedelta(seconds=1)
        away = self._leave.get(holder)
        if away and midnight(away[0]) <= at < midnight(away[1] + timedelta(days=1)):
            holder = self._unit
        for event in events:
            if event.kind == "custody.corrected":
                data = event.data
                if datetime.fromisoformat(data["start"]) <= at < datetime.fromisoformat(data["end"]):
                    holder = data["holder"]
        return holder if holder.startswith("person:") else None

    @staticmethod
    def _resolver(events: Sequence[TicketEvent], opened: datetime) -> str | None:
        """Who had resolved the ticket when a round opened, if it lay resolved."""
        resolver = None
        for event in events:
            if event.at <= opened and event.kind == "ticket.resolved":
                resolver = event.actor
            elif event.at <= opened and event.kind == "ticket.disputed":
                resolver = None
        return resolver

    def _owner(
        self,
        start: datetime,
        end: datetime,
        line: Sequence[Span],
        gaps: Sequence[tuple[datetime, datetime]],
    ) -> str | None:
        sums: dict[str, int] = {}
        for first, last, holder in line:
            inside = max(first, start), min(last, end)
            if inside[0] >= inside[1]:
                continue
            waited = any(one <= inside[0] < other for one, other in gaps)
            sums[holder] = sums.get(holder, 0) + (0 if waited else self._counter.count(*inside))
        most = max(sums, key=lambda holder: sums[holder])  # the first of equals: who held first
        return most if most.startswith("person:") else None

    def _rounds(
        self,
        events: Sequence[TicketEvent],
        first: datetime,
        days: dict[str, int],
        line: Sequence[Span],
    ) -> Iterable[Verdict]:
        opened: datetime | None = None
        for event in events:
            if event.kind != "message.sent" or event.at < first:
                continue
            if event.actor == "citizen" and event.data["act"] == "message":
                opened = opened or event.at
            elif opened is not None and _answers(event):
                yield self._verdict("next_response", opened, event, days, line, [], events)
                opened = None
        assert opened is None, "a round of these stories is always answered"

    def _handed(
        self,
        events: Sequence[TicketEvent],
        told: Told,
        gaps: Sequence[tuple[datetime, datetime]],
        days: dict[str, int],
    ) -> Iterable[tuple[str, str, bool]]:
        holder = None
        for event in events:
            given = event.data.get("holder")
            if event.kind == "ticket.handed_over" and given not in (holder, event.actor):
                yield month_of(event.at), given, self._almost_late(events, event.at, gaps, days)
            holder = given or holder

    def _almost_late(
        self,
        events: Sequence[TicketEvent],
        at: datetime,
        gaps: Sequence[tuple[datetime, datetime]],
        days: dict[str, int],
    ) -> bool:
        start = events[0].at
        answered = any(_answers(event) and event.at <= at for event in events)
        past = [(first, min(last, at)) for first, last in gaps if first < at]
        for clock, within in (("first_response", []), ("resolution", past)):
            if clock == "first_response" and answered:
                continue
            due = self._due(start, days[clock], within)
            used = self._counter.count(start, at) - sum(self._counter.count(*gap) for gap in within)
            whole = self._counter.count(start, due) - sum(self._counter.count(*gap) for gap in within)
            if at > due or used * 100 >= 75 * whole:
                return True
        return False

    def _by_month(self, start: datetime, end: datetime) -> Iterable[tuple[str, int]]:
        while start < end:
            local = start.astimezone(WIB)
            following = midnight(date(local.year + local.month // 12, local.month % 12 + 1, 1))
            until = min(end, following)
            yield month_of(start), self._counter.count(start, until)
            start = until

    # ------------------------------------------------------------------------------------- figures

    def month(self, person: str, month: str) -> dict[str, Figure]:
        """Every indicator of a person in a month."""
        if (person, month) not in self._months:
            self._months[person, month] = self._month(person, month)
        return self._months[person, month]

    def _month(self, person: str, month: str) -> dict[str, Figure]:
        mine = [
            verdict
            for told in self.tickets
            for verdict in told.verdicts
            if verdict.owner == person and verdict.month == month
        ]
        found = {
            f"{clock}_on_time": share([verdict.met for verdict in mine if verdict.clock == clock])
            for clock in ("first_response", "resolution", "next_response")
        }
        used = sorted(verdict.used for verdict in mine if verdict.clock == "first_response")
        for code, still in (
            ("first_response_median", Fraction(1, 2)),
            ("first_response_p90", Fraction(1, 10)),
        ):
            found[code] = Figure(quantile(used, still), len(used))
        held = [told.held[person, month] for told in self.tickets if told.held[person, month]]
        found["held"] = Figure(float(sum(held)) if held else None, len(held))
        done = [
            (told.category, outcome)
            for told in self.tickets
            for when, who, outcome in told.resolutions
            if (when, who) == (month, person)
        ]
        found["reopened_share"] = share([outcome == "undone" for _, outcome in done])
        efforts = {row["code"]: row.get("effort", 1.0) for row in _categories()}
        kept = [efforts[category] for category, outcome in done if outcome != "undone"]
        found["volume"] = Figure(float(sum(kept)) if done else None, len(kept))
        came = [
            late for told in self.tickets for when, to, late in told.handed if (when, to) == (month, person)
        ]
        found["received_late"] = share(came)
        scores = [
            told.rating[2] for told in self.tickets if told.rating and told.rating[:2] == (month, person)
        ]
        late = {
            told.number
            for told in self.tickets
            for verdict in told.verdicts
            if verdict.owner == person and verdict.due < ends(month) <= verdict.stopped
        }
        dealt = {
            told.number
            for told in self.tickets
            for verdict in told.verdicts
            if verdict.owner == person and verdict.month == month
        }
        found["open_and_late"] = Figure(float(len(late)), len(late | dealt))
        mean = sum(Fraction(score - 1, 3) for score in scores) / len(scores) if scores else None
        value = None if mean is None else float(25 + 75 * mean)
        found["satisfaction"] = Figure(value, len(scores), None if mean is None else float(mean))
        return found

    def period(self, person: str, months: Sequence[str]) -> dict[str, PeriodFigure]:
        """Every indicator of a person over months in a row, each month as heavy as the person was there."""
        weights = {month: self._there(person, month) for month in months}
        by_month = {month: self.month(person, month) for month in months}
        found: dict[str, PeriodFigure] = {}
        for code in by_month[months[0]]:
            told = [(by_month[month][code], weights[month]) for month in months]
            known = [(figure.value, weight) for figure, weight in told if figure.value is not None]
            mass = sum(weight for _, weight in known)
            if code in SHARES:
                found[code] = self._pooled(person, code, months, told)
            elif code in ("held", "volume"):
                value = sum(value for value, _ in known) / mass if known else None
                found[code] = PeriodFigure(value, sum(figure.n for figure, _ in told))
            else:
                value = sum(value * weight for value, weight in known) / mass if known else None
                found[code] = PeriodFigure(value, sum(figure.n for figure, _ in told))
        return found

    def _pooled(
        self, person: str, code: str, months: Sequence[str], told: Sequence[tuple[Figure, float]]
    ) -> PeriodFigure:
        cases = [(figure, weight) for figure, weight in told if figure.n and weight]
        if not cases:
            return PeriodFigure(None, sum(figure.n for figure, _ in told))
        mass = sum(weight * figure.n for figure, weight in cases)
        part = sum(weight * figure.n * figure.share for figure, weight in cases) / mass
        weighed_n = mass**2 / sum(weight**2 * figure.n for figure, weight in cases)
        low, high = wilson(part, weighed_n)
        rates = self._rates_of_others(person, code, months)
        expected = None
        if rates is not None:
            expected = (
                sum(
                    weight * rates(category)
                    for month, (_, weight) in zip(months, told, strict=True)
                    for who, when, category, _ in self._cases(code)
                    if (who, when) == (person, month)
                )
                / mass
            )
        low_end, high_end = SHARES[code]

        def unit(share_: float) -> float:
            return low_end + share_ * (high_end - low_end)

        return PeriodFigure(
            unit(part),
            sum(figure.n for figure, _ in cases),
            weighed_n,
            (unit(low), unit(high)),
            None if expected is None else unit(expected),
        )

    def _rates_of_others(
        self, person: str, code: str, months: Sequence[str]
    ) -> Callable[[str], float] | None:
        """Of a category, what everybody else reached lately; each narrower rate weighs 20 cases of the broader.

        All tickets of the year come from one kelurahan, so a category's cell and the category are the same.
        """
        last = date.fromisoformat(f"{months[-1]}-01")
        back = [(last.year * 12 + last.month - 1 - count) for count in range(max(6, len(months)))]
        window = {f"{month // 12}-{month % 12 + 1:02d}" for month in back}
        others = [case for case in self._cases(code) if case[0] != person and case[1] in window]
        if len({who for who, *_ in others}) < 3 or len(others) < 30:
            return None
        overall = sum(worth for *_, worth in others) / len(others)

        def rate(category: str) -> float:
            here = [worth for _, _, what, worth in others if what == category]
            drawn = (sum(here) + 20 * overall) / (len(here) + 20)
            # A resolution knows no kelurahan and neither does its cell: it is drawn twice all the same.
            return (sum(here) + 20 * drawn) / (len(here) + 20)

        return rate

    def _cases(self, code: str) -> Iterable[tuple[str, str, str, float]]:
        """(whose, month, category, worth) of every case of a share that has a mix."""
        for told in self.tickets:
            if code == "reopened_share":
                for month, who, outcome in told.resolutions:
                    yield who, month, told.category, float(outcome == "undone")
            elif code == "satisfaction":
                if told.rating is not None:
                    month, who, score = told.rating
                    yield who, month, told.category, (score - 1) / 3
            else:
                for verdict in told.verdicts:
                    if code == f"{verdict.clock}_on_time" and verdict.owner is not None:
                        yield verdict.owner, verdict.month, told.category, float(verdict.met)

    def _there(self, person: str, month: str) -> float:
        """The part of a month's working days on which the person was at work."""
        first = date.fromisoformat(f"{month}-01")
        days = [first + timedelta(days=count) for count in range(31)]
        working = [day for day in days if day.month == first.month and self._counter.windows(day)]
        away = self._leave.get(person)
        there = [day for day in working if away is None or not away[0] <= day <= away[1]]
        return len(there) / len(working)


#: The ends of a share in its indicator's unit.
SHARES = {
    "first_response_on_time": (0.0, 100.0),
    "resolution_on_time": (0.0, 100.0),
    "next_response_on_time": (0.0, 100.0),
    "reopened_share": (0.0, 100.0),
    "satisfaction": (25.0, 100.0),
}


@dataclass(frozen=True)
class PeriodFigure:
    """A figure over several months; of a share, the cases it rests on, its interval and what was expected."""

    value: float | None
    n: int
    weighed_n: float = 0.0
    interval: tuple[float, float] | None = None
    expected: float | None = None


@dataclass(frozen=True)
class Figure:
    """A value in its unit, the cases behind it, and of a share what it is between 0 and 1."""

    value: float | None
    n: int
    share: float | None = None


def share(cases: Sequence[bool]) -> Figure:
    """So many of so many, in percent."""
    if not cases:
        return Figure(None, 0)
    part = Fraction(sum(cases), len(cases))
    return Figure(float(100 * part), len(cases), float(part))


def quantile(used: Sequence[int], still: Fraction) -> float | None:
    """Where everybody has finished, Kaplan and Meier's curve is the plain share that took longer."""
    for index, seconds in enumerate(used):
        if index + 1 < len(used) and used[index + 1] == seconds:
            continue
        if Fraction(len(used) - index - 1, len(used)) <= still:
            return float(seconds)
    return None


def wilson(part: float, n: float, z: float = 1.6448536269514722) -> tuple[float, float]:
    """The ends of the 90 % score interval, from the textbook's quadratic."""
    a, b, c = 1 + z * z / n, -(2 * part + z * z / n), part * part
    root = sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def month_of(at: datetime) -> str:
    return at.astimezone(WIB).strftime("%Y-%m")


def ends(month: str) -> datetime:
    """The first instant after a local month."""
    year, number = map(int, month.split("-"))
    return midnight(date(year + number // 12, number % 12 + 1, 1))


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=WIB).astimezone(UTC)


def _answers(event: TicketEvent) -> bool:
    return event.kind == "message.sent" and event.actor.startswith("person:") and event.data["act"] in ANSWERS


def _categories() -> list[dict[str, object]]:
    return tomllib.loads((CONFIG / "categories.toml").read_text(encoding="utf-8"))["category"]
