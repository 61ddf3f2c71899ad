"""The street map of a rulebook: its file read and refused, made from map data, its corners, and the sample."""

from __future__ import annotations

import gzip
import json
import math
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from complaints_service.places.importing.features import Feature, UnreadableMap
from complaints_service.places.importing.geojson import read_geojson
from complaints_service.places.importing.lines import District, joined, simplified
from complaints_service.places.importing.making import MOST_GZIPPED, MapSource, make_map
from complaints_service.places.importing.osm_xml import read_osm
from complaints_service.places.outlines import find_place, metres_to
from complaints_service.places.plane import metres, nearest
from complaints_service.places.streets import spots_on, streets
from complaints_service.web.drawing.maps.area_map import Area
from complaints_service.web.drawing.maps.street_map import street_map
from complaints_service.web.drawing.maps.window import HEIGHT, WIDTH, MapWindow, Pinned
from config.entries.office import Bilingual
from config.loading import check
from config.rulebook import Rulebook
from config.street_map import FILE, read_map, write_map
from tests.rules.conftest import RULEBOOK
from tools.sample_map import sample_map

ABOUT = MapSource(source="drawn for this test", licence="none", credit=Bilingual("uji", "test"))
#: A street through Rengas Pulau from far west to far east, and one that ends at it.
EAST_WEST = [[98.55 + step / 500, 3.7053] for step in range(80)]
SIDE = [[98.6600, 3.7053], [98.6600, 3.7073]]
GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"highway": "residential", "name": "Gang Uji"},
         "geometry": {"type": "LineString", "coordinates": EAST_WEST}},
        {"type": "Feature", "properties": {"highway": "tertiary", "name": "Jalan Samping"},
         "geometry": {"type": "MultiLineString", "coordinates": [SIDE]}},
        {"type": "Feature", "properties": {"highway": "proposed", "name": "Tol"},
         "geometry": {"type": "LineString", "coordinates": SIDE}},
        {"type": "Feature", "properties": {"waterway": "river", "name": "Sungai Uji"},
         "geometry": {"type": "LineString", "coordinates": SIDE}},
        {"type": "Feature", "properties": {"amenity": "school", "name": "SD Uji"},
         "geometry": {"type": "Point", "coordinates": [98.6602, 3.7055]}},
        {"type": "Feature", "properties": {"amenity": "school", "name": "SD Jauh"},
         "geometry": {"type": "Point", "coordinates": [98.2, 3.7]}},
        {"type": "Feature", "properties": {"building": "yes", "amenity": "school", "name": "SD Uji"},
         "geometry": {"type": "Polygon", "coordinates": [[[98.660, 3.7054], [98.6604, 3.7054], [98.6602, 3.7057]]]}},
        {"type": "Feature", "properties": {"place": "neighbourhood", "name": "Lingkungan Uji"},
         "geometry": {"type": "Point", "coordinates": [98.6602, 3.7055]}},
        {"type": "Feature", "properties": None, "geometry": None},
    ],
}  # fmt: skip
OSM = """<?xml version='1.0'?><osm version="0.6">
<node id="1" lat="3.7053" lon="98.6580"/><node id="2" lat="3.7053" lon="98.6620"/>
<node id="3" lat="3.7055" lon="98.6600"><tag k="amenity" v="place_of_worship"/><tag k="name" v="Masjid Uji"/></node>
<way id="9"><nd ref="1"/><nd ref="2"/><nd ref="77"/><tag k="highway" v="primary"/><tag k="name" v="Jalan Uji &amp; Raya"/></way>
<relation id="5"><member type="way" ref="9"/><tag k="highway" v="primary"/></relation></osm>"""


def made(features: list[Feature], rulebook: Rulebook) -> Any:
    return make_map(features, rulebook=rulebook, about=ABOUT).street_map


def test_geojson_is_cut_to_the_outlines_joined_and_thinned(rulebook: Rulebook) -> None:
    drawn = made(list(read_geojson(json.dumps(GEOJSON).encode())), rulebook)
    assert {(road.name, road.level) for road in drawn.roads} == {
        ("Gang Uji", "alley"),
        ("Jalan Samping", "street"),
    }
    assert [(each.name, each.kind) for each in drawn.waterways] == [("Sungai Uji", "river")]
    assert [spot.name for spot in drawn.landmarks] == ["SD Uji"], "far ones and twins are left out"
    assert [spot.name for spot in drawn.neighbourhoods] == ["Lingkungan Uji"]
    for road in drawn.roads:
        for line in road.lines:
            for lng, lat in line:
                assert (
                    min(metres_to(one.rings, lat, lng) for one in rulebook.kelurahan) < 200
                    or find_place(lat, lng, rulebook).kelurahan
                )
            assert len(line) == 2, "a straight street is its two ends"


