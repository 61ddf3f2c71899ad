"""Files of a rulebook read and checked one by one: TOML in, plain checked tables and problems out."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError

from config.entries.office import Ring
from config.entries.street_map import GEOMETRY, StreetMap
from config.errors import Problem
from config.files import FILES
from config.schemas.fields import MISSING_SOURCE
from config.schemas.time import OPTIONAL
from config.street_map import read_map
from config.vocabulary import FILE as WORDS
from config.vocabulary import Vocabulary, read_vocabulary

_NAMING_KEYS = ("code", "key", "indicator", "version")
# Tables without a number of their own may take the source of their file.
_SOURCE_FROM_FILE = frozenset({"text", "unit", "position", "law", "value", "template", "answer", "paper"})
_UNKNOWN = "Unknown field."


@dataclass(kw_only=True)
class Read:
    """What was read: checked entries by table name (only those without a mistake), and every problem.

    `raw` holds all entries as written, so that a wrong name is found in an entry with other mistakes too.
    """

    raw: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    paths: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, set[str]] = field(default_factory=dict)
    rings: dict[str, tuple[Ring, ...]] = field(default_factory=dict)
    street_map: StreetMap | None = None
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}))
    problems: list[Problem] = field(default_factory=list)

    def add(self, file: str, key: str, code: str, message: str) -> None:
        """Note one mistake."""
        self.problems.append(Problem(file, key, code, message))

    def entries(self, table: str) -> Iterable[tuple[str, dict[str, Any]]]:
        """(key path, entry) of each well-formed entry of a table."""
        return zip(self.paths.get(table, []), self.tables.get(table, []), strict=True)


def read_folder(folder: Path) -> Read:
    """Every file of a rulebook's folder; missing, unreadable and unknown files are problems too."""
    read = Read()
    if not folder.is_dir():
        read.add(str(folder.name), "", "no_folder", "there is no such rulebook folder")
        return read
    for present in sorted(folder.glob("*.toml")):
        if present.name not in (*FILES, WORDS):
            read.add(present.name, "", "unknown_file", f"is none of {', '.join((*FILES, WORDS))}")
    for name, tables in FILES.items():
        _read_file(read, folder / name, name, tables)
    _read_geometry(read, folder / GEOMETRY)
    read.street_map, mistakes = read_map(folder)
    read.problems += mistakes
    read.vocabulary, mistakes = read_vocabulary(folder)
    read.problems += mistakes
    return read


def _read_file(read: Read, path: Path, name: str, tables: Mapping[str, type[Schema]]) -> None:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        read.add(name, "", "no_file", "is missing")
        return
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as wrong:
        read.add(name, "", "not_toml", str(wrong))
        return
    defaults = _read_defaults(read, name, raw.pop("defaults", {}))
    for key in raw:
        if key not in tables:
            read.add(name, key, "unknown_key", f"is none of {', '.join(tables)}")
    for table, schema in tables.items():
        given = raw.get(table, [] if table in OPTIONAL else None)
        if given is None:
            read.add(name, table, "missing", "is missing")
            continue
        if isinstance(given, dict) and table == "office":
            given = [given]
        if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
            read.add(name, table, "invalid", f"must be written as [[{table}]] tables")
            continue
        _read_entries(read, name, table, schema(), [_with_defaults(table, item, defaults) for item in given])


def _read_defaults(read: Read, name: str, defaults: Any) -> dict[str, Any]:
    if not isinstance(defaults, dict):
        read.add(name, "defaults", "invalid", "must be a table")
        return {}
    for key in defaults:
        if key not in ("effective_from", "source"):
            read.add(name, f"defaults.{key}", "unknown_key", "is none of effective_from, source")
    return defaults


