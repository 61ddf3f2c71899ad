"""Template filters in the reader's language, and the small map beside a table."""

from __future__ import annotations

import re

from complaints_service.web.drawing.maps.area_map import Area, area_map
from complaints_service.web.shell.frame import page_words
from config.rulebook import Rulebook
from tests.support.drawn_tickets import at

SQUARE = ((98.60, 3.60), (98.70, 3.60), (98.70, 3.70), (98.60, 3.70))
BESIDE = ((98.70, 3.60), (98.80, 3.60), (98.80, 3.70), (98.70, 3.70))
AREAS = (Area("1", "Terjun", (SQUARE,)), Area("2", "Rengas <Pulau>", (BESIDE,)))


def test_filters_follow_the_reader(rulebook: Rulebook) -> None:
    reader = ["id"]
    words = page_words(language=lambda: reader[0], calendar=lambda: rulebook.calendar("medan"))
    moment = at("11-24 14.05")
    assert words["instant"](moment) == "Sel, 24 Nov 2026 14.05 WIB"
    assert words["instant"](moment, year=False, zone=False) == "Sel, 24 Nov 14.05"
    assert words["duration"](30600) == "1 hari kerja 1 jam"
    reader[0] = "en"
    assert words["instant"](moment, zone=False) == "Tue, 24 Nov 2026 14:05"
    assert words["duration"](30600) == "1 working day 1 hour"
    assert words["number"](12400) == "12,400"


def test_the_maps_discs_point_to_the_tables_rows() -> None:
    svg = str(area_map(AREAS, label="Peta", shades={"1": 2}))
    assert re.findall(r'<path class="(\w+)"', svg) == ["m2", "few"], "no step: under the floor"
    assert re.findall(r'<circle cx="(\d+)" cy="(\d+)"', svg) == [("75", "75"), ("225", "75")]
    assert re.findall(r">(\d)</text>", svg) == ["1", "2"]


def test_names_on_the_map_are_escaped() -> None:
    assert "Rengas &lt;Pulau&gt;" in area_map(AREAS, label="Peta", names=True)
