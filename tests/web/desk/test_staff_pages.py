"""People and accounts on pages: joining to signing in, moving, leaving, roles; each by who may, after a proof."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.accounts.factor.rules import PROOF_HOLDS
from complaints_service.accounts.service import grant_role
from complaints_service.people.models import Unit
from complaints_service.people.queries import officer_cards
from tests.support.visitors import Visitor, when
from tests.support.world import PASSWORD, SETUP, Office

NOW = when("Tue 2026-11-24 14:05")
LIST = "/pengelola/pegawai"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def admin(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "admin", NOW)


def joining(**more: str) -> dict[str, str]:
    asked = {"name": "Sari Contoh", "employment": "non_asn", "position": "pelaksana_sarpras", "login": "sari"}
    return {**asked, "on": "2026-11-24", "reason": "SK 12/2026", **more}


def test_from_joining_to_signing_in_by_pages_alone(
    admin: Visitor, office: Office, client: FlaskClient
) -> None:
    admin.send(LIST, of=LIST, **joining(name=""))
    assert (admin.status, "Sari" in admin.page, "SK 12/2026" in admin.page) == (422, False, True)
    admin.send(LIST, of=LIST, **joining())
    assert admin.status == 303
    at = admin.location
    page = admin.read(at)
    assert "akun sari belum dibuka: beri tautan masuk" in page
    shown = admin.send(f"{at}/tautan", of=at)
    link = re.search(r"/sandi/[\w-]+", shown)
    assert link is not None, shown
    assert "/sandi/" not in admin.read(at), "it is shown once"
    client.delete_cookie("tanggap")
    sari = Visitor(client)
    sari.send(
        link.group(), of=link.group(), password="ombak teduh di pesisir", again="ombak teduh di pesisir"
    )
    assert sari.status == 303
    sari.send("/masuk", of="/masuk", login="sari", password="ombak teduh di pesisir")
    assert (sari.status, "Sari Contoh" in sari.read("/meja")) == (303, True)
    assert "masuk sebagai sari" in Visitor(client).sign_in(office, "admin", NOW).read(at)


def test_what_an_act_would_do_is_told_first_and_nothing_is_kept(admin: Visitor, office: Office) -> None:
    number = office.complain("Parit tumpat", now=when("Mon 2026-11-23 10:00")).number
    rina, at = office.officers["rina"], f"{LIST}/{office.officers['rina']}"
    act = {"position": "pelaksana_trantib", "on": "2026-11-24", "reason": "SK 13/2026"}
    tried = admin.send(f"{at}/pindah", of=at, **act, trial="1")
    assert (admin.status, f"Tiket {number}" in tried, "SK 13/2026" in tried) == (200, True, True)
    assert unit_of(office, rina) == "SARPRAS"
    admin.send(f"{at}/pindah", **act)
    assert (admin.status, unit_of(office, rina)) == (303, "TRANTIB")
    admin.send(f"{at}/berhenti", of=at, on="2026-11-24", reason="")
    assert (admin.status, "Tulis dasarnya" in admin.page) == (422, True)
    admin.send(f"{at}/berhenti", of=at, on="2026-11-24", reason="SK 14/2026")
    assert (admin.status, admin.location) == (303, LIST)
    assert "Rina Contoh" not in admin.read(LIST)


def unit_of(office: Office, officer_id: int) -> str:
    with db.reading(office.engine) as session:
        return officer_cards(session, ids=[officer_id])[officer_id].unit


def test_a_role_is_handed_out_and_taken_back_after_a_proof(
    admin: Visitor, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, later = f"{LIST}/{office.officers['rina']}", NOW + PROOF_HOLDS
    monkeypatch.setattr(clock, "now", lambda: later)
    for password, granted in (("", False), ("keliru", False), (PASSWORD, True)):
        admin.send(f"{at}/peran", of=at, role="dispatcher", unit="")
        assert (admin.status, office.rights("rina").granted("dispatcher")) == (403, False), password
        admin.send("/bukti", password=password)
        if granted:
            admin.send(f"{at}/peran", role="dispatcher", unit="")
        assert office.rights("rina").granted("dispatcher") is granted, password
    assert "pemilah, seluruh kantor" in admin.read(at)
    admin.send(f"{at}/peran/akhiri", of=at, role="dispatcher", unit="")
    assert not office.rights("rina").granted("dispatcher")
    admin.send(f"{at}/peran", of=at, role="raja", unit="")
    assert (admin.status, "Peran tidak dikenal: raja." in admin.page) == (422, True)


def test_who_administers_a_part_manages_its_people_and_hands_out_nothing(
    client: FlaskClient, office: Office
) -> None:
    """A link or a role given within one unit could open the whole office."""
    with db.writing(office.engine) as session:
        unit = session.scalar(select(Unit.id).where(Unit.code == "SARPRAS"))
        account = office.accounts["kasi"]
        grant_role(session, account_id=account, role="administrator", unit_id=unit, now=NOW, actor=SETUP)
    kasi = Visitor(client).sign_in(office, "kasi", NOW)
    page = kasi.read(LIST)
    assert ("Rina Contoh" in page, "Trantib Contoh" in page) == (True, False)
    own, other = (f"{LIST}/{office.officers[who]}" for who in ("rina", "trantib"))
    assert f"{own}/peran" not in kasi.read(own)
    for address in (other, f"{other}/pindah", f"{other}/berhenti", f"{own}/peran", f"{own}/tautan"):
        kasi.read(own)
        token = kasi._form(f"{own}/pindah")
        answer = (
            client.get(address)
            if address == other
            else client.post(address, data={**token, "password": PASSWORD})
        )
        assert answer.status_code == 404, address
    kasi.send(LIST, of=LIST, **joining(position="pelaksana_trantib"))
    assert kasi.status == 404, "a post of another unit"
