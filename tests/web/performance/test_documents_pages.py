"""Documents of a person: to whom they open, and how they are sent."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from complaints_service import clock, db
from complaints_service.appraisal.evaluating.models import Evaluation
from complaints_service.appraisal.evaluating.record import digest
from complaints_service.appraisal.reporting import queries
from complaints_service.appraisal.reporting import service as reporting
from complaints_service.appraisal.reporting.service import NewEvidence, NewReport
from complaints_service.errors import Actor
from config.rulebook import Rulebook
from tests.support.evaluations import REASON, evaluated_office
from tests.support.kept_record import kept_record
from tests.support.signed_plans import signed_plan
from tests.support.visitors import Visitor, engine_of, when
from tests.support.world import Office, open_office

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

NOW = when("Tue 2026-11-24 14:05")
SEES = [
    ("rina", 200), ("kasi", 200), ("camat", 200), ("auditor", 200),
    ("hasan", 404), ("kasitrantib", 404), ("trantib", 404), ("sekcam", 404), ("meja", 404), ("admin", 404),
]  # fmt: skip


@dataclass
class Place:
    office: Office
    client: FlaskClient
    skp: str
    evaluation: str
    draft: str
    feedback: str

    def get(self, login: str, path: str):
        Visitor(self.client).sign_in(self.office, login, clock.now())
        return self.client.get(path)


@pytest.fixture
def place(client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    office = open_office(engine_of(client), rulebook)
    rina, kasi = office.officers["rina"], office.officers["kasi"]
    kept = kept_record(officer_id=rina, rater_id=kasi)
    with db.writing(office.engine) as session:
        plan = signed_plan(session, officer_id=rina, rater_id=kasi, now=NOW)
        rows = [
            Evaluation(
                officer_id=rina, kind="periodic", first_month=first, last_month=last, rater_id=kasi,
                plan_version_id=plan.version_id, state=state, created_at=NOW, record=record,
                digest=digest(record) if record else None,
            )
            for first, last, state, record in (
                ("2026-07", "2026-09", "closed", kept),
                ("2026-10", "2026-12", "draft", None),
            )
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        closed, draft = (row.id for row in rows)
    return Place(
        office,
        client,
        f"/rencana/{rina}/{plan.version_id}/skp",
        f"/evaluasi/pegawai/{rina}/{closed}/evaluasi",
        f"/evaluasi/pegawai/{rina}/{draft}/evaluasi",
        f"/umpan-balik/{rina}/2026/catatan",
    )


@pytest.mark.parametrize(("login", "status"), SEES)
def test_who_may_have_a_persons_documents(place: Place, login: str, status: int) -> None:
    for path in (f"{place.skp}.pdf", f"{place.skp}.xlsx", f"{place.evaluation}.pdf", f"{place.evaluation}.xlsx",
                 f"{place.feedback}.pdf"):  # fmt: skip
        answer = place.get(login, path)
        assert answer.status_code == status, path
        assert status == 200 or b"Rina" not in answer.data


def test_strangers_sign_in_first(place: Place) -> None:
    for path in (f"{place.skp}.pdf", f"{place.evaluation}.xlsx", f"{place.feedback}.pdf"):
        answer = place.client.get(path)
        assert answer.status_code == 303 and answer.location.startswith("/masuk?next=")


def test_a_document_is_a_file_to_keep(place: Place) -> None:
    answer = place.get("rina", f"{place.skp}.pdf")
    rina = place.office.officers["rina"]
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="skp-2026-{rina}-v1.pdf"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    sheet = place.get("rina", f"{place.evaluation}.xlsx")
    assert sheet.data.startswith(b"PK") and sheet.mimetype.endswith("spreadsheetml.sheet")


def test_an_evaluation_carries_the_hash_of_its_record(place: Place) -> None:
    text = "".join(
        page.extract_text()
        for page in PdfReader(io.BytesIO(place.get("rina", f"{place.evaluation}.pdf").data)).pages
    )
    rina, kasi = place.office.officers["rina"], place.office.officers["kasi"]
    assert digest(kept_record(officer_id=rina, rater_id=kasi)) in "".join(text.split())


@pytest.mark.parametrize("login", ["rina", "kasi", "auditor"])
def test_before_an_evaluation_is_closed_there_is_no_document(place: Place, login: str) -> None:
    for form in ("pdf", "xlsx"):
        assert place.get(login, f"{place.draft}.{form}").status_code == 404


def test_a_document_is_only_there_under_its_own_person(place: Place) -> None:
    rina, hasan = place.office.officers["rina"], place.office.officers["hasan"]
    for path in (f"{place.skp}.pdf", f"{place.evaluation}.pdf"):
        moved = path.replace(f"/{rina}/", f"/{hasan}/", 1)
        assert place.get("kasi", moved).status_code == 404, moved


def test_what_is_not_there_is_not_found(place: Place) -> None:
    rina = place.office.officers["rina"]
    for path in (
        f"/rencana/{rina}/999/skp.pdf",
        f"/rencana/{rina}/1/skp.doc",
        "/rencana/99999999999/1/skp.pdf",
        f"/evaluasi/pegawai/{rina}/999/evaluasi.pdf",
        f"/umpan-balik/{rina}/1/catatan.pdf",
        f"/umpan-balik/{rina}/9999/catatan.pdf",
        "/umpan-balik/999999/2026/catatan.pdf",
    ):
        assert place.get("auditor", path).status_code == 404, path


def test_the_date_of_a_document_is_that_of_the_office(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
    text = "".join(
        page.extract_text()
        for page in PdfReader(io.BytesIO(place.get("rina", f"{place.skp}.pdf").data)).pages
    )
    assert "25 November 2026 03.00 WIB" in " ".join(text.split())


@pytest.mark.parametrize(
    ("login", "leads"), [("rina", True), ("kasi", True), ("auditor", True), ("hasan", False)]
)
def test_the_page_of_feedback_leads_to_its_record_for_whoever_may_have_it(
    place: Place, login: str, leads: bool
) -> None:
    rina = place.office.officers["rina"]
    page = place.get(login, f"/umpan-balik/{rina}").get_data(as_text=True)
    assert (f'href="{place.feedback}.pdf"' in page) == leads


def test_a_real_evaluation_from_report_to_paper(
    client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reported, approved, rated, closed: what was frozen is on paper, and what changed later is said beside it."""
    held = evaluated_office(engine_of(client), rulebook)
    monkeypatch.setattr(clock, "now", lambda: held.now)
    rina, kasi = held.officer("rina"), held.officer("kasi")
    indicator = held.plans["rina"].indicators[2]
    evidence = (NewEvidence("contoh.example", link="https://contoh.example/ba/7"),)
    with db.writing(held.engine) as session:
        made = reporting.report(
            session,
            new=NewReport(
                indicator_id=indicator,
                month="2026-11",
                value=38.5,
                words="38 titik dan satu separuh.",
                evidence=evidence,
            ),
            this_month="2027-01",
            now=held.now,
            actor=Actor.officer(rina, "web"),
        )
        seen = queries.report(session, report_id=made)
        assert seen is not None
        reporting.approve(
            session,
            report_id=made,
            seen=seen.seen,
            now=held.now,
            today=held.now.date(),
            actor=Actor.officer(kasi, "web"),
        )
    one = held.closed()
    path = f"/evaluasi/pegawai/{rina}/{one}/evaluasi"
    Visitor(client).sign_in(held.measured.office, "rina", held.now)
    text = on_paper(client, f"{path}.pdf")
    for said in (
        "Evaluasi periodik, Oktober s.d. Desember 2026", "Sesuai ekspektasi Di atas ekspektasi Baik",
        "Titik parit yang dibersihkan", "November 2026: 38,5 titik", "38 titik dan satu separuh.",
        "paling sedikit 60 %", "paling banyak 10 %; target kantor; Sesedikit mungkin", REASON, held.view(one).digest or "-",
    ):  # fmt: skip
        assert "".join(said.split()) in text, said
    assert "ditarik setelah" not in text and "dibukakembali" not in text

    with db.writing(held.engine) as session:
        reporting.withdraw_evidence(
            session,
            evidence_id=seen.evidence[0].id,
            reason="Berita acara lain.",
            now=held.now,
            today=held.now.date(),
            actor=Actor.officer(rina, "web"),
        )
    held.reopen(one)
    text = on_paper(client, f"{path}.pdf")
    assert "ditariksetelahevaluasiditutup:Beritaacaralain." in text
    assert "generasiberikutnyamenggantikannya" in text and "38,5titik" in text
    assert client.get(f"{path}.xlsx").status_code == 200


def on_paper(client: FlaskClient, path: str) -> str:
    """A document's words without any white space: a line may break anywhere."""
    pages = PdfReader(io.BytesIO(client.get(path).data)).pages
    return "".join("".join(page.extract_text() for page in pages).split())
