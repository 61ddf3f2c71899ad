"""Which kelurahan a point lies in, and what is said of points that are not ours."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from complaints_service.places.outlines import RingIndex, bearing, contains, find_place, locate, metres_to
from config.rulebook import Rulebook
from tests.rules.conftest import RULEBOOK

FEATURES = json.loads((RULEBOOK / "kelurahan.geojson").read_text(encoding="utf-8"))["features"]

#: Holes between the simplified outlines, in the middle of the district (lat, lng).
SLIVERS = [
    (3.69108335, 98.63868655),
    (3.69572035, 98.64418364),
    (3.6972595, 98.64522997),
    (3.7153619, 98.6464956),
]


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature["properties"]["nama"])
def test_the_middle_of_each_kelurahan_is_in_it(
    rulebook: Rulebook, feature: dict[str, dict[str, object]]
) -> None:
    about = feature["properties"]
    place = find_place(float(str(about["centroid_lat"])), float(str(about["centroid_lng"])), rulebook)
    assert (place.kelurahan, place.problem, place.distance_metres) == (about["kode"], None, 0)


def test_a_point_lies_where_the_whole_outline_says(rulebook: Rulebook) -> None:
    """Inside, and within so many metres: only edges near its latitude are looked at. On a grid past the boxes,
    and at every corner."""
    wrong: list[object] = []
    for one in rulebook.kelurahan:
        area = RingIndex.of(one.rings)
        corners = [(lat, lng) for ring in one.rings for lng, lat in ring]
        grid = [
            (
                area.south + (area.north - area.south) * up / 40,
                area.west + (area.east - area.west) * along / 40,
            )
            for up in range(-2, 43)
            for along in range(-2, 43)
        ]
        crossed = [(lat, lng) for lat, _lng in corners for lng in (area.west, area.east, corners[0][1])]
        found = {at: area.holds(*at) for at in (*corners, *grid, *crossed)}
        assert {True, False} == set(found.values())
        wrong += [(one.code, at) for at, holds in found.items() if holds != contains(one.rings, *at)]
        for at in found:
            away = metres_to(one.rings, *at)
            wrong += [
                (one.code, at, within)
                for within in (0.0, away * 0.999, away, 60.0, 600.0)
                if area.within(*at, within) != (away <= within)
            ]
    assert wrong == []


def test_other_outlines_of_equal_content_are_looked_at_anew(rulebook: Rulebook) -> None:
    """What is kept of outlines is kept of those very ones: moved away, none of them holds the point."""
    lat, lng = (
        float(FEATURES[0]["properties"]["centroid_lat"]),
        float(FEATURES[0]["properties"]["centroid_lng"]),
    )
    assert locate(lat, lng, rulebook.kelurahan).kelurahan
    moved = tuple(
        replace(one, rings=tuple(tuple((x + 1, y) for x, y in ring) for ring in one.rings))
        for one in rulebook.kelurahan
    )
    assert locate(lat, lng, moved).kelurahan is None
    assert locate(lat, lng + 1, moved).kelurahan == locate(lat, lng, rulebook.kelurahan).kelurahan


@pytest.mark.parametrize(("lat", "lng"), SLIVERS)
def test_a_sliver_belongs_to_the_nearest(rulebook: Rulebook, lat: float, lng: float) -> None:
    assert not any(contains(each.rings, lat, lng) for each in rulebook.kelurahan)
    place = find_place(lat, lng, rulebook)
    nearest = min(rulebook.kelurahan, key=lambda each: metres_to(each.rings, lat, lng))
    assert place.kelurahan == nearest.code
    assert place.problem is None
    assert 0 <= place.distance_metres < 50


@pytest.mark.parametrize(
    ("lat", "lng", "neighbour"),
    [
        (3.800, 98.660, "medan_belawan"),
        (3.700, 98.700, "medan_labuhan"),
        (3.650, 98.650, "medan_helvetia"),
        (3.700, 98.600, "deli_serdang"),
    ],
)
def test_outside_it_is_said_who_to_turn_to(
    rulebook: Rulebook, lat: float, lng: float, neighbour: str
) -> None:
    place = find_place(lat, lng, rulebook)
    assert place.outside
    assert place.kelurahan is None
    assert place.neighbour is not None
    assert place.neighbour.code == neighbour
    assert place.neighbour.names.id in str(place.problem)
    assert place.neighbour.advice.id in str(place.problem)


def test_far_away_no_neighbour_is_guessed(rulebook: Rulebook) -> None:
    jakarta = find_place(-6.2, 106.8, rulebook)
    assert jakarta.outside
    assert jakarta.neighbour is None


def test_swapped_coordinates_are_recognised(rulebook: Rulebook) -> None:
    place = find_place(98.65, 3.70, rulebook)
    assert (place.code, place.kelurahan, place.outside) == ("coordinates_swapped", None, False)
    assert "tertukar" in str(place.problem)


@pytest.mark.parametrize(
    ("lat", "lng"),
    [(91, 0), (-90.5, 10), (3.7, 180.5), (3.7, -200), (math.nan, 98.6), (3.7, math.inf), (1e308, 1e308)],
)
def test_a_point_outside_the_world_is_refused(rulebook: Rulebook, lat: float, lng: float) -> None:
    assert find_place(lat, lng, rulebook).code == "outside_world"


@pytest.mark.parametrize(("metres", "ours"), [(100, True), (200, False)])
def test_the_tolerance_at_the_edge_is_the_rulebooks(rulebook: Rulebook, metres: int, ours: bool) -> None:
    rings = [ring for each in rulebook.kelurahan for ring in each.rings]
    north_lng, north_lat = max((point for ring in rings for point in ring), key=lambda point: point[1])
    place = find_place(north_lat + metres / 111_320, north_lng, rulebook)
    assert (place.kelurahan is not None) is ours


def test_shapely_says_the_same_of_a_grid(rulebook: Rulebook) -> None:
    geometry = pytest.importorskip("shapely.geometry")
    shapes = {feature["properties"]["kode"]: geometry.shape(feature["geometry"]) for feature in FEATURES}
    for row in range(40):
        for column in range(40):
            lat, lng = 3.66 + row * 0.0026, 98.60 + column * 0.0022
            inside = {code for code, shape in shapes.items() if shape.contains(geometry.Point(lng, lat))}
            found = {each.code for each in rulebook.kelurahan if contains(each.rings, lat, lng)}
            assert found == inside


def test_bearings_go_clockwise_from_north() -> None:
    steps = [(1, 0), (0, 1), (-1, 0), (0, -1)]
    assert [round(bearing(3.7, 98.6, 3.7 + north, 98.6 + east)) for north, east in steps] == [0, 90, 180, 270]
