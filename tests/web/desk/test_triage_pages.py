"""Triage and duplicates on the pages: one button, the next report, what may be the same, and merging by picking."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from complaints_service.edge.resources import KEY
from tests.support.visitors import HIDDEN, Visitor, when
from tests.support.world import Office

Counting = Callable[[Engine], AbstractContextManager[list[str]]]
CAME, NOW = when("Mon 2026-11-23 10:00"), when("Tue 2026-11-24 14:05")
HERE = {"lat": 3.6786, "lng": 98.6555, "kelurahan": "12.71.12.1004"}

# What pages do does not depend on the database; the services under them are tested on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


def test_one_button_sends_it_on_and_the_next_one_follows(visitor: Visitor, office: Office) -> None:
    first = office.complain("Tolong pak, airnya naik.", now=CAME, category="lainnya").number
    second = office.complain("Mohon perhatian.", now=CAME, category="lainnya").number
    meja = visitor.sign_in(office, "meja", NOW)
    assert '/meja/pilah"' in meja.read("/meja")
    meja.read("/meja/pilah")
    here = meja.location
    assert here == f"/meja/pilah/{first}"
    meja.read(here)
    assert f'formaction="{here}/lihat"' in meja.raw
    hidden = dict(HIDDEN.findall(meja.raw.partition(f'action="{here}"')[2]))
    looked = meja.client.post(f"{here}/lihat", data={**hidden, "category": "drainase_banjir"})
    page = looked.get_data(as_text=True)
    assert "Tolong pak, airnya naik." in page
    assert "2 menunggu dipilah" in page
    assert "Menurut aturan: " in page
    assert "Contoh" in page.partition("Menurut aturan: ")[2][:40], "whom the rules would choose"
    meja.send(here, of=here, category="drainase_banjir", to="", reason="Isi laporannya: air naik.")
    assert meja.location == "/meja/pilah"
    meja.read("/meja/pilah")
    assert meja.location == f"/meja/pilah/{second}"
    page = meja.read(meja.location)
    assert f"Laporan {first} tersalurkan." in page
    meja.send(f"/meja/pilah/{second}", of=f"/meja/pilah/{second}", category="lainnya", to="", reason="Umum.")
    assert meja.status == 422
    assert "pilih tujuannya" in meja.page
    to = {"category": "lainnya", "to": "unit:TRANTIB", "reason": "Umum."}
    meja.send(f"/meja/pilah/{second}", of=f"/meja/pilah/{second}", **to)
    assert "Semua sudah tersalurkan" in meja.read("/meja/pilah")


def test_who_sorts_nothing_finds_no_such_page(visitor: Visitor, office: Office) -> None:
    number = office.complain("Mohon perhatian.", now=CAME, category="lainnya").number
    rina = visitor.sign_in(office, "rina", NOW)
    for address in ("/meja/pilah", f"/meja/pilah/{number}", "/meja/pilah/salah-salur"):
        rina.read(address)
        assert rina.status == 404


def test_misroutes_are_told_by_rule(visitor: Visitor, office: Office) -> None:
    number = office.complain("Parit tumpat.", now=CAME, category="drainase_banjir").number
    office.act("kasi", number, "handover", to="unit:TRANTIB", reason="Bukan bidang kami.", now=CAME)
    page = visitor.sign_in(office, "meja", NOW).read("/meja/pilah/salah-salur")
    assert "Salah salur" in page
    assert "100 %" in page


def test_what_may_be_the_same_stands_beside_and_is_merged_by_picking(
    visitor: Visitor, office: Office
) -> None:
    first = office.complain(
        "Parit tumpat di depan masjid.", now=CAME, category="drainase_banjir", **HERE
    ).number
    later = office.complain(
        "Got mampet depan masjid, bau.", now=when("Mon 2026-11-23 11:00"), category="drainase_banjir", **HERE
    ).number
    far = office.complain(
        "Selokan rusak di ujung kampung.", now=CAME, category="drainase_banjir", kelurahan="12.71.12.1002"
    ).number
    kasi = visitor.sign_in(office, "kasi", NOW)
    page = kasi.read(f"/meja/{later}").partition("Mungkin hal yang sama")[2]
    assert first in page
    assert "0 m dari sini" in page
    assert far not in page
    here = f"/meja/{later}/merge?into={first}"
    assert here in page
    assert here in kasi.read(f"/meja/{first}"), "from the earlier one it is the later that goes into it"
    form = kasi.read(here)
    assert f'type="radio" name="into" value="{first}" checked' in form
    kasi.send(f"/meja/{later}/merge", of=here, into=first, reason="Parit yang sama.")
    assert "Laporan disatukan." in kasi.read(kasi.location)


def test_another_category_or_kelurahan_is_warned_of(visitor: Visitor, office: Office) -> None:
    words = "Di Gang Contoh 7 depan masjid air menggenang sejak hari Minggu dan anak-anak jatuh."
    first = office.complain(words, now=CAME, category="drainase_banjir", **HERE).number
    later = office.complain(words, now=when("Mon 2026-11-23 11:00"), category="jalan_rusak", **HERE).number
    kasi = visitor.sign_in(office, "kasi", NOW)
    page = kasi.read(f"/meja/{later}")
    assert "kategori lain: " in page
    assert "kata-katanya mirip" in page
    form = kasi.read(f"/meja/{later}/merge")
    assert f'value="{first}"' in form
    assert "Perhatikan: kategori lain: " in form
    assert (
        'name="into" type="text"' in kasi.read(f"/meja/{later}/merge?ketik=1")
        or "Satukan ke nomor" in kasi.page
    )


def test_what_triage_asks_of_the_database_does_not_grow(
    visitor: Visitor, office: Office, counting: Counting
) -> None:
    number = office.complain("Mohon perhatian.", now=CAME, category="lainnya", **HERE).number
    meja = visitor.sign_in(office, "meja", NOW)
    engine = visitor.client.application.extensions[KEY].engine
    asked = []
    for _times in range(2):
        with counting(engine) as statements:
            meja.read(f"/meja/pilah/{number}")
        with counting(engine) as more:
            meja.read("/meja/pilah/salah-salur")
        asked.append((len(statements), len(more)))
        for each in range(4):
            office.complain(f"Mohon perhatian {each}.", now=CAME, category="lainnya", **HERE)
    assert asked[1][0] <= asked[0][0] <= 24
    assert asked[1][1] <= asked[0][1] <= 12
