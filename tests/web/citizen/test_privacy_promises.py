"""Every sentence of /privasi, each held by a test of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote_plus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select

from complaints_service import clock, db
from complaints_service.appraisal.feedback.models import Feedback
from complaints_service.audit.models import AuditEvent, AuditSource
from complaints_service.audit.sources import KEPT
from complaints_service.backups.databases import dumped
from complaints_service.edge.resources import KEY
from complaints_service.errors import Actor
from complaints_service.intake.sweeping import SPARED
from complaints_service.jobs.linking import PostRoom
from complaints_service.jobs.schedule import JOBS
from complaints_service.jobs.work import forget_past_terms
from complaints_service.measurement.checks.verification import verify
from complaints_service.measurement.facts.cells.models import SquareCell
from complaints_service.measurement.facts.models import SquareFact
from complaints_service.moment import Moment
from complaints_service.notify.models import Outbox, Subscription
from complaints_service.notify.monthly.models import MonthlyReader
from complaints_service.notify.monthly.service import ask_reader, stop_letters
from complaints_service.notify.routes import open_route
from complaints_service.notify.service import Recipient
from complaints_service.passing.exchange import hand_over
from complaints_service.passing.offices import OtherOffice
from complaints_service.passing.service import claim, take_up
from complaints_service.personal_data.models import SubjectRequest
from complaints_service.personal_data.rules import KINDS, RETENTION, due_of
from complaints_service.personal_data.service import ask, decide
from complaints_service.places.squares import square_of
from complaints_service.survey.skm import service as surveys
from complaints_service.survey.skm.models import SurveyAnswer, SurveyPass, SurveyPeriod
from complaints_service.survey.skm.passes import pass_of_report
from complaints_service.tickets.ledger.models import Complaint, Ticket
from complaints_service.vault.models import Identity
from config.entries.survey import ELEMENTS
from tests.services.post import Postman, minutes, open_mail, run
from tests.support import world
from tests.support.listener import listening
from tests.support.open_office import measure
from tests.support.visitors import Visitor
from tests.support.world import Office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
SARI, PHONE, NAME = "sari@contoh.example", "081234567890", "Sari Contoh Warga"
WHO = {"name": NAME, "phone": PHONE, "email": SARI}

#: Sentence -> the test that holds it.
PROMISES = {
    "Alamat untuk kabar bulanan tersimpan tersegel, tanpa nama dan tanpa hubungan dengan laporan, dan dihapus begitu "
    "Anda berhenti.": "test_the_address_of_the_monthly_letter_is_sealed_and_goes_when_it_stops",
    "Petugas melihat nama dan nomor Anda. Warga lain tidak.": "test_open_names_are_seen_by_officers_and_no_citizen",
    "Hanya petugas yang menangani yang melihatnya, dan setiap kali dilihat, tercatat.": (
        "test_a_confidential_name_is_seen_by_who_handles_it_and_each_look_is_recorded"
    ),
    "Kami tidak menyimpan siapa Anda. Tautan laporan adalah satu-satunya kunci.": (
        "test_of_an_anonymous_report_nothing_is_kept_of_its_citizen"
    ),
    "Isi laporan, tempatnya, percakapan, dan waktu setiap kejadian.": "test_what_is_kept_of_a_report",
    "Laporan yang diurus kantor lain diteruskan ke sana: isi, tempat, dan dari laporan terbuka fotonya. Nama dan kontak "
    "Anda tidak ikut.": "test_what_goes_to_another_office_names_nobody",
    "Kontak Anda, hanya untuk memberi kabar, dan hanya kalau Anda memberikannya.": (
        "test_contacts_are_kept_only_where_they_were_given"
    ),
    "Kuki seperlunya: untuk membuka laporan Anda, untuk draf dari obrolan, untuk menjaga formulir, untuk bahasa, dan "
    "untuk tampilan. Tidak ada pelacak.": "test_the_cookies_are_those_named",
    "Kuki laporan hilang sesudah 8 jam, atau 30 hari di perangkat yang Anda sebut milik Anda, dan seketika kalau Anda "
    "menekan “Lupakan di perangkat ini”.": "test_the_reports_cookie_ends",
    "Draf laporan tinggal di ponsel Anda paling lama sehari, tanpa nama dan nomor; dari laporan anonim dan laporan "
    "tentang petugas tidak ada yang tinggal.": "test_a_draft_of_the_form_reaches_no_server",
    "Laporan yang dikirim tanpa sambungan menunggu di ponsel Anda, dengan kontak yang Anda isi, sampai terkirim atau "
    "Anda batalkan.": "test_a_report_that_waits_is_sent_here_alone",
    "Alamat surel yang Anda tulis mula-mula menerima satu surat tanpa nomor, isi, dan tautan laporan; tanpa "
    "persetujuan pemiliknya tidak ada kabar yang dikirim ke sana.": "test_an_address_is_asked_before_it_hears",
    "Tautan dalam kabar hanya untuk membaca dan menjawab. Memutuskan sesuatu perlu tautan di bukti laporan.": (
        "test_a_link_in_news_reads_and_answers"
    ),
    "Semua tautan laporan Anda bisa Anda matikan kapan saja.": "test_all_links_can_be_ended",
    "Kalau laporan disatukan, kata-kata Anda tidak dibaca pelapor lain, dan jawaban untuk mereka tidak sampai kepada "
    "Anda.": "test_merging_reports_shows_no_citizen_anothers_words",
    "Laporan tentang seorang petugas tidak sampai kepada petugas itu.": "test_a_report_about_an_officer_does_not_reach_them",
    "Angka yang ditampilkan untuk umum tidak menunjuk orang atau rumah.": "test_public_pages_show_no_person_and_no_house",
    "Jawaban survei disimpan dengan harinya saja: tanpa nama, nomor laporan, akun, dan jam.": (
        "test_an_answer_of_the_survey_is_known_by_its_day_alone"
    ),
    "Catatan kantor tidak menyebut dari jaringan mana Anda datang. Tentang pegawai ia menyimpan bagian jaringannya dan "
    "sesinya, dua tahun lamanya.": "test_the_record_tells_of_officers_alone_from_where_they_came",
    "Kata-kata laporan Anda tidak tampil untuk umum sebelum petugas menyuntingnya, dan hilang begitu ditarik.": (
        "test_words_are_shown_to_everybody_once_edited_and_gone_when_withdrawn"
    ),
    "Halaman ini tidak memanggil situs lain.": "test_the_page_calls_no_other_site",
    "Yang bertanggung jawab: @OFFICE@.": "test_who_answers_for_it_is_the_office_of_the_rulebook",
    "Laporan diolah untuk ditangani, sebagai tugas pelayanan publik; alamat untuk kabar dengan persetujuan pemiliknya.": (
        "test_an_address_is_asked_before_it_hears"
    ),
    "Di halaman laporan Anda bisa meminta salinan, pembetulan, pembatasan, atau penghapusan data; kantor memutuskan dalam "
    "3 x 24 jam, dengan alasannya.": "test_on_the_reports_page_one_asks_about_ones_data",
    "Penghapusan menghapus nama dan kontak seketika, isi dan berkas begitu tidak ada yang bergantung padanya; angka kantor "
    "tetap, tanpa menunjuk orang.": "test_an_erasure_takes_the_person_at_once_and_words_when_nothing_rests_on_them",
    "Dari tempatnya tinggal kotak 150 × 150 meter, tanpa nama dan kata-kata, supaya hitungan per tempat tetap benar.": (
        "test_of_a_place_its_square_stays_by_which_it_is_counted"
    ),
    "Tanpa diminta pun semua itu dihapus sesudah laporan berakhir: terbuka 1825 hari, rahasia 1825 hari, anonim 1825 hari, "
    "tentang petugas 3650 hari.": "test_the_days_told_are_those_the_rulebook_has",
    "Berkasnya hilang dari disk paling lama dua hari sesudah isinya.": "test_files_leave_the_disk_within_two_days",
    "Surat dinas, notulen rapat, dan catatan tentang kerja pegawai adalah arsip kantor dan tidak ikut dihapus.": (
        "test_what_officers_wrote_of_their_own_work_stays"
    ),
    "Cadangan yang dibuat sebelum penghapusan masih memuatnya sampai cadangan itu dibuang; kalau dipulihkan, yang sudah "
    "dihapus dihapus lagi.": "test_a_backup_from_before_an_erasure_holds_what_a_later_one_does_not",
}


@pytest.fixture
def office(app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The test office with open mail, its clock at NOW, and the application's own key."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(world, "TRACKING_KEY", app.extensions[KEY].settings.tracking_key)
    open_mail(office, NOW)
    with db.writing(office.engine) as session:
        open_route(session, route="telegram", now=NOW)
    return office


@pytest.fixture
def device(app: Flask) -> Callable[[], Visitor]:
    return lambda: Visitor(app.test_client())


def sentences(page: str) -> set[str]:
    found = re.findall(r"<(?:li|dd)>(.*?)</(?:li|dd)>", page, re.DOTALL)
    return {" ".join(re.sub(r"<[^>]+>", "", each).split()) for each in found}


def test_every_sentence_has_its_test_and_every_test_its_sentence(
    device: Callable[[], Visitor], office: Office
) -> None:
    main = re.search(r"<main.*?</main>", device().read("/privasi"), re.DOTALL)
    assert main
    told = office.rulebook.office
    named = f"{told.names.id}, {told.address or told.city}"
    assert sentences(main[0]) == {each.replace("@OFFICE@", named) for each in PROMISES}
    assert all(name in globals() for name in PROMISES.values())


def test_open_names_are_seen_by_officers_and_no_citizen(
    device: Callable[[], Visitor], office: Office
) -> None:
    first = office.complain(now=NOW, privacy="open", **WHO)
    other = office.complain("Parit tumpat lagi.", now=NOW)
    office.act("kasi", other.number, "merge", into=first.number, reason="Sama.", now=NOW)
    kasi, page = device().sign_in(office, "kasi", NOW), f"/meja/{first.number}"
    assert NAME in kasi.send(f"{page}/pelapor", of=page, purpose="Menanyakan tempatnya.")
    citizen = device()
    citizen.read(f"/lacak/{other.secret}")
    seen = citizen.read(f"/laporan/{other.number}")
    assert not [each for each in (NAME, PHONE, SARI) if each in seen]


def test_a_confidential_name_is_seen_by_who_handles_it_and_each_look_is_recorded(
    device: Callable[[], Visitor], office: Office
) -> None:
    """The page; every other door stands in tests/services/test_vault_doors.py."""
    number = office.complain(now=NOW, privacy="confidential", **WHO).number
    holder = device().sign_in(office, "kasi", NOW)
    assert NAME not in holder.read(f"/meja/{number}")
    for looks in (1, 2):
        holder.read(f"/meja/{number}")
        assert NAME in holder.send(f"/meja/{number}/pelapor", purpose="Menanyakan tempatnya.")
        with db.reading(office.engine) as session:
            seen = session.scalars(select(AuditEvent.id).where(AuditEvent.kind == "identity.viewed")).all()
        assert len(seen) == looks
    stranger = device().sign_in(office, "trantib", NOW)
    assert NAME not in stranger.read(f"/meja/{number}")


def test_of_an_anonymous_report_nothing_is_kept_of_its_citizen(
    device: Callable[[], Visitor], office: Office
) -> None:
    visitor = device()
    sent = {
        "text": "Parit tumpat.",
        "kelurahan": "12.71.12.1002",
        "privacy": "anonymous",
        "about_office": "no",
    }
    visitor.send("/lapor", of="/lapor", **sent, **WHO)
    assert visitor.status == 303, "what was filled in before anonymous was chosen is dropped"
    number = visitor.location.split("/")[2]
    with db.reading(office.engine) as session:
        assert session.get(Identity, number) is None
        assert session.scalars(select(Subscription).where(Subscription.number == number)).all() == []
    assert device().client.get(f"/laporan/{number}").status_code == 404, "the number alone opens nothing"


def test_what_goes_to_another_office_names_nobody(office: Office) -> None:
    """What is sent; the pictures that arrive there or do not are in test_passed_on.py."""
    with listening() as other:
        other.answer = lambda heard: (200, {}, b'[{"service_code": "lainnya", "service_request_id": "7"}]')
        for privacy in ("open", "confidential"):
            number = office.complain("Parit kenari.", now=NOW, privacy=privacy, **WHO).number
            office.act("camat", number, "refer", agency="dlh", reason="Urusan dinas.", now=NOW)
            with db.writing(office.engine) as session:
                assert len(take_up(session, agencies=["dlh"], now=NOW)) == 1
                claimed = claim(session, now=NOW)
            assert claimed is not None
            hand_over(OtherOffice(other.url, "k", "lainnya"), claimed[1], here=True)
        sent = [unquote_plus(heard.body.decode()) for heard in other.heard if heard.method == "POST"]
    assert len(sent) == 2 and all("Parit kenari." in each for each in sent)
    assert not [each for each in (NAME, PHONE, SARI) if any(each in body for body in sent)]


def test_the_record_tells_of_officers_alone_from_where_they_came(
    device: Callable[[], Visitor], office: Office
) -> None:
    visitor = device()
    sent = {"text": "Parit tumpat.", "kelurahan": "12.71.12.1002", "privacy": "open", "about_office": "no"}
    visitor.send("/lapor", of="/lapor", **sent, **WHO)
    own = f"{visitor.location.removesuffix('/bukti')}/data"
    visitor.send(own, of=own, kind="copy", words="Tolong.")
    number = own.split("/")[2]
    kasi, page = device().sign_in(office, "kasi", NOW), f"/meja/{number}"
    kasi.send(f"{page}/pelapor", of=page, purpose="Menanyakan tempatnya.")
    with db.reading(office.engine) as session:
        told = session.execute(select(AuditEvent.actor, AuditSource).outerjoin(AuditEvent.came)).all()
    tell = {actor for actor, came in told if came is not None}
    assert tell == {f"person:{office.officers['kasi']}"}, "of nobody else, whoever wrote an entry"
    assert {actor for actor, _came in told} > tell
    assert timedelta(days=730) == KEPT


def test_what_is_kept_of_a_report(office: Office) -> None:
    """What a complaint's row holds is its words, its place and its class; who it is from is sealed elsewhere."""
    columns = {each["name"] for each in inspect(office.engine).get_columns("complaint")}
    words_and_place = {
        "text",
        "title",
        "language",
        "channel",
        "privacy",
        "kelurahan",
        "lat",
        "lng",
        "address",
    }
    assert {"ip", "user_agent", "device", "referrer"}.isdisjoint(columns)
    assert words_and_place <= columns
    assert [name for name in columns if "reporter" in name or name in ("name", "phone", "email")] == []


