"""A draft made to hold from a day: what held until then ends on the day before, and is never edited.

Tickets are judged for life by what was in force when they were received. A page changes an entry where it
stands; here that becomes the old entry with its end, and a new one from the day. What had ended before is as
it was. Pure; what comes out is checked like any other rulebook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from complaints_service.rulebooks.files import DRAWN, Files, table
from complaints_service.rulebooks.writing import written
from config.entries.identity import IDENTITY

Entry = dict[str, Any]
#: What is today's state, kept by the database once it was told: it changes on the day of the release.
UNDATED = frozenset({"office", "unit", "position", "kelurahan"})
_CALENDAR = "calendar.toml"


def dated(before: Files, draft: Files, *, on: date, today: date) -> dict[str, str]:
    """The draft's files with every change of dated entries holding from `on`, which lies after `today`."""
    out = dict(draft)
    for name in draft:
        if name in DRAWN or before.get(name) == draft[name]:
            continue
        old, new = table(before, name), table(draft, name)
        first = new.get("defaults", {}).get("effective_from")
        made = dict(new)
        for kind in dict.fromkeys([*old, *new]):
            if kind in IDENTITY and kind not in UNDATED:
                made[kind] = _dated_entries(old.get(kind, []), new.get(kind, []), kind, first, on, today)
        if name == _CALENDAR:
            made["calendar"] = _dated_calendars(old.get("calendar", []), new.get("calendar", []), on)
        if made != new:
            out[name] = written({key: value for key, value in made.items() if value or key in new})
    return out


def _dated_entries(
    old: Sequence[Entry], new: Sequence[Entry], kind: str, first: Any, on: date, today: date
) -> list[Entry]:
    """One table's entries, in the order of the draft; what was taken out of it stays behind with its end."""

    def known_by(entry: Entry) -> tuple[str, date]:
        begins = entry.get("effective_from", first)
        return str(entry.get(IDENTITY[kind], "")), begins if isinstance(begins, date) else date.min

    was = {known_by(entry): entry for entry in old}
    kept: set[tuple[str, date]] = set()
    out: list[Entry] = []
    for entry in new:
        key = known_by(entry)
        held = was.get(key)
        if held is None:
            out.append(entry if key[1] > today else {**entry, "effective_from": on})
            continue
        kept.add(key)
        out += _changed(held, entry, begins=key[1], on=on)
    for key, held in was.items():
        if key not in kept and key[1] < on:
            out.append(_ended(held, on))
    return out


def _changed(held: Entry, entry: Entry, *, begins: date, on: date) -> list[Entry]:
    if held == entry or begins >= on:
        return [entry]
    if _ended_before(held, on):
        return [held]
    if _without_remarks(held) == _without_remarks(entry):
        return [entry]
    follows = {**entry, "effective_from": on}
    return [_ended(held, on), follows]


def _ended(held: Entry, on: date) -> Entry:
    return held if _ended_before(held, on) else {**held, "effective_until": on - timedelta(days=1)}


def _ended_before(held: Entry, on: date) -> bool:
    until = held.get("effective_until")
    return isinstance(until, date) and until < on


def _without_remarks(entry: Entry) -> Entry:
    """What an entry says, without where it comes from and when it ends."""
    return {key: value for key, value in entry.items() if key not in ("source", "effective_until")}


def _dated_calendars(old: Sequence[Entry], new: Sequence[Entry], on: date) -> list[Entry]:
    """Calendars have explicit versions: each that changed, or whose country did, gets the next one."""
    was = {(each.get("code"), each.get("version")): each for each in old}
    out, made, changed = [was.get((each.get("code"), each.get("version")), each) for each in new], [], set()
    for code in dict.fromkeys(each.get("code") for each in new):
        versions = [each for each in new if each.get("code") == code]
        newest = versions[-1]
        held = was.get((code, newest.get("version")))
        if held is None or (held == newest and newest.get("parent") not in changed):
            continue
        changed.add(code)
        made.append(_next_version(held, newest, number=len(versions) + 1, on=on))
    return [*out, *made]


def _next_version(held: Entry, entry: Entry, *, number: int, on: date) -> Entry:
    """A calendar's whole next version; of a changed week the later one wins, days are what they are."""
    made = deepcopy(entry)
    made["version"] = f"{on.isoformat()}.{number}"
    weeks: Mapping[str, Entry] = {each["key"]: each for each in held.get("pattern", [])}
    patterns: list[Entry] = []
    for week in made.get("pattern", []):
        before = weeks.get(week["key"])
        if before is None or before == week or week["effective_from"] >= on or _ended_before(before, on):
            patterns.append(week)
            continue
        patterns.append(_ended(before, on) if "effective_until" in before else before)
        patterns.append({**week, "key": f"{week['key']}-{on.isoformat()}", "effective_from": on})
    if patterns:
        made["pattern"] = patterns
    return made


def next_calendar(before: Files, changed: Files, *, on: date) -> dict[str, str]:
    """Files whose calendars were changed, with each change as a next version; nothing else is dated."""
    return dated(before, {**before, _CALENDAR: changed[_CALENDAR]}, on=on, today=on)


def carried(draft: Files, before: Files, after: Files, change: Callable[[Files], Files]) -> dict[str, str]:
    """A draft begun on `before`, once its calendars became those of `after` by `change`: it loses neither."""
    if draft.get(_CALENDAR) == before.get(_CALENDAR):
        return {**draft, _CALENDAR: after[_CALENDAR]}
    own = {str(each.get("code")): each for each in table(change(draft), _CALENDAR).get("calendar", [])}
    calendars = table(after, _CALENDAR).get("calendar", [])
    newest = {str(each.get("code")): each for each in calendars}
    made = [
        {**own[code], "version": each["version"]} if newest[code] is each and code in own else each
        for each in calendars
        for code in (str(each.get("code")),)
    ]
    return {**draft, _CALENDAR: written({**table(after, _CALENDAR), "calendar": made})}
