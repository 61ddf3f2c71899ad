"""Pages of rules tried on the past year: who may, what is refused, and both judgements once the worker is done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.errors import Actor
from complaints_service.jobs.trying import try_rules
from complaints_service.jobs.work import Shift
from complaints_service.rulebooks.editing.hours import with_closure
from complaints_service.rulebooks.files import files_in
from complaints_service.rulebooks.service import save_draft
from config.rulebook import Rulebook
from tests.support.open_office import NOW, office_to_publish
from tests.support.prepared import Prepared
from tests.support.visitors import Visitor, engine_of
from tests.support.world import Office

# What the database can change here, the services' own tests try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
PAGE = "/laporan-kantor/andai"


@pytest.fixture
def office(
    client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch, prepared: Prepared
) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(engine_of(client), rulebook, office_to_publish)


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


def work(visitor: Visitor) -> None:
    """Lets the worker do what waits."""
    service = visitor.client.application.extensions[KEY]
    try_rules(Shift(service.engine, service.rulebook, service.settings, NOW))


def test_the_head_tries_a_promise_and_reads_both_judgements(visitor: Visitor, office: Office) -> None:
    visitor.sign_in(office, "camat", NOW)
    assert "Andai aturannya lain" in visitor.read("/kinerja")
    visitor.send(PAGE, of=PAGE, base="in_force", category="sampah", answer="1", solve="2")
    assert visitor.status == 303
    trial = visitor.location
    waiting = visitor.read(trial)
    assert "Menunggu giliran" in waiting and "<progress" in visitor.raw
    assert "dijawab dalam 1 hari kerja" in waiting and "selesai dalam 2 hari kerja" in waiting
    work(visitor)
    told = visitor.read(trial)
    assert "81 laporan sejak" in told and "Tepat waktu, sekarang dan andai" in told
    assert "Yang pertama dinilai lain" in told and "Disalurkan ke unit lain" not in told
    assert "Selesai" in visitor.read(PAGE)


def test_what_cannot_be_tried_is_refused_at_its_field(visitor: Visitor, office: Office) -> None:
    visitor.sign_in(office, "camat", NOW)
    for typed, said in (
        ({}, "Belum ada yang diubah"),
        ({"solve": "0"}, "Isi 1 sampai 60 hari kerja"),
        ({"solve": "dua"}, "Isi 1 sampai 60 hari kerja"),
        ({"unit": "TRANTIB"}, "Pilih juga jenis laporannya."),
        ({"category": "tidak-ada", "solve": "2"}, "Pilih salah satu dari daftar."),
        ({"closed_from": "2026-10-08", "closed_until": "2026-10-07"}, "Hari terakhir tidak boleh"),
        ({"closed_from": "2026-01-08", "closed_until": "2026-10-07"}, "Paling banyak 60 hari"),
        ({"base": "draft"}, "Tidak ada draf aturan."),
    ):
        page = visitor.send(PAGE, of=PAGE, **{"base": "in_force", **typed})
        assert visitor.status in (409, 422) and "Belum diuji." in page and said in page, typed


def test_a_draft_is_tried_as_it_stands(visitor: Visitor, office: Office) -> None:
    visitor.sign_in(office, "camat", NOW)
    files = files_in(visitor.client.application.extensions[KEY].settings.rulebook)
    closed = with_closure(files, on=(NOW - timedelta(days=20)).date(), name="Banjir")
    with db.writing(office.engine) as session:
        save_draft(session, files=closed, edition=0, now=NOW, actor=Actor("rule", "test"))
    visitor.send(PAGE, of=PAGE, base="draft")
    assert visitor.status == 303
    work(visitor)
    assert "Andai: draf aturan" in visitor.read(visitor.location)
    assert "dinilai lain" in visitor.page


def test_who_heads_no_office_and_opens_none_tries_nothing(visitor: Visitor, office: Office) -> None:
    for login, status in (("rina", 404), ("kasi", 404), ("auditor", 404), ("admin", 200)):
        visitor.sign_in(office, login, NOW)
        visitor.read(PAGE)
        assert visitor.status == status, login
        visitor.read(f"{PAGE}/1")
        assert visitor.status == 404, login