def test_contacts_are_kept_only_where_they_were_given(office: Office) -> None:
    number = office.complain(now=NOW, privacy="confidential").number
    with db.reading(office.engine) as session:
        assert session.get(Identity, number) is None
        assert session.scalars(select(Outbox.address).where(Outbox.number == number)).all() == []


def test_the_cookies_are_those_named(
    app: Flask, device: Callable[[], Visitor], office: Office, room: PostRoom
) -> None:
    done = office.complain(now=NOW, email=SARI)
    (letter,) = run(room, Postman(), NOW)
    assert letter.link
    client = app.test_client()
    named = {"lacak", "baca", "draf", "formulir", "bahasa", "tema"}
    found: set[str] = set()
    for path in (
        "/", "/lapor", "/lapor/draf/abc", "/lacak", f"/lacak/{done.secret}", letter.link.removeprefix(room.base_url),
        f"/laporan/{done.number}", f"/laporan/{done.number}/bukti", "/bahasa/en", "/hak", "/privasi", "/bantuan", "/masuk",
    ):  # fmt: skip
        found |= {each.split("=")[0] for each in client.get(path).headers.getlist("Set-Cookie")}
    visitor = Visitor(client)
    visitor.read("/")
    visitor.client.post("/tampilan", data={**visitor._form("/tampilan"), "tema": "dark"})
    found |= {name for name in ("tema",) if client.get_cookie(name)}
    assert found == named


