"""Second eyes on the pages: asking, what the officer sees wait, the superior's two ways, and what is sent then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from complaints_service.edge.resources import KEY
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
WORDS = "Ini jalan provinsi, bukan jalan kota. Laporkan ke Dinas PUPR."

# What pages do does not depend on the database; the services under them are tested on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def visitor(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """In an office where refusing a report waits for a superior."""
    running = client.application.extensions[KEY]
    waits = replace(running.rulebook, office=replace(running.rulebook.office, second_eyes=("reject",)))
    monkeypatch.setitem(client.application.extensions, KEY, replace(running, rulebook=waits))
    return Visitor(client)


def test_it_is_asked_for_and_confirmed(visitor: Visitor, office: Office) -> None:
    number = office.complain("Jalan berlubang di Gang Contoh", now=when("Mon 2026-11-23 10:00")).number
    rina = visitor.sign_in(office, "rina", NOW)
    page = rina.read(f"/meja/{number}")
    assert "Minta persetujuan menolak" in page
    assert "Tolak laporan ini" not in page
    here = f"/meja/{number}/request_ending"
    form = rina.read(here)
    assert "Tolak: " in form
    assert "Batalkan: " not in form, "stopping it waits for nobody here"
    rina.send(here, of=here, reason="not_ours", text=WORDS)
    page = rina.read(rina.location)
    assert "Permintaan terkirim ke atasan" in page
    assert "Menunggu atasan" in page
    assert "belum terkirim ke warga" in page
    assert "not_ours" not in page, "no code of the data in a sentence"

    kasi = visitor.sign_in(office, "kasi", NOW)
    assert "Rina Contoh minta persetujuan untuk menolak laporan ini" in kasi.read("/meja")
    page = kasi.read(f"/meja/{number}")
    assert "Baca dan setujui" in page
    assert f"/meja/{number}/decline_ending?request=1" in page
    here = f"/meja/{number}/reject"
    form = kasi.read(here)
    assert WORDS in form, "confirmed as it was asked for, unless the superior words it otherwise"
    assert '<option value="not_ours" selected>' in form
    kasi.send(here, of=here, reason="not_ours", text=WORDS)
    assert "Disetujui" in kasi.read(f"/meja/{number}")


def test_it_is_declined_and_whoever_asked_reads_why(visitor: Visitor, office: Office) -> None:
    number = office.complain("Jalan berlubang di Gang Contoh", now=when("Mon 2026-11-23 10:00")).number
    rina = visitor.sign_in(office, "rina", NOW)
    here = f"/meja/{number}/request_ending"
    rina.send(here, of=here, reason="not_ours", text=WORDS)
    kasi = visitor.sign_in(office, "kasi", NOW)
    here = f"/meja/{number}/decline_ending"
    kasi.send(here, of=f"{here}?request=1", request="1", reason="Gang itu milik kita.")
    page = visitor.sign_in(office, "rina", NOW).read(f"/meja/{number}")
    assert "Tidak disetujui" in page
    assert "Kasi Contoh: “Gang itu milik kita.”" in page or "“Gang itu milik kita.”" in page
