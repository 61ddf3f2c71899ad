"""`/cari`: one box over every report one may read, and who complained only for whoever may know."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import select, update

from complaints_service import db
from complaints_service.accounts.models import SignInSession
from complaints_service.audit.models import AuditEvent
from tests.support.keys import bearer
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


@pytest.mark.parametrize("backend", ["sqlite"])
def test_whatever_is_typed_stands_in_the_box_again_and_finds_only_its_words(
    kasi: Visitor, office: Office
) -> None:
    """Right to left, quotes, wildcards, operators, marks of HTML, a thousand words: page, desk list and API."""
    number = office.complain("Parit tumpat di depan masjid.", now=NOW).number
    hidden = office.complain("Pedagang liar di trotoar.", now=NOW, category="ketertiban").number
    office.act("kasi", number, "take", now=NOW)
    thousand = "parit " + " ".join(f"kata{one}" for one in range(999))
    for typed, finds in (
        ("\u202eparit", True), ("\u05e9\u05dc\u05d5\u05dd parit", False), ("\u0645\u0631\u062d\u0628\u0627", False),
        ('"parit tumpat"', True), ('"parit', True), ("'parit' OR 'lampu", False), ("par*", False),
        ("%", False), ("_", False), ("*", False), ("?", False), ("parit%", True), ("\\parit\\", True),
        ('<script>"parit"</script>', False), ("a' OR '1'='1", False), (thousand, False),
    ):  # fmt: skip
        page = kasi.read(f"/cari?q={quote(typed)}")
        assert kasi.status == 200 and (f"/meja/{number}" in page) == finds, typed
        assert f'value="{escape(typed)}"' in kasi.raw, "what was typed can be mended"
        assert (f"/meja/{number}?" in kasi.read(f"/meja?q={quote(typed)}")) == finds, typed
        found = kasi.client.get(f"/api/v1/tickets?q={quote(typed)}")
        assert ([one["number"] for one in found.get_json()["tickets"]] == [number]) == finds, typed
        assert hidden not in page + kasi.page + found.text


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


def test_programs_search_like_the_page_and_never_see_more(client: FlaskClient, office: Office) -> None:
    number = office.complain("Parit tumpat di depan masjid.", now=NOW, privacy="confidential", **SARI).number
    key = bearer(office, "kasi", "read", now=NOW)
    found = client.get("/api/v1/search?q=ketumpatan", headers=key).get_json()
    assert [one["number"] for one in found["tickets"]] == [number] and found["next"] is None
    for typed in ("sari contoh lestari", "081234567890", "%"):
        assert client.get(f"/api/v1/search?q={typed}", headers=key).get_json()["tickets"] == []
    other = bearer(office, "trantib", "read", now=NOW)
    assert client.get(f"/api/v1/search?q={number}", headers=other).get_json()["tickets"] == []


def test_a_reporter_is_found_over_the_api_as_on_the_page_and_recorded(
    client: FlaskClient, office: Office
) -> None:
    number = office.complain("Parit tumpat.", now=NOW, privacy="confidential", **SARI).number
    address = "/api/v1/search/reporter"
    key = bearer(office, "kasi", "reporter", now=NOW)
    for typed, numbers in ((SARI["phone"], [number]), ("sari contoh LESTARI", [number]), ("Sari", [])):
        answer = client.post(address, json={"typed": typed, **ASKED}, headers=key)
        assert [one["number"] for one in answer.get_json()["tickets"]] == numbers, typed
        assert "Lestari" not in answer.get_data(as_text=True)
    assert searched(office) == [(ASKED["purpose"], [number])] * 2 + [(ASKED["purpose"], [])]
    stranger = bearer(office, "trantib", "reporter", now=NOW)
    answer = client.post(address, json={"typed": SARI["phone"], **ASKED}, headers=stranger)
    assert answer.get_json() == {"tickets": [], "next": None} and len(searched(office)) == 4
    assert client.post(address, json={"typed": SARI["phone"], "purpose": " "}, headers=key).status_code == 422
    assert client.post(address, json={"typed": SARI["phone"]}, headers=key).status_code == 422
    assert len(searched(office)) == 4
    assert (
        client.post(
            address, json={"typed": "x", **ASKED}, headers=bearer(office, "kasi", "read", now=NOW)
        ).status_code
        == 403
    )


def test_a_browser_that_has_not_proved_who_sits_there_is_led_to_the_page(
    kasi: Visitor, office: Office
) -> None:
    kasi.read("/cari")
    token = kasi._form("/cari/pelapor")["csrf_token"]
    with db.writing(office.engine) as session:
        session.execute(update(SignInSession).values(proved_at=None))
    answer = kasi.client.post(
        "/api/v1/search/reporter", json={"typed": SARI["phone"], **ASKED}, headers={"X-CSRFToken": token}
    )
    assert (answer.status_code, answer.get_json()["code"]) == (403, "proof_needed")
    assert searched(office) == []
