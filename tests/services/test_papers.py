"""Papers of tickets: numbered once for an entry, the same ever after, signed by who holds the post, nobody named."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError

from complaints_service import db
from complaints_service.audit.append_only import append_only_drop_ddl
from complaints_service.errors import Actor, DomainError, NotFound
from complaints_service.moment import Moment
from complaints_service.papers.drawing import paper_pdf
from complaints_service.papers.models import TicketPaper
from complaints_service.papers.service import issue_paper
from complaints_service.papers.verification import verify_papers
from complaints_service.people.models import Leave
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import Office, open_office

CAME, NOW = when("Mon 2026-11-23 10:00"), when("Tue 2026-11-24 14:05")
WORDS = "Parit tumpat di depan rumah Ibu Sari, telepon 0812-6000-1234."


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def handed(office: Office, words: str = WORDS, **draft: Any) -> str:
    """A report that the head of a section gave to one of the section."""
    number = office.complain(words, now=CAME, name="Sari Contoh", phone="081260001234", **draft).number
    give(office, number, reason="Tolong ditinjau besok pagi.")
    return number


def give(office: Office, number: str, *, reason: str) -> None:
    to = f"person:{office.officers['rina']}"
    with db.reading(office.engine) as session:
        holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
    if holder == office.officers["rina"]:  # the routing chose her: first to the other one
        hasan = f"person:{office.officers['hasan']}"
        office.act("kasi", number, "assign", to=hasan, reason="Dulu.", now=CAME)
    office.act("kasi", number, "assign", to=to, reason=reason, now=NOW)


def made(
    office: Office, number: str, kind: str = "disposition", login: str = "kasi", now: datetime = NOW
) -> int:
    with db.writing(office.engine) as session:
        actor = Actor.officer(office.officers[login], "web")
        moment = Moment(session=session, now=now, actor=actor, rulebook=office.rulebook)
        return issue_paper(moment, number=number, kind=kind, rights=office.rights(login)).id


def kept(office: Office, paper_id: int) -> tuple[str, dict[str, Any], bytes]:
    with db.reading(office.engine) as session:
        row = session.get_one(TicketPaper, paper_id)
        return row.number, json.loads(row.content), paper_pdf(row)


def read(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@ON_BOTH
def test_a_slip_has_one_number_and_one_form_for_good(office: Office) -> None:
    number, other = handed(office), handed(office)
    first, again, second = made(office, number), made(office, number, login="rina"), made(office, other)
    assert first == again != second
    quoted, content, pdf = kept(office, first)
    assert (quoted, kept(office, second)[0]) == ("001/DISP/MRL/XI/2026", "002/DISP/MRL/XI/2026")
    assert pdf == kept(office, first)[2]
    said, form = read(pdf), PdfReader(io.BytesIO(pdf))
    assert form.trailer["/Root"]["/MarkInfo"]["/Marked"] and len(form.pages) == 1
    for words in (
        *("PEMERINTAH KOTA MEDAN", "KECAMATAN MEDAN MARELAN", "LEMBAR DISPOSISI", quoted, number),
        *("Rina Contoh", "Tolong ditinjau besok pagi.", "Camat Contoh", "Tinjau ke lapangan"),
        "Parit tumpat di depan rumah",
    ):
        assert words in said, words
    assert "Sari" not in said and "6000" not in said and content["signer"]["behalf"] == ""
    with db.reading(office.engine) as session:
        assert not list(verify_papers(session))
    for statement in ("UPDATE ticket_paper SET content = '{}'", "DELETE FROM ticket_paper"):
        with pytest.raises(DatabaseError), db.writing(office.engine) as session:
            session.execute(text(statement))


def test_given_on_once_more_it_has_a_slip_of_its_own(office: Office) -> None:
    number = handed(office)
    first = made(office, number)
    to = f"person:{office.officers['hasan']}"
    office.act("rina", number, "handover", to=to, reason="Hasan di dekat sana.", now=NOW)
    second = made(office, number)
    assert first != second and "Hasan Contoh" in read(kept(office, second)[2])
    assert kept(office, second)[1]["from"][0] == "Rina Contoh"


def test_the_letter_goes_to_the_agency_without_anybodys_name(office: Office) -> None:
    number = handed(office)
    office.act("kasi", number, "refer", agency="dishub", reason="Lampu jalan milik dinas.", now=NOW)
    quoted, content, pdf = kept(office, made(office, number, "referral"))
    said = read(pdf)
    assert quoted == "001/LIMPAH/MRL/XI/2026" and "Yth. Dinas Perhubungan Kota Medan" in said
    assert number in said and "Sari Contoh" not in said and "6000" not in said and "Tembusan" in said
    assert content["to"][0] == "Dinas Perhubungan Kota Medan"


@pytest.mark.parametrize("privacy", ["confidential", "anonymous"])
def test_what_is_not_open_lies_about_without_words_and_without_its_door(office: Office, privacy: str) -> None:
    number = office.complain(WORDS, now=CAME, privacy=privacy, address="Gang Rahasia 7").number
    give(office, number, reason="Rumah Ibu Sari.")
    content, pdf = kept(office, made(office, number))[1:]
    everything = json.dumps(content) + read(pdf)
    for words in ("Sari", "Gang Rahasia", "tumpat", "6000"):
        assert words not in everything, words
    assert content["nature"] == "Rahasia" and number in read(pdf)


@pytest.mark.parametrize(("away", "signer"), [((), "Camat Contoh"), (("camat",), "Sekcam Contoh")])
def test_who_is_at_work_signs_for_who_is_not(office: Office, away: tuple[str, ...], signer: str) -> None:
    with db.writing(office.engine) as session:
        for login in away:
            session.add(_leave(office.officers[login]))
    told = kept(office, made(office, handed(office)))[1]["signer"]
    assert told["name"] == signer
    assert (told["behalf"] != "") == bool(away)


def _leave(officer_id: int) -> Leave:
    day = date(2026, 11, 24)
    return Leave(
        officer_id=officer_id,
        first_on=day,
        last_on=day,
        kind="annual",
        approved_at=CAME,
        approved_by="person:1",
    )


def test_there_is_no_paper_where_nobody_gave_it_on_or_for_whom_it_is_not(office: Office) -> None:
    number = office.complain(now=CAME).number
    with pytest.raises(DomainError) as refused:
        made(office, number, "referral")
    assert refused.value.code == "no_paper"
    with pytest.raises(NotFound):
        made(office, handed(office), login="trantib")


@ON_BOTH
@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE ticket_paper SET content = '{}' WHERE number_in_year = 1", "not that of its digest"),
        ("UPDATE ticket_paper SET digest = 'x' WHERE number_in_year = 1", "the record says"),
        ("DELETE FROM ticket_paper WHERE number_in_year = 1", "1 papers, the last has number 2"),
    ],
)
def test_verify_finds_a_paper_that_was_touched_round_the_guard(
    office: Office, statement: str, says: str
) -> None:
    for _each in range(2):
        made(office, handed(office))
    with db.writing(office.engine) as session:
        for drop in append_only_drop_ddl("ticket_paper")[office.engine.dialect.name]:
            session.execute(text(drop))
        session.execute(text(statement))
    with db.reading(office.engine) as session:
        assert any(says in str(finding) for finding in verify_papers(session))


def test_a_refused_try_uses_no_number(office: Office) -> None:
    number = handed(office)
    with pytest.raises(RuntimeError, match="the line broke"):
        _made_and_lost(office, number)
    made(office, number)
    with db.reading(office.engine) as session:
        assert list(session.scalars(select(TicketPaper.number_in_year))) == [1]


def _made_and_lost(office: Office, number: str) -> None:
    with db.writing(office.engine) as session:
        actor = Actor.officer(office.officers["kasi"], "web")
        moment = Moment(session=session, now=NOW, actor=actor, rulebook=office.rulebook)
        issue_paper(moment, number=number, kind="disposition", rights=office.rights("kasi"))
        raise RuntimeError("the line broke")
