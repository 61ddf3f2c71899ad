"""Asking for a hand-over on the pages: a button, who finds it waiting, the ways to grant and to decline it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

# What pages do does not depend on the database; the services under them are tested on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def number(office: Office) -> str:
    """Rina's; Hasan is her colleague."""
    return office.complain("Parit tumpat di Gang Contoh", now=when("Mon 2026-11-23 10:00")).number


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


def ask(hasan: Visitor, number: str) -> None:
    here = f"/meja/{number}/request_handover"
    hasan.send(here, of=here, to="", reason="Saya di lokasi.")
    assert (hasan.status, hasan.location) == (303, f"/meja/{number}")


def test_a_colleague_asks_and_the_holder_finds_it_waiting(
    visitor: Visitor, office: Office, number: str
) -> None:
    hasan = visitor.sign_in(office, "hasan", NOW)
    assert "Minta diserahkan" in hasan.read(f"/meja/{number}")
    form = hasan.read(f"/meja/{number}/request_handover")
    assert f'<option value="person:{office.officers["hasan"]}" selected>' in form, "for whoever asks"
    ask(hasan, number)
    page = hasan.read(f"/meja/{number}")
    assert "Permintaan terkirim. Tiket tetap di pemegangnya sampai diputuskan." in page
    assert "Hasan Contoh meminta tiket ini untuk dirinya: “Saya di lokasi”" in page
    assert "Menunggu keputusan" in page
    assert "decline_handover" not in page
    assert "Perlu diputuskan" not in hasan.read("/meja")

    rina = visitor.sign_in(office, "rina", NOW)
    desk = rina.read("/meja")
    assert "Perlu diputuskan" in desk
    assert "Hasan Contoh meminta tiket ini untuk dirinya: “Saya di lokasi”." in desk
    page = rina.read(f"/meja/{number}")
    hasans = f"to=person:{office.officers['hasan']}".replace(":", "%3A")
    assert f"/meja/{number}/handover?{hasans}" in page or f"/meja/{number}/handover?to=person:" in page
    here = f"/meja/{number}/decline_handover"
    assert f"{here}?request=1" in page
    rina.send(here, of=f"{here}?request=1", request="1", reason="")
    assert rina.status == 422
    rina.send(here, of=f"{here}?request=1", request="1", reason="Hampir selesai.")
    page = rina.read(rina.location)
    assert "Permintaan ditolak. Alasannya tercatat." in page
    assert "Rina Contoh: “Hampir selesai.”" in page
    assert "Rina Contoh menolak permintaan penyerahan" in page
    assert "Perlu diputuskan" not in rina.read("/meja")


def test_handing_it_over_answers_the_request(visitor: Visitor, office: Office, number: str) -> None:
    ask(visitor.sign_in(office, "hasan", NOW), number)
    kasi = visitor.sign_in(office, "kasi", NOW)
    here = f"/meja/{number}/handover"
    to = f"person:{office.officers['hasan']}"
    form = kasi.read(f"{here}?to={to}&reason=Saya+di+lokasi.")
    assert f'<option value="{to}" selected>' in form
    kasi.send(here, of=here, to=to, reason="Silakan.")
    page = kasi.read(f"/meja/{number}")
    assert "Tiket sudah pindah" in page
    assert "Dipegang Hasan Contoh" in page


def test_the_citizens_page_says_nothing_of_it(visitor: Visitor, office: Office) -> None:
    made = office.complain("Parit tumpat.", now=when("Mon 2026-11-23 10:00"))
    ask(visitor.sign_in(office, "hasan", NOW), made.number)
    citizen = Visitor(visitor.client.application.test_client())
    citizen.read(f"/lacak/{made.secret}")
    page = citizen.read(citizen.location)
    assert made.number in page
    assert "meminta tiket" not in page


def test_a_superior_is_not_led_to_take_somebody_elses_ticket(
    visitor: Visitor, office: Office, number: str
) -> None:
    page = visitor.sign_in(office, "kasi", NOW).read(f"/meja/{number}")
    acts, _sep, more = page.partition("Tindakan lain")
    assert "Ambil tiket ini" in more, "possible, behind the switch"
    assert "Ambil tiket ini" not in acts
    assert "btn btn-primary" not in acts.partition('id="tindak"')[2]
    assert "Minta diserahkan" not in page, "who gives tickets away asks nobody"
