"""Views of the desk that are saved and shared, its filters, and what an open list is told of changes."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from complaints_service import db
from complaints_service.people.models import Leave, Unit
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.views.models import SavedView
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")


@pytest.fixture
def kasi(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "kasi", NOW)


def held_by(office: Office, number: str) -> str:
    with db.reading(office.engine) as session:
        holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
    return next(login for login, officer in office.officers.items() if officer == holder)


def save(visitor: Visitor, query: str, name: str, **more: str) -> str:
    return visitor.send("/meja/tampilan", of=f"/meja?{query}", name=name, **more)


def test_filters_narrow_by_every_fact(client: FlaskClient, office: Office) -> None:
    camat = Visitor(client).sign_in(office, "camat", NOW)
    open_one = office.complain("Parit tumpat.", now=NOW).number
    kept = office.complain("Parit bau.", now=NOW, privacy="confidential").number
    old = office.complain("Parit tumpat lagi.", now=NOW - timedelta(days=40)).number
    every = "/meja?view=led"
    assert {one for one in (open_one, kept, old) if one in camat.read(every)} == {open_one, kept, old}
    for query, wanted in (
        ("privacy=confidential", {kept}), ("age=30", {old}), ("promise=late", {old}), ("channel=counter", set()),
        ("unit=SARPRAS", {open_one, kept, old}), ("unit=TRANTIB", set()), ("state=waiting", set()),
        (f"holder={office.officers[held_by(office, kept)]}&privacy=confidential", {kept}), ("age=x&state=nyasar", {open_one, kept, old}),
    ):  # fmt: skip
        page = camat.read(f"{every}&{query}")
        assert {one for one in (open_one, kept, old) if one in page} == wanted, query


def test_whoever_leads_sees_load_and_leave_beside_each_name(kasi: Visitor, office: Office) -> None:
    number = office.complain("Parit tumpat.", now=NOW).number
    holder = held_by(office, number)
    today = office.rulebook.local_date(NOW)
    with db.writing(office.engine) as session:
        session.add(
            Leave(
                officer_id=office.officers[holder], first_on=today, last_on=today + timedelta(days=2), kind="annual",
                approved_at=NOW, approved_by="person:1",
            )
        )  # fmt: skip
    page = kasi.read("/meja?view=led")
    assert f"{holder.capitalize()} Contoh (1 terbuka, cuti sampai" in page
    assert "Contoh (0 terbuka)" in page
    rina = Visitor(kasi.client).sign_in(office, "rina", NOW)
    assert "Contoh (" not in rina.read("/meja") and "Yang dipimpin" not in rina.page


def test_a_view_is_saved_opened_shared_with_a_unit_and_dropped(kasi: Visitor, office: Office) -> None:
    save(kasi, "view=led&privacy=confidential", "Perlu dijaga", unit="SARPRAS")
    assert kasi.location == "/meja?view=led&privacy=confidential"
    save(kasi, "view=queue", "Punya kasi")
    assert "Perlu dijaga" in kasi.read("/meja") and "Punya kasi" in kasi.page
    rina = Visitor(kasi.client).sign_in(office, "rina", NOW)
    page = rina.read("/meja")
    assert "Perlu dijaga" in page and "Punya kasi" not in page and "Hapus tampilan Perlu dijaga" not in page
    with db.reading(office.engine) as session:
        shared = session.scalar(select(SavedView.id).where(SavedView.name == "Perlu dijaga"))
    other = Visitor(kasi.client).sign_in(office, "trantib", NOW)
    assert "Perlu dijaga" not in other.read("/meja")
    for stranger in ("rina", "trantib"):
        visitor = Visitor(kasi.client).sign_in(office, stranger, NOW)
        visitor.send(f"/meja/tampilan/{shared}/hapus", of="/meja", by="/meja/tampilan")
        assert visitor.status == 404
    Visitor(kasi.client).sign_in(office, "kasi", NOW).send(f"/meja/tampilan/{shared}/hapus", of="/meja")
    assert "Perlu dijaga" not in Visitor(kasi.client).read("/meja")


def test_what_cannot_be_saved_is_said(kasi: Visitor, office: Office) -> None:
    assert "Beri nama tampilan ini." in save(kasi, "view=queue", " ") and kasi.status == 422
    assert "unit yang Anda pimpin" in save(kasi, "view=queue", "Mereka", unit="TRANTIB")
    for place in range(20):
        save(kasi, "view=queue", f"Tampilan {place}")
    assert "Hapus satu dulu" in save(kasi, "view=queue", "Satu lagi")
    kasi.send("/meja/tampilan", of="/meja", name="x", query="_scheme=x&_external=1&view=queue")
    assert kasi.status == 409 and kasi.read("/meja?_scheme=x&_anchor=y") and kasi.status == 200


def test_a_view_whose_unit_is_gone_says_so(kasi: Visitor, office: Office) -> None:
    save(kasi, "view=led&unit=SARPRAS", "Sarpras")
    with db.writing(office.engine) as session:
        session.execute(update(Unit).where(Unit.code == "SARPRAS").values(active=False))
    camat = Visitor(kasi.client).sign_in(office, "kasi", NOW)
    assert "unitnya sudah tidak ada" in camat.read("/meja")
    assert "Unit yang disaring sudah tidak ada" in camat.read("/meja?view=led&unit=SARPRAS")


def test_an_open_list_is_told_what_became_of_it_and_not_of_what_one_may_not_see(
    kasi: Visitor, office: Office
) -> None:
    asked = f"/meja/baru?view=led&sejak={quote(NOW.isoformat())}"
    first = kasi.client.get(asked)
    assert first.get_json() == {"told": ""}
    same = kasi.client.get(asked, headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.get_data()) == (304, b"")
    later = NOW + timedelta(minutes=1)
    number = office.complain("Parit tumpat.", now=later).number
    office.complain("Pedagang liar.", now=later, category="ketertiban")
    assert kasi.client.get(asked, headers={"If-None-Match": first.headers["ETag"]}).get_json() == {
        "told": "1 baru"
    }
    again = f"/meja/baru?view=led&sejak={quote(later.isoformat())}"
    office.act(held_by(office, number), number, "note", text="Catatan.", now=later + timedelta(minutes=1))
    assert kasi.client.get(again).get_json() == {"told": "1 berubah"}
    assert kasi.client.get("/meja/baru?view=led&sejak=kemarin").get_json() == {"told": ""}


def test_who_took_what_lay_in_the_queue_is_named(kasi: Visitor, office: Office) -> None:
    number = office.complain("Parit tumpat.", now=NOW).number
    holder = held_by(office, number)
    office.act("kasi", number, "handover", to="unit:SARPRAS", reason="bagi", now=NOW + timedelta(minutes=1))
    since = NOW + timedelta(minutes=2)
    office.act(holder, number, "take", now=NOW + timedelta(minutes=3))
    told = kasi.client.get(f"/meja/baru?view=queue&sejak={quote(since.isoformat())}").get_json()["told"]
    assert told == f"diambil oleh {holder.capitalize()} Contoh"
