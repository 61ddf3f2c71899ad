"""OpenStreetMap's XML as features: nodes with tags are spots, ways are lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.parsers import expat

from complaints_service.places.importing.features import Feature, UnreadableMap
from config.entries.street_map import Position


def read_osm(content: bytes) -> Iterator[Feature]:
    """Every way and every tagged node. Raises UnreadableMap, also for a file that declares entities."""
    reader = _Reader()
    try:
        reader.read(content)
    except (expat.ExpatError, ValueError, KeyError) as wrong:
        raise UnreadableMap(f"bukan XML OpenStreetMap yang terbaca: {wrong}") from wrong
    return iter(reader.features)


class _Reader:
    """Goes through the elements once; a way follows the nodes it names, as every extract writes them."""

    def __init__(self) -> None:
        self.features: list[Feature] = []
        self._nodes: dict[str, Position] = {}
        self._tags: dict[str, str] = {}
        self._refs: list[str] = []
        self._at: Position | None = None

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        # No extract declares any: a document type is how a small file becomes a huge one.
        parser.StartDoctypeDeclHandler = _refuse
        parser.Parse(content, True)

    def _start(self, name: str, told: Mapping[str, str]) -> None:
        if name in ("node", "way", "relation"):
            self._tags, self._refs, self._at = {}, [], None
        if name == "node" and "lat" in told:
            self._at = (float(told["lon"]), float(told["lat"]))
            self._nodes[told["id"]] = self._at
        elif name == "tag":
            self._tags[told["k"]] = told["v"]
        elif name == "nd":
            self._refs.append(told["ref"])

    def _end(self, name: str) -> None:
        if name == "node" and self._tags and self._at is not None:
            self.features.append(Feature(self._tags, (self._at,)))
        elif name == "way" and self._tags:
            # An extract cuts ways at its edge: nodes beyond are not in it.
            line = tuple(self._nodes[ref] for ref in self._refs if ref in self._nodes)
            if len(line) > 1:
                self.features.append(Feature(self._tags, line))


def _refuse(*_told: object) -> None:
    raise ValueError("berkas ini menyatakan DOCTYPE")
