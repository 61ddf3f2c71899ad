"""Acts on tickets: what they write, and how they are refused. On both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from complaints_service import db
from complaints_service.errors import DomainError, Invalid, NotFound
from complaints_service.notify.models import Outbox
from complaints_service.tickets.ledger.models import Message, Ticket, TicketEvent
from complaints_service.vault.models import Identity
from config.rulebook import Rulebook
from tests.services.post import open_mail
from tests.support.both import ON_BOTH
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def kinds(office: Office, number: str) -> list[str]:
    with db.reading(office.engine) as session:
        return list(
            session.scalars(
                select(TicketEvent.kind)
                .join(Ticket, Ticket.id == TicketEvent.ticket_id)
                .where(Ticket.number == number)
                .order_by(TicketEvent.seq)
            )
        )


def test_a_complaint_is_written_whole(office: Office) -> None:
    open_mail(office, NOW)
    number = office.complain(now=NOW, email="sari@contoh.example").number
    assert kinds(office, number) == ["ticket.received", "ticket.routed"]
    with db.reading(office.engine) as session:
        notice = session.scalars(select(Outbox)).one()
    assert (notice.number, notice.kind, notice.route, notice.state) == (number, "received", "email", "queued")


@ON_BOTH
def test_an_anonymous_complaint_keeps_no_link_to_anyone(office: Office) -> None:
    number = office.complain(now=NOW, privacy="anonymous").number
    with db.reading(office.engine) as session:
        assert session.get(Identity, number) is None
        assert session.scalar(select(func.count()).select_from(Outbox)) == 0
    with pytest.raises(Invalid) as refused:
        office.complain(now=NOW, privacy="anonymous", phone="080000000001")
    assert set(refused.value.fields or {}) == {"reporter"}


def test_a_question_waits_and_the_answer_goes_on(office: Office) -> None:
    number = office.complain(now=NOW).number
    asked = office.act("rina", number, "question", text="Nomor berapa?", now=NOW + timedelta(hours=1))
    assert asked.ticket.state == "waiting"
    office.opens_page(number, now=NOW + timedelta(hours=1, minutes=30))
    answered = office.citizen(number, "write", text="Lima.", now=NOW + timedelta(hours=2))
    assert answered.ticket.state == "open"
    assert kinds(office, number)[2:] == ["message.sent", "message.delivered", "message.sent"]


def test_resolving_tells_the_citizen_in_words(office: Office) -> None:
    number = office.complain(now=NOW).number
    done = office.act("rina", number, "resolve", text="Sudah dikeruk.", now=NOW + timedelta(hours=1))
    assert done.ticket.state == "resolved"
    with db.reading(office.engine) as session:
        message = session.scalars(select(Message)).one()
    assert (message.act, message.text) == ("answer", "Sudah dikeruk.")


@pytest.mark.parametrize(
    ("login", "act", "fields", "code", "named"),
    [
        ("rina", "resolve", {"text": ""}, "invalid", {"text"}),
        ("rina", "resolve", {"text": "nul\x00"}, "invalid", {"text"}),
        ("rina", "handover", {"to": "person:99999", "reason": "Alih."}, "invalid", {"to"}),
        ("rina", "handover", {"to": "unit:TIDAKADA", "reason": "Alih."}, "invalid", {"to"}),
        ("rina", "handover", {"to": "", "reason": ""}, "invalid", {"reason", "to"}),
        ("rina", "reject", {"reason": "bosan", "text": "Tidak."}, "invalid", {"reason"}),
        ("rina", "message", {"text": "Ya.", "message_act": "question"}, "invalid", {"act"}),
        ("rina", "classify", {"reason": "Salah."}, "invalid", {"category"}),
        ("rina", "resolve", {"text": "Beres.", "version": 1}, "stale_version", set()),
        ("rina", "dispute", {"text": "Belum."}, "act_not_allowed", set()),
        ("hasan", "resolve", {"text": "Beres."}, "act_not_allowed", set()),
    ],
)
def test_a_refused_act_says_why_and_writes_nothing(
    office: Office, login: str, act: str, fields: dict[str, object], code: str, named: set[str]
) -> None:
    number = office.complain(now=NOW).number
    before = kinds(office, number)
    with pytest.raises(DomainError) as refused:
        office.act(login, number, act, now=NOW + timedelta(hours=1), **fields)
    assert refused.value.code == code
    assert set(refused.value.fields or {}) == named
    if code != "invalid":
        assert "allowed" in refused.value.extra
    assert kinds(office, number) == before


def test_a_ticket_of_another_unit_is_absent(office: Office) -> None:
    number = office.complain(now=NOW).number
    with pytest.raises(NotFound):
        office.act("trantib", number, "note", text="Ikut.", now=NOW)


def test_the_accused_never_sees_it_and_never_gets_it(office: Office) -> None:
    """A complaint about Rina goes to her superior; she gets the answer of a ticket that is not there."""
    rina = f"person:{office.officers['rina']}"
    complaint = office.complain(
        "Petugas sarana minta uang rokok.", now=NOW, about=(rina,), category="perilaku_petugas"
    )
    with pytest.raises(NotFound):
        office.act("rina", complaint.number, "note", text="Bukan saya.", now=NOW)
    noted = office.act("kasi", complaint.number, "note", text="Saya periksa.", now=NOW)
    assert noted.ticket.holder_officer_id == office.officers["kasi"]
    with pytest.raises(Invalid) as refused:
        office.act("kasi", complaint.number, "handover", to=rina, reason="Jawab sendiri.", now=NOW)
    assert set(refused.value.fields or {}) == {"to"}


def test_a_complaint_about_the_head_of_the_office_waits_in_triage_marked_for_the_inspectorate(
    office: Office,
) -> None:
    camat = f"person:{office.officers['camat']}"
    complaint = office.complain("Camat minta pungli.", now=NOW, about=(camat,), category="perilaku_petugas")
    assert complaint.answer["status"] == "new"
    with db.reading(office.engine) as session:
        queued = session.scalars(select(TicketEvent).where(TicketEvent.kind == "ticket.queued")).one()
    assert queued.data["mark"] == "inspektorat"


def test_a_rejection_carries_its_reason_to_the_citizen(office: Office) -> None:
    number = office.complain("Beli pulsa murah di sini.", now=NOW, category="sampah").number
    done = office.act(
        "rina", number, "reject", reason="spam", text="Ini iklan.", now=NOW + timedelta(minutes=5)
    )
    assert (done.ticket.state, done.ticket.close_reason) == ("rejected", "spam")
    assert kinds(office, number)[2:] == ["message.sent", "ticket.rejected"]
    with pytest.raises(DomainError) as refused:
        office.act("rina", number, "resolve", text="Beres.", now=NOW + timedelta(hours=1))
    assert refused.value.code == "act_not_allowed"
    assert refused.value.extra["allowed"] == ["accuse", "note", "unrelease", "contest"]


def test_two_acts_on_the_same_version_cannot_both_be_taken(office: Office) -> None:
    number = office.complain(now=NOW).number
    first = office.act("rina", number, "note", text="Satu.", now=NOW, version=2)
    assert first.ticket.version == 3
    with pytest.raises(DomainError) as refused:
        office.act("rina", number, "note", text="Dua.", now=NOW, version=2)
    assert (refused.value.code, refused.value.extra["version"]) == ("stale_version", 3)
