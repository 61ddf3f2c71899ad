"""Points in what people paste: long map links, `geo:`, bare coordinates; short links are told, not followed."""

from __future__ import annotations

import pytest

from complaints_service.places.links import links_in, points_in, short_link_in

HERE = (3.7175, 98.6453)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.google.com/maps/@3.7175,98.6453,17z",
        "https://www.google.com/maps/@3.7175,98.6453,250m/data=!3m1!1e3",
        "https://www.google.co.id/maps/place/Kantor/@3.71,98.64,15z/data=!4m6!3m5!1s0x30:0x1!8m2!3d3.7175!4d98.6453!16s",
        "https://maps.google.com/?q=3.7175,98.6453",
        "https://maps.google.com/maps?q=loc:3.7175,98.6453&z=15",
        "https://maps.google.com/maps?q=3.7175%2C98.6453",
        "https://www.google.com/maps/search/?api=1&query=3.7175,98.6453",
        "https://www.google.com/maps/search/3.7175,+98.6453",
        "https://www.google.com/maps/dir/?api=1&destination=3.7175%2C98.6453",
        "https://maps.google.com/maps?ll=3.7175,98.6453",
        "https://www.openstreetmap.org/?mlat=3.7175&mlon=98.6453#map=17/3.70/98.60",
        "https://www.openstreetmap.org/#map=17/3.7175/98.6453",
        "https://maps.apple.com/?ll=3.7175,98.6453&q=Parit",
        "https://www.bing.com/maps?cp=3.7175~98.6453&lvl=16",
        "https://waze.com/ul?ll=3.7175%2C98.6453&navigate=yes",
        "geo:3.7175,98.6453",
        "geo:3.7175,98.6453;u=35",
        "geo:3.7175,98.6453?z=17",
        "GEO:3.7175,98.6453",
        "3.7175, 98.6453",
        "3.7175,98.6453",
        "https://www.google.com/maps/place/3.7175,98.6453",
        "Di 3.7175, 98.6453.",
        "Tiangnya di (3.7175, 98.6453).",
        "Lihat https://maps.google.com/?q=3.7175,98.6453, dekat masjid.",
        "Lihat (https://maps.google.com/?q=3.7175,98.6453) ya",
    ],
)
def test_a_point_is_read(text: str) -> None:
    assert [(found.lat, found.lng) for found in points_in(text)] == [HERE]


@pytest.mark.parametrize(
    "text",
    [
        "https://maps.app.goo.gl/AbCdEf123456",
        "https://goo.gl/maps/AbCdEf",
        "https://example.org/?q=parit",
        "Rp 3.717.500, 98.645 orang",
        "Tanggal 3.12,24.11",
        "https://maps.google.com/?q=93.7175,98.6453",
        "https://maps.google.com/?q=3.7175,198.6453",
        "pukul 10.30, 11.45",
        "1.2.3.7175, 98.6453",
        "",
    ],
)
def test_what_is_no_point_is_none(text: str) -> None:
    assert points_in(text) == []


def test_a_point_named_twice_is_one_and_two_points_are_two() -> None:
    assert len(points_in("3.7175, 98.6453 https://maps.google.com/?q=3.7175,98.6453")) == 1
    assert len(points_in("geo:3.7175,98.6453 dan geo:3.7180,98.6460")) == 2


def test_a_short_link_is_known_as_one() -> None:
    assert short_link_in("Di sini https://maps.app.goo.gl/AbC ya")
    assert not short_link_in("https://maps.google.com/?q=3.7175,98.6453")


def test_links_end_where_the_sentence_does() -> None:
    text = "Lihat https://a.example/x_(y), (https://b.example/z). Atau http://c.example/?a=1&b=2!"
    assert [text[start:end] for start, end in links_in(text)] == [
        "https://a.example/x_(y)",
        "https://b.example/z",
        "http://c.example/?a=1&b=2",
    ]


def test_a_hostile_text_is_read_in_time_linear_in_its_length() -> None:
    assert points_in("https://" + "a" * 10_000) == []
    assert points_in("@1.00,!3d1.00&mlat=1.00" * 400) == []
