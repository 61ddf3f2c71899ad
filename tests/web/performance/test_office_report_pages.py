"""The office's reports on the screen: who reads what, every figure leads to its rows, issued ones open again."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from complaints_service import clock
from complaints_service.jobs.ordering import make_ordered
from complaints_service.jobs.work import Shift
from complaints_service.office_reports.catalogue import REPORTS
from complaints_service.office_reports.ordering import service as ordering
from config.rulebook import Rulebook
from config.settings import Settings
from tests.support.lamps import CLUSTER, lamps_out
from tests.support.open_office import NOW, office_to_publish
from tests.support.prepared import Prepared
from tests.support.visitors import Visitor, engine_of
from tests.support.world import Office

# What the database can change here, the services' own tests try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def office(
    client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch, prepared: Prepared
) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(engine_of(client), rulebook, office_to_publish)


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


def test_every_figure_leads_to_as_many_rows_as_it_says(visitor: Visitor, office: Office) -> None:
    visitor.sign_in(office, "camat", NOW)
    looked = 0
    for code in REPORTS:
        told = visitor.read(f"/laporan-kantor/{code}")
        if code == "R11":  # the auditors' alone
            assert visitor.status == 404
            continue
        assert visitor.status == 200, code
        cell = r'<td[^>]*><div><a href="(/laporan-kantor/[^"]+/baris[^"]+)">([^<]+)</a>(?:<br><span class="small mute">\d+ dari (\d+)</span>)?'
        for href, words, n in dict.fromkeys(re.findall(cell, told)):
            count = n or (words if words.isdigit() else "")
            if count and looked < 40:
                looked += 1
                rows = visitor.read(href.replace("&amp;", "&"))
                assert f"{count} kali dihitung" in rows, (href, words)
    assert looked == 40


def test_a_report_can_be_had_in_every_form(visitor: Visitor, office: Office) -> None:
    visitor.sign_in(office, "camat", NOW)
    for form, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbfreport;"), ("json", b"{")):
        answer = visitor.client.get(f"/laporan-kantor/R1/berkas.{form}")
        assert answer.status_code == 200 and answer.data.startswith(begins)
    api = visitor.client.get("/api/v1/reports/R1?from=2026-10&until=2026-10")
    assert api.status_code == 200 and api.json == json.loads(answer.data)


def test_the_head_issues_a_report_and_opens_it_again_as_it_was(visitor: Visitor, office: Office) -> None:
    visitor.sign_in(office, "camat", NOW)
    told = visitor.read("/laporan-kantor/R1")
    assert "Oktober 2026" in told and "tidak berbeda nyata" in told and "Terbitkan laporan" in told
    refused = visitor.send("/laporan-kantor/R1/terbitkan", sentence_1="kata " * 80, sentence_2="Tetap ada.")
    assert "Belum diterbitkan." in refused and "Tetap ada." in refused
    for field, typed in (("from", "2027-05"), ("until", "kapan"), ("from", "2026-11")):
        visitor.read("/laporan-kantor/R1")
        visitor.send("/laporan-kantor/R1/terbitkan", **{field: typed})
        assert visitor.status in (409, 422), typed
    visitor.read("/laporan-kantor/R1")
    visitor.send("/laporan-kantor/R1/terbitkan", sentence_1="Mutu membaik <b>.")
    assert visitor.status == 303
    issued = visitor.read("/laporan-kantor/terbit/1")
    assert "R1/001/2026" in issued and "Mutu membaik <b>." in issued and "55,7" in issued
    assert b"Mutu membaik &lt;b&gt;." in visitor.client.get("/laporan-kantor/terbit/1").data
    assert "R1/001/2026" in visitor.read("/laporan-kantor")
    first, again = (visitor.client.get("/laporan-kantor/terbit/1/berkas.pdf").data for _twice in range(2))
    assert first == again and first.startswith(b"%PDF")
    # A section head reads of their own, issues nothing and opens nothing that was issued of all.
    kasi = visitor.sign_in(office, "kasi", NOW).read("/laporan-kantor/R1")
    assert "Terbitkan laporan" not in kasi and "55,7" not in kasi
    assert "R1/001/2026" not in visitor.read("/laporan-kantor")
    visitor.read("/laporan-kantor/terbit/1")
    assert visitor.status == 404


def test_a_place_with_more_than_chance_explains_is_on_the_map_and_opens_its_reports(
    visitor: Visitor, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch, prepared: Prepared
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    lamps = prepared(engine_of(visitor.client), rulebook, lamps_out)
    visitor.sign_in(lamps, "camat", NOW)
    told = visitor.read("/laporan-kantor/R4?from=2026-10&until=2026-10")
    assert "Kotak 300 × 300 m" in told and "Paling sedikit 5 laporan" in told
    [drawn] = re.findall(r'<svg class="map".*?</svg>', visitor.raw, re.DOTALL)
    assert drawn.count('<rect class="k-f"') == 1
    [href] = re.findall(r'href="(/laporan-kantor/R4/baris[^"]*measure=spot[^"]*)"', told)
    assert f"{CLUSTER} kali dihitung" in visitor.read(href)


def test_what_is_asked_wrongly_is_said_and_nothing_is_computed(visitor: Visitor, office: Office) -> None:
    visitor.sign_in(office, "camat", NOW)
    for query, status in (
        ("from=2027-01", 422),
        ("from=2026-10&until=2026-09", 422),
        ("from=1926-01&until=2026-10", 422),
        ("compare=x", 422),
        ("unit=TIDAK", 404),
        ("category=%00", 404),
    ):
        for path in ("/laporan-kantor/R2", "/laporan-kantor/R2/berkas.csv", "/api/v1/reports/R2"):
            visitor.read(f"{path}?{query}")
            assert visitor.status == status, (path, query)
    for path in (
        "/laporan-kantor/R99",
        "/laporan-kantor/R1/baris?measure=x",
        "/api/v1/reports/R1?format=doc",
    ):
        visitor.read(path)
        assert visitor.status in (404, 422), path


def test_who_leads_nobody_has_no_reports_but_sees_their_own_signs(visitor: Visitor, office: Office) -> None:
    visitor.sign_in(office, "rina", NOW)
    for path in (
        "/laporan-kantor",
        "/laporan-kantor/R1",
        "/laporan-kantor/R1/berkas.csv",
        "/api/v1/reports/R1",
    ):
        visitor.read(path)
        assert visitor.status == 404, path
    mine = visitor.read("/laporan-kantor/sinyal?period=2026-10")
    assert visitor.status == 200 and "Tanda, bukan vonis" in mine
    # Each of "Kami datang." is under fifteen letters; nobody dismisses a sign about themselves.
    assert "Jawaban kurang dari 15 huruf" not in mine and "Kesampingkan tanda ini" not in mine


def test_a_superior_dismisses_a_sign_with_a_reason(visitor: Visitor, office: Office) -> None:
    page = visitor.sign_in(office, "auditor", NOW).read("/laporan-kantor/sinyal?period=2026-10")
    assert "Jawaban kurang dari 15 huruf" in page and "Camat Contoh" in page
    [sign, *_more] = re.findall(r'name="sign" value="(short_answer[^"]+)"', page)
    refused = visitor.send("/laporan-kantor/sinyal", sign=sign, period="2026-10", reason=" ")
    assert "Tulis alasannya." in refused and visitor.status == 422
    visitor.send("/laporan-kantor/sinyal", sign=sign, period="2026-10", reason="Sudah ditelepon.")
    done = visitor.read("/laporan-kantor/sinyal?period=2026-10")
    assert "Sudah ditelepon." in done and "Sudah dikesampingkan" in done


def test_who_issues_chooses_who_gets_one_each_month(visitor: Visitor, office: Office) -> None:
    address = "/laporan-kantor/penerima"
    for login in ("kasi", "rina", "auditor", "admin"):
        visitor.sign_in(office, login, NOW).read(address)
        assert visitor.status == 404, login
    visitor.sign_in(office, "camat", NOW)
    assert address in visitor.read("/laporan-kantor")
    typed = {"code": "R1", "officer_id": "", "called": "Wali Kota", "route": "email"}
    page = visitor.send(address, of=address, address="bukan surel", **typed)
    assert visitor.status == 422 and 'value="Wali Kota"' in page
    page = visitor.send(address, address="walikota@kota.contoh.go.id", **typed)
    assert visitor.status == 303, page
    page = visitor.read(address)
    for words in ("Wali Kota, walikota@kota.contoh.go.id", "Mulai bulan depan", "Surel, dengan PDF"):
        assert words in page
    rina = str(office.officers["rina"])
    page = visitor.send(address, code="R1", officer_id=rina, called="", address="", route="chat")
    assert visitor.status == 422 and "Orang ini tidak berhak membuka laporan itu." in page
    visitor.send(f"{address}/1/akhiri", of=address)
    assert visitor.status == 303
    assert "walikota@" not in visitor.read(address)


def test_a_long_report_is_ordered_watched_and_fetched(
    visitor: Visitor, office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.sign_in(office, "camat", NOW)
    assert "/laporan-kantor/R1/pesan" in visitor.read("/laporan-kantor/R1")
    visitor.read("/laporan-kantor/R1/pesan")
    refused = visitor.send("/laporan-kantor/R1/pesan", **{"from": "2026-11", "until": "2026-08"})
    assert (visitor.status, "Belum dipesan." in refused) == (422, True)
    visitor.send("/laporan-kantor/R1/pesan", **{"from": "2026-08", "until": "2026-11"})
    assert visitor.status == 303
    at = visitor.location
    page = visitor.read(at)
    assert "Menunggu giliran" in page and "<progress" in page and "Ambil XLSX" not in page
    assert "Menunggu giliran. 0 dari sekitar" in visitor.read(f"{at}/keadaan")
    visitor.read(f"{at}/berkas.xlsx")
    assert visitor.status == 404
    make_ordered(Shift(office.engine, office.rulebook, settings, NOW))
    assert "Siap diambil" in visitor.read("/laporan-kantor/pesanan") and "Ambil XLSX" in visitor.read(at)
    assert visitor.client.get(f"{at}/berkas.xlsx").data.startswith(b"PK")
    monkeypatch.setattr(ordering, "MOST_AT_ONCE", 3)
    visitor.read("/laporan-kantor/R2?from=2026-09&until=2026-10")
    assert visitor.location == "/laporan-kantor/R2/pesan?from=2026-09&until=2026-10"
    assert '<option value="2026-09" selected>' in visitor.read(visitor.location)
    api = visitor.client.get("/api/v1/reports/R1?from=2026-08&until=2026-10")
    assert api.json is not None and (api.status_code, api.json["code"]) == (409, "report_too_long")
    other = visitor.sign_in(office, "auditor", NOW)
    assert "Belum ada." in other.read("/laporan-kantor/pesanan")
    for path in (at, f"{at}/keadaan", f"{at}/berkas.xlsx"):
        other.read(path)
        assert other.status == 404, "an order is its person's alone"


def test_from_a_figure_to_a_clock_in_three_clicks(visitor: Visitor, office: Office) -> None:
    """The catalogue's report; a figure of it; one of its tickets, at its clock."""
    visitor.sign_in(office, "camat", NOW)
    catalogue = visitor.read("/laporan-kantor")
    for code in ("R1", "R2", "R3", "R4", "R5"):
        (report,) = set(re.findall(rf'href="(/laporan-kantor/{code})"', catalogue))
        figures = re.findall(r'href="(/laporan-kantor/[^"]+/baris[^"]+)"', visitor.read(report))
        assert figures, code
        for figure in figures[:3]:
            tickets = re.findall(r'href="(/meja/[^"#]+)#jam"', visitor.read(figure.replace("&amp;", "&")))
            assert tickets, (code, figure)
            assert 'id="jam"' in visitor.read(tickets[0]), code
