"""A person's training on its page: who may see, propose, decide, confirm; floor and ceiling in words."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from complaints_service import clock, db
from complaints_service.development import queries, service
from complaints_service.development.catalogue import catalogue
from complaints_service.edge.resources import KEY, Service
from complaints_service.errors import DomainError
from complaints_service.measurement.facts.service import rebuild
from complaints_service.people.models import Officer
from config.rulebook import Rulebook
from tests.support.measured import NOW
from tests.support.visitors import HIDDEN, Visitor, when
from tests.support.world import SETUP, Office, open_office

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def office(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = open_office(app.extensions[KEY].engine, rulebook)
    with db.writing(made.engine) as session:
        listed = catalogue(rulebook, date(2026, 11, 24))
        service.seed_trainings(session, trainings=listed, now=NOW, actor=SETUP)
    return made


def visitor(app: Flask, office: Office, login: str) -> Visitor:
    return Visitor(app.test_client()).sign_in(office, login, NOW)


def path_of(office: Office, login: str = "rina") -> str:
    return f"/pelatihan/{office.officers[login]}"


def one(office: Office, code: str = "pelayanan_prima") -> queries.TrainingView:
    with db.reading(office.engine) as session:
        return next(each for each in queries.catalogue(session) if each.code == code)


def employ(office: Office, login: str, employment: str) -> None:
    with db.writing(office.engine) as session:
        session.get_one(Officer, office.officers[login]).employment = employment


DAYS = {"first_on": "2026-11-16", "last_on": "2026-11-18"}


def test_a_page_is_for_the_person_superiors_and_auditors(app: Flask, office: Office) -> None:
    for login, status in (
        ("rina", 200), ("kasi", 200), ("camat", 200), ("auditor", 200),
        ("hasan", 404), ("trantib", 404), ("kasitrantib", 404), ("meja", 404), ("admin", 404),
    ):  # fmt: skip
        who = visitor(app, office, login)
        who.read(path_of(office))
        assert who.status == status, login


def test_the_catalogue_is_open_to_everyone_inside(app: Flask, office: Office) -> None:
    page = visitor(app, office, "hasan").read("/pelatihan/katalog")
    assert "Pelayanan prima dan komunikasi dengan warga" in page
    assert "Untuk: Kepuasan atas penyelesaian, Berorientasi Pelayanan" in page


def test_a_need_is_proposed_and_decided(app: Flask, office: Office) -> None:
    path = path_of(office)
    rina = visitor(app, office, "rina")
    rina.send(
        f"{path}/kebutuhan", of=path, need_training=str(one(office).id), need_reason="Banyak yang marah."
    )
    assert rina.status == 303, rina.page
    page = rina.read(path)
    assert "Banyak yang marah." in page
    assert "Diusulkan" in page
    assert ">Setujui<" not in page
    with db.reading(office.engine) as session:
        need = queries.needs_of(session, officer_id=office.officers["rina"])[0]
    # Approving one's own need is not there for oneself.
    rina._took(
        rina.client.post(
            f"{path}/kebutuhan/{need.id}", data={**rina._form(f"{path}/kebutuhan"), "do": "approve"}
        )
    )
    assert rina.status == 404
    kasi = visitor(app, office, "kasi")
    page = kasi.send(f"{path}/kebutuhan/{need.id}", of=path, do="decline", decision="")
    assert (kasi.status, "Tulis alasannya." in page) == (422, True)
    kasi.send(f"{path}/kebutuhan/{need.id}", do="approve", decision="")
    assert kasi.status == 303
    assert "Disetujui" in rina.read(path)
    page = kasi.send(f"{path}/kebutuhan/{need.id}", of=path, do="done", decision="Dibimbing sebulan.")
    assert kasi.status == 303
    assert "Terpenuhi" in rina.read(path)


def test_a_need_of_somebody_else_is_not_decided_through_this_page(app: Flask, office: Office) -> None:
    """The address names both: a superior of one cannot reach another's need through it."""
    theirs = visitor(app, office, "trantib")
    path = path_of(office, "trantib")
    theirs.send(f"{path}/kebutuhan", of=path, need_words="Mediasi", need_reason="Sering.")
    with db.reading(office.engine) as session:
        need = queries.needs_of(session, officer_id=office.officers["trantib"])[0]
    kasi = visitor(app, office, "kasi")
    kasi.read(path_of(office))
    token = kasi._form(f"{path_of(office)}/kebutuhan")
    for reached in (f"{path_of(office)}/kebutuhan/{need.id}", f"{path}/kebutuhan/{need.id}"):
        kasi._took(kasi.client.post(reached, data={**token, "do": "approve"}))
        assert kasi.status == 404


def test_hours_wait_for_a_superior_and_then_count(app: Flask, office: Office) -> None:
    path = path_of(office)
    rina = visitor(app, office, "rina")
    rina.send(f"{path}/riwayat", of=path, training_id=str(one(office).id), certificate="123/BKPSDM", **DAYS)
    assert rina.status == 303, rina.page
    page = rina.read(path)
    for words in (
        "0 JP",
        "16 JP menunggu dikukuhkan.",
        "Belum dikukuhkan",
        "123/BKPSDM",
        "Masih kurang 20 dari 20 JP",
    ):
        assert words in page, words
    assert "Kukuhkan:" not in page
    kasi = visitor(app, office, "kasi")
    kasi.send(f"{path}/riwayat/1/kukuhkan", of=path)
    assert kasi.status == 303
    page = rina.read(path)
    for words in ("16 JP", "Masih kurang 4 dari 20 JP setahun.", "Dikukuhkan Kasi Contoh"):
        assert words in page, words


