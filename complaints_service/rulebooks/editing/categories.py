"""What is complained about: which unit looks first, what is promised, which categories there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from complaints_service.rulebooks.editing.tables import both, changed, entries, own_entry
from complaints_service.rulebooks.files import Files

CATEGORIES, POLICIES, ROUTING, ANSWERS = "categories.toml", "policies.toml", "routing.toml", "answers.toml"
#: The rows that a promise of its own takes over, by kind and by priority.
_BASED_ON = {"complaint": ("complaint", "complaint_high")}


@dataclass(frozen=True, kw_only=True)
class NewCategory:
    """A category that no template has."""

    code: str
    kind: str
    name: str
    name_en: str
    hint: str
    hint_en: str
    unit: str


def with_handlers(files: Files, handlers: Mapping[str, str]) -> dict[str, str]:
    """The files with each category named first looked at by its unit."""

    def change(tables: dict[str, Any]) -> None:
        for category in tables.get("category", []):
            category["first_handler"] = handlers.get(category.get("code"), category.get("first_handler"))

    return changed(files, CATEGORIES, change)


def with_category(files: Files, new: NewCategory, *, first_on: Any) -> dict[str, str]:
    """The files with one more category, sent to its unit by the rule that asks no more than that."""
    made = {
        "code": new.code,
        "kind": new.kind,
        "names": both(new.name, new.name_en),
        "hint": both(new.hint, new.hint_en),
        "first_handler": new.unit,
        "owner": next(
            (
                agency["code"]
                for agency in entries(files, "agencies.toml", "agency")
                if agency["role"] == "self"
            ),
            "",
        ),
        "effort": 1.0,
    }

    def add(tables: dict[str, Any]) -> None:
        tables.setdefault("category", []).append(own_entry(made, first_on))

    return sent_first(changed(files, CATEGORIES, add), [new.code])


def without_category(files: Files, code: str) -> dict[str, str]:
    """The files without a category, its promises, its templates of answers and its place in rules."""

    def drop(tables: dict[str, Any]) -> None:
        tables["category"] = [each for each in tables.get("category", []) if each.get("code") != code]

    def drop_rows(tables: dict[str, Any]) -> None:
        tables["row"] = [each for each in tables.get("row", []) if each.get("category") != code]

    def drop_answers(tables: dict[str, Any]) -> None:
        tables["answer"] = [each for each in tables.get("answer", []) if each.get("category") != code]

    def drop_from_rules(tables: dict[str, Any]) -> None:
        kept = []
        for rule in tables.get("rule", []):
            named = rule.get("categories", [])
            rule |= {"categories": [each for each in named if each != code]} if code in named else {}
            if not named or rule["categories"]:
                kept.append(rule)
        tables["rule"] = kept

    out = changed(files, CATEGORIES, drop)
    out = changed(out, POLICIES, drop_rows)
    out = changed(out, ANSWERS, drop_answers)
    return changed(out, ROUTING, drop_from_rules)


def sent_first(files: Files, codes: Collection[str]) -> dict[str, str]:
    """The files with these categories sent to the unit that each names, where no rule said so."""

    def change(tables: dict[str, Any]) -> None:
        for rule in tables.get("rule", []):
            if rule.get("to") == "first_handler" and "effective_until" not in rule:
                named = rule.setdefault("categories", [])
                named += [code for code in codes if code not in named]
                return

    return changed(files, ROUTING, change)


def with_promise(files: Files, code: str, *, answer: int | None, solve: int | None) -> dict[str, str]:
    """The files with a category's own promise in working days; None for both: as for its kind."""
    kind = next((each["kind"] for each in entries(files, CATEGORIES, "category") if each["code"] == code), "")
    targets = {
        clock: {"working_days": days, "source": "local choice"}
        for clock, days in (("first_response", answer), ("next_response", answer), ("resolution", solve))
        if days is not None
    }

    def change(tables: dict[str, Any]) -> None:
        rows = tables.get("row", [])
        own = next((row for row in rows if _own_row(row, code)), None)
        if own is None and targets:
            rows += _rows_of(code, kind, targets, rows)
        elif own is not None:
            kept = {
                clock: amount
                for clock, amount in own.get("targets", {}).items()
                if clock not in ("first_response", "next_response", "resolution")
            }
            own["targets"] = {**kept, **targets}

    return changed(files, POLICIES, change)


def promise_of(files: Files, code: str) -> tuple[int | None, int | None]:
    """A category's own promise in working days: to answer, and to solve."""
    for row in entries(files, POLICIES, "row"):
        if _own_row(row, code):
            targets = row.get("targets", {})
            return _days(targets, "first_response"), _days(targets, "resolution")
    return None, None


def _own_row(row: Mapping[str, Any], code: str) -> bool:
    """Whether a row is a category's own ordinary one that has no end."""
    return row.get("category") == code and not row.get("priority") and "effective_until" not in row


def _days(targets: Mapping[str, Any], clock: str) -> int | None:
    days = targets.get(clock, {}).get("working_days")
    return days if isinstance(days, int) else None


def _rows_of(
    code: str, kind: str, targets: Mapping[str, Any], rows: Collection[Mapping[str, Any]]
) -> list[Any]:
    """A category's own row, and beside it the one of high priority, which is never slower."""
    keys = {str(row.get("key")) for row in rows}
    ordinary, high = _BASED_ON.get(kind, (kind, ""))
    first_on = next(iter(rows))["effective_from"]
    made = {
        "key": code,
        "based_on": ordinary if ordinary in keys else "general",
        "kind": kind,
        "category": code,
    }
    found = [{**own_entry(made, first_on), "targets": dict(targets)}]
    if high in keys:
        urgent = {**made, "key": f"{code}_high", "based_on": high, "priority": "high"}
        found.append(own_entry(urgent, first_on))
    return found