def test_the_reports_cookie_ends(device: Callable[[], Visitor], office: Office) -> None:
    done = office.complain(now=NOW)
    visitor = device()
    visitor.read(f"/lacak/{done.secret}")
    kept = visitor.client.get_cookie("lacak", path=f"/laporan/{done.number}")
    assert kept is not None and kept.max_age == 8 * 3600
    visitor.send(f"/laporan/{done.number}/perangkat", of=f"/laporan/{done.number}")
    kept = visitor.client.get_cookie("lacak", path=f"/laporan/{done.number}")
    assert kept is not None and kept.max_age == 30 * 24 * 3600
    assert "Lupakan di perangkat ini" in visitor.read(f"/laporan/{done.number}")
    visitor.send(f"/laporan/{done.number}/lupakan")
    assert visitor.client.get_cookie("lacak", path=f"/laporan/{done.number}") is None


def test_a_draft_of_the_form_reaches_no_server(client: FlaskClient, office: Office) -> None:
    """The script that keeps it knows no way out; that it does is tried in a browser (tests/browser/test_offline.py)."""
    page = client.get("/lapor").text
    source = re.search(r'src="([^"]*citizen/draft[^"]*)"', page)
    assert source
    with client.get(source[1]) as answer:
        script = answer.text
    assert "localStorage" in script
    assert not re.search(r"fetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource|new Image", script)
    may_be_kept = "".join(re.findall(r"<section[^>]*data-draft-keeps.*?</section>", page, re.DOTALL))
    assert 'name="text"' in may_be_kept and 'name="kelurahan"' in may_be_kept
    assert not re.search(r'name="(name|phone|email|privacy|own_device)"', may_be_kept)
    [never] = re.findall(r'data-draft-never="([^"]*)"', page)
    assert set(never.split()) == {"privacy=anonymous", "about_office=yes", "about_office=unsure"}


