"""Documents opened and read back: what they say, that they are tagged, and that words stay words."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
import typst
from pypdf import PdfReader
from sqlalchemy import update
from sqlalchemy.orm import Session

from complaints_service.appraisal.documents import typesetting
from complaints_service.appraisal.documents.evaluation import StandingMarks, evaluation_content
from complaints_service.appraisal.documents.feedback import FeedbackYear, feedback_content
from complaints_service.appraisal.documents.parties import nobody, party
from complaints_service.appraisal.documents.sheets import evaluation_sheets, skp_sheets, workbook
from complaints_service.appraisal.documents.skp import skp_content
from complaints_service.appraisal.documents.typesetting import set_pdf
from complaints_service.appraisal.documents.words import DocumentWords, months, number
from complaints_service.appraisal.feedback.queries import FeedbackView, Thanks
from complaints_service.appraisal.planning.models import PlanVersion
from complaints_service.appraisal.planning.queries import plan_version
from complaints_service.audit.marks import DEMO_FILLED
from complaints_service.audit.service import record
from complaints_service.audit.signing.checkpoints import SignedPoint
from complaints_service.errors import Actor
from config.rulebook import Rulebook
from tests.support.kept_record import FORMULA, MARKUP, SCRIPTS, kept_record
from tests.support.signed_plans import signed_plan
from tests.support.world import seed

NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)


def read_back(pdf: bytes) -> tuple[PdfReader, str]:
    """The document, and its text with white space made one."""
    found = PdfReader(io.BytesIO(pdf))
    text = " ".join(page.extract_text() for page in found.pages)
    return found, squeezed(text)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def bare(text: str) -> str:
    """Without any white space: a line may break anywhere."""
    return "".join(text.split())


def tags(document: PdfReader) -> set[str]:
    """Every kind of element of the structure tree."""
    found: set[str] = set()

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if "/S" in node:
                found.add(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(document.root_object["/StructTreeRoot"]["/K"])
    return found


def skp(session: Session, rulebook: Rulebook, **changed: Any) -> dict[str, Any]:
    officers, _accounts = seed(session, rulebook)
    plan = signed_plan(session, officer_id=officers["rina"], rater_id=officers["kasi"], now=NOW, **changed)
    view = plan_version(session, version_id=plan.version_id)
    assert view is not None
    return skp_content(session, plan=view, now=NOW, rulebook=rulebook)


def evaluation(rulebook: Rulebook, **changed: Any) -> dict[str, Any]:
    beside = StandingMarks(sample=False, digest="12" * 32, withdrawn={8: "Tautan mati."}, replaced=False)
    kept = json.loads(json.dumps(kept_record(**changed)))  # as a database gives it back
    return evaluation_content(kept, beside=beside, now=NOW, rulebook=rulebook)


def feedback(rulebook: Rulebook) -> dict[str, Any]:
    given = FeedbackView(
        id=1, officer_id=5, giver_id=6, giver="Hasan Contoh", relation="peer", kind="praise", words=MARKUP, value_code="service", ticket="MRL-2607-7K4QH",
        indicator_code="first_response_on_time", given_at=NOW, withdrawn_at=None, withdrawn_reason=None,
    )  # fmt: skip
    thanks = Thanks(officer_id=5, ticket="MRL-2607-7K4QH", score=4, words="Terima kasih.", given_at=NOW)
    year = FeedbackYear(year=2026, officer=nobody(), rater=nobody(), given=[given], thanks=[thanks])
    return feedback_content(year, sample=False, now=NOW, rulebook=rulebook)


def test_a_plan_says_who_what_by_when_and_how_one_behaves(session: Session, rulebook: Rulebook) -> None:
    document, text = read_back(set_pdf("skp", skp(session, rulebook), at=NOW))
    for said in (
        "Sasaran Kinerja Pegawai (SKP)",
        "Kecamatan Medan Marelan, Kota Medan",
        "Periode penilaian 1 Januari 2026 s.d. 31 Desember 2026",
        "Rina Contoh", "Kasi Contoh", "Pejabat penilai kinerja",
        "Parit rawan banjir bersih", "bobot 100 %",
        "Kuantitas", "Titik parit yang dibersihkan", "44 titik",
        "Peta disetujui Camat", "paling sedikit 80 %",
        "Berorientasi Pelayanan", "Memahami dan memenuhi kebutuhan masyarakat.",
        "Jawab warga dengan kata yang mereka pakai.",
        "Dukungan sumber daya", "Satu truk pada hari Senin.",
        "ditandatangani dalam sistem 24 November 2026 14.05 WIB",
        "keadaan 24 November 2026 14.05 WIB",
    ):  # fmt: skip
        assert said in text, said
    assert len(re.findall("Sidik isi " + "ab" * 32, text)) == len(document.pages)
    assert all(
        bare(each.id) in bare(text) for value in rulebook.behaviour_values for each in value.statements
    )
    assert "DATA CONTOH" not in text and "RANCANGAN" not in text


@pytest.mark.parametrize("which", ["skp", "evaluasi", "umpan_balik"])
def test_every_document_is_tagged_and_the_compiler_accepts_it_as_pdf_ua(
    session: Session, rulebook: Rulebook, which: str
) -> None:
    content = {
        "skp": lambda: skp(session, rulebook),
        "evaluasi": lambda: evaluation(rulebook),
        "umpan_balik": lambda: feedback(rulebook),
    }[which]()
    document, text = read_back(set_pdf(which, content, at=NOW))
    root = document.root_object
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "id"
    assert document.metadata is not None and document.metadata.title == content["title"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    said = document.xmp_metadata
    assert said is not None and b"pdfuaid:part" in root["/Metadata"].get_data()
    assert {"/Table", "/TR", "/TH", "/TD", "/H1", "/H2"} <= tags(document)
    fonts = {str(font["/BaseFont"].split("+")[-1]) for page in document.pages for font in fonts_of(page)}
    assert fonts and all(name.startswith(("Libertinus", "DejaVu", "NewCM")) for name in fonts), fonts
    assert content["digest"] in text


def fonts_of(page: Any) -> list[Any]:
    return [font.get_object() for font in page["/Resources"].get("/Font", {}).values()]


def test_the_same_content_gives_the_same_bytes(rulebook: Rulebook, backend: str) -> None:
    assert set_pdf("evaluasi", evaluation(rulebook), at=NOW) == set_pdf(
        "evaluasi", evaluation(rulebook), at=NOW
    )


def test_what_one_side_has_signed_is_a_draft(session: Session, rulebook: Rulebook) -> None:
    officers, _accounts = seed(session, rulebook)
    plan = signed_plan(session, officer_id=officers["rina"], rater_id=officers["kasi"], now=NOW)
    session.execute(
        update(PlanVersion)
        .values(state="draft", rater_signed_at=None)
        .where(PlanVersion.id == plan.version_id)
    )
    view = plan_version(session, version_id=plan.version_id)
    assert view is not None
    _document, text = read_back(
        set_pdf("skp", skp_content(session, plan=view, now=NOW, rulebook=rulebook), at=NOW)
    )
    assert "RANCANGAN, belum ditandatangani berdua" in text
    assert "belum ditandatangani dalam sistem" in text


def test_a_sample_says_so_on_every_page_and_in_the_sheets(session: Session, rulebook: Rulebook) -> None:
    record(session, now=NOW, actor=Actor("setup", "cli"), kind=DEMO_FILLED, subject="office")
    content = skp(session, rulebook)
    document, _text = read_back(set_pdf("skp", content, at=NOW))
    assert all("DATA CONTOH" in page.extract_text() for page in document.pages)
    book = openpyxl.load_workbook(io.BytesIO(workbook(skp_sheets(content), title="SKP", at=NOW)))
    assert book["Identitas"]["A2"].value == "DATA CONTOH"


def test_words_that_look_like_markup_stay_words(session: Session, rulebook: Rulebook) -> None:
    _document, text = read_back(set_pdf("skp", skp(session, rulebook, result=MARKUP), at=NOW))
    assert bare(MARKUP) in bare(text)
    _document, text = read_back(set_pdf("evaluasi", evaluation(rulebook), at=NOW))
    assert bare(text).count(bare(MARKUP)) == 2 and bare(FORMULA) in bare(text)
    _document, text = read_back(set_pdf("umpan_balik", feedback(rulebook), at=NOW))
    assert bare(MARKUP) in bare(text)


def test_letters_of_other_scripts_are_drawn_or_named(rulebook: Rulebook, backend: str) -> None:
    """Hebrew and Arabic are in the compiler's fonts, Chinese is not: it is named by its code points."""
    _document, text = read_back(set_pdf("evaluasi", evaluation(rulebook), at=NOW))
    assert "[U+4E2D][U+6587]" in bare(text)
    assert not any(f"[U+{ord(letter):04X}]" in bare(text) for letter in "שלוםمرحبا")


