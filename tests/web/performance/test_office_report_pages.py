"""The office's reports on the screen: who reads what, every figure leads to its rows, issued ones open again."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from complaints_service import clock
from complaints_service.office_reports.catalogue import REPORTS
from config.rulebook import Rulebook
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
        cell = r'<td><a href="(/laporan-kantor/[^"]+/baris[^"]+)">([^<]+)</a>(?:<br><span class="small mute">\d+ dari (\d+)</span>)?'
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
