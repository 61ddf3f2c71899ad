"""Sheets for typing into the national system: one a section; what is text stays as it was written."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

#: Nothing anybody typed becomes a formula, a number or a link.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
WIDTHS = (30, 50, 40, 24, 40, 40)
_RESULT, _INDICATOR = ("serves", "words", "weight"), ("aspect", "words", "target")
Rows = Sequence[Sequence[str | int | date]]


def workbook(sheets: Mapping[str, Rows], *, title: str, at: datetime) -> bytes:
    """An XLSX file; `sheets` gives each one's rows by its name, the first row being the heads."""
    drawn = io.BytesIO()
    with xlsxwriter.Workbook(drawn, OPTIONS) as book:
        book.set_properties({"title": title, "created": at.astimezone(UTC).replace(tzinfo=None)})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        day = book.add_format({"valign": "top", "num_format": "dd/mm/yyyy"})
        count = book.add_format({"valign": "top"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, width in enumerate(WIDTHS):
                sheet.set_column(column, column, width)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(number, column, value, day)
                    elif isinstance(value, int):
                        sheet.write_number(number, column, value, count)
                    else:
                        sheet.write_string(number, column, value, head if number == 0 else cell)
    return drawn.getvalue()


def skp_sheets(content: Mapping[str, Any]) -> dict[str, Rows]:
    """A plan by section; `content` as `skp.skp_content` gives it."""
    results = [
        [duty, *(result[key] for key in _RESULT), *(one[key] for key in _INDICATOR)]
        for part, duty in content["duties"].items()
        for result in content[part]
        for one in result["indicators"]
    ]
    return {
        "Identitas": _identity(content, [("Pendekatan", content["approach"]), ("Versi", content["version"])]),
        "Hasil Kerja": [
            [
                "Kinerja",
                "RHK pimpinan yang diintervensi",
                "Rencana hasil kerja",
                "Bobot",
                "Aspek",
                "Indikator kinerja individu",
                "Target",
            ],
            *results,
        ],
        "Perilaku Kerja": [
            ["Nilai", "Panduan perilaku", "Ekspektasi khusus pimpinan"],
            *(
                [one["name"], "\n".join(one["statements"]), one["expectation"]]
                for one in content["behaviour"]
            ),
        ],
        "Lampiran": [
            ["Bagian", "Isi"],
            *([one["head"], one["words"]] for one in content["annex"]),
        ],
    }


def evaluation_sheets(content: Mapping[str, Any]) -> dict[str, Rows]:
    """An evaluation by section; `content` as `evaluation.evaluation_content` gives it."""
    return {
        "Identitas": _identity(content, [("Periode", content["subtitle"])]),
        "Realisasi": [
            [
                "Rencana hasil kerja",
                "Indikator kinerja individu",
                "Target",
                "Aspek",
                "Realisasi",
                "Bukti",
            ],
            *(
                [result["words"], one["words"], one["target"], one["aspect"], _reached(one), _evidence(one)]
                for plan in content["plans"]
                for result in plan["results"]
                for one in result["indicators"]
            ),
        ],
        "Umpan Balik": [
            ["Waktu", "Isi", "Dari", "Macam"],
            *([one["at"], one["words"], one["giver"], one["kind"]] for one in content["feedback"]),
            *(
                [one["at"], one["words"], f"warga, {one['ticket']}", "terima kasih"]
                for one in content["thanks"]
            ),
        ],
        "Penilaian": [
            ["Bagian", "Isi"],
            ["Hasil kerja", content["ratings"]["result"]],
            ["Perilaku kerja", content["ratings"]["behaviour"]],
            ["Predikat kinerja", content["predicate"]],
            ["Capaian kinerja organisasi", content["achievement"]],
            *([one["head"], one["words"]] for one in content["texts"]),
            *([one["head"], one["words"]] for one in content["seal"]),
        ],
    }


def _identity(content: Mapping[str, Any], more: Sequence[tuple[str, str]]) -> Rows:
    heads = (("Nama", "name"), ("NIP", "nip"), ("Jabatan", "position"), ("Unit kerja", "unit"))
    sample = [["DATA CONTOH", "nama dan angka di sini rekaan", ""]] if content["sample"] else []
    return [
        ["", "Pegawai yang dinilai", "Pejabat penilai kinerja"],
        *sample,
        *([head, content["officer"][key], content["rater"][key]] for head, key in heads),
        *([head, words, ""] for head, words in (("Instansi", content["office"]), *more)),
        ["Sidik isi", content["digest"], ""],
        ["Keadaan", content["as_of"], ""],
    ]


def _reached(one: Mapping[str, Any]) -> str:
    told = [one["reached"]] if one["reached"] else []
    told += [
        f"{report['month']}: {' '.join(filter(None, (report['amount'], report['words'])))}"
        for report in one["reported"]
    ]
    return "\n".join(told) or "belum ada data"


def _evidence(one: Mapping[str, Any]) -> str:
    return "\n".join(piece["name"] for report in one["reported"] for piece in report["evidence"])
