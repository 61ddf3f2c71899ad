"""A person's month, the board and the tickets behind each figure: what they say, and to whom."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from complaints_service import clock
from complaints_service.measurement.indicators import evidence, queries
from config.rulebook import Rulebook
from tests.support.measured import NOW, Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.visitors import Visitor, engine_of, when

FIRST = "first_response_on_time"
CELL = re.compile(r"<td>(.*?)</td>", re.DOTALL)


@pytest.fixture
def measured(
    client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch, prepared: Prepared
) -> Measured:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(engine_of(client), rulebook, measured_office)


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


def row(page: str, head: str) -> list[str]:
    """The cells of the table row with this head, as words."""
    found = re.search(rf'<tr><th scope="row">(?:<a [^>]*>)?{re.escape(head)}(?:</a>)?</th>(.*?)</tr>', page)
    assert found, f"no row {head!r}"
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in CELL.findall(found[1])]


def item(page: str, title: str) -> str:
    """One indicator of a person's page, as words."""
    found = next(one for one in re.findall(r'<li class="ind">(.*?)</li>', page, re.DOTALL) if title in one)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def evidence_of(measured: Measured, login: str, code: str = FIRST, period: str = "2026-11") -> str:
    return f"/kinerja/{measured.office.officers[login]}/{code}?period={period}"


