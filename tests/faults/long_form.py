"""The mark of tests that take minutes: `make faults` runs them, `make test` leaves them out."""

from __future__ import annotations

import os

import pytest

long_form = pytest.mark.skipif(
    os.environ.get("TANGGAP_TEST_LONG") != "1", reason="minutes long: `make faults` runs it"
)