def _with_defaults(table: str, item: dict[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    filled = dict(item)
    if "effective_from" in defaults and "effective_from" in _field_names(table):
        filled.setdefault("effective_from", defaults["effective_from"])
    if "source" in defaults and table in _SOURCE_FROM_FILE:
        filled.setdefault("source", defaults["source"])
    return filled


def _field_names(table: str) -> Iterable[str]:
    for tables in FILES.values():
        if table in tables:
            return tables[table]._declared_fields
    return ()


def _read_entries(read: Read, name: str, table: str, schema: Schema, items: list[dict[str, Any]]) -> None:
    read.tables[table], read.paths[table], read.named[table] = [], [], set()
    read.raw[table] = []
    for index, item in enumerate(items):
        path = table if table == "office" else f"{table}[{_label(item, index)}]"
        read.raw[table].append((path, item))
        # A code that is written counts as known even if its entry has mistakes: one cause, one problem.
        for key in ("code", "key", "indicator"):
            if isinstance(item.get(key), str):
                read.named[table].add(item[key].strip())
        try:
            loaded = schema.load(item)
        except ValidationError as wrong:
            for key, message in _flatten(wrong.messages, path, item):
                read.add(name, key, _code_of(message, key), _said(message))
            continue
        read.tables[table].append(loaded)
        read.paths[table].append(path)


def _label(item: Any, index: int) -> str:
    if isinstance(item, Mapping):
        for key in _NAMING_KEYS:
            if isinstance(item.get(key), str) and item[key].strip():
                return str(item[key]).strip()
        if isinstance(item.get("year"), int):
            return str(item["year"])
    return str(index)


def labelled(path: str, items: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(key path, table) of each table in a list as written; nothing of what is no list of tables."""
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, Mapping):
            yield f"{path}[{_label(item, index)}]", item


def _flatten(messages: Any, path: str, raw: Any) -> Iterable[tuple[str, str]]:
    """(key path, message) of every leaf of marshmallow's nested messages."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            if key == "_schema":
                yield from _flatten(inner, path, raw)
            elif isinstance(key, int):
                item = raw[key] if isinstance(raw, list) and key < len(raw) else None
                yield from _flatten(inner, f"{path}[{_label(item, key)}]", item)
            else:
                below = raw.get(key) if isinstance(raw, Mapping) else None
                yield from _flatten(inner, f"{path}.{key}", below)
    elif isinstance(messages, list):
        for inner in messages:
            yield from _flatten(inner, path, raw)
    else:
        yield path, str(messages)


def _code_of(message: str, key: str) -> str:
    if message == _UNKNOWN:
        return "unknown_key"
    if message == MISSING_SOURCE:
        return "no_source"
    if message in ("has no Indonesian words", "has no English words"):
        return "no_translation"
    if message.startswith("Missing data"):
        return "missing"
    return "invalid"


def _said(message: str) -> str:
    if message == _UNKNOWN:
        return "nobody knows this key"
    if message.startswith("Missing data"):
        return "is missing"
    return message


def _read_geometry(read: Read, path: Path) -> None:
    try:
        features = list(json.loads(path.read_text(encoding="utf-8"))["features"])
    except FileNotFoundError:
        read.add(GEOMETRY, "", "no_file", "is missing")
        return
    except (ValueError, KeyError, TypeError) as wrong:
        read.add(GEOMETRY, "", "not_geojson", f"is no GeoJSON feature collection: {wrong}")
        return
    for index, feature in enumerate(features):
        key = f"features[{index}]"
        try:
            code = str(feature["properties"]["kode"])
            rings = _rings_of(feature["geometry"])
        except (KeyError, TypeError, ValueError) as wrong:
            read.add(GEOMETRY, key, "not_geojson", f"has no usable polygon or code: {wrong}")
            continue
        read.rings[code] = rings


def _rings_of(geometry: Mapping[str, Any]) -> tuple[Ring, ...]:
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"geometry {geometry['type']!r}")
    given_polygons = geometry["coordinates"]
    polygons = [given_polygons] if geometry["type"] == "Polygon" else given_polygons
    rings = []
    for polygon in polygons:
        for given in polygon:
            ring = tuple((float(pair[0]), float(pair[1])) for pair in given)
            if len(ring) < 4:
                raise ValueError("a ring of fewer than four points")
            rings.append(ring)
    return tuple(rings)