def test_a_report_that_waits_is_sent_here_alone(client: FlaskClient, office: Office) -> None:
    """That it waits, goes and is called back is tried in a browser (tests/browser/test_offline.py)."""
    with client.get("/sw.js") as answer:
        script = answer.text
    assert set(re.findall(r'fetch\("?([^",)]*)', script)) == {"mark", "one.to || to", "KEPT", "request"}
    assert 'to: "/lapor",' in script and 'mark: "/lapor/tanda",' in script
    assert ".to =" not in script and " to:" not in script.replace('\n  to: "/lapor",', ""), (
        "nothing names another place"
    )
    assert 'KEPT = "/lapor/luring"' in script and 'credentials: "omit"' in script
    assert "data-drop" in client.get("/lapor").text and "data-drop" in client.get("/").text


def test_an_address_is_asked_before_it_hears(office: Office, room: PostRoom) -> None:
    done = office.complain("Parit tumpat. Rahasia sekali.", now=NOW, email=SARI, agreed=False)
    office.act("kasi", done.number, "message", text="Jawaban.", now=NOW)
    (letter,) = run(room, Postman(), NOW + minutes(1))
    said = letter.subject + letter.text + letter.footer
    assert letter.kind == "confirm_route" and done.number not in said and "Rahasia" not in said
    assert "/lacak/" not in said and "/laporan/" not in said


