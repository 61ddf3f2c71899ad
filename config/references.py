"""Mistakes that only show between entries: unknown names, overlapping days, circles, unlike translations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config.entries.answers import FIELDS
from config.entries.identity import IDENTITY
from config.entries.office import MOST_QUESTIONS
from config.entries.papers import NUMBER_FIELDS, PAPER_FIELDS
from config.entries.street_map import GEOMETRY
from config.files import FILES
from config.reading import Read
from config.rulebook import placeholders
from config.schemas.office import DESTINATIONS

_FILE_OF = {table: name for name, tables in FILES.items() for table in tables}


def check_references(read: Read) -> None:
    """Add every mistake between entries to what was read."""
    _check_days(read)
    _check_office(read)
    _check_names(read)
    _check_questions(read)
    _check_rules(read)
    _check_circles(read, "unit", "parent")
    _check_circles(read, "position", "superior")
    _check_circles(read, "row", "based_on")
    _check_heads(read)
    _check_texts(read)
    _check_papers(read)
    _check_outlines(read)
    _check_bearings(read)


def note(read: Read, table: str, key: str, code: str, message: str) -> None:
    """Note a mistake in the file a table belongs to."""
    read.add(_FILE_OF[table], key, code, message)


def known(read: Read, table: str, name: str) -> bool:
    """Whether a name is written in a table, be the entry well-formed or not."""
    # A table that could not be read at all is told once, not once for each reference to it.
    return table not in read.named or name in read.named[table]


def _require(read: Read, table: str, path: str, name: str | None, wanted: str) -> None:
    if name is not None and not known(read, wanted, name):
        note(read, table, path, "unknown_reference", f"{name!r} is no {wanted} in {_FILE_OF[wanted]}")


def _check_questions(read: Read) -> None:
    """Answers are kept by the code of their question: each has its own, and few are asked."""
    for path, entry in read.entries("category"):
        asked = [question.code for question in entry["questions"]]
        for code in sorted({code for code in asked if asked.count(code) > 1}):
            note(read, "category", f"{path}.questions", "twice", f"{code!r} is asked twice")
        if len(asked) > MOST_QUESTIONS:
            message = f"{len(asked)} questions; nobody answers more than {MOST_QUESTIONS}"
            note(read, "category", f"{path}.questions", "too_many", message)


def _check_days(read: Read) -> None:
    for table, identity in IDENTITY.items():
        by_name: dict[str, list[tuple[date, date, str]]] = {}
        for path, entry in read.entries(table):
            start, end = entry["effective_from"], entry["effective_until"] or date.max
            if end < start:
                note(read, table, f"{path}.effective_until", "backwards", f"{end} is before {start}")
                continue
            by_name.setdefault(entry[identity] if identity else table, []).append((start, end, path))
        for name, spans in by_name.items():
            spans.sort()
            for (_, end, _), (start, _, path) in pairwise(spans):
                if start <= end:
                    until = "" if end == date.max else f", which holds until {end}"
                    message = f"{name!r} from {start} overlaps an earlier entry of that name{until}"
                    note(read, table, f"{path}.effective_from", "overlap", message)


def _check_office(read: Read) -> None:
    for path, office in read.entries("office"):
        _require(read, "office", f"{path}.calendar", office["calendar"], "calendar")
        _require(read, "office", f"{path}.triage_unit", office["triage_unit"], "unit")
        _require(read, "office", f"{path}.head_position", office["head_position"], "position")
        _require(read, "office", f"{path}.oversight_agency", office["oversight_agency"], "agency")
        try:
            ZoneInfo(office["zone"])
        except (ZoneInfoNotFoundError, ValueError, OSError):
            note(read, "office", f"{path}.zone", "unknown_zone", f"{office['zone']!r} is no time zone")


_REFERENCES: Mapping[str, Mapping[str, str]] = {
    "emergency_sign": {"numbers": "emergency_number"},
    "row": {
        "based_on": "row",
        "calendar": "calendar",
        "ladder": "ladder",
        "category": "category",
        "unit": "unit",
    },
    "category": {"first_handler": "unit", "owner": "agency"},
    "answer": {"category": "category"},
    "rule": {"categories": "category", "kelurahan": "kelurahan", "mark": "agency"},
    "kelurahan": {"unit": "unit"},
    "unit": {"parent": "unit", "kelurahan": "kelurahan", "calendar": "calendar"},
    "position": {"unit": "unit", "superior": "position"},
}


def _check_names(read: Read) -> None:
    for table, fields in _REFERENCES.items():
        for path, entry in read.raw.get(table, ()):
            for field, wanted in fields.items():
                given = entry.get(field)
                for name in given if isinstance(given, list) else [given]:
                    if isinstance(name, str):
                        _require(read, table, f"{path}.{field}", name.strip(), wanted)


def _check_rules(read: Read) -> None:
    seen: list[tuple[int, date, date, str]] = []
    rules = list(read.entries("rule"))
    for path, rule in rules:
        kind, _, unit = rule["to"].partition(":")
        if kind == "unit" and unit:
            _require(read, "rule", f"{path}.to", unit, "unit")
        elif rule["to"] not in DESTINATIONS:
            allowed = ", ".join(("unit:<code>", *DESTINATIONS))
            note(read, "rule", f"{path}.to", "invalid", f"{rule['to']!r} is none of {allowed}")
        if rule["to"] == "accused_superior" and rule["accused"] is None:
            message = "a rule to the accused's superior needs `accused`"
            note(read, "rule", f"{path}.accused", "missing", message)
        start, end = rule["effective_from"], rule["effective_until"] or date.max
        for order, other_start, other_end, other in seen:
            if order == rule["order"] and start <= other_end and other_start <= end:
                message = f"{order} is also the place of {other}: which comes first?"
                note(read, "rule", f"{path}.order", "same_order", message)
        seen.append((rule["order"], start, end, path))
        if rule["to"] == "accused_superior" and rule["otherwise"] is None:
            message = "a rule to the accused's superior says what happens when there is none"
            note(read, "rule", f"{path}.otherwise", "missing", message)
        for field in ("reason", "otherwise"):
            if rule[field] is not None:
                _check_placeholders(read, "rule", f"{path}.{field}", rule[field], _REASON_NAMES)
    conditions = ("categories", "kinds", "kelurahan", "priorities", "origin", "accused")
    if rules and not any(
        rule["to"] == "triage" and rule["effective_until"] is None and not any(rule[c] for c in conditions)
        for _, rule in rules
    ):
        message = "no rule without conditions goes to `triage`: what no rule takes would have no reason"
        note(read, "rule", "rule", "no_fallback", message)


_REASON_NAMES = frozenset({"category", "kelurahan", "unit", "position", "agency"})


def _check_circles(read: Read, table: str, field: str) -> None:
    identity = IDENTITY[table]
    above = {entry[identity]: entry[field] for _, entry in read.entries(table)}
    for path, entry in read.entries(table):
        walked, at = {entry[identity]}, entry[field]
        while at is not None and at not in walked:
            walked.add(at)
            at = above.get(at)
        if at == entry[identity]:
            note(read, table, f"{path}.{field}", "circle", f"{at!r} leads back to itself")


def _check_heads(read: Read) -> None:
    heads: dict[str, list[str]] = {}
    for path, position in read.entries("position"):
        if position["head"] and position["effective_until"] is None:
            heads.setdefault(position["unit"], []).append(path)
    for unit, paths in heads.items():
        for path in paths[1:]:
            note(read, "position", f"{path}.head", "two_heads", f"unit {unit!r} is already led by {paths[0]}")
    for path, unit_entry in read.entries("unit"):
        if "position" in read.named and unit_entry["code"] not in heads:
            note(read, "unit", path, "no_head", "has no position with head = true")


def _check_texts(read: Read) -> None:
    for path, text in read.entries("text"):
        _check_placeholders(read, "text", f"{path}.words", text["words"], None)
    for path, answer in read.entries("answer"):
        _check_placeholders(read, "answer", f"{path}.body", answer["body"], frozenset(FIELDS))


def _check_placeholders(
    read: Read, table: str, path: str, words: Any, allowed: frozenset[str] | None
) -> None:
    try:
        one, other = placeholders(words.id), placeholders(words.en)
    except ValueError as wrong:
        note(read, table, path, "bad_placeholder", f"has broken braces: {wrong}")
        return
    if one != other:
        message = f"names {sorted(one)} in Indonesian but {sorted(other)} in English"
        note(read, table, path, "unlike_translation", message)
    if allowed is not None:
        for name in sorted((one | other) - allowed):
            message = f"{{{name}}} is none of {', '.join(sorted(allowed))}"
            note(read, table, path, "bad_placeholder", message)


def _check_papers(read: Read) -> None:
    """A number without its place in the year would be given twice; a field nobody knows would be printed."""
    for path, paper in read.entries("paper"):
        named = _named_fields(read, "paper", f"{path}.number", paper["number"], frozenset(NUMBER_FIELDS))
        for lacking in sorted({"urut", "tahun"} - (named or set())):
            note(read, "paper", f"{path}.number", "bad_number", f"does not name {{{lacking}}}")
        for part in ("opening", "boxes", "closing"):
            for line in paper[part]:
                _named_fields(read, "paper", f"{path}.{part}", line, frozenset(PAPER_FIELDS))
        for post in paper["signed_by"]:
            _require(read, "paper", f"{path}.signed_by", post, "position")


def _named_fields(read: Read, table: str, path: str, words: str, allowed: frozenset[str]) -> set[str] | None:
    """The fields a line names, those nobody fills in noted; None where its braces are broken."""
    try:
        named = placeholders(words)
    except ValueError as wrong:
        note(read, table, path, "bad_placeholder", f"has broken braces: {wrong}")
        return None
    for name in sorted(named - allowed):
        note(read, table, path, "bad_placeholder", f"{{{name}}} is none of {', '.join(sorted(allowed))}")
    return named


def _check_outlines(read: Read) -> None:
    told = any(problem.file == GEOMETRY for problem in read.problems)
    for path, kelurahan in read.entries("kelurahan"):
        if not told and kelurahan["code"] not in read.rings:
            note(read, "kelurahan", f"{path}.code", "no_outline", f"has no polygon in {GEOMETRY}")
    for code in read.rings:
        if not known(read, "kelurahan", code):
            read.add(GEOMETRY, code, "unknown_reference", "is no kelurahan in kelurahan.toml")


def _check_bearings(read: Read) -> None:
    entries = [(path, entry) for path, entry in read.entries("neighbour") if entry["effective_until"] is None]
    if not entries:
        return
    for bearing in range(360):
        here = [path for path, entry in entries if spans_bearing(entry, bearing)]
        if len(here) != 1:
            called = "no neighbour" if not here else " and ".join(here)
            message = f"bearing {bearing} has {called}: the bearings must go round once"
            note(read, "neighbour", "neighbour", "bearings", message)
            return


def spans_bearing(entry: Mapping[str, Any], bearing: int) -> bool:
    """Whether from_bearing <= bearing < to_bearing, going clockwise past north where needed."""
    start, end = entry["from_bearing"], entry["to_bearing"]
    return bool((bearing - start) % 360 < ((end - start) % 360 or 360))
