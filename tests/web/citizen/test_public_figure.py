"""The figure for other sites: counted again here, silent below five, one file without script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.support.both import ON_BOTH
from tests.support.open_office import publish_months
from tests.support.visitors import when
from tests.support.world import Office
from tests.support.xml_read import xml_root

NOW = when("Tue 2026-11-24 14:05")
OCTOBER = when("Wed 2026-10-07 09:00")


def said(client: FlaskClient) -> str:
    answer = client.get("/terbuka/angka.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    return str(xml_root(answer.data).findtext("{http://www.w3.org/2000/svg}title"))


@ON_BOTH
def test_it_tells_last_month_of_all_reports_also_hidden_ones(client: FlaskClient, office: Office) -> None:
    made = [office.complain(now=OCTOBER + timedelta(days=day), privacy="open") for day in range(4)]
    office.complain(now=OCTOBER, privacy="confidential")
    office.complain(now=OCTOBER, privacy="anonymous")
    office.complain(now=NOW)  # of this month
    office.act("rina", made[0].number, "resolve", text="Sudah dibersihkan.", now=NOW)
    assert said(client) == "Kecamatan Medan Marelan: Belum ada angka yang terbit"
    publish_months(office, NOW)
    assert said(client) == "Kecamatan Medan Marelan: Oktober 2026: 6 laporan, 1 selesai"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_of_fewer_than_five_it_tells_nothing_but_that(client: FlaskClient, office: Office) -> None:
    few = [office.complain(now=OCTOBER) for _ in range(4)]
    office.act("rina", few[0].number, "resolve", text="Sudah dibersihkan.", now=NOW)
    publish_months(office, NOW)
    assert said(client) == "Kecamatan Medan Marelan: Oktober 2026: terlalu sedikit laporan untuk diberi angka"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_it_stays_what_was_published(client: FlaskClient, office: Office) -> None:
    """Whoever looks before and after a report is done with learns nothing of it."""
    made = [office.complain(now=OCTOBER) for _ in range(5)]
    publish_months(office, NOW)
    before = said(client)
    assert before.endswith("5 laporan, 0 selesai")
    office.act("rina", made[0].number, "resolve", text="Sudah dibersihkan.", now=NOW)
    publish_months(office, NOW + timedelta(days=1))
    assert said(client) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_another_site_may_show_and_keep_it_and_it_runs_nothing(client: FlaskClient, office: Office) -> None:
    answer = client.get("/terbuka/angka.svg", headers={"Accept-Language": "en"})
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert not answer.headers.getlist("Set-Cookie")
    page = answer.get_data(as_text=True)
    assert "No figures published yet" in page
    assert not [word for word in ("<script", "href", "url(", "<image", "style=") if word in page]
    again = client.get(
        "/terbuka/angka.svg", headers={"If-None-Match": answer.headers["ETag"], "Accept-Language": "en"}
    )
    assert (again.status_code, again.data) == (304, b"")
