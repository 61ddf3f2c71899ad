"""Long forms: `make faults` runs whole what `make test` and `make check` run in part, or not at all.

A module that asks here is run by `make faults`, which finds it by its import.
"""

from __future__ import annotations

import os

import pytest

#: Whether everything is asked, not the part of it that the suite asks.
WHOLE = os.environ.get("TANGGAP_TEST_LONG") == "1"
long_form = pytest.mark.skipif(not WHOLE, reason="minutes long: `make faults` runs it")