def test_a_heavy_map_is_thinned_and_says_what_was_given_up(rulebook: Rulebook) -> None:
    draws = random.Random(1)
    features = []
    for number in range(3_000):
        lng, lat = 98.65 + draws.random() / 60, 3.69 + draws.random() / 40
        line = tuple(
            (lng + step * draws.random() / 9_000, lat + draws.random() / 3_000) for step in range(12)
        )
        features.append(
            Feature({"highway": "footway" if number % 2 else "residential", "name": f"G {number}"}, line)
        )
    found = make_map(features, rulebook=rulebook, about=ABOUT)
    assert found.given_up and found.given_up[0] == "5 m"
    assert found.gzipped == len(gzip.compress(write_map(found.street_map), 9))
    if found.gzipped > MOST_GZIPPED:
        assert found.given_up[-1] == "landmarks", "everything was tried"


def test_osm_xml_is_read_with_names_and_without_nodes_beyond_its_edge(rulebook: Rulebook) -> None:
    features = list(read_osm(OSM.encode()))
    drawn = made(features, rulebook)
    assert [(road.name, road.level) for road in drawn.roads] == [("Jalan Uji & Raya", "main")]
    assert [spot.name for spot in drawn.landmarks] == ["Masjid Uji"]


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (read_geojson, b""),
        (read_geojson, b"[]"),
        (read_geojson, b'{"type": "FeatureCollection"}'),
        (read_geojson, b'{"type": "Feature", "geometry": {"type": "Point", "coordinates": [3.7, 198.6]}}'),
        (read_geojson, b'{"type": "Feature", "geometry": {"type": "LineString", "coordinates": [["x", 1]]}}'),
        (read_geojson, b"[" * 100_000),
        (read_osm, b"<osm><node id='1' lat='x' lon='1'><tag k='a' v='b'/></node></osm>"),
        (read_osm, b"<osm><node"),
        (read_osm, b'<!DOCTYPE osm [<!ENTITY a "aaaa">]><osm><node id="1"/></osm>'),
    ],
)
def test_what_is_no_map_data_is_refused(read: Any, content: bytes) -> None:
    with pytest.raises(UnreadableMap):
        list(read(content))


def test_what_is_written_is_what_is_read(rulebook: Rulebook, tmp_path: Path) -> None:
    drawn = made(list(read_geojson(json.dumps(GEOJSON).encode())), rulebook)
    (tmp_path / FILE).write_bytes(write_map(drawn))
    again, problems = read_map(tmp_path)
    assert problems == [] and again is not None
    assert write_map(again) == write_map(drawn) and len(again.digest) == 16
    for road, other in zip(drawn.roads, again.roads, strict=True):
        for line, its in zip(road.lines, other.lines, strict=True):
            assert all(metres(one, two) < 1 for one, two in zip(line, its, strict=True))


GOOD: dict[str, Any] = {
    "format": 1, "sample": False, "source": "s", "licence": "l", "credit": {"id": "a", "en": "b"},
    "origin": [98.6, 3.7], "step": 1e-5, "roads": [["Jalan", "main", [[0, 0, 5, 5]]]], "waterways": [],
    "landmarks": [["SD", 1, 2]], "neighbourhoods": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"format": 2}, "format"),
        ({"sample": "ya"}, "sample"),
        ({"source": " "}, "source"),
        ({"credit": {"id": "a"}}, "credit"),
        ({"origin": [98.6]}, "origin"),
        ({"origin": [98.6, float("nan")]}, "origin"),
        ({"step": 0}, "step"),
        ({"rivers": []}, "rivers"),
        ({"roads": {}}, "roads"),
        ({"roads": [["Jalan", "motorway", [[0, 0, 1, 1]]]]}, "roads[0]"),
        ({"roads": [["Jalan", "main", []]]}, "roads[0]"),
        ({"roads": [["Jalan", "main", [[0, 0, 1]]]]}, "roads[0]"),
        ({"roads": [["Jalan", "main", [[0, 0, 1.5, 1]]]]}, "roads[0]"),
        ({"roads": [["J" * 81, "main", [[0, 0, 1, 1]]]]}, "roads[0]"),
        ({"roads": [["J\x1b", "main", [[0, 0, 1, 1]]]]}, "roads[0]"),
        ({"roads": [["Jalan", "main", [[10**9, 0, 1, 1]]]]}, "roads[0]"),
        ({"roads": ["Jalan"]}, "roads[0]"),
        ({"landmarks": [["", 1, 2]]}, "landmarks[0]"),
        ({"landmarks": [["SD", 1]]}, "landmarks[0]"),
    ],
)
def test_a_mistake_in_the_file_is_named_by_its_key(tmp_path: Path, change: dict[str, Any], key: str) -> None:
    (tmp_path / FILE).write_text(json.dumps({**GOOD, **change}))
    found, problems = read_map(tmp_path)
    assert found is None and [problem.key for problem in problems] == [key]


def test_a_key_left_out_or_a_file_that_is_none_stops_the_start(tmp_path: Path) -> None:
    for key in GOOD:
        (tmp_path / FILE).write_text(json.dumps({name: value for name, value in GOOD.items() if name != key}))
        assert [problem.key for problem in read_map(tmp_path)[1]] == [key]
    book = tmp_path / "book"
    shutil.copytree(RULEBOOK, book)
    (book / FILE).write_text("bukan json")
    assert [problem.file for problem in check(book)] == [FILE]
    (book / FILE).unlink()
    assert check(book) == [], "an office may have no street map"


