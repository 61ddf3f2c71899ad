"""Minutes as a paper: who came and who not and why, numbered once, never changed, and no more than all may read."""

from __future__ import annotations

import io
from datetime import date

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from complaints_service import clock, db
from complaints_service.audit.append_only import append_only_drop_ddl
from complaints_service.edge.resources import KEY
from complaints_service.papers.minutes import verify_minutes
from complaints_service.papers.models import MeetingMinutes
from complaints_service.people.models import Leave
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.measured import NOW, Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.visitors import Visitor, when

DURING = when("Wed 2026-11-25 10:00")


@pytest.fixture
def measured(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch, prepared: Prepared) -> Measured:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(app.extensions[KEY].engine, rulebook, measured_office)


def visitor(app: Flask, measured: Measured, login: str) -> Visitor:
    return Visitor(app.test_client()).sign_in(measured.office, login, clock.now())


def held(app: Flask, measured: Measured, monkeypatch: pytest.MonkeyPatch, **more: str) -> str:
    """A meeting that rina came to and hasan did not; its address."""
    head = visitor(app, measured, "kasi")
    head.send(
        "/rapat/baru", of="/rapat/baru", whom="unit:SARPRAS", starts_at="2026-11-25T09:00", place="Aula"
    )
    path = head.location
    monkeypatch.setattr(clock, "now", lambda: DURING)
    rina = str(measured.office.officers["rina"])
    head = visitor(app, measured, "kasi")
    head.send(
        path, of=path, do="hold", minutes="Sampah diangkut Kamis.", present=rina, act_words="Angkut sampah",
        act_owner=rina, act_due="2026-11-27", **more,
    )  # fmt: skip
    assert head.status == 303, head.page
    return path


def read(body: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())


@ON_BOTH
def test_they_say_who_came_who_not_and_why_and_are_made_once(
    app: Flask, measured: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = measured.office
    hasan = office.officers["hasan"]
    path = held(app, measured, monkeypatch, **{f"absent:{hasan}": "Mengantar arsip ke kota"})
    head = visitor(app, measured, "kasi")
    assert head.client.get(f"{path}/notulen.pdf").status_code == 404
    assert "Mengantar arsip ke kota" in head.read(path)
    pressed = {**head._form(f"{path}/notulen")}
    for _twice in range(2):
        head._took(head.client.post(f"{path}/notulen", data=pressed))
        assert head.status == 303, head.page
    body = head.client.get(f"{path}/notulen.pdf").data
    said = read(body)
    for words in (
        *("NOTULEN RAPAT", "NOTULEN/001/2026", "KECAMATAN MEDAN MARELAN", "Aula", "Sampah diangkut Kamis."),
        *("Rina Contoh", "Hasan Contoh", "Mengantar arsip ke kota", "tanpa keterangan", "Angkut sampah"),
        *(
            "27 November 2026",
            "Pimpinan rapat",
            "Kasi Contoh",
            f"Tiket {measured.numbers['diam']}, terlambat",
        ),
    ):
        assert words in said, words
    assert "Sampah diam" not in said, "not everybody who was there may read the ticket"
    assert PdfReader(io.BytesIO(body)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    with db.reading(office.engine) as session:
        assert [row.number for row in session.scalars(select(MeetingMinutes))] == ["NOTULEN/001/2026"]
        assert list(verify_minutes(session)) == []
    rina = visitor(app, measured, "rina")
    assert rina.client.get(f"{path}/notulen.pdf").data == body
    assert "notulen bernomor" not in rina.read(path) and "NOTULEN/001/2026" in rina.page
    assert visitor(app, measured, "trantib").client.get(f"{path}/notulen.pdf").status_code == 404
    with pytest.raises(DatabaseError), db.writing(office.engine) as session:
        session.execute(text("UPDATE meeting_minutes SET content = '{}'"))
    with db.writing(office.engine) as session:
        for drop in append_only_drop_ddl("meeting_minutes")[office.engine.dialect.name]:
            session.execute(text(drop))
        session.execute(text("UPDATE meeting_minutes SET content = '{}'"))
    with db.reading(office.engine) as session:
        assert [each.subject for each in verify_minutes(session)] == ["NOTULEN/001/2026"]


def test_leave_is_a_reason_and_its_kind_nobodys_matter(
    app: Flask, measured: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, office = date(2026, 11, 25), measured.office
    with db.writing(office.engine) as session:
        session.add(
            Leave(
                officer_id=office.officers["hasan"], first_on=day, last_on=day, kind="sick", approved_at=NOW,
                approved_by="person:1",
            )
        )  # fmt: skip
    path = held(app, measured, monkeypatch)
    head = visitor(app, measured, "kasi")
    head.send(f"{path}/notulen", of=path)
    said = read(head.client.get(f"{path}/notulen.pdf").data)
    assert "cuti" in said and "sakit" not in said.casefold()


def test_a_reason_too_long_is_refused_and_kept(
    app: Flask, measured: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(app, measured, monkeypatch)
    head = visitor(app, measured, "kasi")
    head.send(
        "/rapat/baru", of="/rapat/baru", whom="unit:SARPRAS", starts_at="2026-11-25T09:30", place="Aula"
    )
    other = head.location
    hasan, long = f"absent:{measured.office.officers['hasan']}", "panjang " * 40
    page = head.send(other, of=other, do="save", **{hasan: long})
    assert head.status == 422 and long.strip() in page
    head.send(f"{other}/notulen", of=other, by=f"{other}/batal")
    assert "Tutup rapatnya dulu" in head.page