@pytest.mark.parametrize("letter", ["\u202e", "\u2066", "\u200f", "\u202a"])
def test_marks_that_turn_letters_around_are_named(
    session: Session, rulebook: Rulebook, letter: str, backend: str
) -> None:
    _document, text = read_back(
        set_pdf("skp", skp(session, rulebook, result=f"Bayar {letter}000.1 rupiah"), at=NOW)
    )
    assert f"Bayar [U+{ord(letter):04X}]000.1 rupiah" in text and "bobot 100 %" in text


@pytest.mark.parametrize(
    "words",
    ["\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467", "a\u0000b\u0007c", "\ufffe\uffff", "\U00010ffff x",
     "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033dA", "".join(map(chr, range(0x4E00, 0x4F40))), "\U000e0001\U000e0041"],
)  # fmt: skip
def test_no_letter_keeps_a_document_from_being_set(rulebook: Rulebook, backend: str, words: str) -> None:
    _document, text = read_back(set_pdf("evaluasi", evaluation(rulebook, words=words), at=NOW))
    assert "Dokumen Evaluasi Kinerja Pegawai" in text


def test_when_replacing_finds_no_end_latin_stays(
    rulebook: Rulebook, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "ROUNDS", 0)
    _document, text = read_back(set_pdf("evaluasi", evaluation(rulebook), at=NOW))
    assert "[U+05E9]" in bare(text) and bare(MARKUP) in bare(text)


