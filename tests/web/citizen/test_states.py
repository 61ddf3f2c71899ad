"""Each state of a report has its own first sentence and a way on: none is a dead end."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from complaints_service import db
from complaints_service.edge.resources import KEY
from complaints_service.survey.models import Rating
from tests.support import world
from tests.support.citizen_states import DONE, NOW, STORIES, InState
from tests.support.visitors import Visitor, when
from tests.support.world import Office

#: State -> the badge, the first sentence, what else the answer's sheet must say, what it must not say.
SAYS = {
    "running": ("Sedang dikerjakan", "Sekarang giliran kantor", ["Regu kami jadwalkan", "undang-undang"], []),
    "late": ("Jawaban terlambat", "Kami terlambat", ["lewat", "undang-undang"], []),
    "past the law": (
        "Lewat batas undang-undang",
        "Batas undang-undang sudah lewat",
        [
            "Putusan",
            "Jum, 13 Nov 2026 24.00",
            "UU 25/2009 Pasal 50",
            "Ombudsman",
            "Sei Besitang",
            "janji kantor",
        ],
        ["hari kerja lagi"],
    ),
    "waiting": ("Menunggu Anda", "Kami menunggu jawaban Anda", ["mobil bak", "Kirim jawaban"], []),
    "resolved": (
        "Menunggu penilaian Anda",
        "Kantor menyatakan selesai",
        [DONE, "Kirim penilaian", "Sangat baik"],
        [],
    ),
    "not ours": (
        "Ditolak",
        "Kami tidak bisa menangani ini: bukan wewenang kami",
        ["milik dinas kota", "Dinas Sumber Daya Air", "Keberatan? Tulis di sini", "Ombudsman", "0811"],
        ["Alasannya ada di percakapan"],
    ),
    "a duplicate": (
        "Disatukan",
        "Sudah ada laporan Anda yang sama",
        ["Keberatan?", "Ombudsman"],
        ["Ditolak"],
    ),
    "stopped": (
        "Dibatalkan",
        "Kami berhenti menangani ini: sudah dibereskan pihak lain",
        ["kepala lingkungan", "Keberatan?", "Ombudsman"],
        [],
    ),
    "withdrawn": ("Dibatalkan", "Anda mencabut laporan ini", [], ["Keberatan?"]),
    "referred": (
        "Dilimpahkan",
        "Sekarang ditangani Dinas Sumber Daya Air",
        ["Yang menangani sekarang", "Ombudsman"],
        [],
    ),
    "merged": ("Disatukan", "Disatukan dengan laporan yang lebih dulu", ["sekarang di"], ["Ditolak"]),
    "closed by rule": ("Ditutup", "Laporan ini selesai", [DONE, "Kirim nilai"], []),
    "no answer": ("Ditutup tanpa jawaban", "Ditutup tanpa jawaban", ["mobil bak", "Kirim jawaban"], []),
}


@pytest.fixture
def office(office: Office, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The test office with the application's own key."""
    monkeypatch.setattr(world, "TRACKING_KEY", app.extensions[KEY].settings.tracking_key)
    return office


@pytest.fixture
def opened(app: Flask, office: Office) -> Callable[[str], tuple[Visitor, InState]]:
    """A report in a state of `STORIES`, its page open before its citizen."""

    def open_page(state: str) -> tuple[Visitor, InState]:
        made, citizen = STORIES[state](office), Visitor(app.test_client())
        citizen.read(f"/lacak/{made.secret}")
        citizen.read(f"/laporan/{made.number}")
        return citizen, made

    return open_page


def answer_of(citizen: Visitor) -> str:
    """The answer's sheet as text."""
    found = re.search(r'<section class="card answer".*?</section>', citizen.page, re.DOTALL)
    assert found, citizen.page
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_every_story_is_told() -> None:
    assert set(SAYS) == set(STORIES)


@pytest.mark.parametrize("state", STORIES)
def test_a_state_says_first_what_it_is_and_leads_on(
    state: str, opened: Callable[[str], tuple[Visitor, InState]]
) -> None:
    citizen, _made = opened(state)
    badge, heading, said, unsaid = SAYS[state]
    head = re.search(r'<section class="card stub">.*?</section>', citizen.page, re.DOTALL)
    assert head and badge in re.sub(r"<[^>]+>", "", head[0])
    answer = answer_of(citizen)
    assert answer.startswith(heading), answer
    assert not [words for words in said if words not in answer], answer
    assert not [words for words in unsaid if words in answer + head[0]], answer
    ids = re.findall(r'<[^>]*\sid="([^"]*)"', citizen.raw)
    assert len(ids) == len(set(ids)), "a label of one of two leads to the other"


def test_the_headline_is_what_and_where_and_the_words_are_a_quote(
    opened: Callable[[str], tuple[Visitor, InState]],
) -> None:
    citizen, _made = opened("running")
    assert "<h1>Parit dan banjir, Gang Contoh, Rengas Pulau</h1>" in citizen.page
    assert re.search(r'<details class="quote">\s*<summary>[^~]*Paret depan Gang Contoh tumpat', citizen.page)


