"""The survey on pages: nine questions by poster, slip and tablet, the office's side, what everybody reads."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select

from complaints_service import clock, db
from complaints_service.idempotency import IdempotencyKey
from complaints_service.survey.skm import service
from complaints_service.survey.skm.models import SurveyAnswer
from complaints_service.survey.skm.queries import period
from complaints_service.survey.skm.service import NewPeriod
from config.entries.survey import ELEMENTS
from tests.support.visitors import Visitor, when
from tests.support.world import SETUP, Office

NOW = when("Tue 2026-11-24 14:05")
WHOLE = dict.fromkeys(ELEMENTS, "3")
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def code(office: Office) -> str:
    """The poster's code of a period that runs."""
    with db.writing(office.engine) as session:
        made = service.open_period(
            session,
            new=NewPeriod(
                unit="SARPRAS",
                service="pengaduan",
                population=10,
                opened_on=date(2026, 11, 24),
                until_on=date(2026, 12, 24),
            ),
            rights=None,
            now=NOW,
            actor=SETUP,
            rulebook=office.rulebook,
        )
        found = period(session, period_id=made)
        assert found is not None
        return found.code


@pytest.fixture
def somebody(client: FlaskClient) -> Callable[[], Visitor]:
    """Another browser each time."""
    return lambda: Visitor(client.application.test_client())


def press(one: Visitor, action: str, *, of: str | None = None, **fields: str) -> None:
    """Sends a form and goes where it leads."""
    one.send(action, of=of, **fields)
    if one.status == 303:
        one.read(one.location)


def kept(office: Office) -> int:
    with db.reading(office.engine) as session:
        return session.scalar(select(func.count()).select_from(SurveyAnswer)) or 0


def test_nine_questions_in_the_words_of_the_form_and_one_answer_a_browser(
    somebody: Callable[[], Visitor], code: str, office: Office
) -> None:
    one = somebody()
    one.read(f"/survei/{code.lower()}")
    assert one.raw.count('<fieldset class="scores"') == 9
    assert one.raw.count('type="radio"') == 36
    assert "Bagaimana pendapat Saudara tentang kewajaran biaya/tarif dalam pelayanan?" in one.page
    assert "Gratis" in one.page
    press(one, f"/survei/{code}", of=f"/survei/{code}", **WHOLE, sex="female", comment="Cepat.")
    assert "Terima kasih" in one.page
    assert kept(office) == 1
    one.read(f"/survei/{code}")
    assert "Sudah Anda isi" in one.page
    somebody().send(f"/survei/{code}", of=f"/survei/{code}", **WHOLE)
    assert kept(office) == 2


def test_half_an_answer_comes_back_with_what_was_chosen(
    somebody: Callable[[], Visitor], code: str, office: Office
) -> None:
    half = {name: "4" for name in ELEMENTS if name not in ("u3", "u8")}
    one = somebody()
    press(one, f"/survei/{code}", of=f"/survei/{code}", **half)
    assert one.status == 422
    assert [name for name in ELEMENTS if f'id="{name}-error"' in one.raw] == ["u3", "u8"]
    assert one.raw.count(" checked") == 7
    assert kept(office) == 0
    press(one, f"/survei/{code}", **{**half, "u3": "9", "u8": "x"})
    assert (one.status, kept(office)) == (422, 0)


