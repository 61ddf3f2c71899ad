"""Other offices entered on a page: sealed, never shown, tried by a call, followed by the worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from complaints_service import db
from complaints_service.audit.models import AuditEvent
from complaints_service.edge.resources import KEY
from complaints_service.passing.entered import entered_offices, installations, seal_anew
from complaints_service.passing.models import OtherOfficeEntry
from complaints_service.vault.keyring import read_keyring, use_keys
from tests.support.listener import Heard, Listener, listening
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
AT = "/pengelola/kantor-lain"
THERE = f"{AT}/dlh"
SECRET = "kunci+besar/@:"
SERVICES = b'[{"service_code": "lainnya"}, {"service_code": "lampu"}]'

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def admin(client: FlaskClient, app: Flask, office: Office) -> Visitor:
    service = app.extensions[KEY]
    app.extensions[KEY] = replace(service, settings=replace(service.settings, calls_this_machine=True))
    return Visitor(client).sign_in(office, "admin", NOW)


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as made:
        yield made


def system(**more: str) -> dict[str, str]:
    asked = {"way": "system", "url": "https://lapor.contoh.example/open311/v2", "credential": SECRET}
    return {**asked, "fallback": "lainnya", "email": "", **more}


def sends(admin: Visitor, where: str = "", *, of: str = THERE, **typed: str) -> int:
    admin.send(f"{of}{where}", of=of, **typed)
    return admin.status


def records(office: Office) -> list[tuple[str, dict[str, object]]]:
    with db.reading(office.engine) as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.subject == "agency:dlh").order_by(AuditEvent.id)
        )
        return [(row.kind, dict(row.data)) for row in rows]


def test_a_key_is_sealed_kept_for_its_own_address_and_gone_when_it_ends(
    admin: Visitor, office: Office
) -> None:
    assert "lewat surat, belum diatur" in admin.read(THERE)
    assert sends(admin, **system()) == 303, admin.page
    assert "lewat sistemnya sendiri" in admin.read(AT) and SECRET not in admin.raw
    page = admin.read(THERE)
    assert "lapor.contoh.example/open311/v2" in admin.raw and SECRET not in page
    with db.reading(office.engine) as session:
        kept = repr(session.execute(text("SELECT * FROM other_office")).all())
        kept += repr(session.execute(text("SELECT * FROM audit_event")).all())
        assert SECRET not in kept and "kunci%2B" not in kept
    assert sends(admin, **system(credential="", fallback="taman")) == 303
    with db.reading(office.engine) as session:
        found = installations(session, setting=None)["dlh"]
    assert (found.key, found.service) == (SECRET, "taman")
    for url in ("https://lain.contoh.example/open311/v2", "https://lapor.contoh.example/lain"):
        assert sends(admin, **system(credential="", url=url)) == 422
    assert sends(admin, "/lepas") == 303
    with db.reading(office.engine) as session:
        assert entered_offices(session) == {}
        assert set(session.scalars(select(OtherOfficeEntry.sealed))) == {None}, "what was ended is nowhere"
    assert records(office) == [
        ("other_office.entered", {"way": "system"}),
        ("other_office.entered", {"way": "system"}),
        ("other_office.entered", {"way": None}),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        {"url": ""},
        {"url": "http://lapor.contoh.example/open311/v2"},
        {"url": "https://nama:sandi@lapor.contoh.example/v2"},
        {"url": "https://lapor.contoh.example/v2?api_key=x"},
        {"url": "https://[::1/v2"},
        {"url": "https://lapor.contoh.example/a b"},
        {"url": "x"},
        {"credential": ""},
        {"way": "merpati"},
        {"way": "email", "email": ""},
        {"way": "email", "email": "siapa"},
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(admin: Visitor, typed: dict[str, str]) -> None:
    assert sends(admin, **system(**typed)) == 422
    assert "Belum tersimpan" in admin.page and "lainnya" in admin.raw and SECRET not in admin.raw


def test_an_office_that_is_none_has_no_page(admin: Visitor) -> None:
    for code in ("kecamatan", "tidak_ada"):
        admin.read(f"{AT}/{code}")
        assert admin.status == 404
        admin.send(f"{AT}/{code}", of=AT, by="/keluar", **system())
        assert admin.status == 404


def test_what_the_operator_set_comes_first_and_the_page_says_so(
    admin: Visitor, app: Flask, office: Office
) -> None:
    assert sends(admin, **system()) == 303
    service = app.extensions[KEY]
    fixed = "dlh=https://operator@lapor.contoh.example/open311/v2"
    own = replace(service.environment, other_offices=fixed)
    app.extensions[KEY] = replace(service, settings=own, own=None, entered=0)
    assert "TANGGAP_OTHER_OFFICES di .env mendahului halaman ini" in admin.read(THERE)
    assert "diatur operator" in admin.read(AT)
    admin.send(THERE, of=THERE, by=f"{THERE}/coba", **system(fallback="lain"))
    assert admin.status == 422
    with db.reading(office.engine) as session:
        assert installations(session, setting=fixed)["dlh"].key == "operator"


def test_a_test_call_tells_what_the_next_report_would_meet_and_hands_nothing_over(
    admin: Visitor, office: Office, listener: Listener
) -> None:
    answers: dict[str, tuple[int, bytes]] = {"GET": (200, SERVICES), "POST": (400, b"[]")}

    def answer(heard: Heard) -> tuple[int, dict[str, str], bytes]:
        status, body = answers[heard.method]
        return status, {}, body

    listener.answer = answer
    assert sends(admin, **system(url=listener.url)) == 303, admin.page
    told = {
        "taken": ({}, "2 layanan di sana"),
        "key_refused": ({"POST": (403, b"[]")}, "kuncinya ditolak"),
        "no_fallback": ({"GET": (200, b'[{"service_code": "x"}]')}, "layanan cadangan tidak ada"),
        "unreadable": ({"GET": (200, b"<html>")}, "bukan sistem Open311"),
        "answered_404": ({"GET": (404, b"")}, "menolak panggilan uji"),
    }
    for changed, words in told.values():
        answers |= {"GET": (200, SERVICES), "POST": (400, b"[]"), **changed}
        assert sends(admin, "/coba") == 303
        assert words in admin.read(THERE)
    assert [data["result"] for kind, data in records(office) if kind == "other_office.tried"] == list(told)
    posted = [heard.body for heard in listener.heard if heard.method == "POST"]
    assert posted and all(b"service_code" not in body and b"description" not in body for body in posted)


def test_another_key_of_the_office_seals_them_anew(admin: Visitor, office: Office) -> None:
    assert sends(admin, **system()) == 303
    kept = office.engine.get_execution_options()
    use_keys(office.engine, read_keyring("baru\n" + "lama"))
    try:
        with db.reading(office.engine) as session:
            assert installations(session, setting=None) == {}, "a key that is gone opens nothing"
    finally:
        office.engine.update_execution_options(**kept)
    with db.writing(office.engine) as session:
        before = session.scalars(select(OtherOfficeEntry.sealed)).all()
        seal_anew(session)
        assert session.scalars(select(OtherOfficeEntry.sealed)).all() != before
        assert installations(session, setting=None)["dlh"].key == SECRET