def test_a_link_in_news_reads_and_answers(
    device: Callable[[], Visitor], office: Office, room: PostRoom
) -> None:
    done = office.complain(now=NOW, email=SARI)
    (letter,) = run(room, Postman(), NOW)
    reader = device()
    assert letter.link
    reader.read(letter.link.removeprefix(room.base_url))
    reader.send(f"/laporan/{done.number}/pesan", of=f"/laporan/{done.number}", text="Halo.")
    assert reader.status == 303
    reader.read(f"/laporan/{done.number}")
    form = reader._form(f"/laporan/{done.number}/pesan")
    assert (
        reader.client.post(f"/laporan/{done.number}/cabut", data={**form, "reason": "x"}).status_code == 403
    )


def test_all_links_can_be_ended(device: Callable[[], Visitor], office: Office) -> None:
    done = office.complain(now=NOW)
    owner = device()
    owner.read(f"/lacak/{done.secret}")
    owner.send(f"/laporan/{done.number}/bocor", of=f"/laporan/{done.number}")
    assert device().client.get(f"/lacak/{done.secret}").status_code == 404


def test_merging_reports_shows_no_citizen_anothers_words(
    device: Callable[[], Visitor], office: Office
) -> None:
    first = office.complain("Parit di Gang Satu.", now=NOW - minutes(9))
    second = office.complain("Parit di Gang Dua.", now=NOW)
    office.act("kasi", second.number, "merge", into=first.number, reason="Sama.", now=NOW)
    office.act("kasi", first.number, "message", text="Untuk Gang Satu saja.", now=NOW)
    office.citizen(second.number, "write", text="Kata-kata Gang Dua.", now=NOW)
    for done, theirs, foreign in (
        (first, "Gang Satu", ("Gang Dua",)),
        (second, "Gang Dua", ("Gang Satu",)),
    ):
        visitor = device()
        visitor.read(f"/lacak/{done.secret}")
        page = visitor.read(f"/laporan/{done.number}")
        assert theirs in page and not [each for each in foreign if each in page]