def test_two_tabs_and_a_second_press_are_one_answer(
    somebody: Callable[[], Visitor], code: str, office: Office
) -> None:
    one = somebody()
    tabs = [one.read(f"/survei/{code}") and one.raw for _ in range(2)]
    fields = [dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', tab)) for tab in tabs]
    assert fields[0]["kunci"] != fields[1]["kunci"]
    for form in (fields[0], fields[0], fields[1]):
        one.client.post(f"/survei/{code}", data={**form, **WHOLE})
    assert kept(office) == 1


def test_nothing_of_an_answer_is_kept_beside_it(
    somebody: Callable[[], Visitor], code: str, office: Office
) -> None:
    somebody().send(f"/survei/{code}", of=f"/survei/{code}", **WHOLE)
    with db.reading(office.engine) as session:
        assert session.scalar(select(func.count()).select_from(IdempotencyKey)) == 0


def test_a_tablet_forgets_each_answer_and_goes_back_to_the_start(
    client: FlaskClient, code: str, office: Office
) -> None:
    tablet = Visitor(client)
    for number in (1, 2, 3):
        answer = client.get(f"/survei/{code}?kios=1")
        start = f"/survei/{code}?kios=1"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Refresh"] == f"240; url={start}"
        assert " checked" not in answer.text
        press(tablet, f"/survei/{code}", of=start, **WHOLE)
        assert "Orang berikutnya" in tablet.page
        assert kept(office) == number
        after = client.get(f"/survei/{code}/terima-kasih?kios=1")
        assert after.headers["Refresh"] == f"8; url={start}"


def test_a_closed_period_says_so_and_takes_nothing(
    somebody: Callable[[], Visitor], code: str, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert somebody().client.get(f"/survei/{code}/sabc").status_code == 404
    late = somebody()
    late.read(f"/survei/{code}")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=40))
    press(late, f"/survei/{code}", **WHOLE)
    assert "sedang tidak dibuka" in late.page
    assert kept(office) == 0
    assert somebody().client.get("/survei/NONE22").status_code == 404


def test_the_office_opens_prints_types_closes_publishes_and_mends(
    client: FlaskClient, somebody: Callable[[], Visitor], office: Office
) -> None:
    head = Visitor(client).sign_in(office, "kasi", NOW)
    assert 'href="/pengelola/survei"' in head.read("/meja")
    press(head, "/pengelola/survei", of="/pengelola/survei", unit="SARPRAS", service="", population="0",
              opened_on="2026-11-24", until_on="2026-12-24")  # fmt: skip
    assert head.status == 422
    press(head, "/pengelola/survei", unit="SARPRAS", service="pengaduan", population="100",
              opened_on="2026-11-24", until_on="2026-12-24")  # fmt: skip
    assert "kurang 80" in head.page
    [code] = set(re.findall(r"/survei/(\w{6})\?kios=1", head.raw))
    [here] = set(re.findall(r"(/pengelola/survei/\d+)/poster", head.raw))
    head.read(f"{here}/poster")
    assert head.raw.count('class="qr"') == 1
    asked = re.findall(r"<li><b>\d\. (.*?)</b>", head.read(f"{here}/lembar"))
    assert len(asked) == 9
    assert "sarana dan prasarana" in asked[7], "typed in the form's order: u9 comes before u8"
    head.read(f"{here}/slip")
    slips = re.findall(rf"/survei/{code}/(s[a-z2-7]+)<", head.raw)
    assert len(set(slips)) == 12
    somebody().send(f"/survei/{code}", of=f"/survei/{code}/{slips[0]}", **WHOLE)
    again = somebody()
    again.read(f"/survei/{code}/{slips[0]}")
    assert "Sudah Anda isi" in again.page
    press(head, f"{here}/kertas", of=here, sheets="333333333\n44444\n999999999\n")
    assert "Baris 2, 3 bukan sembilan angka" in head.page
    press(head, f"{here}/kertas", sheets="4 4 4 4 4 4 4 4 1\n" * 3 + "3,3,3,3,3,3,3,3,3\n")
    assert kept(office) == 5
    assert "IKM" not in head.read(here)
    assert client.get(f"{here}/laporan.pdf").status_code == 404
    press(head, f"{here}/tutup", of=here, population="50")
    # u8, asked last, has 3x1 + 2x3 of five answers; all others 3x4 + 2x3.
    assert "IKM 85,00" in head.page
    press(
        head, f"{here}/tindak-lanjut", element="u8", words="Menjawab saran di papan.", owner_id="", due_on=""
    )
    assert head.status == 422
    rina = str(office.officers["rina"])
    press(head, f"{here}/tindak-lanjut", element="u8", words="Menjawab saran di papan.", owner_id=rina,
              due_on="2026-12-20")  # fmt: skip
    assert "Menjawab saran di papan." in head.page
    assert "Belum ada hasil" in somebody().read("/terbuka/skm")
    press(head, f"{here}/umumkan")
    public = somebody().read("/terbuka/skm")
    assert "IKM 85,00" in public
    assert "Menjawab saran di papan." in public
    assert "Rina" not in public
    pdf = PdfReader(io.BytesIO(client.get(f"{here}/laporan.pdf").data))
    text = "".join(sheet.extract_text() for sheet in pdf.pages)
    for told in ("85,00", "B (Baik)", "Menjawab saran di papan.", "A mulai 88,31"):
        assert told in text
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{here}/laporan.xlsx").data))
    rows = {row[0].value: [cell.value for cell in row[1:]] for row in book["Unsur"].iter_rows()}
    assert rows["U8"][1:] == ["9", "1,800", "0,200", "45,00", "D"]
    assert rows["U9"][1:] == ["18", "3,600", "0,400", "90,00", "A"]


