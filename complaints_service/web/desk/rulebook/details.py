"""Where entries of a draft are typed in detail: promises, targets, routing, words, working numbers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _

from complaints_service.edge.guard import needs, office_right
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound
from complaints_service.rulebooks.editing.categories import CATEGORIES
from complaints_service.rulebooks.editing.details import TABLES, Table, details_of, entries_of, with_details
from complaints_service.rulebooks.editing.tables import entries, lasting
from complaints_service.rulebooks.editing.units import UNITS
from complaints_service.rulebooks.files import Files
from complaints_service.web.desk.opening import steps
from complaints_service.web.desk.opening.drafting import Answer, change_draft, draft_now
from complaints_service.web.desk.opening.form import DetailsForm
from complaints_service.web.desk.rulebook.words import (
    TABLE_TITLES,
    destinations,
    detail_label,
    detail_words,
    entry_title,
    named,
)
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page

blueprint = Blueprint("open_details", __name__, url_prefix="/pengelola/buka/isi")
OPEN_OFFICE = office_right("open_office")


@blueprint.get("/<table>")
@needs(OPEN_OFFICE)
def show_table(_reader: SignedIn, table: str) -> str:
    """The entries of one table of the draft."""
    table_of = _table(table)
    with reading() as session:
        files = draft_now(session).files
    lines = [
        (
            url_for("open_details.show_entry", table=table, entry=str(one.get(table_of.name) or "-")),
            entry_title(table, one),
            [
                (
                    detail_label(each.path, one),
                    detail_words(each.path, _raw(one, each.path)),
                    _tongue(each.path),
                )
                for each in details_of(one, table_of)
            ],
        )
        for one in entries_of(files, table_of)
    ]
    mistakes = [
        one
        for every in steps.checked(files).mistakes.values()
        for one in every
        if one.place.startswith(table_of.file)
    ]
    return page(
        "desk/buka_isi.html",
        title=_(TABLE_TITLES[table]),
        lines=lines,
        mistakes=mistakes,
        home=url_for("open_office.show"),
    )


@blueprint.get("/<table>/<entry>")
@needs(OPEN_OFFICE)
def show_entry(_reader: SignedIn, table: str, entry: str) -> str:
    """One entry, to be typed."""
    return _entry_page(table, entry, Typed())


@blueprint.post("/<table>/<entry>")
@needs(OPEN_OFFICE)
def post_entry(reader: SignedIn, table: str, entry: str) -> Answer:
    """Keeps in the draft what was typed of an entry, and what that rests on."""
    table_of = _table(table)

    def change(files: Files, typed: dict[str, Any]) -> Files:
        return with_details(files, table_of, entry, typed["details"], typed["source"])

    return change_draft(
        reader,
        DetailsForm(),
        change,
        refused=lambda typed: _entry_page(table, entry, typed),
        done=url_for("open_details.show_table", table=table),
    )


def _entry_page(table: str, key: str, typed: Typed) -> str:
    table_of = _table(table)
    with reading() as session:
        draft = draft_now(session)
    entry = next((one for one in entries_of(draft.files, table_of) if one.get(table_of.name) == key), None)
    if entry is None:
        raise NotFound
    again = bool(typed.values)
    fields = [
        {
            "name": one.name,
            "id": one.name.replace(".", "-"),
            "label": detail_label(one.path, entry),
            "tongue": _tongue(one.path),
            "kind": "to" if one.path == ("to",) else one.kind,
            "value": typed.values.get(f"d.{one.name}", one.value),
            "ticked": {
                code
                for code in _codes(draft.files)
                if (f"d.{one.name}.{code}" in typed.values if again else code in one.value.split(", "))
            },
        }
        for one in details_of(entry, table_of)
    ]
    units = {str(one.get("code")): named(one) for one in entries(draft.files, UNITS, "unit")}
    return page(
        "desk/buka_isi_satu.html",
        title=entry_title(table, entry),
        fields=fields,
        destinations=destinations(units),
        categories=_codes(draft.files),
        source=typed.values.get("source", ""),
        held_source=str(entry.get("source", "")),
        edition=draft.edition,
        errors=typed.errors,
        ids={one["name"]: one["id"] for one in fields},
        list_href=url_for("open_details.show_table", table=table),
        list_title=_(TABLE_TITLES[table]),
        action=url_for("open_details.post_entry", table=table, entry=key),
    )


def _table(code: str) -> Table:
    if code not in TABLES:
        raise NotFound
    return TABLES[code]


def _tongue(path: tuple[str, ...]) -> str:
    """In which language a detail is written, where it is not the page's: what is said in English."""
    return "en" if path[-1] == "en" else ""


def _codes(files: Files) -> dict[str, str]:
    """The categories of the draft with their names."""
    return {str(one.get("code")): named(one) for one in lasting(files, CATEGORIES, "category")}


def _raw(entry: dict[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = entry
    for step in path:
        value = value[step]
    return value
