"""The rules of an office that runs, changed on pages: from a day, by two people, and the past as it was."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.accounts.service import grant_role
from complaints_service.app import create_app
from complaints_service.edge.resources import KEY
from complaints_service.edge.rulebook import NAMES
from complaints_service.rulebooks.files import packed, unpacked
from complaints_service.rulebooks.models import RulebookRelease
from complaints_service.tickets.ledger.models import Ticket
from tests.support.visitors import Visitor, when
from tests.support.world import SETUP, Office

NOW = when("Tue 2026-11-24 14:05")
LATER = when("Tue 2026-12-01 09:00")
AT, RULES, CLOSING = "/pengelola/buka", "/pengelola/aturan", "/pengelola/libur"
FROM = "2026-12-01"
PROMISE = {
    "d.targets.first_response.working_days": "1",
    "d.targets.next_response.working_days": "1",
    "d.targets.resolution.working_days": "2",
    "source": "SK Camat 9/2026",
}
REPORT = {
    "text": "Sampah menumpuk di simpang.", "category": "sampah", "about_office": "no",
    "kelurahan": "12.71.12.1002", "lat": "", "lng": "", "address": "Gang Contoh 3",
    "privacy": "confidential", "name": "", "phone": "", "email": "",
}  # fmt: skip

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def two(app: Flask, office: Office) -> tuple[Visitor, Visitor]:
    """Two administrators of an office that has received a report."""
    with db.writing(office.engine) as session:
        grant_role(
            session,
            account_id=office.accounts["camat"],
            role="administrator",
            unit_id=None,
            now=NOW,
            actor=SETUP,
        )
    _reports(app)
    return tuple(Visitor(app.test_client()).sign_in(office, login, NOW) for login in ("admin", "camat"))  # type: ignore[return-value]


def test_a_change_holds_from_its_day_by_two_people_and_the_past_keeps_its_promise(
    app: Flask, office: Office, two: tuple[Visitor, Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, camat = two
    other = create_app(app.extensions[KEY].settings, app.extensions[KEY].rulebook)
    monkeypatch.setattr("complaints_service.edge.rulebook.LOOK_SECONDS", 0.0)
    before = app.extensions[KEY].rulebook
    _types(admin, "janji/sampah", **PROMISE)
    _types(
        admin,
        "kata/notice.received",
        **{"d.words.id": "Baru. {number} {link}", "d.words.en": "New. {number} {link}", "source": "SK 9"},
    )
    _proposes(admin)
    assert "Anda yang mengajukannya" in admin.read(AT) and "Rilis sekarang" not in admin.page
    admin.send(f"{AT}/rilis", of=AT, by=f"{AT}/buang", edition=_edition(admin))
    assert (admin.status, "Orang lain yang berhak merilisnya" in admin.page) == (409, True)
    assert "Sebuah draf aturan menunggu Anda rilis" in camat.read("/pengelola")
    page = camat.read(AT)
    assert "Sampah" in page and "<del>2</del> <ins>1</ins>" in camat.raw
    camat.send(f"{AT}/rilis", of=AT)
    assert camat.status == 303, camat.page
    for running in (app, other):
        Visitor(running.test_client()).read("/lapor")
        rules = running.extensions[KEY].rulebook
        assert [one.version for one in rules.policies] == [before.policies[-1].version, FROM]
        assert "Baru." not in rules.text("notice.received", "id", number="1", link="2")
    with db.reading(office.engine) as session:
        kept = session.scalars(select(RulebookRelease)).one()
        assert (kept.proposed_by, kept.released_by, kept.holds_from) == (
            f"account:{office.accounts['admin']}", f"person:{office.officers['camat']}", date(2026, 12, 1),
        )  # fmt: skip

    monkeypatch.setattr(clock, "now", lambda: LATER)
    _reports(app)
    assert "Baru." in app.extensions[KEY].rulebook.text("notice.received", "id", number="1", link="2")
    with db.reading(office.engine) as session:
        assert [one.policy_version for one in session.scalars(select(Ticket).order_by(Ticket.id))] == [
            before.policies[-1].version,
            FROM,
        ]
    assert "akan berlaku" not in Visitor(app.test_client()).sign_in(office, "camat", LATER).read(
        f"{RULES}/janji"
    )


def test_a_draft_is_proposed_again_after_every_save_and_the_later_of_two_is_told(
    two: tuple[Visitor, Visitor],
) -> None:
    admin, camat = two
    _types(admin, "janji/sampah", **PROMISE)
    _proposes(admin)
    shown = _edition(camat)
    _types(admin, "sasaran/resolution_on_time", **{"d.value": "90", "source": "SK 9"})
    camat.send(f"{AT}/rilis", of=AT, by=f"{AT}/buang", edition=shown)
    assert (camat.status, "belum diajukan" in camat.page) == (409, True)
    camat.send(f"{AT}/isi/janji/sampah", of=f"{AT}/isi/janji/sampah", **{**PROMISE, "edition": shown})
    assert (camat.status, "sudah disimpan orang lain" in camat.page, "SK Camat 9/2026" in camat.page) == (
        409,
        True,
        True,
    )
    camat.send(f"{AT}/ajukan", of=AT)
    assert camat.status == 303, camat.page
    admin.send(f"{AT}/rilis", of=AT)
    assert admin.status == 303, admin.page


@pytest.mark.parametrize("on", ["2026-11-24", "2026-11-01", ""])
def test_a_day_that_has_come_is_refused(two: tuple[Visitor, Visitor], on: str) -> None:
    admin, _camat = two
    _types(admin, "janji/sampah", **PROMISE)
    assert "Pilih dahulu sejak hari mana" in admin.read(AT) and "Ajukan untuk dirilis" not in admin.page
    admin.send(f"{AT}/mulai", of=AT, on=on)
    assert admin.status == 422


def test_a_draft_that_contradicts_itself_is_named_and_keeps_what_was_typed(
    two: tuple[Visitor, Visitor],
) -> None:
    admin, _camat = two
    _types(
        admin,
        "penyaluran/landfill",
        **{
            "d.order": "90",
            "d.to": "unit:SARPRAS",
            "d.reason.id": "Begitu.",
            "d.reason.en": "So.",
            "source": "SK 9",
        },
    )
    assert "perlu diperbaiki" in admin.read(AT)
    page = admin.read(f"{AT}/isi/penyaluran")
    assert "routing.toml" in page and "Aturan urutan 90" in page
    admin.send(f"{AT}/mulai", of=AT, on=FROM)
    assert "Ajukan untuk dirilis" not in admin.read(AT)
    admin.send(f"{AT}/ajukan", of=AT, by=f"{AT}/buang", edition=_edition(admin))
    assert admin.status == 409
    wrong = f"{AT}/isi/janji/sampah"
    admin.send(wrong, of=wrong, **{**PROMISE, "d.targets.resolution.working_days": "dua"})
    assert (admin.status, 'value="dua"' in admin.raw, "misalnya 5" in admin.page) == (422, True, True)


def test_every_step_changes_what_lasts_and_nothing_that_held(
    app: Flask, two: tuple[Visitor, Visitor]
) -> None:
    admin, camat = two
    before = app.extensions[KEY].rulebook
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-14:00")
    _saves(admin, "jam", **week)
    _saves(
        admin,
        "jam/libur",
        on="2026-12-23",
        name="Cuti bersama contoh",
        kind="collective_leave",
        source="SKB contoh",
    )
    _saves(admin, "jenis/hapus", what="lampu_jalan")
    _saves(admin, "jenis/tambah", code="antrean", kind="complaint", name="Antrean", name_en="Queues", hint="Lama.", hint_en="Long.", unit="SARPRAS")  # fmt: skip
    _types(admin, "batas/open_tickets_per_officer", **{"d.value": "30", "source": "SK 9"})
    _proposes(admin)
    camat.send(f"{AT}/rilis", of=AT)
    assert camat.status == 303, camat.page
    camat.read(AT)
    rules = app.extensions[KEY].rulebook
    day, then = date(2026, 11, 30), date(2026, 12, 1)
    assert {one.code for one in rules.categories_on(day)} == {one.code for one in before.categories_on(day)}
    assert {one.code for one in rules.categories_on(then)} == {
        one.code for one in before.categories_on(then)
    } - {"lampu_jalan"} | {"antrean"}
    old, new = before.calendar(before.office.calendar), rules.calendar(rules.office.calendar)
    assert new.day_windows(day) == old.day_windows(day) != new.day_windows(then)
    assert (len(old.day_windows(date(2026, 12, 23))) > 0, new.day_windows(date(2026, 12, 23))) == (True, ())
    assert (rules.limit("open_tickets_per_officer", day), rules.limit("open_tickets_per_officer", then)) == (
        40,
        30,
    )
    assert rules.versions()[0].sha256 == before.versions()[0].sha256
    for part in ("jam", "libur", "jenis", "janji", "sasaran", "penyaluran", "kata", "batas"):
        camat.read(f"{RULES}/{part}")
        assert camat.status == 200, camat.page
    _saves(admin, "jenis", **{"unit.antrean": "SARPRAS", "answer.antrean": "1", "solve.antrean": "3"})
    assert "Antrean" in admin.read(f"{AT}/jenis") and "Lampu jalan" not in admin.page


def test_an_office_closes_at_once_and_somebody_else_decides(app: Flask, two: tuple[Visitor, Visitor]) -> None:
    admin, camat = two
    _saves(admin, "jam", mon="08:00-14:00", tue="08:00-14:00")
    admin.send(CLOSING, of=CLOSING, reason="Banjir", first_on="2026-11-24", last_on="2026-11-26")
    assert admin.status == 303, admin.page
    assert _open(app) == [True, False, False, True]
    assert "menunggu putusan orang lain" in admin.read(CLOSING) and "Kuatkan" not in admin.page
    assert "Banjir" in admin.read(f"{AT}/jam") and "08:00-14:00" in admin.page
    admin.send(f"{CLOSING}/1", of=CLOSING, by=CLOSING, verdict="yes")
    assert admin.status == 409
    assert "menunggu putusan Anda" not in admin.read("/pengelola")
    assert "menunggu putusan Anda" in camat.read("/pengelola")
    camat.send(f"{CLOSING}/1", of=CLOSING, verdict="no")
    assert camat.status == 303, camat.page
    assert _open(app) == [True, True, True, True]
    assert "tidak dikuatkan" in camat.read(CLOSING)
    camat.send(f"{CLOSING}/1", of=CLOSING, by=CLOSING, verdict="yes")
    assert camat.status == 409
    for wrong in (
        {"first_on": "2026-11-23"},
        {"first_on": "2026-12-01", "last_on": "2027-12-01"},
        {"first_on": ""},
    ):
        admin.send(CLOSING, of=CLOSING, **{"reason": "Banjir", "last_on": "", **wrong})
        assert (admin.status, "Banjir" in admin.page) == (422, True)


def _open(app: Flask) -> list[bool]:
    """Whether the office works at nine on the days from this Tuesday to Friday, the first one at eight."""
    Visitor(app.test_client()).read("/lapor")
    rules = app.extensions[KEY].rulebook
    calendar = rules.calendar(rules.office.calendar)
    return [bool(calendar.day_windows(date(2026, 11, day))) for day in (23, 25, 26, 27)]


def _reports(app: Flask) -> None:
    citizen = Visitor(app.test_client())
    citizen.send("/lapor", of="/lapor", **REPORT)
    assert citizen.status == 303, citizen.page


def _types(admin: Visitor, where: str, **typed: str) -> None:
    page = f"{AT}/isi/{where}"
    admin.send(page, of=page, **typed)
    assert admin.status == 303, admin.page


def _saves(admin: Visitor, step: str, **typed: str) -> None:
    page = f"{AT}/{step.split('/')[0]}"
    admin.send(f"{AT}/{step}", of=page, **typed)
    assert admin.status == 303, admin.page


def _proposes(admin: Visitor) -> None:
    admin.send(f"{AT}/mulai", of=AT, on=FROM)
    assert admin.status == 303, admin.page
    admin.send(f"{AT}/ajukan", of=AT)
    assert admin.status == 303, admin.page


def _edition(admin: Visitor) -> str:
    found = re.search(r'name="edition" value="(\d+)"', admin.read(AT))
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize(
    "broken", ["category = 5\n", '[[category]]\nnames = "x"\n', "= =\n", '[category]\ncode = "a"\n']
)
def test_an_imported_book_that_makes_no_sense_is_named_and_thrown_away(
    two: tuple[Visitor, Visitor], broken: str
) -> None:
    admin, _camat = two
    files = unpacked(admin.client.get(f"{AT}/aturan.zip").data, names=NAMES)
    for name, kind in (
        ("categories.toml", "category"),
        ("texts.toml", "text"),
        ("calendar.toml", "calendar"),
    ):
        body = io.BytesIO(packed({**files, name: broken.replace("category", kind)}))
        admin.send(f"{AT}/impor", of=AT, file=(body, "aturan.zip"))  # type: ignore[arg-type]
        assert admin.status == 303, admin.page
        admin.send(f"{AT}/mulai", of=AT, on=FROM)
        for page in ("", "/jam", "/jenis", "/isi/kata", "/isi/janji", "/isi/penyaluran/landfill"):
            admin.read(f"{AT}{page}")
            assert admin.status in (200, 404), page
        assert "perlu diperbaiki" in admin.read(AT) and "Ajukan untuk dirilis" not in admin.page
        admin.send(f"{AT}/buang", of=AT)
        assert admin.status == 303
