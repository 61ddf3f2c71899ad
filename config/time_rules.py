"""Calendars and policies made from their entries, with everything the engine finds wrong in them."""

from __future__ import annotations

from datetime import date
from typing import Any

from config.reading import Read
from config.references import note
from config.schemas.fields import WEEKDAYS
from config.versions import boundaries
from sla import (
    Amount,
    CalendarSpec,
    DayException,
    Pattern,
    Policy,
    PolicyRow,
    Rung,
    SlaError,
    compile_calendar,
)

_NAMES = ("kind", "category", "priority", "unit")
_DAYS = {str(number): name for name, number in WEEKDAYS.items()}


def build_calendars(read: Read) -> dict[str, tuple[CalendarSpec, ...]]:
    """Each calendar's versions in the order of the file; adds every mistake found, the engine's included."""
    built: dict[str, tuple[CalendarSpec, ...]] = {}
    for path, entry in read.entries("calendar"):
        spec = _calendar(read, path, entry, built)
        if spec is None:
            continue
        try:
            compile_calendar(spec)
        except SlaError as wrong:
            for key, code, message in engine_problems(wrong):
                place = _calendar_place(spec.code, key)
                if place is not None:
                    note(read, "calendar", f"{path}.{place}", code, message)
        built[spec.code] = (*built.get(spec.code, ()), spec)
    return built


def engine_problems(wrong: SlaError) -> list[tuple[str, str, str]]:
    """(key, code, message) of each mistake the engine names."""
    problems: tuple[SlaError, ...] = getattr(wrong, "problems", (wrong,))
    return [(problem.key, problem.code, problem.detail) for problem in problems]


def _calendar_place(code: str, key: str) -> str | None:
    """The engine's key as the path in our file; None for a parent's, which is told where it is written."""
    if not key.startswith(f"{code}."):
        return None
    place = key.removeprefix(f"{code}.")
    if place.startswith("exceptions.year["):
        return place.removeprefix("exceptions.")
    for engine, ours in (("exceptions.", "exception"), ("patterns.", "pattern")):
        if place.startswith(engine):
            name, _, rest = place.removeprefix(engine).partition(".")
            return f"{ours}[{name}]" + (f".windows.{_DAYS.get(rest, rest)}" if rest else "")
    return place


def _row_place(key: str) -> str:
    """The engine's key of a policy as the path in our file."""
    if not key.startswith("rows."):
        return f"terms.{key}"
    name, _, rest = key.removeprefix("rows.").partition(".")
    return f"row[{name}]" + (f".{rest}" if rest else "")


def _calendar(
    read: Read, path: str, entry: dict[str, Any], built: dict[str, tuple[CalendarSpec, ...]]
) -> CalendarSpec | None:
    earlier = built.get(entry["code"], ())
    if any(spec.version == entry["version"] for spec in earlier):
        note(read, "calendar", f"{path}.version", "same_version", f"{entry['version']!r} is there twice")
        return None
    base = next((spec for spec in earlier if spec.version == entry["based_on"]), None)
    if entry["based_on"] is not None and base is None:
        message = f"{entry['based_on']!r} is no earlier version of {entry['code']!r}"
        note(read, "calendar", f"{path}.based_on", "unknown_reference", message)
        return None
    parents = built.get(entry["parent"] or "", ())
    if entry["parent"] is not None and not parents:
        message = f"{entry['parent']!r} is no calendar written above this one"
        note(read, "calendar", f"{path}.parent", "unknown_reference", message)
        return None
    for table in ("pattern", "exception"):
        keys = [given["key"] for given in entry[table]]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            note(read, "calendar", f"{path}.{table}[{key}]", "key_used_twice", "is there twice")
    patterns = {pattern.key: pattern for pattern in base.patterns} if base else {}
    for given in entry["pattern"]:
        patterns[given["key"]] = Pattern(
            given["key"], given["effective_from"], given["windows"], given["effective_until"]
        )
    exceptions = {day.key: day for day in base.exceptions} if base else {}
    exceptions |= {day.key: day for day in _exceptions(read, path, entry)}
    return CalendarSpec(
        code=entry["code"],
        version=entry["version"],
        zone=entry["zone"],
        patterns=tuple(patterns.values()),
        exceptions=tuple(sorted(exceptions.values(), key=lambda day: day.on)),
        first_on=entry["first_on"],
        horizon_on=entry["horizon_on"],
        nominal_day_seconds=entry["nominal_day_seconds"],
        parent=parents[-1] if parents else None,
    )