def test_a_closed_report_leads_to_one_answer_that_does_not_lead_back(
    client: FlaskClient, code: str, office: Office
) -> None:
    done = office.complain(now=NOW)
    office.act("rina", done.number, "resolve", now=NOW, text="Beres.")
    citizen = Visitor(client)
    page = f"/laporan/{done.number}"
    citizen.read(f"/lacak/{done.secret}")
    assert "/survei/" not in citizen.read(page)
    office.citizen(done.number, "accept", now=NOW)
    [link] = set(re.findall(rf'href="(/survei/{code}/l[a-z2-7]+)"', citizen.read(page)))
    assert done.number not in link
    press(citizen, f"/survei/{code}", of=link, **WHOLE)
    assert kept(office) == 1
    assert "/survei/" not in citizen.read(page)


def test_periods_are_told_beside_each_other_and_a_unit_as_a_whole(
    office: Office, somebody: Callable[[], Visitor]
) -> None:
    rulebook = office.rulebook
    with db.writing(office.engine) as session:
        for service_code, months, score in (("pengaduan", 0, 3), ("pengaduan", 1, 4), ("surat", 0, 2)):
            at = NOW + timedelta(days=31 * months - 60)
            first = rulebook.local_date(at)
            new = NewPeriod(
                unit="SARPRAS", service=service_code, population=9, opened_on=first, until_on=first
            )
            made = service.open_period(session, new=new, rights=None, now=at, actor=SETUP, rulebook=rulebook)
            sheets = [service.GivenAnswer(scores=dict.fromkeys(ELEMENTS, score))] * 5
            more = {"period_id": made, "rights": None, "now": at, "actor": SETUP}
            service.enter_paper(session, sheets=sheets, rulebook=rulebook, **more)
            service.close_period(session, population=9, **more)
            service.publish(session, rulebook=rulebook, **more)
    page = re.sub(r"<[^>]+>", "", somebody().read("/terbuka/skm"))
    assert re.findall(r"IKM (\d+,\d\d)", page) == ["100,00", "50,00", "75,00", "75,00"]
    trend = page[page.index("Dari waktu ke waktu") :]
    assert re.findall(r"(\d+,\d\d) \((\w)\)", trend) == [("75,00", "C"), ("100,00", "A")]


def test_few_answers_give_no_figure_anywhere(
    client: FlaskClient, code: str, office: Office, somebody: Callable[[], Visitor]
) -> None:
    head = Visitor(client).sign_in(office, "kasi", NOW)
    [here] = set(re.findall(r'href="(/pengelola/survei/\d+)"', head.read("/pengelola/survei")))
    press(head, f"{here}/kertas", of=here, sheets="111111111\n" * 3)
    press(head, f"{here}/tutup", of=here, population="50")
    assert "Kurang dari lima jawaban" in head.page
    assert "25,00" not in head.page
    assert client.get(f"{here}/laporan.xlsx").status_code == 404
    assert "Belum ada hasil" in somebody().read("/terbuka/skm")


def test_who_may_not_sees_nothing(client: FlaskClient, code: str, office: Office) -> None:
    clerk = Visitor(client).sign_in(office, "rina", NOW)
    assert 'href="/pengelola/survei"' not in clerk.read("/meja")
    assert client.get("/pengelola/survei").status_code == 404
    assert client.get("/pengelola/survei/1").status_code == 404
