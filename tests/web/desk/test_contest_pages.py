"""A contest on the pages: asked by an officer, listed for whoever decides, answered, and shown to both."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from complaints_service import db
from complaints_service.measurement.facts.service import refresh
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

# What pages do does not depend on the database; the services under them are tested on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def rina(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "rina", NOW)


@pytest.fixture
def number(office: Office) -> str:
    """Rina's since Mon 23 Nov, 10.00."""
    return office.complain("Parit tumpat di Gang Contoh", now=when("Mon 2026-11-23 10:00")).number


def contest(rina: Visitor, number: str, **fields: str) -> str:
    here = f"/meja/{number}/contest"
    asked = {"from": "2026-11-23T13:00", "until": "2026-11-23T15:00", "reason": "Dinas luar.", **fields}
    return rina.send(here, of=here, **asked)


def test_the_form_proposes_the_time_that_is_recorded_as_mine(rina: Visitor, number: str) -> None:
    page = rina.read(f"/meja/{number}/contest")
    assert 'value="2026-11-23T10:00:00"' in page
    assert 'value="2026-11-24T14:05:00"' in page


def test_a_contest_is_told_to_wait_and_shown_to_whoever_decides(
    rina: Visitor, office: Office, number: str
) -> None:
    contest(rina, number, to="unit:SARPRAS")
    assert (rina.status, rina.location) == (303, f"/meja/{number}")
    page = rina.read(rina.location)
    assert "Sanggahan Anda diterima. Atasan memutuskan; sampai itu angka lama tetap tampil, bertanda." in page
    assert "Rina Contoh menyanggah Sen, 23 Nov 13.00 sampai Sen, 23 Nov 15.00: “Dinas luar”" in page
    assert "Belum diputuskan" in page
    assert "Putuskan sanggahan" not in page, "nobody decides on their own time"
    assert "Perlu diputuskan" not in rina.read("/meja")

    kasi = rina.sign_in(office, "kasi", NOW)
    page = kasi.read("/meja")
    assert "Perlu diputuskan" in page
    assert "Parit tumpat di Gang Contoh" in page
    assert f"/meja/{number}/decide_contest?contest=1" in kasi.read(f"/meja/{number}")

    here = f"/meja/{number}/decide_contest"
    page = kasi.read(f"{here}?contest=1")
    assert "Rina Contoh, Sen, 23 Nov 13.00 sampai Sen, 23 Nov 15.00: “Dinas luar.”" in page
    page = kasi.send(here, contest="1", reason="Benar.")
    assert kasi.status == 422
    assert "Pilih: dibenarkan atau tidak." in page
    kasi.send(here, contest="1", upheld="yes", to="unit:SARPRAS", reason="Benar.")
    assert kasi.status == 303
    page = kasi.read(kasi.location)
    assert "Kasi Contoh: waktunya milik Antrean Seksi Sarana dan Prasarana. “Benar.”" in page
    assert "Kasi Contoh membenarkan sanggahan" in page
    assert "Perlu diputuskan" not in kasi.read("/meja")


def test_the_heads_contest_waits_on_the_auditors_desk(rina: Visitor, office: Office, number: str) -> None:
    camat = f"person:{office.officers['camat']}"
    office.act("kasi", number, "handover", to=camat, reason="Naik.", now=when("Mon 2026-11-23 13:00"))
    office.act(
        "camat",
        number,
        "contest",
        start=when("Mon 2026-11-23 14:00"),
        reason="Rapat.",
        end=when("Mon 2026-11-23 15:00"),
        now=NOW,
    )
    told = "Tidak ada atasan di atas semuanya: auditor seluruh kantor yang memutuskan."
    assert told in rina.sign_in(office, "camat", NOW).read(f"/meja/{number}")
    auditor = rina.sign_in(office, "auditor", NOW)
    assert "Waktu pada tiket ini disanggah, dan Anda yang memutuskan." in auditor.read("/meja")
    here = f"/meja/{number}/decide_contest"
    assert f"{here}?contest=1" in auditor.read(f"/meja/{number}")
    auditor.send(here, of=f"{here}?contest=1", contest="1", upheld="no", reason="Anda di kantor.")
    assert auditor.status == 303
    assert "“Anda di kantor.”" in auditor.read(f"/meja/{number}")


def test_one_that_is_not_upheld_says_so(rina: Visitor, office: Office, number: str) -> None:
    contest(rina, number)
    office.act("kasi", number, "decide_contest", upheld=False, reason="Anda di kantor.", now=NOW)
    page = rina.read(f"/meja/{number}")
    assert "Tidak dibenarkan" in page
    assert "Kasi Contoh: “Anda di kantor.”" in page


@pytest.mark.parametrize(
    ("fields", "status", "told"),
    [
        ({"from": ""}, 422, "Isi dengan tanggal dan jam."),
        ({"until": "kemarin"}, 422, "Isi dengan tanggal dan jam."),
        ({"from": "2026-11-23T09:00"}, 422, "Waktu ini di luar masa tiket dipegang."),
        ({"until": "2026-11-23T12:00"}, 422, "Akhirnya harus sesudah awalnya."),
        ({"reason": ""}, 422, "Tulis alasannya."),
    ],
)
def test_a_refused_contest_keeps_what_was_typed(
    rina: Visitor, number: str, fields: dict[str, str], status: int, told: str
) -> None:
    page = contest(rina, number, **fields)
    assert rina.status == status
    assert told in page
    assert "Waktu mana yang bukan waktu Anda?" in page


def test_an_overlapping_contest_is_refused(rina: Visitor, number: str) -> None:
    contest(rina, number)
    page = contest(rina, number, **{"from": "2026-11-23T14:00"})
    assert rina.status == 409
    assert "Sebagian waktu ini sudah disanggah dan belum diputuskan." in page


def test_the_citizens_page_says_nothing_of_it(rina: Visitor, office: Office) -> None:
    made = office.complain("Parit tumpat.", now=when("Mon 2026-11-23 10:00"))
    contest(rina, made.number)
    assert rina.status == 303
    citizen = Visitor(rina.client.application.test_client())
    citizen.read(f"/lacak/{made.secret}")
    page = citizen.read(citizen.location)
    assert made.number in page
    assert "menyanggah" not in page
    assert "Rina Contoh" not in page


def test_a_contested_ticket_is_marked_behind_the_figure(rina: Visitor, office: Office) -> None:
    number = office.complain("Parit tumpat.", now=when("Mon 2026-11-23 10:00")).number
    to = f"person:{office.officers['trantib']}"
    office.act("rina", number, "handover", to=to, reason="Ketertiban.", now=when("Tue 2026-11-24 10:00"))
    contest(rina, number)
    with db.writing(office.engine) as session:
        refresh(session, now=NOW, rulebook=office.rulebook)
    page = rina.read(f"/kinerja/{office.officers['rina']}/held")
    assert "disanggah, belum diputuskan" in page
    assert f"/meja/{number}" in page, "it went to another unit, and is still theirs to look at"
