"""The board: what waits, the month's tables by name, and figures too small to show."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from complaints_service import clock
from complaints_service.measurement.groups import PromisesKept
from complaints_service.web.performance.figures.group_rows import changed_words
from complaints_service.web.performance.indicator_rows import Reader
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


def words_of(markup: str) -> str:
    """A piece of a page as words."""
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def table_row(page: str, head: str) -> list[str]:
    """The cells of a group's row, as words."""
    found = next(one for one in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL) if f'"row">{head}<' in one)
    return [words_of(cell) for cell in re.findall(r"<td>(.*?)</td>", found, re.DOTALL)]


def test_a_group_with_few_final_cases_shows_their_number_and_no_share(
    visitor: Visitor, measured: Measured
) -> None:
    visitor.sign_in(measured.office, "kasi", NOW)
    # Five first answers are judged in the unit: four in time. Of resolutions only four: under the floor of five.
    first = visitor.read("/papan/unit?jam=first_response")
    assert table_row(first, SARPRAS) == ["6", "80 % 4 dari 5", "2 1 jawaban pertama, 1 penyelesaian"]
    assert table_row(visitor.read("/papan/unit"), SARPRAS)[1] == "– n 4"
    assert "kurang dari 5 yang final" in visitor.page
    assert "Trantib" not in visitor.page and "Ketenteraman" not in visitor.page


def test_one_word_late_is_one_number_on_every_page_of_the_board(visitor: Visitor, measured: Measured) -> None:
    board = visitor.sign_in(measured.office, "kasi", NOW).read("/papan")
    need = next(one for one in NEED.findall(section(board, "pe")) if one[1] == "Janji yang lewat")
    assert need[2] == "2" and "1 jawaban pertama, 1 penyelesaian" in section(board, "pe")
    assert table_row(section(board, "bu"), SARPRAS)[-1] == "2"
    for by in ("unit", "kategori", "kelurahan"):
        page = visitor.read(f"/papan/{by}")
        body = page[page.index("<tbody>") :]
        heads = re.findall(r'<th scope="row">([^<]+)<', body)
        assert sum(int(table_row(page, head)[2].split()[0]) for head in heads) == 2, by
    # The tickets behind it are the desk's list of what is late.
    assert measured.numbers["diam"] in visitor.read(need[0])


def test_every_share_of_the_tables_opens_to_its_tickets(visitor: Visitor, measured: Measured) -> None:
    visitor.sign_in(measured.office, "kasi", NOW)
    links = set()
    for by in ("unit", "kategori"):
        links |= set(
            re.findall(r'href="(/papan/bukti/[^"]+)"', visitor.read(f"/papan/{by}?jam=first_response"))
        )
    assert {kind for link in links for kind in ("unit=", "category=") if kind in link} == {
        "unit=", "category=",
    }  # fmt: skip
    for link in sorted(links):
        told = visitor.read(link.replace("&amp;", "&"))
        assert visitor.status == 200 and "MRL-2" in told, link
    judged = visitor.read("/papan/bukti/first_response_on_time?unit=SARPRAS&period=2026-11")
    assert "4 dari 5" in judged and judged.count("Tepat waktu</span>") == 4


def test_nobody_is_named_with_a_figure(visitor: Visitor, measured: Measured) -> None:
    for login in ("kasi", "sekcam", "auditor"):
        visitor.sign_in(measured.office, login, NOW)
        for path in ("/papan", "/papan/unit", "/papan/kategori", "/papan/kelurahan", "/papan/waktu"):
            page = visitor.read(path)
            body = page[page.index("<main") : page.index("</main>")]
            assert visitor.status == 200 and "Rina" not in body and "Hasan" not in body, path