def test_a_template_that_is_wrong_says_so(backend: str) -> None:
    with pytest.raises(typst.TypstError):
        set_pdf("skp", {"title": "nothing else"}, at=NOW)


def test_an_evaluation_says_ratings_figures_evidence_and_answers(rulebook: Rulebook, backend: str) -> None:
    _document, text = read_back(set_pdf("evaluasi", evaluation(rulebook), at=NOW))
    for said in (
        "Evaluasi periodik, Juli s.d. September 2026",
        "Kecamatan Medan Marelan, Kota Medan",
        "Sesuai ekspektasi Di atas ekspektasi Baik Baik (Surat Sekda)",
        "Sebelum keberatan: hasil kerja di bawah ekspektasi, perilaku di atas ekspektasi.",
        "Jawaban pertama tepat waktu", "paling sedikit 80 %",
        "75 %, n 4, rentang 35,6 % sampai 94,2 %, belum pasti",
        "Juli 2026: 38 titik", "bukti: parit.jpg", "bukti: https://contoh.example/ba/7",
        "ditarik setelah evaluasi ditutup: Tautan mati.",
        "Hasan Contoh, rekan", "Cepat membantu.", "Terima kasih, paritnya lancar.",
        "Trantib Contoh", "1 Juli 2026 s.d. 15 Juli 2026", "Rapi.",
        "Alasan pejabat penilai", "Tanggapan pegawai", "Keberatan pegawai",
        "21 dari 23", "Versi aturan 2025.1, kalender 2026.1", "NIP 199001012015032001",
    ):  # fmt: skip
        assert bare(said) in bare(text), said
    assert "cd" * 32 in bare(text) and "ef" * 32 in bare(text)


def test_an_objection_has_its_day_and_the_decision_who_took_it(rulebook: Rulebook) -> None:
    heads = [each["head"] for each in evaluation(rulebook)["texts"]]
    assert "Keberatan pegawai, 6 Oktober 2026 10.00 WIB" in heads
    assert "Keputusan atas keberatan oleh Syahrul Contoh, Camat, 8 Oktober 2026 10.00 WIB" in heads


def test_a_record_of_before_says_of_an_objection_what_it_knows(rulebook: Rulebook) -> None:
    kept = kept_record()
    del kept["evaluation"]["objected_at"], kept["evaluation"]["decided_at"]
    kept["decider"] = None
    beside = StandingMarks(sample=False, digest="0" * 64, withdrawn={}, replaced=False)
    told = evaluation_content(kept, beside=beside, now=NOW, rulebook=rulebook)
    heads = [each["head"] for each in told["texts"]]
    assert {"Keberatan pegawai", "Keputusan atas keberatan"} <= set(heads)


def test_a_replaced_evaluation_says_so(rulebook: Rulebook, backend: str) -> None:
    beside = StandingMarks(sample=True, digest="12" * 32, withdrawn={}, replaced=True)
    content = evaluation_content(kept_record(), beside=beside, now=NOW, rulebook=rulebook)
    _document, text = read_back(set_pdf("evaluasi", content, at=NOW))
    assert "generasi berikutnya menggantikannya" in text and "DATA CONTOH" in text


