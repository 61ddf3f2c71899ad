"""The files of open data: every published figure once, in CSV, JSON and GeoJSON. Pure.

Nothing here computes: a figure is copied from what was published, so that page and files cannot differ.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from complaints_service.openness.blocks import Point
from complaints_service.openness.figures import CLOCKS
from complaints_service.openness.models import PublishedMonth
from config.rulebook import Rulebook

#: Each column of the CSV: its name, and what it holds, in both languages. This is the data dictionary.
COLUMNS: Mapping[str, tuple[str, str]] = {
    "month": ("Bulan setempat, seperti 2026-10.", "Local month, like 2026-10."),
    "kelurahan": (
        "Kode kelurahan; kosong: seluruh kantor; REST: yang digabung.",
        "Code of the kelurahan; empty: the whole office; REST: what is told together.",
    ),
    "category": (
        "Kode kategori; kosong: semua; REST: yang digabung.",
        "Code of the category; empty: all; REST: what is told together.",
    ),
    "measure": (
        "received: yang masuk; first_response, resolution: janji itu; open: yang dikerjakan di akhir bulan.",
        "received: what came; first_response, resolution: that promise; open: worked on at the month's end.",
    ),
    "n": (
        "Berapa laporan di balik angka; kosong: ditahan karena kurang dari batas privasi. Yang digabung "
        "ketika masuk tetap di REST ketika dijawab; per kategori juga yang disisihkan dari sel yang ditahan.",
        "How many reports stand behind it; empty: withheld under the privacy floor. What was merged when it "
        "came stays in REST when answered; by category also what is kept apart of withheld cells.",
    ),
    "done": (
        "Dari n yang masuk, berapa yang selesai ditangani saat bulan itu diterbitkan; tidak per kategori.",
        "Of n that came, how many were done with when the month was published; not by category.",
    ),
    "on_time": (
        "Dari n, berapa yang tepat waktu; yang terlambat dan masih terbuka ikut dalam n.",
        "Of n, how many on time; late ones that still wait are within n.",
    ),
    "open_late": (
        "Dari n, berapa yang terlambat dan masih menunggu.",
        "Of n, how many are late and still wait.",
    ),
    "median_seconds": (
        "Waktu kerja (detik) sampai separuhnya selesai, (Kaplan-Meier); kosong: belum atau terlalu sedikit.",
        "Working time (seconds) until half were done, by Kaplan-Meier; empty: not yet, or too few.",
    ),
    "p90_seconds": (
        "Waktu kerja (detik) sampai sembilan dari sepuluh selesai.",
        "Working time (seconds) until nine in ten were done.",
    ),
    "merged": ("Kode yang digabung dalam baris ini.", "The codes that are told together in this row."),
}
#: What is told of every row; the clocks' names are the promises'.
MEASURES = ("received", *CLOCKS)
FORMS: Mapping[str, str] = {
    "csv": "text/csv",
    "json": "application/json",
    "geojson": "application/geo+json",
}
#: The forms that tell points.
POINTED = ("geojson",)
#: How the rest is called in a file: an empty code is the whole office.
_REST = "REST"


def file_body(
    form: str,
    months: Sequence[PublishedMonth],
    *,
    points: Mapping[str, Sequence[Point]],
    rulebook: Rulebook,
    licence: str,
) -> str:
    """The body of the file in one form; `points`: those that may be told, by month."""
    if form == "csv":
        return _csv(months)
    if form == "json":
        return _json(months, rulebook, licence)
    return _geojson(months, points, rulebook, licence)


def lines(month: str, figures: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every figure of a month as a line of the CSV."""
    if figures["office"] is None:
        return
    for measure, figure in figures["office"].items():
        yield _line(month, measure, figure)
    for way in ("kelurahan", "category"):
        for measure, told in figures[way].items():
            if told is None:
                continue
            for code, figure in told["shown"].items():
                yield _line(month, measure, figure, **{way: code})
            merged = {key: value for key, value in told["merged"].items() if key != "codes"}
            yield _line(month, measure, merged, **{way: _REST}, merged=_codes(told["merged"]["codes"]))
    table = figures["crossed"]
    for place, counts in zip(table["places"], table["received"], strict=True) if table else ():
        for category, count in zip(table["categories"], counts, strict=True):
            figure = None if count is None else {"n": count}
            yield _line(month, "received", figure, kelurahan=place or _REST, category=category or _REST)
    still = figures["open"]
    if still:
        yield _line(month, "open", {"n": still["n"]})
        for way in ("kelurahan", "category"):
            for code, count in (still[way] or {}).items():
                yield _line(month, "open", {"n": count}, **{way: code})


def _line(month: str, measure: str, figure: Mapping[str, Any] | None, **where: str) -> dict[str, Any]:
    told = figure or {}
    return {
        "month": month,
        "kelurahan": where.get("kelurahan", ""),
        "category": where.get("category", ""),
        "measure": measure,
        "n": told.get("n"),
        "done": told.get("done"),
        "on_time": told.get("on_time"),
        "open_late": told.get("open_late"),
        "median_seconds": told.get("median"),
        "p90_seconds": told.get("p90"),
        "merged": where.get("merged", ""),
    }


def _codes(codes: Sequence[str]) -> str:
    return " ".join(code or _REST for code in codes)


def _csv(months: Sequence[PublishedMonth]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(COLUMNS), lineterminator="\r\n")
    writer.writeheader()
    for month in months:
        writer.writerows(lines(month.month, month.figures))
    return out.getvalue()


def _json(months: Sequence[PublishedMonth], rulebook: Rulebook, licence: str) -> str:
    return json.dumps(
        {
            "licence": licence,
            "columns": {name: {"id": id_, "en": en} for name, (id_, en) in COLUMNS.items()},
            "kelurahan": {each.code: each.name for each in rulebook.kelurahan},
            "categories": {
                each.code: {"id": each.names.id, "en": each.names.en}
                for each in rulebook.categories
                if not each.about_staff
            },
            "months": [
                {"month": month.month, "published_at": month.published_at.isoformat(), "sha256": month.digest,
                 "rows": list(lines(month.month, month.figures))}
                for month in months
            ],
        },
        ensure_ascii=False,
        indent=1,
    )  # fmt: skip


def _geojson(
    months: Sequence[PublishedMonth], points: Mapping[str, Sequence[Point]], rulebook: Rulebook, licence: str
) -> str:
    """The outlines with what came from each, and the points of the grid, month by month."""
    features: list[dict[str, Any]] = []
    for month in months:
        if month.figures["office"] is None:
            continue
        came = month.figures["kelurahan"]["received"]["shown"]
        features += [
            _feature(
                {"type": "Polygon", "coordinates": place.rings},
                month=month.month,
                kelurahan=place.code,
                name=place.name,
                received=came.get(place.code, {}).get("n"),
            )
            for place in rulebook.kelurahan
        ]
        features += [
            _feature(
                {"type": "Point", "coordinates": [lng, lat]},
                month=month.month,
                category=category,
                received=count,
            )
            for lat, lng, category, count in points.get(month.month, ())
        ]
    return json.dumps(
        {"type": "FeatureCollection", "license": licence, "features": features}, ensure_ascii=False
    )


def _feature(geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}