def _exceptions(read: Read, path: str, entry: dict[str, Any]) -> list[DayException]:
    days: list[DayException] = []
    for year in entry["year"]:
        where = f"year[{year['year']}]"
        listed = {*year["holiday"], *year["collective_leave"]}
        for kind in ("holiday", "collective_leave"):
            for on, name in year[kind].items():
                key = f"{where}.{kind}.{on}"
                if on.year != year["year"]:
                    note(read, "calendar", f"{path}.{key}", "other_year", f"is not in {year['year']}")
                days.append(
                    DayException(
                        key=key, on=on, kind=kind, name=name, windows=(), decreed_at=year["decreed"].get(on)
                    )
                )
        for on in year["decreed"]:
            if on not in listed:
                message = "is no day of this year's lists"
                note(read, "calendar", f"{path}.{where}.decreed.{on}", "unknown_reference", message)
    days += [
        DayException(
            key=given["key"],
            on=given["on"],
            kind=given["kind"],
            name=given["name"],
            windows=given["windows"],
            decreed_at=given["decreed_at"],
        )
        for given in entry["exception"]
    ]
    return days


def build_policies(read: Read, code: str) -> tuple[Policy, ...]:
    """The policy versions, oldest first; adds every mistake found."""
    rows, terms = list(read.entries("row")), list(read.entries("terms"))
    ladders = {entry["key"]: _ladder(read, path, entry) for path, entry in read.entries("ladder")}
    starts = boundaries([_Days(entry) for _, entry in (*rows, *terms)])
    policies: list[Policy] = []
    for on in starts:
        held = {entry["key"]: (path, entry) for path, entry in rows if _holds(entry, on)}
        term = next((entry for _, entry in terms if _holds(entry, on)), None)
        if not held:
            continue
        if term is None:
            note(read, "terms", "terms", "not_in_force", f"rows hold on {on}, but no [[terms]] does")
            continue
        built = [_row(read, key, held, ladders) for key in held]
        try:
            policies.append(
                Policy(
                    code=code,
                    version=on.isoformat(),
                    effective_from=on,
                    rows=tuple(row for row in built if row is not None),
                    question_expiry=term["question_expiry"],
                    completeness_expiry=term["completeness_expiry"],
                    objection_period=term["objection_period"],
                    reopen_limit=term["reopen_limit"],
                )
            )
        except SlaError as wrong:
            for key, problem, message in engine_problems(wrong):
                note(read, "row", _row_place(key), problem, message)
    versions = {policy.version for policy in policies}
    for path, entry in read.entries("escalations_off"):
        if entry["policy"] != "all" and entry["policy"] not in versions:
            message = f"{entry['policy']!r} is neither all nor one of {', '.join(sorted(versions))}"
            note(read, "escalations_off", f"{path}.policy", "unknown_reference", message)
    return tuple(policies)


class _Days:
    def __init__(self, entry: dict[str, Any]) -> None:
        self.effective_from: date = entry["effective_from"]
        self.effective_until: date | None = entry["effective_until"]


def _holds(entry: dict[str, Any], on: date) -> bool:
    until = entry["effective_until"]
    return bool(entry["effective_from"] <= on and (until is None or on <= until))


def _ladder(read: Read, path: str, entry: dict[str, Any]) -> tuple[Rung, ...]:
    rungs = []
    for index, rung in enumerate(entry["rung"]):
        if (rung["share"] is None) == (rung["overdue_minutes"] is None):
            message = "needs either share or overdue_minutes"
            note(read, "ladder", f"{path}.rung[{index}]", "invalid", message)
            continue
        late = None if rung["overdue_minutes"] is None else rung["overdue_minutes"] * 60
        rungs.append(
            Rung(
                clock=rung["clock"],
                share=rung["share"],
                overdue_seconds=late,
                level=rung["level"],
                to=rung["to"],
            )
        )
    return tuple(rungs)


def _row(
    read: Read, key: str, held: dict[str, tuple[str, dict[str, Any]]], ladders: dict[str, tuple[Rung, ...]]
) -> PolicyRow | None:
    path, entry = held[key]
    chain = [entry]
    seen = {key}
    while (below := chain[-1]["based_on"]) in held and below not in seen:
        seen.add(below)
        chain.append(held[below][1])
    if (missing := chain[-1]["based_on"]) is not None and missing not in held:
        message = f"row {missing!r} does not hold on all its days"
        note(read, "row", f"{path}.based_on", "not_in_force", message)
        return None
    targets: dict[str, Amount] = {}
    for link in reversed(chain):
        targets |= link["targets"]
    calendar = _first(chain, "calendar")
    if calendar is None:
        note(read, "row", f"{path}.calendar", "missing", "is missing")
        return None
    # One ladder serves many rows: a rung for a clock this row does not promise has nothing to warn of.
    rungs = ladders.get(_first(chain, "ladder") or "", ())
    return PolicyRow(
        key=key,
        calendar=calendar,
        targets=targets,
        **{name: entry[name] for name in _NAMES},
        warning_share=_first(chain, "warning_share") or 75,
        ladder=tuple(rung for rung in rungs if rung.clock in targets),
    )


def _first(chain: list[dict[str, Any]], name: str) -> Any:
    return next((link[name] for link in chain if link[name] is not None), None)
