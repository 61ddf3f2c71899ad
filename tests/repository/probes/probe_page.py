"""The page of `additions/late_list.py`: served, in both languages, where one looks for it."""

from __future__ import annotations

import re

import pytest

from tests.support.measured import NOW, Measured
from tests.support.visitors import Visitor

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def test_it_is_served_and_found(visitor: Visitor, measured: Measured) -> None:
    rina = measured.office.officers["rina"]
    own = visitor.sign_in(measured.office, "rina", NOW).read("/kinerja")
    strip = next(nav for nav in re.findall(r"<nav.*?</nav>", own, re.DOTALL) if "Angka" in nav)
    tabs = re.findall(r">([^<]+)</a>", strip)
    assert [tab for tab in tabs if tab != "Buku harian"][:3] == ["Angka", "Yang terlambat", "Rencana"]
    assert "Yang terlambat di kantor" not in own, "rina leads nobody"
    page = visitor.read(f"/terlambat/{rina}")
    assert (visitor.status, "Rina Contoh: 1" in page) == (200, True)
    assert re.search(r'<a href="/kinerja" aria-current="page">Kinerja', page), "it lies under Kinerja"
    visitor.client.set_cookie("bahasa", "en")
    assert "<h1>What is late</h1>" in visitor.read(f"/terlambat/{rina}")
    visitor.client.set_cookie("bahasa", "id")
    assert "Yang terlambat di kantor" in visitor.sign_in(measured.office, "kasi", NOW).read("/kinerja")
    visitor.sign_in(measured.office, "hasan", NOW).read(f"/terlambat/{rina}")
    assert visitor.status == 404
