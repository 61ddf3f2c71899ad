"""The addresses of single steps: each shows its part of the draft and changes it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from complaints_service.edge.files.uploads import sent_to_read
from complaints_service.edge.guard import needs
from complaints_service.edge.sign_in import SignedIn
from complaints_service.errors import invalid, words
from complaints_service.rulebooks.editing import area, categories, hours, units
from complaints_service.rulebooks.editing.categories import NewCategory
from complaints_service.rulebooks.editing.office import FACTS, with_office
from complaints_service.rulebooks.editing.tables import entries
from complaints_service.web.desk.opening import form, page
from complaints_service.web.desk.opening.drafting import Answer, Files, change_draft, first_on
from complaints_service.web.desk.opening.routes import OPEN_OFFICE
from complaints_service.web.shell.forms import Typed

blueprint = Blueprint("open_steps", __name__, url_prefix="/pengelola/buka")


@blueprint.get("/kantor")
@needs(OPEN_OFFICE)
def show_office(reader: SignedIn) -> str:
    """Name, address and phone of the office."""
    return page.office_page(reader, Typed())


@blueprint.post("/kantor")
@needs(OPEN_OFFICE)
def post_office(reader: SignedIn) -> Answer:
    """Keeps name, address and phone in the draft."""

    def change(files: Files, typed: dict[str, Any]) -> Files:
        facts = {key: typed[key] for key in FACTS}
        return with_office(files, facts=facts, name=typed["name"], name_en=typed["name_en"])

    return change_draft(
        reader,
        form.OfficeForm(),
        change,
        refused=lambda typed: page.office_page(reader, typed),
        done=url_for("open_steps.show_area"),
    )


@blueprint.get("/wilayah")
@needs(OPEN_OFFICE)
def show_area(reader: SignedIn) -> str:
    """The kelurahan and their outlines."""
    return page.area_page(reader, Typed())


@blueprint.post("/wilayah")
@needs(OPEN_OFFICE)
def post_area(reader: SignedIn) -> Answer:
    """Takes the kelurahan out of a GeoJSON file."""

    def change(files: Files, _typed: dict[str, Any]) -> Files:
        sent = sent_to_read("file")
        if sent is None:
            raise invalid("file", words("Pilih berkas GeoJSON."))
        return area.with_area(files, area.read_outlines(sent))

    return change_draft(
        reader,
        form.DraftChangeForm(),
        change,
        refused=lambda typed: page.area_page(reader, typed),
        done=url_for("open_steps.show_area"),
    )


@blueprint.get("/unit")
@needs(OPEN_OFFICE)
def show_units(reader: SignedIn) -> str:
    """Units and posts."""
    return page.units_page(reader, Typed())


@blueprint.post("/unit/templat")
@needs(OPEN_OFFICE)
def post_template(reader: SignedIn) -> Answer:
    """Takes the units and posts of a kind of office, in place of those of the draft."""

    def change(files: Files, typed: dict[str, Any]) -> Files:
        if typed["template"] not in {one["template"]["code"] for one in units.templates()}:
            raise invalid("template", words("Pilih satu jenis kantor."))
        return units.with_template(files, typed["template"], first_on=first_on(files))

    return _units(reader, form.OfficeKindForm(), change, "template")


@blueprint.post("/unit/tambah")
@needs(OPEN_OFFICE)
def post_unit(reader: SignedIn) -> Answer:
    """Adds a unit, led by a post of its own."""

    def change(files: Files, typed: dict[str, Any]) -> Files:
        _refuse_known(files, units.UNITS, "unit", typed["code"])
        given = {key: typed[key] for key in ("code", "name", "name_en", "under", "head")}
        return units.with_unit(files, **given, first_on=first_on(files))

    return _units(reader, form.UnitForm(), change, "unit")


@blueprint.post("/unit/ubah")
@needs(OPEN_OFFICE)
def post_unit_names(reader: SignedIn) -> Answer:
    """Calls or places a unit otherwise."""

    def change(files: Files, typed: dict[str, Any]) -> Files:
        given = {key: typed[key] for key in ("name", "name_en", "under")}
        return units.with_names(files, code=typed["unit"], **given)

    return _units(reader, form.UnitNamesForm(), change, "names")


@blueprint.post("/unit/hapus")
@needs(OPEN_OFFICE)
def post_unit_drop(reader: SignedIn) -> Answer:
    """Takes a unit and its posts out of the draft."""
    return _units(
        reader, form.DraftDropForm(), lambda files, typed: units.without_unit(files, typed["what"]), "drop"
    )


@blueprint.post("/jabatan/tambah")
@needs(OPEN_OFFICE)
def post_post(reader: SignedIn) -> Answer:
    """Adds a post under the head of its unit."""

    def change(files: Files, typed: dict[str, Any]) -> Files:
        _refuse_known(files, units.UNITS, "position", typed["code"])
        given = {key: typed[key] for key in ("code", "unit", "name", "name_en", "seats")}
        return units.with_post(files, **given, first_on=first_on(files))

    return _units(reader, form.PostForm(), change, "post")


@blueprint.post("/jabatan/hapus")
@needs(OPEN_OFFICE)
def post_post_drop(reader: SignedIn) -> Answer:
    """Takes a post out of the draft."""
    return _units(
        reader, form.DraftDropForm(), lambda files, typed: units.without_post(files, typed["what"]), "drop"
    )


@blueprint.get("/jam")
@needs(OPEN_OFFICE)
def show_hours(reader: SignedIn) -> str:
    """Working hours and holidays."""
    return page.hours_page(reader, Typed())


@blueprint.post("/jam")
@needs(OPEN_OFFICE)
def post_hours(reader: SignedIn) -> Answer:
    """Keeps the ordinary week."""

    def change(files: Files, typed: dict[str, Any]) -> Files:
        week = {day: [part.strip() for part in typed[day].split(",") if part.strip()] for day in hours.DAYS}
        return hours.with_week(files, {day: windows for day, windows in week.items() if windows})

    return _hours(reader, form.WeekForm(), change, "week")


@blueprint.post("/jam/tutup")
@needs(OPEN_OFFICE)
def post_closure(reader: SignedIn) -> Answer:
    """Adds a day on which this office alone is closed."""
    return _hours(
        reader,
        form.ClosureForm(),
        lambda files, typed: hours.with_closure(files, on=typed["on"], name=typed["name"]),
        "closure",
    )


@blueprint.post("/jam/buka")
@needs(OPEN_OFFICE)
def post_closure_drop(reader: SignedIn) -> Answer:
    """Takes such a day away."""

    def change(files: Files, typed: dict[str, Any]) -> Files:
        on = next((one["on"] for one in hours.closures_of(files) if str(one["on"]) == typed["what"]), None)
        return files if on is None else hours.without_closure(files, on=on)

    return _hours(reader, form.DraftDropForm(), change, "closure_drop")


@blueprint.post("/jam/libur")
@needs(OPEN_OFFICE)
def post_holiday(reader: SignedIn) -> Answer:
    """Adds a day of the whole country, with its decree."""
    given = ("on", "name", "kind", "source")
    return _hours(
        reader,
        form.HolidayForm(),
        lambda files, typed: hours.with_holiday(files, **{key: typed[key] for key in given}),
        "holiday",
    )


@blueprint.get("/jenis")
@needs(OPEN_OFFICE)
def show_categories(reader: SignedIn) -> str:
    """Categories, their units and promises."""
    return page.categories_page(reader, Typed())


@blueprint.post("/jenis")
@needs(OPEN_OFFICE)
def post_categories(reader: SignedIn) -> Answer:
    """Keeps which unit looks first at each category, and what is promised."""

    def change(files: Files, typed: dict[str, Any]) -> Files:
        out = categories.with_handlers(files, typed["units"])
        for code in typed["units"]:
            asked = _days(typed["answers"].get(code, "")), _days(typed["solves"].get(code, ""))
            if asked != categories.promise_of(out, code):
                out = categories.with_promise(out, code, answer=asked[0], solve=asked[1])
        return out

    return _categories(reader, form.HandlersForm(), change, "handlers")


@blueprint.post("/jenis/tambah")
@needs(OPEN_OFFICE)
def post_category(reader: SignedIn) -> Answer:
    """Adds a category."""

    def change(files: Files, typed: dict[str, Any]) -> Files:
        _refuse_known(files, categories.CATEGORIES, "category", typed["code"])
        new = NewCategory(**{key: value for key, value in typed.items() if key != "edition"})
        return categories.with_category(files, new, first_on=first_on(files))

    return _categories(reader, form.CategoryForm(), change, "category")


@blueprint.post("/jenis/hapus")
@needs(OPEN_OFFICE)
def post_category_drop(reader: SignedIn) -> Answer:
    """Takes a category out, with its promises and its place in rules."""
    return _categories(
        reader,
        form.DraftDropForm(),
        lambda files, typed: categories.without_category(files, typed["what"]),
        "drop",
    )


def _units(reader: SignedIn, schema: form.DraftChangeForm, change: Any, name: str) -> Answer:
    return change_draft(
        reader,
        schema,
        change,
        refused=lambda typed: page.units_page(reader, typed),
        done=url_for("open_steps.show_units"),
        form=name,
    )


def _hours(reader: SignedIn, schema: form.DraftChangeForm, change: Any, name: str) -> Answer:
    return change_draft(
        reader,
        schema,
        change,
        refused=lambda typed: page.hours_page(reader, typed),
        done=url_for("open_steps.show_hours"),
        form=name,
    )


def _categories(reader: SignedIn, schema: form.DraftChangeForm, change: Any, name: str) -> Answer:
    return change_draft(
        reader,
        schema,
        change,
        refused=lambda typed: page.categories_page(reader, typed),
        done=url_for("open_steps.show_categories"),
        form=name,
    )


def _refuse_known(files: Files, name: str, kind: str, code: str) -> None:
    if any(str(each.get("code", "")).lower() == code.lower() for each in entries(files, name, kind)):
        raise invalid("code", words("Kode ini sudah dipakai."))


def _days(typed: str) -> int | None:
    return int(typed) if typed.strip() else None
