"""A place is one value: point, list and words agree, or it is refused in words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from complaints_service.places.outlines import find_place
from complaints_service.places.place import ORIGINS, Place, place_words, settled
from config.rulebook import Rulebook
from tests.rules.conftest import RULEBOOK

FEATURES = json.loads((RULEBOOK / "kelurahan.geojson").read_text(encoding="utf-8"))["features"]
MIDDLES = {
    feature["properties"]["kode"]: (
        feature["properties"]["centroid_lat"],
        feature["properties"]["centroid_lng"],
    )
    for feature in FEATURES
}
RENGAS_PULAU, TERJUN = "12.71.12.1002", "12.71.12.1003"
OUTSIDE = (3.9, 98.655)


def at(point: tuple[float, float], **more: object) -> Place:
    return Place(lat=point[0], lng=point[1], **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", sorted(MIDDLES))
def test_a_point_sets_the_kelurahan(rulebook: Rulebook, code: str) -> None:
    place, problems = settled(at(MIDDLES[code], origin="device", accuracy=12), rulebook)
    assert (place.kelurahan, place.origin, place.accuracy, problems) == (code, "device", 12, {})


@pytest.mark.parametrize("code", sorted(MIDDLES))
@pytest.mark.parametrize("chosen", sorted(MIDDLES))
def test_a_list_that_says_otherwise_is_refused_in_words(rulebook: Rulebook, code: str, chosen: str) -> None:
    _, problems = settled(at(MIDDLES[code], kelurahan=chosen), rulebook)
    if code == chosen:
        assert not problems
        return
    names = {one.code: one.name for one in rulebook.kelurahan}
    [sentence] = problems["kelurahan"]
    assert names[code] in str(sentence) and names[chosen] in str(sentence)


def test_a_point_may_lie_as_far_from_the_list_as_it_is_uncertain(rulebook: Rulebook) -> None:
    middle = MIDDLES[RENGAS_PULAU]
    assert "kelurahan" in settled(at(middle, kelurahan=TERJUN, accuracy=50), rulebook)[1]
    place, problems = settled(at(middle, kelurahan=TERJUN, accuracy=8000), rulebook)
    assert (place.kelurahan, place.accuracy, problems) == (TERJUN, 8000, {})


@pytest.mark.parametrize(("accuracy", "asked"), [(None, False), (1000, False), (1001, True), (8000, True)])
def test_beyond_a_kilometre_the_kelurahan_is_asked(
    rulebook: Rulebook, accuracy: int | None, asked: bool
) -> None:
    _, problems = settled(at(MIDDLES[TERJUN], accuracy=accuracy), rulebook)
    assert ("kelurahan" in problems) is asked


def test_an_uncertain_point_outside_may_be_a_place_inside(rulebook: Rulebook) -> None:
    assert find_place(*OUTSIDE, rulebook).outside
    assert "location" in settled(at(OUTSIDE), rulebook)[1]
    assert "location" in settled(at(OUTSIDE, kelurahan=TERJUN), rulebook)[1]
    assert "kelurahan" in settled(at(OUTSIDE, accuracy=50_000), rulebook)[1]
    assert not settled(at(OUTSIDE, accuracy=50_000, kelurahan=TERJUN), rulebook)[1]
    assert "kelurahan" in settled(at(OUTSIDE, accuracy=1_500, kelurahan=TERJUN), rulebook)[1]


def test_points_that_are_none_are_refused_whatever_the_list_says(rulebook: Rulebook) -> None:
    lat, lng = MIDDLES[TERJUN]
    for wrong in ((lng, lat), (91.0, 98.0), (float("nan"), 98.0)):
        for accuracy in (None, 9_000):
            assert "location" in settled(at(wrong, kelurahan=TERJUN, accuracy=accuracy), rulebook)[1]


def test_without_a_point_the_list_or_the_words_are_the_origin(rulebook: Rulebook) -> None:
    for place, origin in (
        (Place(kelurahan=TERJUN, address="Gang Contoh"), "list"),
        (Place(address="Gang Contoh"), "address"),
        (Place(), None),
        (Place(kelurahan=TERJUN, origin="pin"), "list"),
    ):
        assert settled(place, rulebook) == (replace(place, origin=origin), {})
    assert settled(Place(kelurahan="99"), rulebook)[1].keys() == {"kelurahan"}
    assert "location.address" in settled(Place(address="x" * 301), rulebook)[1]


def test_a_place_without_its_point_is_the_list_s(rulebook: Rulebook) -> None:
    place = at(MIDDLES[TERJUN], kelurahan=TERJUN, origin="pin", accuracy=5, address="Gang Contoh")
    assert place.without_point() == Place(kelurahan=TERJUN, origin="list", address="Gang Contoh")


def test_a_place_in_words(rulebook: Rulebook) -> None:
    assert place_words(Place(kelurahan=TERJUN, address="Gang Contoh"), rulebook) == "Gang Contoh, Terjun"
    assert (
        place_words(Place(kelurahan=TERJUN, address="Gang Contoh, Terjun"), rulebook) == "Gang Contoh, Terjun"
    )
    assert place_words(Place(lat=3.7, lng=98.6), rulebook) == "3.70000, 98.60000"
    assert place_words(Place(), rulebook) == ""


def test_every_origin_has_its_word(rulebook: Rulebook) -> None:
    assert {rulebook.vocabulary.word("place_origin", code, "id") for code in ORIGINS}.isdisjoint(ORIGINS)
