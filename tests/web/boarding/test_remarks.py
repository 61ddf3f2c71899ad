"""Words about a page reach the administrators with the page, and are answered or closed."""

from __future__ import annotations

import pytest
from flask import Flask

from complaints_service import clock
from complaints_service.edge.resources import KEY
from complaints_service.remarks.service import MOST_A_DAY
from config.rulebook import Rulebook
from tests.support.forms import Desk, Form, check_nothing_is_lost_or_done_twice, rows
from tests.support.visitors import when
from tests.support.world import open_office

NOW = when("Tue 2026-11-24 14:05")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def desk(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Desk(app, open_office(app.extensions[KEY].engine, rulebook), NOW)


def test_it_goes_from_the_page_to_the_administrator_and_back(desk: Desk) -> None:
    rina, admin = desk.visitor("rina"), desk.visitor("admin")
    rina.read("/meja?view=queue&q=rahasia")
    assert 'href="/masukan?dari=/meja"' in rina.raw
    rina.send(
        "/masukan",
        of="/masukan?dari=/meja?q=rahasia",
        words="Tombol ambil sulit ditemukan.",
        page="/meja?q=rahasia",
    )
    assert rina.status == 303
    assert "Masukan tentang halaman" in admin.read("/menunggu")
    admin.read("/masukan/semua")
    assert "Tombol ambil sulit ditemukan." in admin.page and 'href="/meja"' in admin.raw
    assert not any("rahasia" in row for row in rows(desk.office.engine)["page_remark"])
    action = admin.raw.partition('action="/masukan/')[2].partition('"')[0]
    admin.send(f"/masukan/{action}", answer="Kini tombolnya di atas.")
    assert "Masukan tentang halaman" not in admin.read("/menunggu")
    assert "Jawaban atas masukan Anda" in rina.read("/menunggu")
    rina.send("/masukan/dibaca", of="/masukan")
    assert "Kini tombolnya di atas." in rina.read("/masukan")
    assert "Jawaban atas masukan Anda" not in rina.read("/menunggu")


def test_it_is_closed_without_an_answer_and_only_once(desk: Desk) -> None:
    rina, admin, other = desk.visitor("rina"), desk.visitor("admin"), desk.visitor("admin")
    rina.send("/masukan", of="/masukan", words="Uji.")
    admin.read("/masukan/semua")
    other.read("/masukan/semua")
    action = "/masukan/" + admin.raw.partition('action="/masukan/')[2].partition('"')[0]
    admin.send(action, answer=" ")
    assert "Ditutup tanpa jawaban" in admin.read("/masukan/semua")
    other.send(action, answer="Terlambat.")
    assert other.status != 303 and "sudah dijawab atau ditutup" in other.page
    assert "Jawaban atas masukan Anda" not in rina.read("/menunggu")


def test_nobody_else_reads_them(desk: Desk) -> None:
    desk.visitor("rina").send("/masukan", of="/masukan", words="Rahasia Rina.")
    for login in ("kasi", "camat", "auditor"):
        visitor = desk.visitor(login)
        assert "Rahasia Rina." not in visitor.read("/masukan")
        visitor.read("/masukan/semua")
        assert visitor.status == 404


@pytest.mark.parametrize("page", ["//jahat.example", "https://jahat.example/", "javascript:alert(1)"])
def test_a_page_elsewhere_is_no_page_of_ours(desk: Desk, page: str) -> None:
    rina, admin = desk.visitor("rina"), desk.visitor("admin")
    rina.send("/masukan", of=f"/masukan?dari={page}", words="Uji.", page=page)
    assert rina.status == 303
    assert "jahat" not in admin.read("/masukan/semua") and "javascript" not in admin.page


def test_it_is_refused_empty_and_beyond_a_day_s_measure(desk: Desk) -> None:
    rina = desk.visitor("rina")
    rina.send("/masukan", of="/masukan", words="  ")
    assert rina.status == 422 and "Tulis dulu masukannya." in rina.page
    for number in range(MOST_A_DAY):
        rina.send("/masukan", of="/masukan", words=f"Uji {number}.")
    rina.send("/masukan", of="/masukan", words="Satu lagi.")
    assert rina.status not in (303, 500) and "Sampaikan langsung" in rina.page and "Satu lagi." in rina.page


def test_the_forms_lose_nothing_and_do_it_once(desk: Desk) -> None:
    form = Form("rina", "/masukan", "/masukan", {"words": "Tombol ambil sulit ditemukan."})
    check_nothing_is_lost_or_done_twice(desk, form)
