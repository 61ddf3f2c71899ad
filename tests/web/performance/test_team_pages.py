"""The superior's page, the head's page and the cards on one's own: what they say, and to whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from complaints_service import clock, db
from complaints_service.appraisal.evaluating.models import Achievement, Evaluation
from complaints_service.appraisal.feedback.models import Feedback
from complaints_service.appraisal.planning.models import PlanVersion
from complaints_service.appraisal.reporting.models import Evidence, ReportedValue
from complaints_service.appraisal.reporting.service import NewEvidence, NewReport, report
from complaints_service.development.models import TrainingNeed, TrainingRecord
from complaints_service.errors import Actor
from complaints_service.meetings.models import Action
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.models import Officer
from complaints_service.people.service import hire_officer
from config.rulebook import Rulebook
from tests.support.signed_plans import SignedPlan, signed_plan
from tests.support.visitors import Visitor, engine_of, when
from tests.support.world import SETUP, Office, open_office

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

NOW = when("Tue 2026-11-24 14:05")
QUARTER = ("2026-07", "2026-09")


@dataclass
class Place:
    office: Office
    client: FlaskClient
    plans: dict[str, SignedPlan]

    def read(self, login: str, path: str) -> str:
        return self.visitor(login).read(path)

    def visitor(self, login: str) -> Visitor:
        return Visitor(self.client).sign_in(self.office, login, NOW)

    def evaluate(self, login: str, state: str, predicate: str | None = None, rater: str = "kasi") -> None:
        """An evaluation of the third quarter, as if it had come this far."""
        frozen = state == "closed"
        with db.writing(self.office.engine) as session:
            plan = self.plans.get(login) or signed_plan(
                session, officer_id=self.office.officers[login], rater_id=self.office.officers[rater], now=NOW
            )
            self.plans[login] = plan
            session.add(
                Evaluation(
                    officer_id=self.office.officers[login], kind="periodic", first_month=QUARTER[0],
                    last_month=QUARTER[1], rater_id=self.office.officers[rater],
                    plan_version_id=plan.version_id, state=state, created_at=NOW, predicate=predicate,
                    digest="ab" * 32 if frozen else None, record={} if frozen else None,
                )
            )  # fmt: skip


@pytest.fixture
def place(client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Rina's plan is signed; she reported, has two actions (one late), 8 lesson hours and a need."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    office = open_office(engine_of(client), rulebook)
    rina, kasi = office.officers["rina"], office.officers["kasi"]
    with db.writing(office.engine) as session:
        plan = signed_plan(session, officer_id=rina, rater_id=kasi, now=NOW)
        new = NewReport(
            indicator_id=plan.indicators[0],
            month="2026-11",
            value=38.0,
            words="38 titik.",
            evidence=(NewEvidence("a", link="https://a.example"),),
        )
        report(session, new=new, this_month="2026-11", now=NOW, actor=Actor.officer(rina, "web"))
        unit = session.get_one(Officer, rina).unit_id
        for due in (date(2026, 11, 20), date(2026, 12, 1)):
            session.add(
                Action(unit_id=unit, owner_id=rina, words="Jadwal truk", due_on=due, state="open", created_at=NOW,
                       created_by=f"person:{kasi}", first_due_on=due)
            )  # fmt: skip
        for hours, confirmed in ((8, NOW), (4, None)):
            session.add(
                TrainingRecord(officer_id=rina, title="Pelayanan prima", lesson_hours=hours,
                               first_on=date(2026, 3, 2), last_on=date(2026, 3, 3), recorded_at=NOW,
                               recorded_by=f"person:{rina}", confirmed_at=confirmed, confirmed_by=kasi)
            )  # fmt: skip
        session.add(
            TrainingNeed(officer_id=rina, words="Menulis jawaban", reason="Jawaban sering dipersoalkan.",
                         state="proposed", proposed_at=NOW, proposed_by=f"person:{rina}")
        )  # fmt: skip
        session.add(
            Feedback(officer_id=rina, giver_id=office.officers["hasan"], relation="peer", kind="praise",
                     words="Cepat membantu.", given_at=NOW)
        )  # fmt: skip
    return Place(office, client, {"rina": plan})


def person(page: str, name: str) -> str:
    """One person's entry on the superior's page, as words."""
    found = next(one for one in re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.DOTALL) if name in one)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def asking(page: str, name: str) -> list[str]:
    """What is said of one person in words, for everybody to see."""
    found = next(one for one in re.findall(r"<tr><th scope=\"row\">.*?</th>", page, re.DOTALL) if name in one)
    return re.findall(r"<li><a href=\"[^\"]+\">(.*?)</a>", found)


def waiting(page: str) -> str:
    """What waits for the superior, as words."""
    found = re.search(r'<h2 id="tunggu">(.*?)</section>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_a_superior_sees_first_what_waits_and_then_each_person(place: Place) -> None:
    page = place.read("kasi", "/tim")
    said = waiting(page)
    assert "1 realisasi Rina Contoh menunggu persetujuan" in said
    assert "2 pelatihan Rina Contoh menunggu keputusan" in said
    rina = place.office.officers["rina"]
    for path in (f"/realisasi/{rina}", f"/pelatihan/{rina}", f"/kinerja/{rina}"):
        assert f'href="{path}"' in page
    line = person(page, "Rina Contoh")
    for words in (
        "Rencana 2026 ditandatangani", "Evaluasi Triwulan III 2026 belum dimulai", "1 realisasi menunggu",
        "2 tindakan terbuka, 1 lewat tanggal", "8 dari 20 JP pelatihan",
    ):  # fmt: skip
        assert words in line, words
    assert asking(page, "Rina Contoh") == [
        "Evaluasi Triwulan III 2026 belum dimulai", "1 realisasi menunggu", "2 tindakan terbuka, 1 lewat tanggal",
    ]  # fmt: skip
    assert "Belum ada rencana 2026" in asking(page, "Hasan Contoh")


def test_no_figure_of_anybody_stands_there_and_the_order_is_the_alphabets(place: Place) -> None:
    page = place.read("kasi", "/tim")
    body = page.split('id="langsung"')[1]
    assert body.index("Hasan Contoh") < body.index("Rina Contoh")
    assert "%" not in body and "median" not in body.lower() and "tanpa peringkat" in page


def test_a_plan_that_waits_for_the_superior_is_named_and_leads_there(place: Place) -> None:
    with db.writing(place.office.engine) as session:
        session.execute(
            update(PlanVersion)
            .values(state="draft", rater_signed_at=None, signed_at=None)
            .where(PlanVersion.id == place.plans["rina"].version_id)
        )
    page = place.read("kasi", "/tim")
    assert "Rencana Rina Contoh menunggu tanda tangan Anda" in waiting(page)
    assert "Rencana 2026 menunggu tanda tangan Anda" in person(page, "Rina Contoh")
    above = place.read("camat", "/tim")
    assert "Rina" not in waiting(above), "the superior's superior has nothing to sign"
    assert "menunggu tanda tangan pejabat penilai" in person(above, "Rina Contoh")


def test_the_state_of_the_quarters_evaluation(place: Place) -> None:
    place.evaluate("rina", "sent", "good")
    place.evaluate("hasan", "draft")
    page = place.read("kasi", "/tim")
    assert "Evaluasi Triwulan III 2026: Menunggu tanggapan pegawai" in person(page, "Rina Contoh")
    assert "1 evaluasi menunggu Anda" in waiting(page)


def test_who_has_everything_in_order_has_marks_and_no_words(place: Place) -> None:
    """Only exceptions are said; the marks are read out all the same."""
    place.evaluate("rina", "closed", "good")
    with db.writing(place.office.engine) as session:
        session.execute(update(Action).values(state="done", outcome="Sudah.", settled_at=NOW))
        session.execute(delete(Evidence))
        session.execute(delete(ReportedValue))
    page = place.read("kasi", "/tim")
    assert asking(page, "Rina Contoh") == []
    assert "Tidak ada realisasi yang menunggu" in person(page, "Rina Contoh")


def test_whoever_is_further_down_stands_under_their_unit(place: Place) -> None:
    page = place.read("camat", "/tim")
    direct, further = page.split('<h2 id="lanjut">')
    assert "Kasi Contoh" in direct and "Rina Contoh" not in direct
    assert "Rina Contoh" in further and "Seksi Sarana dan Prasarana" in further


@pytest.mark.parametrize(
    ("login", "status"),
    [("kasi", 200), ("camat", 200), ("kasitrantib", 200), ("rina", 404), ("meja", 404), ("auditor", 404), ("admin", 404)],
)  # fmt: skip
def test_who_has_people(place: Place, login: str, status: int) -> None:
    visitor = place.visitor(login)
    page = visitor.read("/tim")
    assert visitor.status == status
    assert login in ("kasi", "camat") or "Rina Contoh" not in page.split("</header>")[1]


@pytest.mark.parametrize(
    ("login", "status"),
    [("camat", 200), ("sekcam", 200), ("auditor", 200), ("kasi", 404), ("rina", 404), ("meja", 404), ("admin", 404)],
)  # fmt: skip
def test_who_sees_the_whole_office_as_counts(place: Place, login: str, status: int) -> None:
    visitor = place.visitor(login)
    page = visitor.read("/kinerja-kantor")
    assert visitor.status == status
    if status == 200:
        body = page.split('<main id="isi"')[1]
        assert not any(f"{name.capitalize()} Contoh" in body for name in place.office.officers)


def test_the_office_is_counted_and_small_units_are_merged(place: Place) -> None:
    place.evaluate("rina", "closed", "good")
    place.evaluate("hasan", "sent", "good")
    page = place.read("camat", "/kinerja-kantor")
    # Eight civil servants, no unit of five or more: the total alone.
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td></tr>', page)
    assert rows == [("Semua", "2 dari 8", "1 dari 8")]
    assert "Kurang dari 5 evaluasi, jadi sebarannya tidak ditampilkan." in page


def test_a_unit_large_enough_stands_by_itself(place: Place) -> None:
    with db.writing(place.office.engine) as session:
        for number in range(3):
            facts = OfficerFacts(
                name=f"Pelaksana {number}",
                employment="pppk",
                position="pelaksana_sarpras",
                works_from=date(2025, 1, 1),
                code=f"p{number}",
            )
            hire_officer(session, facts=facts, now=NOW, actor=SETUP)
    page = place.read("camat", "/kinerja-kantor")
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td></tr>', page)
    assert rows == [
        ("Seksi Sarana dan Prasarana", "1 dari 6", "0 dari 6"),
        ("Unit lain, digabung", "0 dari 5", "0 dari 5"),
        ("Semua", "1 dari 11", "0 dari 11"),
    ]


def test_predicates_against_the_guide_of_the_achievement(place: Place) -> None:
    for login, rater in (
        ("rina", "kasi"),
        ("hasan", "kasi"),
        ("kasi", "camat"),
        ("sekcam", "camat"),
        ("meja", "sekcam"),
    ):
        place.evaluate(login, "closed", "very_good", rater)
    with db.writing(place.office.engine) as session:
        session.add(
            Achievement(first_month=QUARTER[0], last_month=QUARTER[1], level="needs_improvement", basis="Surat Sekda 7",
                        set_at=NOW, set_by=place.office.officers["camat"])
        )  # fmt: skip
    page = place.read("auditor", "/kinerja-kantor")
    assert re.search(r'<th scope="row">Sangat Baik</th><td>5</td><td>100 %</td>', page)
    assert "Butuh Perbaikan" in page and "Surat Sekda 7" in page
    assert "Sangat Baik: 5 dari 5 (100 %)." in page and "paling banyak 10 %" in page
    assert "Ini pengingat, bukan larangan." in page


@pytest.mark.parametrize(
    "typed", ["x", "periodic:2026-01:2026-02", "annual:1999-01:1999-12", "periodic:2027-01:2027-03"]
)
def test_a_period_that_is_none_is_refused(place: Place, typed: str) -> None:
    visitor = place.visitor("camat")
    visitor.read(f"/kinerja-kantor?periode={typed}")
    assert visitor.status == 422


def test_another_period_is_chosen(place: Place) -> None:
    page = place.read("camat", "/kinerja-kantor?periode=periodic:2026-04:2026-06")
    assert "rencana 2026 dan evaluasi Triwulan II 2026" in page


def test_my_own_page_has_the_years_cards(place: Place) -> None:
    place.evaluate("rina", "sent", "good")
    page = place.read("rina", "/kinerja")
    cards = re.search(r'<h2 id="siklus">(.*?)</section>', page, re.DOTALL)
    assert cards
    said = " ".join(re.sub(r"<[^>]+>", " ", cards[1]).split())
    for words in (
        "Rencana 2026 ditandatangani", "1 realisasi menunggu atasan", "Evaluasi menunggu tanggapan Anda",
        "1 umpan balik, 0 ucapan warga pada 2026", "2 tindakan terbuka, 1 lewat tanggal", "8 dari 20 JP pelatihan",
    ):  # fmt: skip
        assert words in said, words
    rina = place.office.officers["rina"]
    for path in (
        f"/rencana/{rina}",
        f"/realisasi/{rina}",
        f"/evaluasi/pegawai/{rina}",
        f"/umpan-balik/{rina}",
        f"/pelatihan/{rina}",
        "/tindakan-bersama",
    ):
        assert f'href="{path}"' in cards[1]


def test_cards_are_the_readers_own_alone(place: Place) -> None:
    page = place.read("kasi", f"/kinerja/{place.office.officers['rina']}")
    assert 'id="siklus"' not in page


def test_who_is_no_civil_servant_has_no_plan_and_no_evaluation(place: Place) -> None:
    with db.writing(place.office.engine) as session:
        session.execute(
            update(Officer).values(employment="non_asn").where(Officer.id == place.office.officers["hasan"])
        )
    page = place.read("hasan", "/kinerja")
    hasan = place.office.officers["hasan"]
    assert f"/rencana/{hasan}" not in page and f"/evaluasi/pegawai/{hasan}" not in page
    assert f"/umpan-balik/{hasan}" in page and f"/pelatihan/{hasan}" in page
    line = person(place.read("kasi", "/tim"), "Hasan Contoh")
    assert "Rencana" not in line and "Evaluasi" not in line and "JP pelatihan" in line


def test_from_ones_own_page_one_gets_to_the_others(place: Place) -> None:
    assert 'href="/tim"' in place.read("kasi", "/kinerja") and 'href="/kinerja-kantor"' not in place.read(
        "kasi", "/kinerja"
    )
    camat = place.read("camat", "/kinerja")
    assert 'href="/tim"' in camat and 'href="/kinerja-kantor"' in camat
    assert 'href="/kinerja-kantor"' in place.read("auditor", "/kinerja")
    assert 'href="/tim"' not in place.read("rina", "/kinerja")