def said(page: str) -> str:
    """The sentence a person's page begins with."""
    found = re.search(r'<p class="said">(.*?)</p>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_my_page_begins_with_a_sentence_and_says_what_is_needed(visitor: Visitor, measured: Measured) -> None:
    page = visitor.sign_in(measured.office, "rina", NOW).read("/kinerja")
    assert "Kinerja saya" in page and "Angka sampai Sel, 24 Nov 2026 14.05 WIB" in page
    # Of first answers five in two months, of thirty: nothing is judged.
    assert said(page) == (
        "Sejak Oktober 2026 baru 5 dari 30 yang final untuk jawaban pertama tepat waktu: "
        "belum cukup untuk menilai. Yang perlu: 1 tiket lewat janji ."
    )
    assert page.index('class="said"') < page.index("/rencana/") < page.index('class="ind"')
    visitor.read(evidence_of(measured, "rina", "open_and_late"))
    assert measured.numbers["diam"] in visitor.page


def test_few_cases_are_told_as_cases_and_judged_by_nobody(visitor: Visitor, measured: Measured) -> None:
    page = visitor.sign_in(measured.office, "rina", NOW).read("/kinerja")
    first = item(page, "Jawaban pertama tepat waktu")
    assert "target 80 %" in first and "4 dari 5 sejak Oktober 2026" in first
    assert "November 2026 berjalan: 3 dari 4" in first and "belum cukup: 5 dari 30" in first
    # Two resolutions in time and the unanswered one late; the moved one counts for public order.
    assert "November 2026 berjalan: 2 dari 3" in item(page, "Selesai tepat waktu")
    # A count is no guess: one is one.
    assert "1 dari" in item(page, "Masih terbuka dan terlambat")
    assert "Tidak tercapai" in item(page, "Masih terbuka dan terlambat")
    # The rest is there, folded, as it is.
    folded = page[page.index("<summary>8 angka lain") :]
    assert "Data sedikit" not in folded and folded.count('<li class="ind">') == 8


def test_enough_cases_are_judged_on_the_months_that_hold_them(visitor: Visitor, measured: Measured) -> None:
    for place in range(30):
        number = measured.given(f"lagi {place}", "rina", "Mon 2026-09-07 09:00")
        measured.office.act("rina", number, "message", text="Kami lihat.", now=when("Mon 2026-09-07 10:00"))
    measured.measure()
    page = visitor.sign_in(measured.office, "rina", NOW).read("/kinerja")
    # 30 in September, 1 in October, 3 of 4 in November.
    assert said(page).startswith(
        "Sejak September 2026 97 % jawaban pertama tepat waktu, target 80 %: tercapai. Yang perlu: 31 tiket"
    )
    first = item(page, "Jawaban pertama tepat waktu")
    assert "sejak September 2026, n 35" in first and "November 2026 berjalan: 3 dari 4" in first
    assert "Tercapai" in first


def test_what_is_in_no_share_is_counted_beside_it(visitor: Visitor, measured: Measured) -> None:
    page = visitor.sign_in(measured.office, "rina", NOW).read("/kinerja")
    assert row(page, "Jawaban pertama: Berjalan") == ["1"]
    assert row(page, "Penyelesaian: Berjalan") == ["1"]


def test_each_figure_opens_to_its_tickets_and_each_ticket_to_its_clock(
    visitor: Visitor, measured: Measured
) -> None:
    visitor.sign_in(measured.office, "rina", NOW)
    assert evidence_of(measured, "rina") in visitor.read("/kinerja")
    page = visitor.read(evidence_of(measured, "rina"))
    for name, words in (("pagi", "Tepat waktu"), ("diam", "Terlambat, terbuka"), ("baru", "Berjalan")):
        number = measured.numbers[name]
        line = next(line for line in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if number in line)
        assert f'href="/meja/{number}#jam"' in line and words in line
    assert measured.numbers["oktober"] not in page
    visitor.read(f"/meja/{measured.numbers['pagi']}")
    assert visitor.status == 200 and 'id="jam"' in visitor.page


def test_a_figure_is_read_page_by_page_and_its_seal_made_where_that_is_little_or_asked_for(
    visitor: Visitor, measured: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "PAGE", 1)
    visitor.sign_in(measured.office, "rina", NOW)
    href, listed = evidence_of(measured, "rina"), []
    assert "Sidik bulan ini" in visitor.read(href)
    monkeypatch.setattr(queries, "FEW", 0)
    while href:
        page = visitor.read(href)
        assert "4 dari 4" not in page and "3 dari 4" in page and "Sidik bulan ini" not in page
        listed += re.findall(r'href="/meja/([^"#]+)#jam"', page)
        more = re.search(r'<a href="([^"]+)">Tiket berikutnya</a>', page)
        href = more[1].replace("&amp;", "&") if more else ""
    assert len(listed) == len(set(listed)) > 3
    assert {measured.numbers[name] for name in ("pagi", "diam", "baru")} <= set(listed)
    asked = re.search(r'<a href="([^"]+)">Hitung pembanding dan sidik', page)
    assert asked and "Sidik bulan ini" in visitor.read(asked[1].replace("&amp;", "&"))
    page = visitor.read(f"{evidence_of(measured, 'rina')}&_scheme=javascript&_external=1&officer_id=0")
    assert "Tiket berikutnya" in page and "javascript:" not in page and "/kinerja/0" not in page
    for wrong in ("x", "1", "1-", "-1-2", "1-2-3"):
        visitor.read(f"{evidence_of(measured, 'rina')}&sesudah={wrong}")
        assert visitor.status in (400, 422), wrong


def test_a_ticket_that_went_elsewhere_is_counted_but_not_opened(visitor: Visitor, measured: Measured) -> None:
    page = visitor.sign_in(measured.office, "kasi", NOW).read(evidence_of(measured, "rina"))
    number = measured.numbers["pindah"]
    assert number in page and "Sampah pindah" not in page and f"/meja/{number}" not in page


@pytest.mark.parametrize("login", ["rina", "kasi", "camat", "auditor"])
def test_who_may_see_a_persons_figures(visitor: Visitor, measured: Measured, login: str) -> None:
    visitor.sign_in(measured.office, login, NOW)
    visitor.read(f"/kinerja/{measured.office.officers['rina']}")
    assert visitor.status == 200 and "Rina Contoh" in visitor.page
    visitor.read(evidence_of(measured, "rina"))
    assert visitor.status == 200


@pytest.mark.parametrize("login", ["hasan", "kasitrantib", "sekcam", "meja", "admin"])
def test_for_anyone_else_a_person_is_as_absent_as_one_who_never_was(
    visitor: Visitor, measured: Measured, login: str
) -> None:
    visitor.sign_in(measured.office, login, NOW)
    rina = measured.office.officers["rina"]
    for path in ("/kinerja/{}", f"/kinerja/{{}}/{FIRST}"):
        theirs, nobodys = path.format(rina), path.format(999_999)
        refused = visitor.read(theirs)
        assert visitor.status == 404 and "Rina" not in refused
        assert steady(refused, theirs) == steady(visitor.read(nobodys), nobodys)


def steady(page: str, path: str) -> str:
    """A page without its own address and its form tokens."""
    return (
        re.sub(r'name="(csrf_token|key)" value="[^"]*"', "", page)
        .replace(path, "")
        .replace(path.replace("/", "%2F"), "")
    )


@pytest.mark.parametrize(
    "path",
    [
        "/kinerja/99999999999999999999",
        "/kinerja/1/no_such_indicator",
        "/papan/bukti/no_such_indicator?unit=SARPRAS",
        "/papan/bukti/resolution_on_time",
        "/papan/bukti/resolution_on_time?unit=NOWHERE",
        "/papan/bukti/resolution_on_time?category=%00",
    ],
)
def test_what_is_not_there_is_not_found(visitor: Visitor, measured: Measured, path: str) -> None:
    visitor.sign_in(measured.office, "camat", NOW).read(path)
    assert visitor.status == 404


def test_strangers_sign_in_first(visitor: Visitor, measured: Measured) -> None:
    for path in (
        "/kinerja",
        "/kinerja/1",
        f"/kinerja/1/{FIRST}",
        "/papan",
        f"/papan/bukti/{FIRST}?unit=SARPRAS",
    ):
        visitor.read(path)
        assert visitor.status == 303 and visitor.location.startswith("/masuk?next=")


def test_an_account_that_holds_no_tickets_is_shown_where_it_may_look(
    visitor: Visitor, measured: Measured
) -> None:
    page = visitor.sign_in(measured.office, "auditor", NOW).read("/kinerja")
    assert "Akun ini tidak memegang tiket" in page and 'href="/papan"' in page
    names = re.findall(r'<li><a href="/kinerja/\d+">([^<]+)</a>', page)
    assert names == sorted(names) and len(names) == len(measured.office.officers)
    page = visitor.sign_in(measured.office, "admin", NOW).read("/kinerja")
    assert visitor.status == 200 and 'href="/papan"' not in page and "Rina" not in page


def test_a_superior_finds_everyone_below_by_name(visitor: Visitor, measured: Measured) -> None:
    page = visitor.sign_in(measured.office, "kasi", NOW).read("/kinerja")
    assert re.findall(r'<li><a href="/kinerja/\d+">([^<]+)</a>', page) == ["Hasan Contoh", "Rina Contoh"]


def test_months_can_be_chosen_and_a_bad_one_is_refused_in_words(visitor: Visitor, measured: Measured) -> None:
    visitor.sign_in(measured.office, "rina", NOW)
    page = visitor.read("/kinerja")
    assert re.findall(r'<option value="([\d-]+)"', page) == ["2026-11", "2026-10"]
    assert "November 2026 (berjalan)" in page
    october = visitor.read("/kinerja?period=2026-10")
    assert "Oktober 2026: 1 dari 1" in item(october, "Jawaban pertama tepat waktu")
    assert "Yang perlu" not in october, "what is past needs nothing"
    assert "Belum ada angka" in visitor.read("/kinerja?period=2025-03")
    for typed, said in (
        ("2026-13", "Tulis bulan seperti 2026-11."),
        ("2026-1", "Tulis bulan seperti 2026-11."),
        ("November", "Tulis bulan seperti 2026-11."),
        ("1066-10", "Tulis bulan seperti 2026-11."),
        ("2026-12", "Bulan itu belum mulai."),
    ):
        for path in ("/kinerja", evidence_of(measured, "rina").split("?")[0]):
            assert said in visitor.read(f"{path}?period={typed}")
            assert visitor.status == 422
