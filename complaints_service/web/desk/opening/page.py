"""What the pages of opening an office show: the steps with their mistakes, and each step's own part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from complaints_service.dates import day_of_the_week
from complaints_service.edge.input.typed import whole_number
from complaints_service.edge.language import language
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.people.queries import names_of_officers
from complaints_service.rulebooks.editing.area import outlines_of, rings
from complaints_service.rulebooks.editing.categories import CATEGORIES, promise_of
from complaints_service.rulebooks.editing.hours import DAYS, closures_of, holidays_of, week_of
from complaints_service.rulebooks.editing.tables import entries, office_of
from complaints_service.rulebooks.editing.units import UNITS, templates
from complaints_service.rulebooks.files import digest
from complaints_service.rulebooks.queries import KeptDraft
from complaints_service.web.desk.opening import steps
from complaints_service.web.desk.opening.drafting import draft_now, rules_in_force
from complaints_service.web.desk.opening.form import ZONES
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page
from complaints_service.web.words.vocabulary import name_of
from config.entries.office import KINDS

#: How wide the outlines are drawn, in the drawing's own units.
_DRAWN = 600


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """One step of the list: where it is, and what is still wrong there."""

    title: str
    href: str
    mistakes: tuple[steps.Mistake, ...]


def overview(_reader: SignedIn, typed: Typed) -> str:
    """Every step, whether the draft can be released, and what still has to be done afterwards."""
    with reading() as session:
        draft = draft_now(session)
        in_force = digest(rules_in_force(session)) == digest(draft.files)
        who = _who(session, draft)
    found = steps.checked(draft.files)
    lines = [
        StepLine(title=_(title), href=steps.address(code), mistakes=found.mistakes.get(code, ()))
        for code, title in steps.TITLES.items()
    ]
    return page(
        "desk/buka.html",
        lines=lines,
        fits=found.rulebook is not None,
        in_force=in_force,
        saved=draft.edition > 0,
        who=who,
        at=draft.changed_at,
        edition=draft.edition,
        errors=typed.errors,
        form=typed.values,
        release_action=url_for("open_office.post_release"),
        drop_action=url_for("open_office.post_drop"),
        import_action=url_for("open_office.post_import"),
        export_href=url_for("open_office.export"),
        people_href=url_for("staff.listing"),
        sheet_href=url_for("open_people.show_people"),
        routing_href=url_for("open_people.show_routing"),
        trial_href=url_for("opening.show"),
    )


def step_page(step: str, template: str, typed: Typed, parts: Mapping[str, Any]) -> str:
    """A step: its own part of the draft, what is wrong with it, and the form as it was typed."""
    draft: KeptDraft = parts["draft"]
    found = steps.checked(draft.files)
    order = list(steps.TITLES)
    after = order[order.index(step) + 1 :]
    return page(
        template,
        title=_(steps.TITLES[step]),
        mistakes=found.mistakes.get(step, ()),
        edition=draft.edition,
        errors=typed.errors,
        in_form=typed.form,
        typed=typed.values,
        home=url_for("open_office.show"),
        next_href=steps.address(after[0]) if after else url_for("open_office.show"),
        **{name: value for name, value in parts.items() if name != "draft"},
    )


def office_page(_reader: SignedIn, typed: Typed) -> str:
    """Whose rulebook it is."""
    draft = _draft()
    office = office_of(draft.files)
    names = office.get("names", {})
    shown = {
        key: str(office.get(key, ""))
        for key in ("code", "prefix", "city", "province", "zone", "address", "phone")
    }
    form = {**shown, "name": names.get("id", ""), "name_en": names.get("en", ""), **typed.values}
    zones = [(zone, zone.replace("Asia/", "")) for zone in ZONES]
    return step_page(
        steps.OFFICE, "desk/buka_kantor.html", typed, {"draft": draft, "form": form, "zones": zones}
    )


def area_page(_reader: SignedIn, typed: Typed) -> str:
    """The kelurahan, drawn as their outlines say."""
    draft = _draft()
    outlines = outlines_of(draft.files)
    points = [point for each in outlines for ring in rings(each) for point in ring]
    west, north = min((x for x, _y in points), default=0.0), max((y for _x, y in points), default=0.0)
    span = max(
        max((x for x, _y in points), default=1.0) - west, north - min((y for _x, y in points), default=0.0)
    )
    scale = _DRAWN / (span or 1.0)
    shapes = [
        {
            "name": each.name,
            "code": each.code,
            "path": " ".join(
                "M" + "L".join(f"{(x - west) * scale:.0f},{(north - y) * scale:.0f}" for x, y in ring) + "Z"
                for ring in rings(each)
            ),
        }
        for each in outlines
    ]
    parts = {"draft": draft, "shapes": shapes, "box": f"-9 -9 {_DRAWN + 18} {_DRAWN + 18}"}
    return step_page(steps.AREA, "desk/buka_wilayah.html", typed, parts)


def units_page(_reader: SignedIn, typed: Typed) -> str:
    """Units and posts, from a template and one by one."""
    draft = _draft()
    posts = entries(draft.files, UNITS, "position")
    units = [
        {**unit, "posts": [post for post in posts if post.get("unit") == unit.get("code")]}
        for unit in entries(draft.files, UNITS, "unit")
    ]
    choices = [(str(unit.get("code")), _name(unit)) for unit in units]
    kinds = [(one["template"]["code"], one["template"]["names"]["id"]) for one in templates()]
    parts = {"draft": draft, "units": units, "choices": choices, "kinds": kinds, "form": typed.values}
    return step_page(steps.UNITS, "desk/buka_unit.html", typed, parts)


def hours_page(_reader: SignedIn, typed: Typed) -> str:
    """The ordinary week, the country's holidays with their sources, and days of this office's own."""
    draft = _draft()
    form = {**week_of(draft.files), **typed.values}
    parts = {
        "draft": draft,
        "form": form,
        "days": [(day, day_of_the_week(number, language())) for number, day in enumerate(DAYS)],
        "closures": closures_of(draft.files),
        "years": holidays_of(draft.files),
    }
    return step_page(steps.HOURS, "desk/buka_jam.html", typed, parts)


def categories_page(_reader: SignedIn, typed: Typed) -> str:
    """Each category with its unit and its promise."""
    draft = _draft()
    lines = []
    for category in entries(draft.files, CATEGORIES, "category"):
        code = str(category.get("code"))
        answer, solve = promise_of(draft.files, code)
        shown = {"unit": category.get("first_handler"), "answer": answer or "", "solve": solve or ""}
        shown |= {key: typed.values[f"{key}.{code}"] for key in shown if f"{key}.{code}" in typed.values}
        lines.append({"code": code, "name": _name(category), **shown})
    choices = [(str(unit.get("code")), _name(unit)) for unit in entries(draft.files, UNITS, "unit")]
    parts = {"draft": draft, "lines": lines, "choices": choices, "kinds": _kinds(), "form": typed.values}
    return step_page(steps.CATEGORIES, "desk/buka_jenis.html", typed, parts)


def _draft() -> KeptDraft:
    with reading() as session:
        return draft_now(session)


def _kinds() -> list[tuple[str, str]]:
    return [(kind, name_of("kind", kind)) for kind in KINDS]


def _name(entry: Mapping[str, Any]) -> str:
    return str(entry.get("names", {}).get("id", entry.get("code", "")))


def _who(session: Any, draft: KeptDraft) -> str:
    """Who saved the draft last, by name where it is a member."""
    kind, _colon, typed = draft.changed_by.partition(":")
    number = whole_number(typed) if kind == "person" else None
    if number is None:
        return draft.changed_by
    return names_of_officers(session, ids=[number]).get(number, draft.changed_by)
