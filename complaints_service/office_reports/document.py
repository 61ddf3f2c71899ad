"""A report as words for its document: letterhead, tables, sentences, and the place of the signature."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from complaints_service.appraisal.documents.words import NOTHING, DocumentWords, day, months, number
from complaints_service.office_reports.content import SAID, digest
from config.rulebook import Rulebook

TEMPLATE = "laporan_kantor"


def document_content(content: Mapping[str, Any], *, rulebook: Rulebook) -> dict[str, Any]:
    """What the template says of a report; `content` as it was made or issued, in Indonesian."""
    told, office = DocumentWords.of(rulebook), rulebook.office
    issued = content.get("number")
    signer = content.get("signer")
    compared = content["compared"]
    return {
        "title": content["title"],
        "office": f"{content['office']}, {content['city']}",
        "city": content["city"],
        "name": content["office"],
        "place": content["city"].removeprefix("Kota "),
        "address": " · ".join(
            filter(None, (office.address, f"Telepon {office.phone}" if office.phone else ""))
        ),
        "subtitle": months(*content["months"]),
        "compared": months(*compared) if compared else "",
        "where": ", ".join(content["where"].values()),
        "sample": content["sample"],
        "draft": issued is None,
        "number": issued or NOTHING,
        "dated": day(date.fromisoformat(content["issued_on"])) if issued else NOTHING,
        "provisional": content["provisional"],
        "sentences": list(content["sentences"]),
        "signer": signer or {"name": NOTHING, "nip": NOTHING, "rank": NOTHING, "position": "Camat"},
        "portrait": max((len(table["columns"]) for table in content["tables"]), default=0) <= _FIT,
        "tables": [_table(table, told) for table in content["tables"]],
        "digest": digest(content),
        "as_of": told.instant(datetime.fromisoformat(content["as_of"])),
    }


#: So many columns of figures fit on a page that stands upright.
_FIT = 6


def _table(table: Mapping[str, Any], told: DocumentWords) -> dict[str, Any]:
    return {
        "title": table["title"],
        "note": table["note"],
        "heads": [table["first"], *(column["title"] for column in table["columns"])],
        "rows": [
            [
                {"words": line["title"], "under": ""},
                *(
                    {"words": value_words(cell, column, told), "under": _under(cell, column, told)}
                    for column, cell in zip(table["columns"], line["cells"], strict=True)
                ),
            ]
            for line in table["lines"]
        ],
    }


def value_words(cell: Mapping[str, Any], column: Mapping[str, Any], told: DocumentWords) -> str:
    """A cell's figure in words: "95 %", "2 hari 3 jam kerja", "1.200"."""
    return _said(cell["value"], column["kind"], told)


def _said(value: Any, kind: str, told: DocumentWords) -> str:
    if value is None:
        return NOTHING
    if kind == "share":
        return told.measured(100 * value, "percent")
    if kind == "seconds":
        return told.measured(value, "working_seconds")
    if kind == "day":
        return day(date.fromisoformat(value))
    return value if isinstance(value, str) else number(round(value, 1))


def _under(cell: Mapping[str, Any], column: Mapping[str, Any], told: DocumentWords) -> str:
    said = []
    if column["kind"] == "share" and cell["n"] is not None:
        said.append(
            f"{number(cell['k'])} dari {number(cell['n'])}" if cell["k"] is not None else f"n {cell['n']}"
        )
    if change := cell["change"]:
        before = "" if change["before"] is None else f", dari {_said(change['before'], column['kind'], told)}"
        said.append(f"{SAID[change['verdict']]}{before}")
    return "; ".join(said)
