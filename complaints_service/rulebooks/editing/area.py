"""The office's area: its kelurahan with their outlines, out of a GeoJSON file."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from complaints_service.errors import Invalid, invalid, words
from complaints_service.rulebooks.editing.categories import ROUTING, sent_first
from complaints_service.rulebooks.editing.tables import changed, entries, office_of, own_entry
from complaints_service.rulebooks.files import Files
from config.entries.street_map import GEOMETRY
from config.street_map import FILE as STREET_MAP

KELURAHAN = "kelurahan.toml"
MOST = 60
_CODE_NAMES = ("kode", "code", "kode_kel", "kode_desa", "kd_kelurahan", "id")
_WORD_NAMES = ("nama", "name", "namobj", "nama_kel", "kelurahan", "desa", "nm_kelurahan")
_POSTCODES = ("kodepos", "kode_pos", "postcode")
_CODE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}")


@dataclass(frozen=True, kw_only=True)
class Outline:
    """One kelurahan as the file has it."""

    code: str
    name: str
    geometry: Mapping[str, Any]
    postcode: str = ""


def read_outlines(body: bytes) -> Sequence[Outline]:
    """The kelurahan of a GeoJSON file. Raises Invalid, naming the feature that is wrong."""
    try:
        features = json.loads(body)["features"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _refused(words("Berkas ini bukan kumpulan GeoJSON (FeatureCollection).")) from None
    if not isinstance(features, list) or not 0 < len(features) <= MOST:
        raise _refused(words("Berkas ini harus berisi 1 sampai %(most)s kelurahan.", most=MOST))
    found = [_outline(number, feature) for number, feature in enumerate(features, 1)]
    codes = [each.code for each in found]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise _refused(words("Kode ini ada dua kali: %(codes)s.", codes=", ".join(twice)))
    return found


def with_area(files: Files, outlines: Sequence[Outline]) -> dict[str, str]:
    """The files with these kelurahan; the street map and the neighbours of another area go."""
    units = {each["code"]: each["unit"] for each in entries(files, KELURAHAN, "kelurahan") if "unit" in each}
    first_on = office_of(files).get("effective_from")
    made = [
        own_entry(
            {
                "code": each.code,
                "name": each.name,
                "unit": units.get(each.code) or _unit_code(each.code),
                **({"postcode": each.postcode} if each.postcode else {}),
            },
            first_on,
        )
        for each in outlines
    ]
    same = set(units) == {each.code for each in outlines}

    def change(tables: dict[str, Any]) -> None:
        tables["kelurahan"] = made

    def drop_neighbours(tables: dict[str, Any]) -> None:
        tables["neighbour"] = []

    out = changed(files, KELURAHAN, change)
    out[GEOMETRY] = _geojson(outlines)
    if same:
        return out
    out.pop(STREET_MAP, None)
    return _routed(changed(out, "agencies.toml", drop_neighbours), [each.code for each in outlines])


def outlines_of(files: Files) -> Sequence[Outline]:
    """The kelurahan that the files have outlines of; none where they cannot be read."""
    try:
        return read_outlines(files.get(GEOMETRY, "").encode())
    except Invalid:
        return []


def rings(outline: Outline) -> list[list[tuple[float, float]]]:
    """The closed lines of an outline, as longitude and latitude."""
    polygons = outline.geometry["coordinates"]
    polygons = [polygons] if outline.geometry["type"] == "Polygon" else polygons
    return [
        [(float(point[0]), float(point[1])) for point in ring] for polygon in polygons for ring in polygon
    ]


def _outline(number: int, feature: Any) -> Outline:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    given = {str(key).lower(): value for key, value in (properties or {}).items()}
    code = next((str(given[name]).strip() for name in _CODE_NAMES if given.get(name)), "")
    name = next((str(given[name]).strip() for name in _WORD_NAMES if given.get(name)), "")
    postcode = next((str(given[key]).strip() for key in _POSTCODES if given.get(key)), "")
    if not _CODE.fullmatch(code) or not 0 < len(name) <= MOST:
        raise _refused(
            words("Bagian ke-%(number)s harus punya `kode` seperti 12.71.12.1001 dan `nama`.", number=number)
        )
    outline = Outline(code=code, name=name, geometry=feature.get("geometry") or {}, postcode=postcode)
    if not _drawn(outline):
        raise _refused(
            words("Batas %(name)s tidak terbaca: perlu poligon dalam derajat bujur dan lintang.", name=name)
        )
    return outline


def _drawn(outline: Outline) -> bool:
    """Whether it is a polygon of closed rings within the bounds of the country."""
    if outline.geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return False
    try:
        found = rings(outline)
    except (TypeError, ValueError, KeyError, IndexError):
        return False
    return bool(found) and all(
        len(ring) >= 4 and ring[0] == ring[-1] and all(_in_the_country(*point) for point in ring)
        for ring in found
    )


def _in_the_country(lng: float, lat: float) -> bool:
    return math.isfinite(lng) and math.isfinite(lat) and 94 <= lng <= 142 and -12 <= lat <= 7


def _geojson(outlines: Sequence[Outline]) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"kode": each.code, "nama": each.name},
            "geometry": {"type": each.geometry["type"], "coordinates": each.geometry["coordinates"]},
        }
        for each in outlines
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False) + "\n"


def _routed(files: Files, codes: Sequence[str]) -> dict[str, str]:
    """Rules that spoke of kelurahan: to a kelurahan's own unit for all of these, else they end."""
    left: list[str] = []

    def change(tables: dict[str, Any]) -> None:
        kept = []
        for rule in tables.get("rule", []):
            if not rule.get("kelurahan"):
                kept.append(rule)
            elif rule.get("to") == "kelurahan":
                kept.append({**rule, "kelurahan": list(codes)})
            else:
                left.extend(rule.get("categories", []))
        tables["rule"] = kept

    return sent_first(changed(files, ROUTING, change), left)


def _unit_code(code: str) -> str:
    return f"KEL{code[-4:]}"


def _refused(said: Any) -> Invalid:
    return invalid("file", said)
