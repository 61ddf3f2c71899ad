"""What only shows between entries of the files about performance, and the values made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from config.entries.performance import (
    BehaviourValue,
    MeasuredKind,
    PlanTemplate,
    TemplateIndicator,
    TemplateResult,
)
from config.reading import Read, labelled
from config.references import known, note

WHOLE = 100


def check_performance(read: Read) -> None:
    """Add every mistake of the templates to what was read: unknown posts, a post twice, wrong weights."""
    taken: dict[str, str] = {}
    for path, template in read.entries("template"):
        for position in template["positions"]:
            if not known(read, "position", position):
                message = f"{position!r} is no position in units.toml"
                note(read, "template", f"{path}.positions", "unknown_reference", message)
            if template["effective_until"] is None and taken.setdefault(position, path) != path:
                message = f"{position!r} already has {taken[position]}"
                note(read, "template", f"{path}.positions", "position_twice", message)
        total = sum(result["weight"] for result in template["result"])
        if total != WHOLE:
            note(read, "template", f"{path}.result", "weights", f"the weights sum to {total}, not to {WHOLE}")


def check_measured(read: Read, measured: Mapping[str, MeasuredKind]) -> None:
    """Add every indicator named and not measured, and every target that a measured one cannot have."""
    for table, key, name in _named(read):
        if isinstance(name, str) and name.strip() and name.strip() not in measured:
            note(read, table, key, "invalid", f"{name.strip()!r} is none of {', '.join(measured)}")
    for path, target in read.entries("target"):
        measure = measured.get(target["indicator"])
        if measure is not None:
            for name in ("unit", "better"):
                if target[name] != getattr(measure, name):
                    note(read, "target", f"{path}.{name}", "invalid", f"is {getattr(measure, name)!r}")
            _check_reach(read, "target", f"{path}.value", target["value"], measure)
    for path, template in read.entries("template"):
        for at, result in labelled(f"{path}.result", template["result"]):
            for below, indicator in labelled(f"{at}.indicator", result["indicator"]):
                measure = measured.get(indicator["measured"] or "")
                if measure is not None and indicator["target"] is not None:
                    _check_reach(read, "template", f"{below}.target", indicator["target"], measure)


def _check_reach(read: Read, table: str, key: str, value: float, measure: MeasuredKind) -> None:
    least, most = measure.ends
    if measure.kind == "share" and not least <= value <= most:
        note(read, table, key, "invalid", f"{value:g} is not from {least:g} to {most:g}")


def _named(read: Read) -> Iterator[tuple[str, str, Any]]:
    """(table, key path, what is written) of every measured indicator, also in entries with other mistakes."""
    for path, training in read.raw.get("training", ()):
        yield "training", f"{path}.indicator", training.get("indicator")
    for path, template in read.raw.get("template", ()):
        for at, result in labelled(f"{path}.result", template.get("result")):
            for below, indicator in labelled(f"{at}.indicator", result.get("indicator")):
                yield "template", f"{below}.measured", indicator.get("measured")


def build_behaviour(read: Read) -> tuple[BehaviourValue, ...]:
    """The values of conduct, in the order of the file."""
    return tuple(
        BehaviourValue(**{**entry, "statements": tuple(entry["statements"])})
        for _, entry in read.entries("value")
    )


def build_templates(read: Read) -> tuple[PlanTemplate, ...]:
    """The templates of plans, in the order of the file."""
    return tuple(_template(dict(entry)) for _, entry in read.entries("template"))


def _template(entry: dict[str, Any]) -> PlanTemplate:
    results = tuple(
        TemplateResult(
            duty=result["duty"],
            weight=result["weight"],
            words=result["words"],
            indicators=tuple(TemplateIndicator(**indicator) for indicator in result["indicator"]),
        )
        for result in entry.pop("result")
    )
    return PlanTemplate(**{**entry, "positions": tuple(entry["positions"]), "results": results})
