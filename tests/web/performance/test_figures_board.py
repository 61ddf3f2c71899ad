"""The board: what waits, the month's tables by name, and figures too small to show."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from complaints_service import clock
from config.rulebook import Rulebook
from tests.support.measured import NOW, Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.visitors import Visitor, engine_of, when
from tests.support.world import open_office
from tests.web.performance.test_figures import row

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

SARPRAS = "Seksi Sarana dan Prasarana"
NEED = re.compile(r'<a href="(/meja\?view=\w+)">([^<]+)</a>.*?<span class="v">(\d+)</span>', re.DOTALL)


@pytest.fixture
def measured(
    client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch, prepared: Prepared
) -> Measured:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(engine_of(client), rulebook, measured_office)


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


def section(page: str, anchor: str) -> str:
    """One sheet of the page."""
    return next(part for part in page.split("<section")[1:] if f'id="{anchor}"' in part)


def test_a_unit_with_few_final_cases_shows_their_number_and_no_figure(
    visitor: Visitor, measured: Measured
) -> None:
    page = visitor.sign_in(measured.office, "kasi", NOW).read("/papan")
    units = section(page, "t-unit")
    # Five first answers are judged in the unit: four in time. Of resolutions only four: under the floor of five.
    cells = row(units, SARPRAS)
    assert cells[0] == "80 % 4 dari 5" and cells[1] == "– n 4"
    assert "kurang dari 5 yang final" in page
    # What is only counted needs no floor.
    assert cells[-1].startswith("1 n ")
    assert "Trantib" not in units and "Ketenteraman" not in units


def test_every_number_on_the_board_opens_to_its_tickets(visitor: Visitor, measured: Measured) -> None:
    page = visitor.sign_in(measured.office, "kasi", NOW).read("/papan")
    links = set(re.findall(r'href="(/papan/bukti/[^"]+|/kinerja/\d+/[^"]+)"', page))
    assert {kind for link in links for kind in ("unit=", "category=", "/kinerja/") if kind in link} == {
        "unit=", "category=", "/kinerja/",
    }  # fmt: skip
    for link in sorted(links):
        told = visitor.read(link)
        assert visitor.status == 200 and "MRL-2" in told, link
    judged = visitor.read("/papan/bukti/first_response_on_time?unit=SARPRAS&period=2026-11")
    assert "4 dari 5" in judged and judged.count("Tepat waktu</span>") == 4


def test_people_stand_by_name_and_only_where_one_may_see_them(visitor: Visitor, measured: Measured) -> None:
    people = section(visitor.sign_in(measured.office, "kasi", NOW).read("/papan"), "orang")
    # The number about a person is the best protected one: never a share of so few.
    assert row(people, "Hasan Contoh")[0] == "– n 1"
    assert row(people, "Rina Contoh")[0] == "– n 4"
    assert people.index("Hasan Contoh") < people.index("Rina Contoh")
    assert "Tanpa tiket pada bulan ini" in people and "Kasi Contoh" in people
    assert "belum cukup untuk menilai seseorang" in people
    # A manager over the whole office sees its units; of people only those below, and auditors see all.
    board = visitor.sign_in(measured.office, "sekcam", NOW).read("/papan")
    assert SARPRAS in section(board, "t-unit")
    assert "Rina" not in board and "Hasan" not in board
    everyone = section(visitor.sign_in(measured.office, "auditor", NOW).read("/papan"), "orang")
    names = re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', everyone)
    assert names == sorted(names) and {"Hasan Contoh", "Rina Contoh"} <= set(names)


def test_who_leads_nothing_has_no_board(visitor: Visitor, measured: Measured) -> None:
    for login in ("rina", "admin"):
        visitor.sign_in(measured.office, login, NOW)
        for path in ("/papan", "/papan/bukti/first_response_on_time?unit=SARPRAS"):
            visitor.read(path)
            assert visitor.status == 404
    visitor.sign_in(measured.office, "kasi", NOW)
    visitor.read("/papan/bukti/first_response_on_time?unit=TRANTIB")
    assert visitor.status == 404, "another unit's"


def test_the_months_count_what_is_late_and_open(visitor: Visitor, measured: Measured) -> None:
    page = visitor.sign_in(measured.office, "kasi", NOW).read("/papan")
    sheet = section(page, "ot")
    assert "November 2026 sementara: <b>75 %</b>." in sheet
    assert "1 laporan yang terlambat masih terbuka, dan sudah ikut dihitung." in sheet
    assert 'class="chart"' in sheet and 'class="b-open"' in sheet
    assert row(sheet, "Okt") == ["1", "0", "0", "0", "100 %"]
    assert row(sheet, "Nov*") == ["3", "0", "1", "1", "75 %"]


def test_where_the_time_went_adds_up(visitor: Visitor, measured: Measured) -> None:
    page = visitor.sign_in(measured.office, "camat", NOW).read("/papan")
    sheet = section(page, "cu")
    heads = re.findall(r'class="kh">.*?</svg>([^<]+)</th>', sheet)
    assert SARPRAS in heads and "Selesai, menunggu warga" in heads
    assert "100 %" in sheet[sheet.index("<tfoot>") :]


def test_what_waits_leads_to_a_list_of_as_many(visitor: Visitor, measured: Measured) -> None:
    office = measured.office
    office.complain("Parit tumpat di Gang Contoh", now=when("Mon 2026-11-23 09:00"))
    page = visitor.sign_in(office, "camat", NOW).read("/papan")
    needs = NEED.findall(section(page, "pe"))
    assert [title for _href, title, _count in needs][:1] == ["Terlambat"]
    for href, title, count in needs:
        listed = visitor.read(href)
        assert listed.count('<li class="ticket">') == int(count), title
        assert f"{title}: {count} laporan." in listed


def test_an_office_without_tickets_has_a_calm_board(
    client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch, visitor: Visitor
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    office = open_office(engine_of(client), rulebook)
    page = visitor.sign_in(office, "camat", NOW).read("/papan")
    assert visitor.status == 200 and "Tidak ada yang menunggu Anda." in page and "0 laporan terbuka" in page
    assert 'class="chart"' not in page and "Belum ada angka" in visitor.read("/kinerja")


def test_reading_the_board_costs_a_fixed_number_of_looks(
    visitor: Visitor, measured: Measured, counting: object
) -> None:
    office = measured.office
    visitor.sign_in(office, "camat", NOW).read("/papan")
    with counting(office.engine) as before:  # type: ignore[operator]
        visitor.read("/papan")
    for place in range(5):
        measured.given(f"lagi {place}", "hasan", "Mon 2026-11-16 09:00")
    measured.measure()
    with counting(office.engine) as after:  # type: ignore[operator]
        visitor.read("/papan")
    assert len(after) == len(before) <= 60
