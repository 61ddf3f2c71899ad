"""Degrees and months as pages and programs send them."""

from __future__ import annotations

import pytest

from complaints_service.edge.input.typed import calendar_month, degree


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("3.7321", 3.7321),
        ("3.732", 3.732),
        ("98", 98.0),
        ("-0.5", -0.5),
        ("3,7", None),
        ("", None),
        ("nan", None),
        ("1e2", None),
        ("3.7321 ", None),
    ],
)
def test_the_dot_of_a_degree_is_always_a_decimal_one(typed: str, found: float | None) -> None:
    assert degree(typed) == found


@pytest.mark.parametrize(
    "typed", ["2026-13", "2026-00", "2026-1", "26-01", "2026-11-01", "", "٢٠٢٦-11", "0000-01"]
)
def test_what_is_no_month(typed: str) -> None:
    assert calendar_month(typed) is None
    assert calendar_month("2026-11") == "2026-11"
