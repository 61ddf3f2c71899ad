"""The page of reported values: what one sends and sees, who decides, and to whom a file opens."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.appraisal.reporting.models import Evidence, ReportedValue
from complaints_service.edge.files.uploads import Takes
from config.rulebook import Rulebook
from tests.support.marked_files import pdf_pages, wav
from tests.support.signed_plans import SignedPlan, signed_plan
from tests.support.visitors import Visitor, engine_of, when
from tests.support.world import Office, open_office

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

NOW = when("Tue 2026-11-24 14:05")
PDF = pdf_pages()
HOSTILE = '<script>alert(1)</script> "&amp;{{ 7*7 }} \N{RIGHT-TO-LEFT OVERRIDE}abc'


@dataclass
class Place:
    office: Office
    plan: SignedPlan
    client: FlaskClient

    @property
    def rina(self) -> int:
        return self.office.officers["rina"]

    @property
    def address(self) -> str:
        return f"/realisasi/{self.rina}"

    @property
    def form(self) -> str:
        return f"{self.address}/lapor/{self.plan.indicators[0]}"

    def visitor(self, login: str) -> Visitor:
        return Visitor(self.client).sign_in(self.office, login, NOW)

    def send(self, login: str = "rina", *, of: str = "", to: str = "", **fields: object) -> Visitor:
        """Sends the form of a report as a browser does, files included."""
        visitor = self.visitor(login)
        visitor.read(of or f"{self.form}?bulan=2026-11")
        hidden = visitor._form(to or self.form)
        answer = self.client.post(to or self.form, data={**hidden, **fields})
        visitor._took(answer)
        return visitor

    def reported(self) -> ReportedValue:
        with db.reading(self.office.engine) as session:
            return session.scalars(select(ReportedValue)).one()

    def evidence(self) -> list[Evidence]:
        with db.reading(self.office.engine) as session:
            return list(session.scalars(select(Evidence).order_by(Evidence.id)))


@pytest.fixture
def place(client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    office = open_office(engine_of(client), rulebook)
    with db.writing(office.engine) as session:
        plan = signed_plan(
            session, officer_id=office.officers["rina"], rater_id=office.officers["kasi"], now=NOW
        )
    return Place(office, plan, client)


def photo() -> io.BytesIO:
    """A photo that says where it was taken."""
    drawn = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Kamera Contoh"
    Image.new("RGB", (40, 30), "green").save(drawn, "JPEG", exif=exif)
    drawn.seek(0)
    return drawn


def usual(**more: object) -> dict[str, object]:
    return {"value": "38", "words": "38 dari 44 titik.", "links": "https://contoh.example/ba/7", **more}


def test_an_officer_reports_and_the_superior_approves(place: Place) -> None:
    page = place.visitor("rina").read(place.address)
    assert '<option value="2026-01"' in page and '<option value="2025-12"' not in page, "no plan was there"
    assert (
        "Realisasi saya" in page and "Target: minimal 44 titik" in page and "belum ada yang dihitung" in page
    )
    assert "Jawaban pertama tepat waktu" not in page, "what the system measures is not reported"
    sent = place.send(**usual(files=[(photo(), "parit.jpg"), (io.BytesIO(PDF), "ba.pdf")]))
    assert (sent.status, sent.location) == (303, f"{place.address}?bulan=2026-11")
    page = place.visitor("rina").read(place.address)
    assert "Menunggu persetujuan" in page and "38 titik" in page and "belum ada yang dihitung" in page
    assert "parit.jpg" in page and "https://contoh.example/ba/7" in page
    assert f'action="{place.address}/{place.reported().id}/setuju"' not in page, "nobody approves their own"

    kasi = place.visitor("kasi")
    kasi.send(f"{place.address}/{place.reported().id}/setuju", of=place.address)
    assert kasi.status == 303
    page = kasi.read(place.address)
    assert "Disetujui" in page and "November 2026: <b>38 titik</b>" in page and "oleh Kasi Contoh" in page


def test_a_link_is_shown_and_leads_out_without_telling_from_where(place: Place) -> None:
    place.send(**usual())
    page = place.visitor("kasi").read(place.address)
    assert (
        '<a href="https://contoh.example/ba/7" dir="auto" rel="noopener noreferrer nofollow">'
        "https://contoh.example/ba/7</a>" in page
    )


def test_a_photo_is_kept_without_what_the_camera_wrote(place: Place) -> None:
    place.send(**usual(files=[(photo(), "parit.jpg")]))
    piece = place.evidence()[0]
    answer = place.client.get(f"{place.address}/bukti/{piece.id}", buffered=True)
    assert answer.status_code == 200 and b"Kamera Contoh" not in answer.data
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=bukti-{piece.id}.jpg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("login", "page_status"),
    [
        ("rina", 200), ("kasi", 200), ("camat", 200), ("auditor", 200),
        ("hasan", 404), ("kasitrantib", 404), ("trantib", 404), ("sekcam", 404), ("meja", 404), ("admin", 404),
    ],
)  # fmt: skip
def test_who_may_see_what_a_person_reports(place: Place, login: str, page_status: int) -> None:
    place.send(**usual(files=[(io.BytesIO(PDF), "ba.pdf")]))
    piece = place.evidence()[0]
    visitor = place.visitor(login)
    refused = visitor.read(place.address)
    assert visitor.status == page_status
    assert ("Rina" in refused) == (page_status == 200)
    assert place.client.get(f"{place.address}/bukti/{piece.id}", buffered=True).status_code == page_status
    visitor.read(place.form)
    assert visitor.status == (200 if login == "rina" else 404), "the form is the officer's alone"


@pytest.mark.parametrize("login", ["rina", "camat", "auditor", "hasan", "sekcam", "admin"])
def test_only_the_nearest_superior_decides(place: Place, login: str) -> None:
    place.send(**usual())
    report_id, token = place.reported().id, place.visitor(login)
    token.read("/kinerja")
    hidden = token._form("/keluar")
    for act in ("setuju", "tolak"):
        answer = place.client.post(
            f"{place.address}/{report_id}/{act}",
            data={
                "csrf_token": hidden["csrf_token"],
                "seen": "proposed.1",
                "reason": "Tidak.",
                "bulan": "2026-11",
            },
        )
        assert answer.status_code == 404
    assert place.reported().state == "proposed"


def test_a_piece_is_only_there_under_its_own_person(place: Place) -> None:
    place.send(**usual(files=[(io.BytesIO(PDF), "ba.pdf")]))
    piece, hasan = place.evidence()[0], place.office.officers["hasan"]
    place.visitor("kasi")
    assert place.client.get(f"/realisasi/{hasan}/bukti/{piece.id}").status_code == 404
    assert place.client.get(f"{place.address}/bukti/{piece.id + 1}").status_code == 404, "a link is no file"


def test_a_refused_form_keeps_what_was_typed(place: Place) -> None:
    refused = place.send(value="banyak", words="Sudah 38 titik.", links="https://contoh.example/ba/7")
    assert refused.status == 422
    assert "Isi dengan angka, misalnya 12 atau 12,5." in refused.page
    assert 'value="banyak"' in refused.page and "Sudah 38 titik." in refused.page
    assert "https://contoh.example/ba/7" in refused.page and "Pilih berkasnya sekali lagi." in refused.page


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (
            b"PK\x03\x04\x14\x00",
            "laporan.docx",
            "laporan.docx bukan jenis berkas yang kami terima. Kirim foto, PDF",
        ),
        (b"<html><script>1</script>", "foto.jpg", "foto.jpg bukan jenis"),
        (b"\xef\xbb\xbf  <svg onload=x>", "x.svg", "x.svg bukan jenis"),
        (wav(), "suara.wav", "suara.wav bukan foto, PDF, atau teks biasa."),
        (b"OggS sound", "suara.ogg", "suara.ogg memuat data yang tidak bisa kami hapus"),
        (b"MZ\x00\x01", "C:\\fakepath\\x.exe", "x.exe bukan jenis"),
        (b"", "kosong.pdf", "kosong.pdf tidak ada isinya"),
    ],
)
def test_a_file_is_judged_by_its_content(place: Place, content: bytes, name: str, words: str) -> None:
    refused = place.send(**usual(files=[(io.BytesIO(content), name)]))
    assert refused.status == 422 and words in refused.page
    with db.reading(place.office.engine) as session:
        assert session.scalars(select(ReportedValue)).all() == []


def test_a_request_has_its_limit_and_a_stranger_a_smaller_one(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(place.client.application.config, "MAX_CONTENT_LENGTH", 50_000)
    monkeypatch.setattr(Takes, "body", 150_000)
    large = {size: {"files": [(io.BytesIO(PDF + b"a" * size), "a.pdf")]} for size in (100_000, 200_000)}
    assert place.send(**usual(**large[100_000])).status == 303
    assert place.send(**usual(**large[200_000])).status == 413
    place.client.delete_cookie("tanggap")
    again = {"files": [(io.BytesIO(PDF + b"a" * 100_000), "a.pdf")]}
    assert place.client.post(place.form, data=usual(**again)).status_code == 413


def test_whatever_is_typed_stays_text(place: Place) -> None:
    place.send(**usual(words=HOSTILE, files=[(io.BytesIO(PDF), f"../../{HOSTILE}.pdf")]))
    visitor = place.visitor("kasi")
    visitor.read(place.address)
    assert "<script>alert" not in visitor.raw and "49 " not in visitor.raw
    assert HOSTILE in visitor.page
    assert (
        "/" not in place.evidence()[0].name and "\N{RIGHT-TO-LEFT OVERRIDE}" not in place.evidence()[0].name
    )


def test_a_withdrawn_piece_says_why_and_the_value_counts_no_more(place: Place) -> None:
    place.send(**usual(files=[(io.BytesIO(PDF), "ba.pdf")]))
    kasi = place.visitor("kasi")
    kasi.send(f"{place.address}/{place.reported().id}/setuju", of=place.address)
    piece = place.evidence()[0]
    kasi.send(f"{place.address}/bukti/{piece.id}/tarik", of=place.address, reason="Bukan parit itu.")
    assert kasi.status == 303
    page = kasi.read(place.address)
    assert "Ditarik: Bukan parit itu." in page and "belum ada yang dihitung" in page
    assert "Menunggu persetujuan" in page
    # A file that was withdrawn can still be looked at: an old record names it.
    assert place.client.get(f"{place.address}/bukti/{piece.id}", buffered=True).status_code == 200


def test_a_decline_needs_its_reason_and_says_it(place: Place) -> None:
    place.send(**usual())
    action = f"{place.address}/{place.reported().id}/tolak"
    kasi = place.visitor("kasi")
    kasi.send(action, of=place.address)
    assert kasi.status == 422 and "Tulis alasannya." in kasi.page
    kasi.send(action, reason="Enam titik belum.")
    assert "Alasan: Enam titik belum." in place.visitor("rina").read(place.address)


def test_the_second_superior_is_told_who_was_faster(place: Place) -> None:
    place.send(**usual())
    action = f"{place.address}/{place.reported().id}/setuju"
    kasi = place.visitor("kasi")
    kasi.read(place.address)
    opened = kasi.raw
    kasi.send(action)
    kasi.raw = opened
    kasi.send(action, key="")  # no second press of one form, but a second superior
    assert kasi.status == 409
    assert "Realisasi ini sudah disetujui, jadi tidak ada yang berubah. Oleh Kasi Contoh." in kasi.page


def test_months_that_wait_are_named_on_the_others(place: Place) -> None:
    place.send(of=f"{place.form}?bulan=2026-10", **usual())
    assert place.reported().month == "2026-10"
    page = place.visitor("kasi").read(place.address)
    assert f'<a href="{place.address}?bulan=2026-10">Oktober 2026</a>' in page


@pytest.mark.parametrize("month", ["2026-12", "2026-13", "november", "1999-12"])
def test_a_month_that_is_none_is_refused(place: Place, month: str) -> None:
    visitor = place.visitor("rina")
    visitor._took(place.client.get(place.address, query_string={"bulan": month}))
    assert visitor.status == 422


def test_without_a_signed_plan_there_is_nothing_to_report(place: Place) -> None:
    hasan = place.office.officers["hasan"]
    assert "Belum ada rencana yang berlaku" in place.visitor("hasan").read(f"/realisasi/{hasan}")


@pytest.mark.parametrize(("login", "led"), [("camat", False), ("rina", True)])
def test_above_the_head_of_the_office_nobody_approves_and_the_page_says_so(
    place: Place, login: str, led: bool
) -> None:
    page = place.visitor(login).read(f"/realisasi/{place.office.officers[login]}")
    assert ("Tidak ada atasan di dalam sistem ini." in page) != led
