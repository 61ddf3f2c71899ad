"""The page of leave: who may enter whose, what is refused and how, and what the desk offers while one is away."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import db
from complaints_service.people.models import Leave
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def kasi(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "kasi", NOW)


def fields(office: Office, who: str = "rina", **more: str) -> dict[str, str]:
    asked = {"first_on": "2026-11-24", "last_on": "2026-11-25", "kind": "annual"}
    return {
        **asked,
        "officer_id": str(office.officers[who]),
        "substitute_id": str(office.officers["hasan"]),
        **more,
    }


def test_a_superior_enters_leave_and_the_ticket_is_offered_to_the_substitute(
    kasi: Visitor, office: Office
) -> None:
    number = office.complain("Parit tumpat", now=when("Mon 2026-11-23 10:00")).number
    assert "/cuti" in kasi.read("/meja")
    page = kasi.read("/cuti")
    assert "Belum ada cuti yang tercatat." in page
    assert "Trantib Contoh" not in page.split('name="kind"')[0], "only one's own people take leave here"
    kasi.send("/cuti", **fields(office))
    assert (kasi.status, kasi.location) == (303, "/cuti")
    page = kasi.read("/cuti")
    assert "Rina Contoh" in page
    assert "Sel, 24 Nov 2026 sampai Rab, 25 Nov 2026" in page
    assert "Pengganti: Hasan Contoh" in page

    page = kasi.read(f"/meja/{number}")
    assert "Rina Contoh sedang cuti; waktunya milik antrean unit." in page
    assert "Rina Contoh cuti Sel, 24 Nov sampai Rab, 25 Nov, waktunya milik antrean" in page
    assert "Serahkan ke pengganti, Hasan Contoh" in page
    hasan = office.officers["hasan"]
    form = kasi.read(f"/meja/{number}/handover?to=person:{hasan}")
    assert f'<option value="person:{hasan}" selected>' in form
    kasi.send(f"/meja/{number}/handover", to=f"person:{hasan}", reason="Menggantikan.")
    assert kasi.status == 303
    assert "Serahkan ke pengganti" not in kasi.read(f"/meja/{number}")


def test_leave_is_cancelled_once(kasi: Visitor, office: Office) -> None:
    kasi.send("/cuti", of="/cuti", **fields(office))
    with db.reading(office.engine) as session:
        leave_id = session.scalar(select(Leave.id))
    kasi.send(f"/cuti/{leave_id}/batal", of="/cuti")
    assert kasi.status == 303
    page = kasi.read("/cuti")
    assert "Belum ada cuti yang tercatat." in page


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"officer_id": ""}, 422, "Pilih petugas yang Anda pimpin."),
        ({"first_on": "besok"}, 422, "Isi dengan tanggal."),
        ({"last_on": "2026-11-23"}, 422, "Hari terakhir tidak boleh sebelum hari pertama."),
        ({"kind": ""}, 422, "Jenis cuti ini tidak dikenal."),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    kasi: Visitor, office: Office, change: dict[str, str], status: int, told: str
) -> None:
    page = kasi.send("/cuti", of="/cuti", **{**fields(office), **change})
    assert kasi.status == status
    assert told in page
    assert f'<option value="{office.officers["hasan"]}" selected>' in page


def test_leave_twice_on_a_day_is_refused(kasi: Visitor, office: Office) -> None:
    kasi.send("/cuti", of="/cuti", **fields(office))
    page = kasi.send("/cuti", of="/cuti", **fields(office, last_on="2026-11-24"))
    assert kasi.status == 409
    assert "Petugas ini sudah cuti pada sebagian hari itu." in page


def test_nobody_enters_leave_of_whom_they_do_not_lead(kasi: Visitor, office: Office) -> None:
    for who in ("trantib", "kasi"):
        kasi.send("/cuti", of="/cuti", **fields(office, who))
        assert kasi.status == 422, "not one's own either"
    kasi.sign_in(office, "camat", NOW).send("/cuti", of="/cuti", **fields(office, "trantib"))
    with db.reading(office.engine) as session:
        leave_id = session.scalar(select(Leave.id))
    page = kasi.sign_in(office, "kasi", NOW).read("/cuti")
    assert "Trantib" not in page.split("Catat cuti")[0]
    token = kasi._form("/cuti")
    kasi._took(kasi.client.post(f"/cuti/{leave_id}/batal", data=token))
    assert kasi.status == 404


def test_an_administrator_enters_anybodys_and_an_officer_nobodys(kasi: Visitor, office: Office) -> None:
    admin = kasi.sign_in(office, "admin", NOW)
    admin.send("/cuti", of="/cuti", **fields(office, "trantib"))
    assert admin.status == 303
    rina = kasi.sign_in(office, "rina", NOW)
    rina.read("/cuti")
    assert rina.status == 404
    assert "/cuti" not in rina.read("/meja")