def test_a_report_about_an_officer_does_not_reach_them(device: Callable[[], Visitor], office: Office) -> None:
    """Whom the citizen names; the words that only suggest somebody are the protected reports' own part."""
    number = office.complain(now=NOW, about=(f"person:{office.officers['rina']}",)).number
    reader = device().sign_in(office, "rina", NOW)
    reader.read(f"/meja/{number}")
    assert reader.status == 404
    for view in ("", "?tampilan=semua"):
        assert number not in reader.read(f"/meja{view}")


def test_public_pages_show_no_person_and_no_house(device: Callable[[], Visitor], office: Office) -> None:
    office.complain("Parit di Gang Melati 7.", now=NOW, privacy="open", address="Gang Melati 7", **WHO)
    for path in ("/", "/hak", "/privasi", "/bantuan", "/lacak", "/lapor", "/wilayah.json"):
        page = device().read(path)
        assert not [each for each in (NAME, PHONE, SARI, "Melati 7", "Rina Contoh") if each in page], path


def test_the_page_calls_no_other_site(client: FlaskClient, office: Office) -> None:
    for path in ("/privasi", "/", "/lapor", "/lacak"):
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert not re.search(r"https?://", policy), policy
        loaded = re.findall(r'<(?:script|img|link|iframe|source)[^>]*(?:src|href)="([^"]+)"', answer.text)
        assert loaded and not [each for each in loaded if re.match(r"(?:https?:)?//", each)]


def test_the_address_of_the_monthly_letter_is_sealed_and_goes_when_it_stops(office: Office) -> None:
    with db.writing(office.engine) as session:
        ask_reader(session, recipient=Recipient("email", SARI, "id"), kelurahan=None, now=NOW)
    with db.reading(office.engine) as session:
        (row,) = session.scalars(select(MonthlyReader)).all()
        kept = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    assert set(kept) == {
        "id", "address", "sealed", "language", "kelurahan", "asked_at", "agreed_at", "last_month",
    }  # fmt: skip
    assert SARI.encode() not in row.sealed and SARI not in row.address
    with db.writing(office.engine) as session:
        stop_letters(session, reader_id=row.id, now=NOW)
    with db.reading(office.engine) as session:
        assert session.scalars(select(MonthlyReader)).all() == []


