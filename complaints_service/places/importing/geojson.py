"""GeoJSON as features; its properties are read as OpenStreetMap's tags."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from complaints_service.places.importing.features import Feature, UnreadableMap
from config.entries.street_map import Line


def read_geojson(content: bytes) -> Iterator[Feature]:
    """Every line and spot of a feature collection, outlines as lines. Raises UnreadableMap."""
    try:
        told = json.loads(content)
        features = told["features"] if told["type"] == "FeatureCollection" else [told]
        for feature in features:
            properties = feature.get("properties") or {}
            tags = {str(key): str(value) for key, value in properties.items() if value is not None}
            for line in _lines_of(feature.get("geometry") or {"type": "none"}):
                yield Feature(tags, line)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as wrong:
        raise UnreadableMap(f"bukan GeoJSON yang terbaca: {wrong}") from wrong


def _lines_of(geometry: Mapping[str, Any]) -> Iterator[Line]:
    kind = geometry["type"]
    if kind == "GeometryCollection":
        for each in geometry["geometries"]:
            yield from _lines_of(each)
    elif kind == "Point":
        yield (_position(geometry["coordinates"]),)
    elif kind == "MultiPoint":
        yield from ((_position(each),) for each in geometry["coordinates"])
    elif kind == "LineString":
        yield _line(geometry["coordinates"])
    elif kind in ("MultiLineString", "Polygon"):
        yield from (_line(each) for each in geometry["coordinates"])
    elif kind == "MultiPolygon":
        yield from (_line(ring) for polygon in geometry["coordinates"] for ring in polygon)


def _line(given: Any) -> Line:
    return tuple(_position(each) for each in given)


def _position(given: Any) -> tuple[float, float]:
    lng, lat = float(given[0]), float(given[1])
    if not (-180 <= lng <= 180 and -90 <= lat <= 90):
        raise ValueError(f"posisi {lng}, {lat} tidak ada di bumi (GeoJSON menulis bujur dulu, WGS84)")
    return lng, lat
