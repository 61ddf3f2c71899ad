"""The counter: what it writes down for a citizen, when, its slip, and the link made anew."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import db
from complaints_service.audit.models import AuditEvent
from complaints_service.edge.resources import KEY
from complaints_service.survey.skm.asking import invitation_for
from complaints_service.survey.skm.service import NewPeriod, open_period
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from config.entries.survey import ELEMENTS
from tests.support.visitors import Visitor, when
from tests.support.world import SETUP, Office

NOW = when("Tue 2026-11-24 14:05")
REPORT = {
    "text": "Lampu jalan padam di depan balai.",
    "about_office": "no",
    "category": "lampu_jalan",
    "kelurahan": "12.71.12.1002",
    "privacy": "confidential",
    "name": "Warga Contoh",
    "channel": "counter",
}

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def clerk(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "meja", NOW)


def enter(clerk: Visitor, **more: str) -> str:
    """Enters a report; the number on its slip."""
    clerk.send("/loket", of="/loket", **{**REPORT, **more})
    assert clerk.status == 200, re.findall(r"invalid-feedback.*?</p>", clerk.page)
    found = re.search(r'<h1 class="num">([^<]+)</h1>', clerk.page)
    assert found
    return found[1]


def opened(office: Office, number: str) -> Ticket:
    with db.reading(office.engine) as session:
        return session.scalars(select(Ticket).where(Ticket.number == number)).one()


def test_a_visitor_gets_a_slip_and_the_clerk_no_key(clerk: Visitor, office: Office) -> None:
    assert 'href="/loket"' in clerk.read("/meja")
    number = enter(clerk)
    assert clerk.client.get_cookie("lacak", path=f"/laporan/{number}") is None
    assert clerk.raw.count('class="qr"') == 1
    [link] = set(re.findall(r"https?://[^<\s\"]+/lacak/([^<\s\"]+)", clerk.page))
    assert f'href="/lacak/{link}"' not in clerk.page, (
        "nothing on the clerk's page opens the report by a press"
    )
    with db.reading(office.engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        first = session.scalars(select(TicketEvent).where(TicketEvent.ticket_id == ticket.id)).first()
        assert first is not None
        assert (first.actor, first.data["channel"]) == (f"person:{office.officers['meja']}", "counter")
    visitor = Visitor(office_client := clerk.client.application.test_client())
    visitor.read(f"/lacak/{link}")
    assert visitor.status == 303
    assert office_client.get_cookie("lacak", path=f"/laporan/{number}") is not None


def test_while_a_survey_asks_the_slip_has_its_link_for_one_answer(clerk: Visitor, office: Office) -> None:
    """On the pass of the report: its page asks no more once the slip was used, and the slip works once."""
    with db.writing(office.engine) as session:
        open_period(
            session,
            new=NewPeriod(
                unit="SARPRAS", service="pengaduan", population=9,
                opened_on=date(2026, 11, 24), until_on=date(2026, 12, 24),
            ),
            rights=None, now=NOW, actor=SETUP, rulebook=office.rulebook,
        )  # fmt: skip
    number, key = enter(clerk), clerk.client.application.extensions[KEY].settings.tracking_key
    assert clerk.raw.count('class="qr"') == 2
    [link] = set(re.findall(r"/survei/\w+/\w+", clerk.page))
    with db.reading(office.engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        asked = invitation_for(
            session, number=number, unit=ticket.unit, key=key, now=NOW, rulebook=office.rulebook
        )
    assert asked is not None and link == f"/survei/{asked.code}/{asked.given}"
    visitor = Visitor(clerk.client.application.test_client())
    for times in (1, 2):
        visitor.read(link)
        if times == 1:
            visitor.send(f"/survei/{asked.code}", of=link, **dict.fromkeys(ELEMENTS, "3"))
            assert visitor.status == 303
    assert "Jawaban Anda yang pertama sudah terhitung." in visitor.page
    with db.reading(office.engine) as session:
        again = invitation_for(
            session, number=number, unit=ticket.unit, key=key, now=NOW, rulebook=office.rulebook
        )
    assert again is None, "the page of the closed report asks no more"


@pytest.mark.parametrize(("login", "leads_to"), [("meja", "/meja/"), ("trantib", "/lacak")])
def test_a_citizens_link_opened_by_whoever_is_signed_in_stays_the_citizens(
    client: FlaskClient, office: Office, login: str, leads_to: str
) -> None:
    made = office.complain("Parit tumpat.", now=when("Mon 2026-11-23 10:00"), privacy="confidential")
    somebody = Visitor(client).sign_in(office, login, NOW)
    somebody.read(f"/lacak/{made.secret}")
    assert somebody.status == 303 and somebody.location.startswith(leads_to)
    assert made.secret not in somebody.location
    for name in ("lacak", "baca"):
        assert client.get_cookie(name, path=f"/laporan/{made.number}") is None
    assert "Tautan warga tidak dibuka di peramban petugas." in somebody.read(somebody.location)
    assert somebody.read(f"/laporan/{made.number}") and somebody.status == 404
    client.delete_cookie("tanggap")
    somebody.read(f"/lacak/{made.secret}")
    assert somebody.location == f"/laporan/{made.number}", "for the citizen it still opens"


def test_a_second_press_is_the_same_report_with_the_same_slip(clerk: Visitor, office: Office) -> None:
    clerk.read("/loket")
    form, slips = clerk.raw, []
    for _press in range(2):
        clerk.raw = form
        clerk.send("/loket", **REPORT)
        assert clerk.status == 200
        slips.append(re.findall(r'<h1 class="num">[^<]+|/lacak/[\w-]+', clerk.page))
    assert slips[0] == slips[1] != []
    with db.reading(office.engine) as session:
        assert len(session.scalars(select(Ticket.number)).all()) == 1


@pytest.mark.parametrize("login", ["rina", "hasan"])
def test_who_neither_hands_out_nor_leads_has_no_counter(
    client: FlaskClient, office: Office, login: str
) -> None:
    somebody = Visitor(client).sign_in(office, login, NOW)
    somebody.read("/loket")
    assert somebody.status == 404
    assert 'href="/loket"' not in somebody.read("/meja")


def test_clocks_run_from_when_it_was_handed_over_and_nobody_is_charged_before(
    clerk: Visitor, office: Office
) -> None:
    number = enter(clerk, channel="letter", handed_on="2026-11-24", handed_at="09.15")
    assert opened(office, number).received_at == when("Tue 2026-11-24 09:15")
    with db.reading(office.engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        events = session.scalars(select(TicketEvent).where(TicketEvent.ticket_id == ticket.id)).all()
    first, *later = events
    assert first.at == when("Tue 2026-11-24 09:15")
    assert all(event.at == NOW for event in later)
    assert all(event.recorded_at == NOW for event in events)


@pytest.mark.parametrize(
    ("login", "day", "hour", "told"),
    [
        ("meja", "2026-11-24", "15.00", "Saat itu belum tiba."),
        ("meja", "2026-11-20", "10.00", "Mintalah atasan"),
        ("kasi", "2026-11-20", "10.00", "Mintalah atasan"),  # leads, but not where it is received
        ("meja", "2019-11-20", "10.00", "belum ada aturan"),
        ("meja", "2026-11-20", "", "Tulis juga jamnya"),
        ("meja", "2026-11-24", "25.00", "Isi dengan jam dan menit"),
        ("camat", "2026-11-20", "10.00", ""),
    ],
)
def test_dating_back_past_one_working_day_needs_a_superior(
    client: FlaskClient, office: Office, login: str, day: str, hour: str, told: str
) -> None:
    who = Visitor(client).sign_in(office, login, NOW)
    who.send("/loket", of="/loket", **{**REPORT, "handed_on": day, "handed_at": hour})
    assert who.status == (422 if told else 200), who.page
    assert told in who.page
    with db.reading(office.engine) as session:
        assert len(session.scalars(select(Ticket.id)).all()) == (0 if told else 1)


def test_what_is_similar_stands_beside_it_for_those_who_may_read_it(
    clerk: Visitor, client: FlaskClient, office: Office
) -> None:
    there = {"category": "lampu_jalan", "kelurahan": "12.71.12.1002"}
    near = office.complain("Lampu padam di simpang.", now=when("Mon 2026-11-23 10:00"), **there).number
    office.complain("Lampu padam lama.", now=when("Mon 2026-10-05 10:00"), **there)
    office.complain("Parit tumpat.", now=when("Mon 2026-11-23 10:00"), category="drainase_banjir")
    found = clerk.read("/loket/serupa?category=lampu_jalan&kelurahan=12.71.12.1002")
    assert re.findall(r"MRL-\d{4}-\w{5}", found).count(near) == 2
    assert len(set(re.findall(r"MRL-\d{4}-\w{5}", found))) == 1
    page = clerk.send("/loket/serupa", of="/loket", by="/loket", **REPORT)
    assert near in page
    assert REPORT["text"] in page, "nothing typed is lost"
    elsewhere = Visitor(client).sign_in(office, "kasi", NOW)
    assert near not in elsewhere.read("/loket/serupa?category=lampu_jalan&kelurahan=12.71.12.1002")


def test_another_offices_number_finds_it_and_comes_in_once(clerk: Visitor, office: Office) -> None:
    theirs = {"channel": "agency", "agency": "sp4n_lapor", "agency_number": " #7654 321a "}
    number = enter(clerk, **theirs)
    for typed in ("7654321A", "7654 321a", "#7654321a"):
        assert number in clerk.client.get("/meja", query_string={"q": typed}).get_data(as_text=True), typed
    assert "7654321A" in clerk.read(f"/meja/{number}")
    clerk.send("/loket", of="/loket", **{**REPORT, **theirs})
    assert clerk.status == 409
    assert "sudah masuk" in clerk.page
    clerk.send("/loket", of="/loket", **{**REPORT, "channel": "agency"})
    assert clerk.status == 422
    with db.reading(office.engine) as session:
        assert session.scalars(select(Ticket.number)).all() == [number]


def test_a_lost_link_is_made_anew_for_the_name_on_the_card_alone(clerk: Visitor, office: Office) -> None:
    number = enter(clerk)
    [old] = set(re.findall(r"/lacak/([\w-]{10,})", clerk.page))
    form = {"number": number.lower(), "proof": "ktp"}
    clerk.send("/loket/tautan", of="/loket/tautan", **form, name="Orang Lain")
    assert clerk.status == 422
    assert "Warga Contoh" not in clerk.page
    clerk.send("/loket/tautan", of="/loket/tautan", **form, name="WARGA  CONTOH, S.E.")
    assert clerk.status == 200
    [new] = set(re.findall(r"/lacak/([\w-]{10,})", clerk.page))
    assert new != old
    visitor = Visitor(clerk.client.application.test_client())
    assert visitor.read(f"/lacak/{old}") and visitor.status == 404
    assert visitor.read(f"/lacak/{new}") is not None and visitor.status == 303
    with db.reading(office.engine) as session:
        kinds = session.scalars(select(AuditEvent.kind).order_by(AuditEvent.id)).all()
    assert kinds.count("identity.viewed") == 2, "a card that did not fit was a look as well"
    assert kinds.count("link.asked") == 1


def test_a_link_is_made_anew_only_where_one_may_read(client: FlaskClient, office: Office) -> None:
    number = office.complain("Parit tumpat", name="Warga Contoh", now=NOW).number
    stranger = Visitor(client).sign_in(office, "kasitrantib", NOW)  # it lies with another unit
    stranger.send("/loket/tautan", of="/loket/tautan", number=number, proof="ktp", name="Warga Contoh")
    assert stranger.status == 422
    clerk = Visitor(client).sign_in(office, "meja", NOW)
    nameless = office.complain("Parit tumpat juga", privacy="anonymous", now=NOW).number
    clerk.send("/loket/tautan", of="/loket/tautan", number=nameless, proof="ktp", name="Warga Contoh")
    assert clerk.status == 409
    assert "tanpa nama" in clerk.page


def test_whoever_is_signed_in_is_told_that_the_citizens_form_is_not_the_counter(
    clerk: Visitor, office: Office
) -> None:
    assert 'href="/loket"' in clerk.read("/lapor")
    clerk.send("/lapor", **REPORT)
    assert clerk.status == 422
    assert "bukan laporan warga" in clerk.page
    with db.reading(office.engine) as session:
        assert session.scalars(select(Ticket.id)).all() == []
    clerk.send("/lapor", **REPORT, own_report="1")
    assert clerk.status == 303
    rina = Visitor(clerk.client).sign_in(office, "rina", NOW)
    assert "dimasukkan di loket" in rina.read("/lapor")
    assert 'href="/loket"' not in rina.page