def test_what_a_superior_enters_counts_at_once(app: Flask, office: Office) -> None:
    path = path_of(office)
    kasi = visitor(app, office, "kasi")
    kasi.send(f"{path}/riwayat", of=path, title="Lokakarya", lesson_hours="21", **DAYS)
    assert "Sudah memenuhi paling sedikit 20 JP setahun." in kasi.read(path)


def test_past_the_ceiling_of_pppk_is_a_warning(app: Flask, office: Office) -> None:
    employ(office, "rina", "pppk")
    path = path_of(office)
    kasi = visitor(app, office, "kasi")
    kasi.send(f"{path}/riwayat", of=path, title="Lokakarya", lesson_hours="30", **DAYS)
    assert kasi.status == 303
    page = kasi.read(path)
    assert "Lewat 6 dari paling banyak 24 JP setahun." in page
    assert "peringatan, bukan larangan" in page


def test_non_asn_have_training_without_a_limit(app: Flask, office: Office) -> None:
    employ(office, "rina", "non_asn")
    assert "Tidak ada batas jam pelajaran untuk non-ASN." in visitor(app, office, "rina").read(
        path_of(office)
    )


def test_a_refused_record_keeps_what_was_typed(app: Flask, office: Office) -> None:
    path = path_of(office)
    rina = visitor(app, office, "rina")
    page = rina.send(f"{path}/riwayat", of=path, title="Lokakarya", lesson_hours="sekian", first_on="kemarin")
    assert rina.status == 422
    for words in ('value="Lokakarya"', 'value="sekian"', "Isi dengan angka.", "Isi dengan tanggal."):
        assert words in page, words


def test_the_member_takes_back_what_nobody_confirmed(app: Flask, office: Office) -> None:
    path = path_of(office)
    rina = visitor(app, office, "rina")
    rina.send(f"{path}/riwayat", of=path, title="Salah catat", lesson_hours="4", **DAYS)
    rina.send(f"{path}/riwayat/1/tarik", of=path)
    assert rina.status == 303
    assert "Salah catat" not in rina.read(path)


def test_an_auditor_looks_and_writes_nothing(app: Flask, office: Office) -> None:
    path = path_of(office)
    auditor = visitor(app, office, "auditor")
    page = auditor.read(path)
    assert "Catat pelatihan" not in page
    token = dict(HIDDEN.findall(auditor.raw))
    typed = {"need_words": "x", "need_reason": "y", "title": "x", "lesson_hours": "2", **DAYS}
    for part in ("kebutuhan", "riwayat", "saran", "riwayat/1/kukuhkan"):
        auditor._took(auditor.client.post(f"{path}/{part}", data={**token, **typed}))
        assert auditor.status == 404, part
    with db.reading(office.engine) as session:
        assert queries.needs_of(session, officer_id=office.officers["rina"]) == []
        assert queries.records_of(session, officer_id=office.officers["rina"]) == []


def test_a_suggestion_becomes_a_need_when_a_superior_says_so(app: Flask, office: Office) -> None:
    """Two first answers of October that never came, and a target that two can miss."""
    known: Service = app.extensions[KEY]
    strict = tuple(
        replace(each, minimum_n=1, value=99.9) if each.indicator == "first_response_on_time" else each
        for each in known.rulebook.targets
    )
    app.extensions[KEY] = replace(known, rulebook=replace(known.rulebook, targets=strict))
    for day in ("Mon 2026-10-05 09:00", "Tue 2026-10-06 09:00"):
        number = office.complain("Sampah", category="sampah", now=when(day)).number
        to = f"person:{office.officers['rina']}"
        with suppress(DomainError):  # it may be Rina's already
            office.act("kasi", number, "handover", to=to, reason="rute", now=when(day))
    with db.writing(office.engine) as session:
        rebuild(session, now=NOW, rulebook=office.rulebook)
    path = path_of(office)
    assert "Saran dari angka" not in visitor(app, office, "rina").read(path)
    kasi = visitor(app, office, "kasi")
    page = kasi.read(path)
    assert "Jawaban pertama tepat waktu 0 %, target 100 %, n 2, Agustus 2026 sampai Oktober 2026." in page
    kasi.send(f"{path}/saran")
    assert kasi.status == 303, kasi.page
    page = kasi.read(path)
    assert "Saran dari angka" not in page
    assert "Disetujui" in page
    with db.reading(office.engine) as session:
        [need] = queries.needs_of(session, officer_id=office.officers["rina"])
    assert (need.indicator_code, need.month, need.decided_by) == (
        "first_response_on_time", "2026-10", office.officers["kasi"],
    )  # fmt: skip
    kasi._took(kasi.client.post(f"{path}/saran", data={**dict(HIDDEN.findall(kasi.raw)), "training_id": "1"}))
    assert kasi.status == 409