def test_an_answer_of_the_survey_is_known_by_its_day_alone(
    device: Callable[[], Visitor], office: Office
) -> None:
    """By the link of a report: neither the answer nor the pass leads back to it, and no instant is kept."""
    number, key = "MRL-2603-7K4Q2", world.TRACKING_KEY
    today = office.rulebook.local_date(NOW)
    new = surveys.NewPeriod(
        unit="SARPRAS", service="pengaduan", population=9, opened_on=today, until_on=today + timedelta(days=9)
    )
    asking: dict[str, Any] = {"now": NOW, "rulebook": office.rulebook}
    with db.writing(office.engine) as session:
        made = surveys.open_period(session, new=new, rights=None, actor=world.SETUP, **asking)
        code = str(session.scalar(select(SurveyPeriod.code).where(SurveyPeriod.id == made)))
        given = pass_of_report(key, period=code, number=number)
        scores = surveys.GivenAnswer(scores=dict.fromkeys(ELEMENTS, 3))
        surveys.answer(session, code=code, given=scores, pass_given=given, key=key, **asking)
    with db.reading(office.engine) as session:
        (kept,) = session.execute(select(SurveyAnswer.__table__)).mappings().all()
        used = session.execute(select(SurveyPass.__table__)).all()
    known = {"key", "period_id", "channel", "sex", "age", "education", "work", "comment", "answered_on"}
    assert set(kept) == known | set(ELEMENTS)
    assert not [value for value in kept.values() if isinstance(value, datetime)]
    assert number not in repr((kept, used)) and given not in repr((kept, used))


def test_words_are_shown_to_everybody_once_edited_and_gone_when_withdrawn(
    device: Callable[[], Visitor], office: Office
) -> None:
    """On the page, in the feed and in Open311 alike."""
    number = office.complain("Parit tumpat di rumah Sari Contoh.", category="sampah", now=NOW).number
    places = ("/terbuka/laporan", "/terbuka/umpan.atom", f"/open311/v2/requests/{number}.json")

    def shown() -> set[tuple[bool, bool]]:
        pages = [device().read(place) for place in places]
        return {("Sari Contoh" in page, "Parit tumpat" in page) for page in pages}

    assert shown() == {(False, False)}
    office.act("camat", number, "release", words="Parit tumpat.", answer="", now=NOW)
    assert shown() == {(False, True)}
    office.act("camat", number, "unrelease", reason="diminta warganya", now=NOW)
    assert shown() == {(False, False)}


def test_who_answers_for_it_is_the_office_of_the_rulebook(
    device: Callable[[], Visitor], office: Office
) -> None:
    told = office.rulebook.office
    assert f"Yang bertanggung jawab: {told.names.id}, {told.address or told.city}." in device().read(
        "/privasi"
    )


def test_on_the_reports_page_one_asks_about_ones_data(device: Callable[[], Visitor], office: Office) -> None:
    """What becomes of each of the four is held by tests/web/citizen/test_own_data.py."""
    done, visitor = office.complain(now=NOW, **WHO), device()
    visitor.read(f"/lacak/{done.secret}")
    assert f"/laporan/{done.number}/data" in visitor.read(f"/laporan/{done.number}")
    page = visitor.read(f"/laporan/{done.number}/data")
    assert set(re.findall(r'name="kind" value="(\w+)"', visitor.raw or page)) == set(KINDS)
    assert due_of(NOW) == NOW + timedelta(days=3)


def test_an_erasure_takes_the_person_at_once_and_words_when_nothing_rests_on_them(office: Office) -> None:
    """Every byte of it, and every figure, are held by tests/services/test_forgetting.py."""
    number = office.complain("Parit kanariisi.", now=NOW, **WHO).number
    grant_erasure(office, number)
    with db.reading(office.engine) as session:
        kept = session.get_one(Identity, number)
        assert (kept.wrapped, session.scalar(select(SubjectRequest.kept))) == (None, ["open"])
    for act in ("resolve", "accept"):
        (office.act if act == "resolve" else office.citizen)(
            *(("kasi", number, act) if act == "resolve" else (number, act)),
            text="Sudah.",
            now=NOW + minutes(9),
        )
    assert words_left(office) == ["Parit kanariisi."]
    forget_past_terms(shift_of(office))
    assert words_left(office) == ["[dihapus]"]


