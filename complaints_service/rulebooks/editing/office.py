"""Whose rulebook it is: name, place, how to reach the office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from complaints_service.rulebooks.editing.tables import OWN, both, changed, office_of
from complaints_service.rulebooks.files import Files

#: What the first step asks, besides the name in two languages.
FACTS = ("code", "prefix", "city", "province", "zone", "address", "phone")


def with_office(files: Files, *, facts: Mapping[str, str], name: str, name_en: str) -> dict[str, str]:
    """The files with the office called and placed so, also where agencies and the top unit name it."""
    names = both(name, name_en)

    def change(tables: dict[str, Any]) -> None:
        office = tables.setdefault("office", {})
        before = {key: office.get(key) for key in (*FACTS, "names")}
        for key in FACTS:
            if facts.get(key):
                office[key] = facts[key]
            else:
                office.pop(key, None)
        office["names"] = names
        if before != {key: office.get(key) for key in (*FACTS, "names")}:
            office["source"] = OWN

    def name_self(tables: dict[str, Any]) -> None:
        for agency in tables.get("agency", []):
            if agency.get("role") == "self":
                agency["names"] = names

    def name_top(tables: dict[str, Any]) -> None:
        for unit in tables.get("unit", []):
            if not unit.get("parent"):
                unit["names"] = names

    before = str(office_of(files).get("prefix", ""))

    def number_papers(tables: dict[str, Any]) -> None:
        for paper in tables.get("paper", []):
            parts = [facts["prefix"] if part == before else part for part in paper["number"].split("/")]
            paper["number"] = "/".join(parts)

    out = changed(files, "office.toml", change)
    out = changed(out, "papers.toml", number_papers)
    out = changed(out, "agencies.toml", name_self)
    return changed(out, "units.toml", name_top)