def test_a_closed_evaluation_prints_the_seal_that_covers_it(rulebook: Rulebook, backend: str) -> None:
    point = SignedPoint(
        chain="audit",
        position=4711,
        head="ab" * 32,
        sealed_on_day=3,
        at=NOW,
        key_id="k" * 16,
        signature="cd" * 64,
    )
    told = {}
    for seal in (None, point):
        beside = StandingMarks(sample=False, digest="12" * 32, withdrawn={}, replaced=False, seal=seal)
        content = evaluation_content(kept_record(), beside=beside, now=NOW, rulebook=rulebook)
        told[seal] = bare(read_back(set_pdf("evaluasi", content, at=NOW))[1])
        rows = evaluation_sheets(content)["Penilaian"]
        assert (["Sidik rantai", "ab" * 32] in rows) == (seal is not None)
    assert bare("Disegel pada hari berikutnya") in told[None]
    assert bare("Disegel pada hari berikutnya") not in told[point]
    for part in ("sampai baris 4711", "ab" * 32, "cd" * 64):
        assert bare(part) in told[point], part


def test_feedback_says_who_when_about_what(rulebook: Rulebook, backend: str) -> None:
    _document, text = read_back(set_pdf("umpan_balik", feedback(rulebook), at=NOW))
    for said in (
        "Catatan Umpan Balik Berkelanjutan", "Tahun 2026", "Hasan Contoh, rekan", "penghargaan",
        "Berorientasi Pelayanan, laporan MRL-2607-7K4QH, Jawaban pertama tepat waktu", "Terima kasih.",
    ):  # fmt: skip
        assert bare(said) in bare(text), said


@pytest.mark.parametrize(
    "words",
    [FORMULA, "+1+1", "-2", "@SUM(A1)", "'=1", "00123", "https://x.example", SCRIPTS, "\u202eabc"],
)
def test_every_cell_of_the_sheets_is_text_as_it_was_written(
    rulebook: Rulebook, backend: str, words: str
) -> None:
    content = evaluation(rulebook, words=words)
    book = openpyxl.load_workbook(io.BytesIO(workbook(evaluation_sheets(content), title="x", at=NOW)))
    assert book.sheetnames == ["Identitas", "Realisasi", "Umpan Balik", "Penilaian"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"} and not any(cell.hyperlink for cell in cells)
    assert words in {cell.value for cell in book["Penilaian"]["B"]}
    assert f"Juli 2026: 38 titik {words}" in {cell.value for cell in book["Realisasi"]["E"]}


def test_the_sheets_of_a_plan_hold_a_section_each(session: Session, rulebook: Rulebook) -> None:
    content = skp(session, rulebook, result=FORMULA)
    book = openpyxl.load_workbook(io.BytesIO(workbook(skp_sheets(content), title="SKP", at=NOW)))
    assert book.sheetnames == ["Identitas", "Hasil Kerja", "Perilaku Kerja", "Lampiran"]
    rows = [[cell.value for cell in row] for row in book["Hasil Kerja"].iter_rows()]
    assert rows[1] == [
        "Utama", "–", FORMULA, "100 %", "Kuantitas", "Titik parit yang dibersihkan", "paling sedikit 44 titik"
    ]  # fmt: skip
    assert len(rows) == 4
    assert [cell.value for cell in book["Perilaku Kerja"]["A"]][1:] == [
        value.names.id for value in rulebook.behaviour_values
    ]
    assert book["Identitas"]["B2"].value == "Rina Contoh" and book.properties.title == "SKP"


def test_the_head_of_the_office_has_nobody_who_signs(session: Session, rulebook: Rulebook) -> None:
    officers, _accounts = seed(session, rulebook)
    plan = signed_plan(session, officer_id=officers["camat"], rater_id=None, now=NOW)
    view = plan_version(session, version_id=plan.version_id)
    assert view is not None and party(session, officer_id=None) is None
    _document, text = read_back(
        set_pdf("skp", skp_content(session, plan=view, now=NOW, rulebook=rulebook), at=NOW)
    )
    assert "Camat Contoh" in text


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (80.0, "percent", "80 %"),
        (35.64, "percent", "35,6 %"),
        (27000.0, "working_seconds", "1 hari kerja"),
        (34260.0, "working_seconds", "1 hari 2 jam 1 menit kerja"),
        (0.0, "working_seconds", "0 menit kerja"),
        (3.25, "score", "3,25"),
    ],
)
def test_amounts_are_told_as_people_say_them(
    rulebook: Rulebook, backend: str, value: float, unit: str, said: str
) -> None:
    assert DocumentWords.of(rulebook).measured(value, unit) == said


def test_numbers_and_months_are_indonesian(backend: str) -> None:
    assert [number(each) for each in (1200.5, 12, 0.12346)] == ["1.200,5", "12", "0,1235"]
    assert months("2026-10", "2026-12") == "Oktober s.d. Desember 2026"
    assert months("2026-11", "2026-11") == "November 2026"
    assert months("2025-12", "2026-01") == "Desember 2025 s.d. Januari 2026"