def test_of_a_place_its_square_stays_by_which_it_is_counted(office: Office) -> None:
    """Also when all facts are made anew; that nothing else of it is left, tests/services/test_forgetting.py holds."""
    number = office.complain("Parit.", now=NOW, address="Gang kanari", lat=3.7012, lng=98.6543, **WHO).number
    office.act("kasi", number, "reject", reason="spam", text="Bukan laporan.", now=NOW)
    measure(office, NOW)
    grant_erasure(office, number)
    forget_past_terms(shift_of(office))
    measure(office, NOW + minutes(1))
    with db.reading(office.engine) as session:
        place = session.execute(select(Complaint.lat, Complaint.lng, Complaint.address)).one()
        assert tuple(place) == (None, None, None)
        squares = [select(table.up, table.along) for table in (SquareFact, SquareCell)]
        assert [session.execute(each).all() for each in squares] == [[square_of(3.7012, 98.6543)]] * 2
        assert verify(session, rulebook=office.rulebook, now=NOW + minutes(1)) == []


def test_the_days_told_are_those_the_rulebook_has(office: Office) -> None:
    """That reports go after them is held by tests/services/test_forgetting.py."""
    days = {key: office.rulebook.limit(limit, NOW.date()) for key, limit in RETENTION.items()}
    assert days == {"open": 1825, "confidential": 1825, "anonymous": 1825, "oversight": 3650}


def test_files_leave_the_disk_within_two_days() -> None:
    """That they do, with every byte, is held by tests/services/test_erased_bytes.py; the sweep runs each hour."""
    (job,) = [each for each in JOBS if each.name == "sweep_files"]
    assert (SPARED, job.every_seconds) == (timedelta(hours=48), 3600)


def test_what_officers_wrote_of_their_own_work_stays(office: Office) -> None:
    number = office.complain("Parit kanariisi.", now=NOW, **WHO).number
    office.act("kasi", number, "reject", reason="spam", text="Bukan laporan.", now=NOW)
    with db.writing(office.engine) as session:
        ticket_id = session.scalars(select(Ticket.id).where(Ticket.number == number)).one()
        session.add(
            Feedback(
                officer_id=office.officers["rina"], giver_id=office.officers["kasi"], relation="superior",
                kind="praise", words="Jawaban yang jelas.", ticket_id=ticket_id, given_at=NOW,
            )
        )  # fmt: skip
    grant_erasure(office, number)
    forget_past_terms(shift_of(office))
    with db.reading(office.engine) as session:
        assert session.scalars(select(Feedback.words)).all() == ["Jawaban yang jelas."]
    assert words_left(office) == ["[dihapus]"]


def test_a_backup_from_before_an_erasure_holds_what_a_later_one_does_not(office: Office) -> None:
    """That one that is put back is erased again is held by tests/services/test_backup.py."""
    number = office.complain("Parit kanariisi.", now=NOW, **WHO).number
    office.act("kasi", number, "reject", reason="spam", text="Bukan laporan.", now=NOW)
    before = copied(office)
    grant_erasure(office, number)
    forget_past_terms(shift_of(office))
    assert b"kanariisi" in before and b"kanariisi" not in copied(office)


def copied(office: Office) -> bytes:
    with dumped(office.engine) as pieces:
        return b"".join(pieces)


def words_left(office: Office) -> list[str]:
    with db.reading(office.engine) as session:
        return list(session.scalars(select(Complaint.text)))


def shift_of(office: Office) -> Any:
    return SimpleNamespace(engine=office.engine, rulebook=office.rulebook, now=NOW + minutes(30))


def grant_erasure(office: Office, number: str) -> None:
    with db.writing(office.engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        asking = Moment(session=session, now=NOW, actor=Actor.citizen("web"), rulebook=office.rulebook)
        asked = ask(asking, ticket=ticket, kind="erasure", said="")
        officer = Actor.officer(office.officers["camat"], "web")
        deciding = Moment(session=session, now=NOW, actor=officer, rulebook=office.rulebook)
        decide(deciding, request_id=asked.id, granted=True, reason="Diminta.", rights=office.rights("camat"))
