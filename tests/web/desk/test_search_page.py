"""`/cari`: one box over every report one may read, and who complained only for whoever may know."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import db
from complaints_service.audit.models import AuditEvent
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
SARI = {"name": "Sari Contoh Lestari", "phone": "0812 3456 7890", "email": "sari@contoh.example"}
ASKED = {"purpose": "menelepon balik"}


@pytest.fixture
def kasi(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "kasi", NOW)


def searched(office: Office) -> list[tuple[str, list[str]]]:
    with db.reading(office.engine) as session:
        found = session.scalars(select(AuditEvent).where(AuditEvent.kind == "identity.searched"))
        return [(one.data["purpose"], one.data["found"]) for one in found]


def test_the_box_finds_and_says_what_it_found(kasi: Visitor, office: Office) -> None:
    number = office.complain("Parit tumpat di depan masjid.", now=NOW, address="Gang Kenanga 3").number
    other = office.complain("Pedagang di trotoar dekat masjid.", now=NOW, category="ketertiban").number
    for typed in (number, number[-4:], "parit kenanga", "ketumpatan"):
        page = kasi.read(f"/cari?q={typed}")
        assert number in page and other not in page and "1 laporan." in page, typed
    page = kasi.read("/cari?q=masjid")
    assert (
        number in page and other not in page and "1 laporan." in page
    )  # nothing tells that there is another
    assert "Tidak ada yang cocok" in kasi.read(f"/cari?q={other}")
    assert "Tidak ada kata yang bisa dicari" in kasi.read("/cari?q=%26%26")
    long = "+".join(f"kata{one}" for one in range(1000))
    assert "Hanya 12 kata pertama yang dicari." in kasi.read(f"/cari?q={long}")
    assert kasi.read("/cari") and kasi.status == 200


def test_the_desk_and_the_api_search_by_the_same_words(kasi: Visitor, office: Office) -> None:
    number = office.complain("Parit tumpat di depan masjid.", now=NOW).number
    office.act("kasi", number, "take", now=NOW)
    assert number in kasi.read("/meja?q=ketumpatan") and number not in kasi.read("/meja?q=lampu")
    found = kasi.client.get("/api/v1/tickets?q=ketumpatan").get_json()
    assert [one["number"] for one in found["tickets"]] == [number]
    assert kasi.client.get("/api/v1/tickets?q=tumpat*%20OR%20lampu").get_json()["tickets"] == []


def test_a_reporter_is_found_by_the_whole_name_phone_or_mail_and_it_is_recorded(
    kasi: Visitor, office: Office
) -> None:
    number = office.complain("Parit tumpat.", now=NOW, privacy="confidential", **SARI).number
    for typed in ("sari contoh  LESTARI", "+62 812-3456-7890", "SARI@contoh.example"):
        page = kasi.send("/cari/pelapor", of="/cari", typed=typed, **ASKED)
        assert number in page, typed
        assert SARI["name"] not in page
    for typed in ("Sari", "Lestari", "0812 3456 789", "7890", "sari@", "%"):
        page = kasi.send("/cari/pelapor", of="/cari", typed=typed, **ASKED)
        assert number not in page, typed
    assert searched(office) == [(ASKED["purpose"], [number])] * 3 + [(ASKED["purpose"], [])] * 6
    for typed in ("sari contoh lestari", "6281234567890", "lestari"):
        assert number not in kasi.read(f"/cari?q={typed}")  # the open box knows no identity


def test_without_a_purpose_nothing_is_looked_for(kasi: Visitor, office: Office) -> None:
    number = office.complain("Parit tumpat.", now=NOW, **SARI).number
    page = kasi.send("/cari/pelapor", of="/cari", typed=SARI["name"], purpose=" ")
    assert kasi.status == 422 and number not in page and "Tulis untuk apa" in page
    assert searched(office) == []


def test_who_may_not_know_a_reporter_finds_none(client: FlaskClient, office: Office) -> None:
    """A colleague reads a confidential report and not who it is from; the accused finds nothing at all."""
    number = office.complain("Parit tumpat.", now=NOW, privacy="confidential", **SARI).number
    holder = "rina" if number in Visitor(client).sign_in(office, "rina", NOW).read("/meja") else "hasan"
    colleague = {"rina": "hasan", "hasan": "rina"}[holder]
    visitor = Visitor(client).sign_in(office, colleague, NOW)
    assert number in visitor.read(f"/cari?q={number}")
    for typed in (SARI["name"], SARI["phone"]):
        page = visitor.send("/cari/pelapor", of="/cari", typed=typed, **ASKED)
        assert number not in page and "Tidak ada laporan orang itu" in page
