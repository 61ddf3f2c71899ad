"""Numbers as people write them, read in one place."""

from __future__ import annotations

import pytest

from complaints_service.edge.input.typed import decimal_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12.0), ("12,5", 12.5), ("12.5", 12.5), ("1.200", 1200.0), ("1.200,75", 1200.75), ("0.125", 0.125),
        ("1.234.567", 1234567.0), ("", None), ("-3", -3.0), ("80 %", 80.0), ("1e9", None), ("nan", None),
        ("12 titik", None), ("1,2,3", None), ("٣", None), ("9" * 21, None), ("1.2.3", None),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(typed: str, number: float | None) -> None:
    assert decimal_number(typed) == number