def test_a_table_is_sorted_as_asked_and_a_bad_wish_is_refused(visitor: Visitor, measured: Measured) -> None:
    measured.given("lampu", "rina", "Tue 2026-11-10 09:00")
    office = measured.office
    office.complain("Lampu jalan mati.", category="lampu_jalan", now=when("Tue 2026-11-10 10:00"))
    measured.measure()
    visitor.sign_in(office, "camat", NOW)
    orders = {}
    for order in ("nama", "masuk", "lewat", "tepat"):
        page = visitor.read(f"/papan/kategori?urut={order}")
        orders[order] = re.findall(r'<th scope="row">([^<]+)<', page)
    assert orders["nama"] == sorted(orders["nama"]) and len(orders["nama"]) >= 2
    came = [int(table_row(visitor.read("/papan/kategori?urut=masuk"), head)[0]) for head in orders["masuk"]]
    assert came == sorted(came, reverse=True)
    for bad in ("?urut=x", "?jam=x"):
        visitor.read(f"/papan/unit{bad}")
        assert visitor.status == 422
    visitor.read("/papan/orang")
    assert visitor.status == 404


def test_a_change_is_called_one_only_where_chance_does_not_explain_it(visitor: Visitor) -> None:
    reader = Reader("id", 27000)
    with visitor.client.application.test_request_context():
        assert changed_words(PromisesKept(18, 20), PromisesKept(16, 20), reader, 5) == "tidak berbeda nyata"
        # Newcombe's own example, 56 of 70 and 48 of 80: 20 points, from 5 to 33.
        assert changed_words(PromisesKept(56, 70), PromisesKept(48, 80), reader, 5) == "naik 20 poin (5–33)"
        assert changed_words(PromisesKept(48, 80), PromisesKept(56, 70), reader, 5) == "turun 20 poin (5–33)"
        assert changed_words(PromisesKept(4, 4), PromisesKept(0, 80), reader, 5) == "", (
            "four cases say nothing"
        )


def test_who_leads_nothing_has_no_board(visitor: Visitor, measured: Measured) -> None:
    for login in ("rina", "admin"):
        visitor.sign_in(measured.office, login, NOW)
        for path in (
            "/papan",
            "/papan/unit",
            "/papan/waktu",
            "/papan/bukti/first_response_on_time?unit=SARPRAS",
        ):
            visitor.read(path)
            assert visitor.status == 404
    visitor.sign_in(measured.office, "kasi", NOW)
    visitor.read("/papan/bukti/first_response_on_time?unit=TRANTIB")
    assert visitor.status == 404, "another unit's"


def test_the_months_count_what_is_late_and_open(visitor: Visitor, measured: Measured) -> None:
    page = visitor.sign_in(measured.office, "kasi", NOW).read("/papan")
    sheet = section(page, "ot")
    assert "November 2026 sementara: <b>75 %</b>." in sheet
    assert "1 yang jatuh tempo bulan itu masih terbuka, dan sudah ikut dihitung." in sheet
    assert 'class="chart"' in sheet and 'class="b-open"' in sheet
    assert row(sheet, "Okt") == ["1", "0", "0", "0", "100 %"]
    assert row(sheet, "Nov*") == ["3", "0", "1", "1", "75 %"]


def test_where_the_time_went_adds_up(visitor: Visitor, measured: Measured) -> None:
    page = visitor.sign_in(measured.office, "camat", NOW).read("/papan/waktu")
    sheet = section(page, "cu")
    heads = re.findall(r'class="kh">.*?</svg>([^<]+)</th>', sheet)
    assert SARPRAS in heads and "Selesai, menunggu warga" in heads
    assert "100 %" in sheet[sheet.index("<tfoot>") :]


def test_what_waits_leads_to_a_list_of_as_many(visitor: Visitor, measured: Measured) -> None:
    office = measured.office
    office.complain("Parit tumpat di Gang Contoh", now=when("Mon 2026-11-23 09:00"))
    page = visitor.sign_in(office, "camat", NOW).read("/papan")
    needs = NEED.findall(section(page, "pe"))
    assert [title for _href, title, _count in needs][:1] == ["Janji yang lewat"]
    for href, title, count in needs[1:]:
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
    assert len(after) == len(before) <= 25
