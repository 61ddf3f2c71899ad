"""A citizen asks about what is kept of them: a clock of 72 hours, a decision with its reason, and what follows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.audit.models import AuditEvent
from complaints_service.audit.written.baseline import take_baseline
from complaints_service.duties.queries import count_duties
from complaints_service.edge.resources import KEY
from complaints_service.measurement.checks.verification import verify
from complaints_service.notify.models import Outbox, Subscription
from complaints_service.personal_data.models import SubjectRequest
from complaints_service.tickets.ledger.models import Complaint
from complaints_service.vault.finding import find_reports
from complaints_service.vault.models import Identity
from complaints_service.vault.opening import OWN, IdentityReader, open_identity
from tests.services.post import minutes, open_mail
from tests.support import world
from tests.support.visitors import Visitor
from tests.support.world import SETUP, Office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
NAME, PHONE, SARI = "Sari Contoh Warga", "081234567890", "sari@contoh.example"
WHO = {"name": NAME, "phone": PHONE, "email": SARI}
LIST = "/pengelola/permintaan-data"


@pytest.fixture
def office(app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(world, "TRACKING_KEY", app.extensions[KEY].settings.tracking_key)
    open_mail(office, NOW)
    with db.writing(office.engine) as session:
        take_baseline(session, now=NOW, actor=SETUP)
    return office


@pytest.fixture
def device(app: Flask) -> Callable[[], Visitor]:
    return lambda: Visitor(app.test_client())


@pytest.fixture
def owner(device: Callable[[], Visitor], office: Office) -> tuple[Visitor, str]:
    done = office.complain(now=NOW, privacy="confidential", **WHO)
    visitor = device()
    visitor.read(f"/lacak/{done.secret}")
    return visitor, done.number


def ask(visitor: Visitor, number: str, kind: str, **fields: str) -> str:
    page = f"/laporan/{number}/data"
    visitor.send(page, of=page, kind=kind, **fields)
    return visitor.read(page)


def decide(visitor: Visitor, office: Office, decision: str, reason: str = "Sesuai permintaan.") -> str:
    """The first that waits, by somebody who has just proved to be there."""
    with db.reading(office.engine) as session:
        request_id = session.scalar(select(SubjectRequest.id).where(SubjectRequest.state == "asked"))
    page = f"{LIST}/{request_id}"
    return visitor.send(page, of=page, decision=decision, reason=reason)


def faults(office: Office) -> list[object]:
    with db.reading(office.engine) as session:
        return list(verify(session, rulebook=office.rulebook, now=NOW + minutes(60)))


def test_a_copy_is_asked_granted_and_taken_along(
    device: Callable[[], Visitor], office: Office, owner: tuple[Visitor, str]
) -> None:
    visitor, number = owner
    page = ask(visitor, number, "access", words="Saya ingin tahu.")
    assert "menunggu putusan" in page and "Kam, 5 Mar 2026 09.00" in page  # 3 x 24 hours, by the wall's clock
    assert visitor.client.get(f"/laporan/{number}/data/salinan.json").status_code == 404
    camat = device().sign_in(office, "camat", NOW)
    assert number in camat.read(LIST)
    with db.reading(office.engine) as session:
        counted, _also = count_duties(session, rights=office.rights("camat"), today=NOW.date())
        assert {duty.code: count for duty, count in counted}["data_requests"] == 1
    decide(camat, office, "granted")
    assert "Diputuskan." in camat.read(LIST)
    assert "dikabulkan" in visitor.read(f"/laporan/{number}/data")
    copied = json.loads(visitor.client.get(f"/laporan/{number}/data/salinan.json").text)
    assert copied["person"] == {"name": NAME, "phone": PHONE, "email": SARI, "erased": False}
    assert copied["report"]["number"] == number and copied["requests"][0]["words"] == "Saya ingin tahu."
    assert visitor.client.get(f"/laporan/{number}/data/salinan.pdf").data.startswith(b"%PDF")
    with db.reading(office.engine) as session:
        kinds = session.scalars(select(AuditEvent.kind).where(AuditEvent.kind.startswith("data."))).all()
        letters = session.scalars(select(Outbox.kind).where(Outbox.kind == "data_decided")).all()
    assert kinds == ["data.asked", "data.decided"] and letters == ["data_decided"]
    assert faults(office) == []


def test_a_refusal_has_a_reason_that_the_citizen_reads(
    device: Callable[[], Visitor], office: Office, owner: tuple[Visitor, str]
) -> None:
    visitor, number = owner
    ask(visitor, number, "erasure")
    camat = device().sign_in(office, "camat", NOW)
    assert "Tulis alasannya." in decide(camat, office, "refused", "")
    decide(camat, office, "refused", "Tagihan retribusi ini masih berjalan.")
    assert "Tagihan retribusi ini masih berjalan." in visitor.read(f"/laporan/{number}/data")
    with db.reading(office.engine) as session:
        assert open_identity(session, number=number, reader=OWN).details.name == NAME


def test_a_correction_takes_the_place_of_what_was_said(
    device: Callable[[], Visitor], office: Office, owner: tuple[Visitor, str]
) -> None:
    visitor, number = owner
    ask(visitor, number, "correction", name="Sari Contoh Benar", phone="081200000001", email=SARI)
    decide(device().sign_in(office, "camat", NOW), office, "granted")
    look = IdentityReader(actor=SETUP, purpose="test", now=NOW)
    with db.writing(office.engine) as session:
        assert open_identity(session, number=number, reader=OWN).details.name == "Sari Contoh Benar"
        assert find_reports(session, typed="081200000001", reader=look) == [number]
        assert find_reports(session, typed=PHONE, reader=look) == []
        assert "Benar" not in json.dumps([each.data for each in session.scalars(select(AuditEvent))])
    assert faults(office) == []


def test_a_restricted_report_is_opened_for_nobody_until_its_citizen_lifts_it(
    device: Callable[[], Visitor], office: Office
) -> None:
    done = office.complain(now=NOW, privacy="open", **WHO)
    number, visitor = done.number, device()
    visitor.read(f"/lacak/{done.secret}")
    office.act("kasi", number, "release", words="Parit tumpat di gang.", photos=False, now=NOW)
    ask(visitor, number, "restriction")
    decide(device().sign_in(office, "camat", NOW), office, "granted")
    kasi, page = device().sign_in(office, "kasi", NOW), f"/meja/{number}"
    said = kasi.send(f"{page}/pelapor", of=page, purpose="Menanyakan tempatnya.")
    assert NAME not in said and "membatasi pemakaian datanya" in said
    public = device().read("/terbuka/laporan")
    assert "Parit tumpat di gang." not in public
    with db.reading(office.engine) as session:
        assert not session.scalars(select(AuditEvent.id).where(AuditEvent.kind == "identity.viewed")).all()
    visitor.send(f"/laporan/{number}/data/cabut-batas", of=f"/laporan/{number}/data")
    assert NAME in kasi.send(f"{page}/pelapor", of=page, purpose="Menanyakan tempatnya.")
    assert faults(office) == []


def test_an_erasure_takes_the_person_at_once_and_says_why_the_words_stay(
    device: Callable[[], Visitor], office: Office, owner: tuple[Visitor, str]
) -> None:
    visitor, number = owner
    ask(visitor, number, "erasure", words="Hapus.")
    camat = device().sign_in(office, "camat", NOW)
    assert "isi dan berkasnya tinggal sampai selesai" in camat.read(f"{LIST}/1")
    decide(camat, office, "granted")
    assert "isi dan berkasnya tinggal sampai selesai" in visitor.read(f"/laporan/{number}/data")
    with db.reading(office.engine) as session:
        assert session.get_one(Identity, number).wrapped is None
        assert session.scalars(select(Subscription.id).where(Subscription.number == number)).all() == []
        assert session.scalar(select(SubjectRequest.kept)) == ["open"]
        assert session.scalar(select(Complaint.text).where(Complaint.number == number)) != ""
    assert faults(office) == []


def test_others_neither_ask_nor_decide(
    app: Flask, device: Callable[[], Visitor], office: Office, owner: tuple[Visitor, str]
) -> None:
    visitor, number = owner
    stranger, page = device(), f"/laporan/{number}/data"
    assert stranger.client.get(page).status_code == 404
    ask(visitor, number, "access")
    assert "masih menunggu putusan" in visitor.send(page, of=page, kind="access", words="Lagi.")
    for login in ("kasi", "meja"):
        assert device().sign_in(office, login, NOW).client.get(LIST).status_code == 404
    with db.writing(office.engine) as session:
        world.accuse(session, office.rulebook, number, f"person:{office.officers['camat']}")
    assert number not in device().sign_in(office, "camat", NOW).read(LIST)
    assert device().sign_in(office, "camat", NOW).client.get(f"{LIST}/1").status_code == 404
    assert number in device().sign_in(office, "sekcam", NOW).read(LIST)


def test_a_request_of_an_anonymous_report_corrects_nothing(
    device: Callable[[], Visitor], office: Office
) -> None:
    done = office.complain(now=NOW, privacy="anonymous")
    visitor = device()
    visitor.read(f"/lacak/{done.secret}")
    page = f"/laporan/{done.number}/data"
    assert "Nama yang benar" not in visitor.read(page)
    assert "tidak menyimpan siapa Anda" in visitor.send(page, of=page, kind="correction", name="Sari")


def test_what_is_late_says_so(
    device: Callable[[], Visitor], office: Office, owner: tuple[Visitor, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, number = owner
    ask(visitor, number, "access")
    for hours, late in ((72, False), (73, True)):
        monkeypatch.setattr(clock, "now", lambda hours=hours: NOW + timedelta(hours=hours))
        page = device().sign_in(office, "camat", NOW + timedelta(hours=hours)).read(LIST)
        assert ("terlambat" in page) is late
