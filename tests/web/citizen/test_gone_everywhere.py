"""A released report that is kept from others later is gone from every page, feed, file and answer at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.intake.models import Attachment
from complaints_service.tickets.ledger.models import Complaint, ReleasedReport, Ticket
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.marked_files import jpeg
from tests.support.open_office import NOW, office_to_publish, publish_months
from tests.support.prepared import Prepared
from tests.support.world import Office

WORDS, ANSWER = "Parit di depan pasar tumpat.", "Sudah dikeruk dua kali."
GIVEN: dict[str, Any] = {"category": "sampah", "lat": 3.705, "lng": 98.6645, "kelurahan": "12.71.12.1002"}


def confidential(office: Office, number: str) -> None:
    with db.writing(office.engine) as session:
        session.execute(update(Complaint).where(Complaint.number == number).values(privacy="confidential"))


def accused(office: Office, number: str) -> None:
    who = f"person:{office.officers['rina']}"
    office.act("camat", number, "accuse", who=who, reason="disebut", now=NOW)


def reclassed(office: Office, number: str) -> None:
    about = {"category": "perilaku_petugas", "about": "unknown", "reason": "salah"}
    office.act("camat", number, "classify", now=NOW, **about)


@pytest.fixture
def office(app: Flask, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(app.extensions[KEY].engine, rulebook, office_to_publish)


def surfaces(number: str, code: str) -> Mapping[str, bool]:
    """Every address that tells of released reports, and whether this one's words are to be read there."""
    listings = (
        "/terbuka/laporan",
        "/terbuka/laporan?q=tumpat",
        "/terbuka/laporan?kategori=sampah&kelurahan=12.71.12.1002",
        "/terbuka/umpan.atom",
        "/terbuka/umpan/kategori/sampah.atom",
        "/terbuka/umpan/kelurahan/12.71.12.1002.atom",
        "/open311/v2/requests.json",
        "/open311/v2/requests.xml",
        f"/open311/v2/requests/{number}.json",
        f"/open311/v2/requests/{number}.xml",
        f"/open311/v2/requests.json?service_request_id={number}",
    )
    without_words = (
        "/",
        "/terbuka",
        "/terbuka/data.csv",
        "/terbuka/data.json",
        "/terbuka/data.geojson",
        "/sitemap.xml",
    )
    return {**dict.fromkeys(listings, True), **dict.fromkeys(without_words, False), picture_of(code): True}


def picture_of(code: str) -> str:
    return f"/terbuka/laporan/{code}/foto/1"


@ON_BOTH
@pytest.mark.parametrize("hide", [confidential, accused, reclassed], ids=lambda one: one.__name__)
def test_gone_from_all_that_told_of_it(
    app: Flask, client: FlaskClient, office: Office, hide: Callable[[Office, str], None]
) -> None:
    """Also for whoever asks whether what they kept still holds, and in the files that are made afterwards."""
    number = office.complain("Asli: parit di rumah Pak Rekaan.", now=NOW - timedelta(days=3), **GIVEN).number
    with_picture(office, number, app.extensions[KEY].settings.media_folder)
    office.act("camat", number, "release", words=WORDS, answer=ANSWER, photos=True, now=NOW)
    with db.reading(office.engine) as session:
        code = session.scalars(select(ReleasedReport.code)).one()
    kept: dict[str, dict[str, str]] = {}
    for address, told in surfaces(number, code).items():
        with client.get(address) as answer:
            assert answer.status_code == 200, address
            assert (WORDS.encode() in answer.data) == (told and address != picture_of(code)), address
            if told:
                assert "max-age" not in answer.headers.get("Cache-Control", ""), address
            kept[address] = {
                asking: answer.headers[name]
                for asking, name in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
                if name in answer.headers
            }
    hide(office, number)
    for asking in (kept, dict.fromkeys(kept)):
        for address, told in surfaces(number, code).items():
            with client.get(address, headers=asking[address]) as answer:
                gone = (WORDS, ANSWER, *([] if code in address else [code]))
                assert not any(said.encode() in answer.data for said in gone), address
                assert not told or answer.status_code in (200, 404), address
                assert address != picture_of(code) or answer.status_code == 404
        publish_months(office, NOW)


def with_picture(office: Office, number: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sesudah.jpg").write_bytes(jpeg())
    with db.writing(office.engine) as session:
        session.add(
            Attachment(
                ticket_id=session.scalars(select(Ticket.id).where(Ticket.number == number)).one(),
                kind="photo", state="kept", mime="image/jpeg", path="sesudah.jpg", size=len(jpeg()),
                received_at=NOW, role="after", shown_to_citizen=True,
            )
        )  # fmt: skip
