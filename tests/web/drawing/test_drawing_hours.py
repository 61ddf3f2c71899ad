"""The bar of a year's lesson hours: what is drawn, where the limit stands."""

from __future__ import annotations

import re

import pytest

from complaints_service.web.drawing.hours import hours_bar

PARTS = re.compile(r'class="b-(\w+)" x="([\d.]+)%" y="9" width="([\d.]+)%"')
LIMIT = re.compile(r'class="k" x1="([\d.]+)%"')


def parts(drawn: str) -> dict[str, tuple[float, float]]:
    return {name: (float(start), float(width)) for name, start, width in PARTS.findall(drawn)}


def test_under_a_floor_the_mark_stands_ahead() -> None:
    drawn = hours_bar(done=10, waiting=5, floor=20, ceiling=None)
    assert parts(drawn) == {"person": (0, 39.6), "queue": (39.6, 19.8)}
    assert LIMIT.findall(drawn) == ["79.2"]


def test_past_a_ceiling_is_drawn_apart() -> None:
    drawn = hours_bar(done=36, waiting=0, floor=None, ceiling=24)
    assert parts(drawn) == {"person": (0, 66), "risk": (66, 33)}
    assert LIMIT.findall(drawn) == ["66"]


def test_past_a_floor_is_no_risk() -> None:
    assert set(parts(hours_bar(done=40, waiting=0, floor=20, ceiling=None))) == {"person"}


@pytest.mark.parametrize(("done", "waiting"), [(0, 0), (7, 0), (0, 7)])
def test_without_a_limit_no_mark_stands(done: int, waiting: int) -> None:
    drawn = hours_bar(done=done, waiting=waiting, floor=None, ceiling=None)
    assert LIMIT.findall(drawn) == []
    assert all(start + width <= 99 for start, width in parts(drawn).values())
    assert len(parts(drawn)) == (done > 0) + (waiting > 0)