@pytest.mark.parametrize("state", ["not ours", "stopped"])
def test_an_objection_opens_it_again_and_the_officer_reads_it(
    state: str, app: Flask, office: Office, opened: Callable[[str], tuple[Visitor, InState]]
) -> None:
    citizen, made = opened(state)
    citizen.send(f"/laporan/{made.number}/buka-lagi", reason="Parit ini kecil, milik gang kami.")
    assert citizen.status == 303
    citizen.read(f"/laporan/{made.number}")
    assert answer_of(citizen).startswith(("Sekarang giliran kantor", "Kami terlambat"))
    seen = Visitor(app.test_client()).sign_in(office, "kasi", NOW).read(f"/meja/{made.number}")
    assert "Parit ini kecil, milik gang kami." in seen


def test_what_the_citizen_took_back_stays_so(opened: Callable[[str], tuple[Visitor, InState]]) -> None:
    citizen, made = opened("withdrawn")
    assert f"/laporan/{made.number}/buka-lagi" not in citizen.page


def test_a_refused_resolution_is_said_first_to_the_officer(
    app: Flask, office: Office, opened: Callable[[str], tuple[Visitor, InState]]
) -> None:
    citizen, made = opened("resolved")
    citizen.send(f"/laporan/{made.number}/penilaian", accepted="false", comment="Ujungnya masih tumpat.")
    desk = Visitor(app.test_client()).sign_in(office, "kasi", NOW)
    ticket = desk.read(f"/meja/{made.number}")
    assert re.search(
        r'<section class="alert is-late"[^~]*?Warga menolak penyelesaian[^~]*?Ujungnya masih tumpat\.', ticket
    )
    assert ticket.index("Ujungnya masih tumpat.") < ticket.index('id="tindak"')
    held = Visitor(app.test_client()).sign_in(office, "hasan", NOW).read("/meja")
    other = Visitor(app.test_client()).sign_in(office, "rina", NOW).read("/meja")
    assert "Warga menolak penyelesaian" in held + other


@pytest.mark.parametrize("score", ["1", "4"])
def test_an_acceptance_carries_a_rating_and_a_sentence(
    score: str, office: Office, opened: Callable[[str], tuple[Visitor, InState]]
) -> None:
    citizen, made = opened("resolved")
    citizen.send(f"/laporan/{made.number}/penilaian", accepted="true", rating=score, comment="Rapi.")
    assert citizen.status == 303
    assert ratings(office) == [(int(score), "Rapi.")]
    assert "Kirim nilai" not in citizen.read(f"/laporan/{made.number}"), "it is given once"


@pytest.mark.parametrize(
    ("typed", "kept"), [({"accepted": "true"}, []), ({"accepted": "false", "rating": "4"}, [])]
)
def test_without_a_rating_and_with_a_refusal_none_is_kept(
    typed: dict[str, str], kept: list[int], office: Office, opened: Callable[[str], tuple[Visitor, InState]]
) -> None:
    citizen, made = opened("resolved")
    citizen.send(f"/laporan/{made.number}/penilaian", comment="Begitu.", **typed)
    assert citizen.status == 303 and ratings(office) == kept


@pytest.mark.parametrize("wrong", ["0", "5", "baik"])
def test_a_rating_out_of_range_is_said_and_closes_nothing(
    wrong: str, office: Office, opened: Callable[[str], tuple[Visitor, InState]]
) -> None:
    citizen, made = opened("resolved")
    said = citizen.send(f"/laporan/{made.number}/penilaian", accepted="true", rating=wrong)
    assert citizen.status == 422 and "Nilai dari 1 sampai 4." in said
    assert "Kirim penilaian" in citizen.read(f"/laporan/{made.number}") and ratings(office) == []


def test_what_a_rule_closed_can_be_rated_once(
    office: Office, opened: Callable[[str], tuple[Visitor, InState]]
) -> None:
    citizen, made = opened("closed by rule")
    citizen.send(f"/laporan/{made.number}/nilai", rating="2", comment="")
    assert citizen.status == 303 and ratings(office) == [(2, None)]
    assert f"/laporan/{made.number}/nilai" not in citizen.read(f"/laporan/{made.number}")


def ratings(office: Office) -> list[tuple[int, str | None]]:
    with db.reading(office.engine) as session:
        return [tuple(row) for row in session.execute(select(Rating.score, Rating.comment))]


def test_of_a_report_that_is_open_for_long_the_citizen_opens_a_folded_month_and_adds_up_its_days(
    app: Flask, office: Office
) -> None:
    came = when("Mon 2026-01-05 08:00")
    done = office.complain("Parit tumpat.", now=came)
    for turn in range(1, 22):
        office.citizen(done.number, "write", text="Masih tumpat.", now=came + timedelta(weeks=2 * turn))
    citizen = Visitor(app.test_client())
    citizen.read(f"/lacak/{done.secret}")
    closed = citizen.read(f"/laporan/{done.number}")
    opener = re.search(r'<a href="([^"#]*bulan=2026-05)#rinci">buka Mei 2026</a>', closed)
    assert opener, closed
    opened = citizen.read(html.unescape(opener[1]))
    assert '<details class="fold" data-fold open>' in opened
    assert "buka Mei 2026" not in opened and "buka Juni 2026" in opened
    assert re.search(r"<small>\d+ Mei</small>", opened)
    total = re.compile(r"<tfoot>.*?</tfoot>", re.DOTALL)
    assert total.findall(closed) == total.findall(opened) != []
