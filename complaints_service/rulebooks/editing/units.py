"""Units and posts: from a template of an office's kind, and one by one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from complaints_service.rulebooks.editing.categories import CATEGORIES, ROUTING, sent_first, with_handlers
from complaints_service.rulebooks.editing.tables import both, changed, entries, office_of, own_entry
from complaints_service.rulebooks.files import Files

UNITS = "units.toml"
_FOLDER = Path(__file__).parents[3] / "config" / "openings"
_PARTS = "parts.toml"


def templates() -> Sequence[Mapping[str, Any]]:
    """What an office may begin with: each kind of office with its units and posts."""
    files = [path for path in sorted(_FOLDER.glob("*.toml")) if path.name != _PARTS]
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in files]


def with_template(files: Files, code: str, *, first_on: Any) -> dict[str, str]:
    """The files with the units and posts of a kind of office; categories and rules follow them."""
    found = next(one for one in templates() if one["template"]["code"] == code)
    template, office = found["template"], office_of(files)
    calendar = office.get("calendar", "")
    kelurahan = entries(files, "kelurahan.toml", "kelurahan") if template["kelurahan_units"] else []
    top = found["unit"][0]["code"]
    units, posts = [dict(unit) for unit in found["unit"]], [dict(post) for post in found["position"]]
    units[0]["names"] = dict(office.get("names", units[0]["names"]))
    for each in kelurahan:
        unit, own = _of_kelurahan(each, under=top, head=template["head_position"])
        units.append(unit)
        posts += own
    made = {
        "defaults": {"effective_from": first_on, "source": template["source"]},
        "unit": [{**unit, "calendar": calendar} for unit in units],
        "position": posts,
    }

    def place_units(tables: dict[str, Any]) -> None:
        tables.clear()
        tables.update(made)

    def place_office(tables: dict[str, Any]) -> None:
        tables["office"] |= {
            "triage_unit": template["triage_unit"],
            "head_position": template["head_position"],
        }

    def place_kelurahan(tables: dict[str, Any]) -> None:
        for each in tables.get("kelurahan", []):
            each["unit"] = each["unit"] if kelurahan else template["triage_unit"]

    out = changed(files, UNITS, place_units)
    out = changed(out, "office.toml", place_office)
    out = changed(out, "kelurahan.toml", place_kelurahan)
    every = [each["code"] for each in entries(out, CATEGORIES, "category")]
    handlers = {each: template["handlers"].get(each, template["triage_unit"]) for each in every}
    return _following(with_handlers(out, handlers))


def with_unit(
    files: Files, *, code: str, name: str, name_en: str, under: str, head: str, first_on: Any
) -> dict[str, str]:
    """The files with one more unit, led by a post of its own and with one that handles tickets."""
    calendar = office_of(files).get("calendar", "")
    above = _head_of(files, under)
    unit = {
        "code": code,
        "initials": code[:2].upper(),
        "names": both(name, name_en),
        "parent": under,
        "calendar": calendar,
        "aliases": [name.lower()],
    }
    low = code.lower()
    words, parts = {"name": name, "name_en": name_en, "head": head}, _parts()
    leads = {"code": f"kepala_{low}", "unit": code, "names": _named(parts["head"], **words)}
    leads |= {"superior": above} if above else {}
    works = {
        "code": f"pelaksana_{low}",
        "unit": code,
        "names": _named(parts["staff"], **words),
        "superior": leads["code"],
        "seats": 2,
    }

    def change(tables: dict[str, Any]) -> None:
        tables.setdefault("unit", []).append(own_entry(unit, first_on))
        tables.setdefault("position", []).extend(
            [own_entry({**leads, "head": True}, first_on), own_entry(works, first_on)]
        )

    return changed(files, UNITS, change)


def with_names(files: Files, *, code: str, name: str, name_en: str, under: str) -> dict[str, str]:
    """The files with a unit called and placed otherwise."""

    def change(tables: dict[str, Any]) -> None:
        for unit in tables.get("unit", []):
            if unit.get("code") == code:
                unit["names"] = both(name, name_en)
                if under:
                    unit["parent"] = under

    return changed(files, UNITS, change)


def with_post(
    files: Files, *, code: str, unit: str, name: str, name_en: str, seats: int, first_on: Any
) -> dict[str, str]:
    """The files with one more post, under the head of its unit."""
    head = _head_of(files, unit)
    made: dict[str, Any] = {"code": code, "unit": unit, "names": both(name, name_en), "seats": seats}
    made |= {"superior": head} if head else {}

    def change(tables: dict[str, Any]) -> None:
        tables.setdefault("position", []).append(own_entry(made, first_on))

    return changed(files, UNITS, change)


def without_unit(files: Files, code: str) -> dict[str, str]:
    """The files without a unit and its posts; what still names it is for the check to tell."""

    def change(tables: dict[str, Any]) -> None:
        tables["unit"] = [each for each in tables.get("unit", []) if each.get("code") != code]
        tables["position"] = [each for each in tables.get("position", []) if each.get("unit") != code]

    return _following(changed(files, UNITS, change))


def without_post(files: Files, code: str) -> dict[str, str]:
    """The files without a post."""

    def change(tables: dict[str, Any]) -> None:
        tables["position"] = [each for each in tables.get("position", []) if each.get("code") != code]

    return _following(changed(files, UNITS, change))


def _head_of(files: Files, unit: str) -> str:
    return next(
        (
            each["code"]
            for each in entries(files, UNITS, "position")
            if each.get("unit") == unit and each.get("head")
        ),
        "",
    )


def _following(files: Files) -> dict[str, str]:
    """What names units and posts that are gone: rules end, their categories go on, the head signs."""
    units = {each.get("code") for each in entries(files, UNITS, "unit")}
    posts = {each.get("code") for each in entries(files, UNITS, "position")}
    left: list[str] = []

    def rules(tables: dict[str, Any]) -> None:
        kept = []
        for rule in tables.get("rule", []):
            kind, _colon, unit = str(rule.get("to", "")).partition(":")
            if kind == "unit" and unit not in units:
                left.extend(rule.get("categories", []))
            else:
                kept.append(rule)
        tables["rule"] = kept

    def plans(tables: dict[str, Any]) -> None:
        for template in tables.get("template", []):
            template["positions"] = [post for post in template.get("positions", []) if post in posts]
        tables["template"] = [one for one in tables.get("template", []) if one["positions"]]

    def papers(tables: dict[str, Any]) -> None:
        for paper in tables.get("paper", []):
            signers = [post for post in paper.get("signed_by", []) if post in posts]
            paper["signed_by"] = signers or [office_of(files).get("head_position", "")]

    out = changed(files, ROUTING, rules)
    out = changed(out, "papers.toml", papers)
    return sent_first(changed(out, "plan_templates.toml", plans), left)


def _of_kelurahan(
    entry: Mapping[str, Any], *, under: str, head: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The unit and the posts of one kelurahan; the first post leads it."""
    code, name = entry["unit"], entry["name"]
    parts = _parts()["kelurahan"]
    unit = {
        "code": code,
        "initials": code[:2].upper(),
        "names": _named(parts, name=name),
        "parent": under,
        "kelurahan": entry["code"],
        "aliases": [alias.format(name=name.lower()) for alias in parts["aliases"]],
    }
    lurah = f"{parts['post'][0]['code']}_{code.lower()}"
    posts = [
        {
            **post,
            "code": f"{post['code']}_{code.lower()}",
            "unit": code,
            "names": _named(post, name=name),
            "superior": head if post.get("head") else lurah,
        }
        for post in parts["post"]
    ]
    return unit, posts


def _parts() -> Mapping[str, Any]:
    return tomllib.loads((_FOLDER / _PARTS).read_text(encoding="utf-8"))


def _named(entry: Mapping[str, Any], **words: str) -> dict[str, str]:
    """An entry's names in both languages, filled in."""
    return {language: text.format(**words) for language, text in entry["names"].items()}