def test_the_sample_says_that_it_is_one_and_is_what_its_tool_draws(rulebook: Rulebook) -> None:
    kept = (RULEBOOK / FILE).read_bytes()
    assert write_map(sample_map(rulebook).street_map) == kept, "python -m tools.sample_map"
    drawn = rulebook.street_map
    assert drawn is not None and drawn.sample and "no foreign data" in drawn.source
    assert drawn.credit.id == "contoh, bukan peta resmi"
    assert len(gzip.compress(kept, 9)) < MOST_GZIPPED
    for one in rulebook.kelurahan:
        assert any(street.kelurahan == one.name for street in streets(rulebook)), one.name


def test_corners_lie_on_both_streets_and_in_the_district(rulebook: Rulebook) -> None:
    drawn = rulebook.street_map
    assert drawn is not None
    for street in streets(rulebook):
        found = spots_on(street.code, rulebook)
        road = drawn.roads[int(street.code)]
        assert len({spot.code for spot in found}) == len(found)
        for spot in found:
            at = (spot.lng, spot.lat)
            assert find_place(spot.lat, spot.lng, rulebook).kelurahan is not None
            assert min(nearest(line, at)[0] for line in road.lines) < 16
            if spot.kind == "corner":
                others = [line for other in drawn.roads if other.name == spot.name for line in other.lines]
                assert min(nearest(line, at)[0] for line in others) < 16


def test_lines_that_meet_are_one_and_what_is_left_out_was_not_seen() -> None:
    assert joined([((0, 0), (1, 0)), ((2, 0), (1, 0)), ((2, 0), (3, 0))]) == [
        ((0, 0), (1, 0), (2, 0), (3, 0))
    ]
    fork = joined([((0, 0), (1, 0)), ((1, 0), (2, 0)), ((1, 0), (1, 1))])
    assert len(fork) == 3, "where three meet nobody knows which goes on"
    wave = tuple((98.65 + step * 1e-4, 3.7 + math.sin(step / 3) * 1e-4) for step in range(200))
    thin = simplified(wave, 3)
    assert len(thin) < len(wave) / 2 and thin[0] == wave[0] and thin[-1] == wave[-1]
    assert max(nearest(thin, at)[0] for at in wave) <= 3.01


def test_a_line_through_the_district_is_cut_at_its_edges(rulebook: Rulebook) -> None:
    district = District([one.rings for one in rulebook.kelurahan], 0)
    parts = list(district.cut(((98.5, 3.7053), (98.8, 3.7053))))
    assert parts and all(find_place(lat, lng, rulebook).kelurahan for part in parts for lng, lat in part)
    assert list(district.cut(((98.0, 3.0), (98.1, 3.1)))) == []


def drawing(rulebook: Rulebook, **more: Any) -> str:
    areas = [Area(one.code, one.name, one.rings) for one in rulebook.kelurahan]
    assert rulebook.street_map is not None
    return str(street_map(rulebook.street_map, areas, label="Peta", credit="contoh <b>", **more))


def test_the_drawing_names_streets_round_a_point_and_what_stands_in_its_corner(rulebook: Rulebook) -> None:
    pinned = Pinned(lat=3.7053, lng=98.6553, accuracy=100)
    svg = drawing(rulebook, window=MapWindow.round_point(pinned), pinned=pinned)
    assert "contoh &lt;b&gt;" in svg and 'class="pin"' in svg and 'class="accuracy"' in svg
    assert "Jalan" in svg or "Gang" in svg
    assert svg.count("<path") < 12, "a path a kind, not one a street"
    assert len(gzip.compress(svg.encode())) < 4_000


def test_no_name_lies_on_another(rulebook: Rulebook) -> None:
    window = MapWindow(3.7053, 98.6553, 2_500)
    svg = drawing(rulebook, window=window)
    assert svg.count("<text") > 8
    far = drawing(
        rulebook, window=MapWindow.round_areas([Area("", "", one.rings) for one in rulebook.kelurahan])
    )
    assert "Gang" not in far and "Rengas Pulau" in far and 'class="streets wide"' in far
    assert (WIDTH, HEIGHT) == (400, 300)


@pytest.mark.parametrize("metres", [300, 900, 2_500, 4_000, 20_000])
def test_a_map_passes_by_streets_it_does_not_show_and_loses_none(rulebook: Rulebook, metres: int) -> None:
    drawn = rulebook.street_map
    assert drawn is not None
    looked_at = tuple(replace(road) for road in drawn.roads)
    for road in looked_at:  # as if each lay all over the earth: every line is cut by the frame itself
        object.__setattr__(road, "boxes", tuple((-180.0, -90.0, 180.0, 90.0) for _line in road.lines))
    everywhere = replace(rulebook, street_map=replace(drawn, roads=looked_at))
    draws = random.Random(metres)
    for road in draws.sample(drawn.roads, 12):
        lng, lat = draws.choice(road.lines)[0]
        window = MapWindow(lat + draws.uniform(-0.01, 0.01), lng + draws.uniform(-0.01, 0.01), metres)
        assert drawing(rulebook, window=window) == drawing(everywhere, window=window)
