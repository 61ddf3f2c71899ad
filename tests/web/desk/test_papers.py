"""Papers on the ticket's page: made by a button, listed, opened, refused where there is none to make."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.support.visitors import Visitor, when
from tests.support.world import Office

# What pages do does not depend on the database; the services under them are tested on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
CAME, NOW = when("Mon 2026-11-23 10:00"), when("Tue 2026-11-24 14:05")


def test_a_slip_is_made_by_a_button_once_and_opened_from_the_page(
    client: FlaskClient, office: Office
) -> None:
    number = office.complain(now=CAME).number
    kasi = Visitor(client).sign_in(office, "kasi", NOW)
    assert "Buat: Lembar Disposisi" not in kasi.read(f"/meja/{number}"), "a rule gave it, nobody did"
    office.act("kasi", number, "assign", to="unit:TRANTIB", reason="Milik Trantib.", now=CAME)
    head = Visitor(client).sign_in(office, "kasitrantib", NOW)
    page = head.read(f"/meja/{number}")
    assert "Buat: Lembar Disposisi" in page and "Buat: Pelimpahan" not in page
    for _press in range(2):
        head.send(f"/meja/{number}/surat/disposition", of=f"/meja/{number}", by="/keluar")
        page = head.read(f"/meja/{number}")
        assert page.count("001/DISP/MRL/XI/2026</span>") == 1
    assert "Buat: Lembar Disposisi" not in page
    answer = client.get(f"/meja/{number}/surat/1.pdf")
    assert answer.content_type == "application/pdf" and answer.data.startswith(b"%PDF")
    assert "001-DISP-MRL-XI-2026.pdf" in answer.headers["Content-Disposition"]
    other = office.complain(now=CAME).number
    office.act("kasi", other, "assign", to="unit:TRANTIB", reason="Milik Trantib.", now=CAME)
    assert client.get(f"/meja/{other}/surat/1.pdf").status_code == 404, "the paper of another ticket"
    Visitor(client).sign_in(office, "rina", NOW)
    assert client.get(f"/meja/{other}/surat/1.pdf").status_code == 404


def test_where_nobody_gave_it_on_the_page_says_so(client: FlaskClient, office: Office) -> None:
    number = office.complain(now=CAME).number
    kasi = Visitor(client).sign_in(office, "kasi", NOW)
    said = kasi.send(f"/meja/{number}/surat/referral", of=f"/meja/{number}", by="/keluar")
    assert kasi.status == 409 and "belum ada suratnya" in said
