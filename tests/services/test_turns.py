"""B9: whose turn it is comes from what the citizen waits for, and list, board, agenda and news say the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.measurement.indicators.office_now import open_by_age
from complaints_service.tickets import queries
from complaints_service.tickets.clocks.sweep import sweep
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from complaints_service.tickets.listed import Filter
from complaints_service.tickets.needs import NEEDS, need_filter
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.visitors import Visitor
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def settled(engine: Engine, rulebook: Rulebook) -> tuple[Office, str]:
    """A report that was answered and resolved."""
    office = open_office(engine, rulebook)
    number = office.complain(now=NOW).number
    office.act("rina", number, "take", now=NOW) if _holder(office, number) is None else None
    who = _holder(office, number)
    assert who is not None
    office.act(who, number, "message", text="Kami lihat dulu ke lapangan.", now=NOW + HOUR)
    office.act(who, number, "resolve", text="Parit sudah dikeruk.", now=NOW + 2 * HOUR)
    return office, number


def _ticket(office: Office, number: str) -> Ticket:
    with db.reading(office.engine) as session:
        return session.scalars(select(Ticket).where(Ticket.number == number)).one()


def _holder(office: Office, number: str) -> str | None:
    holder = _ticket(office, number).holder_officer_id
    return next((login for login, officer in office.officers.items() if officer == holder), None)


def views(office: Office, login: str, number: str, now: datetime) -> set[str]:
    """The lists of the desk, and the needs of the board, on which this person finds a ticket."""
    rights, found = office.rights(login), set()
    calendar = office.rulebook.calendar("medan")
    lists = {view: Filter(view=view) for view in ("mine", "queue", "waiting", "done", "running")}
    lists |= {need: narrowed for need in NEEDS if (narrowed := need_filter(need, now=now, calendar=calendar))}
    with db.reading(office.engine) as session:
        for name, narrowed in lists.items():
            page = queries.desk(session, rights=rights, narrowed=narrowed, now=now, rulebook=office.rulebook)
            if number in {row.ticket.number for row in page.rows}:
                found.add(name)
    return found


def swept(office: Office, now: datetime) -> None:
    with db.writing(office.engine) as session:
        sweep(session, now=now, rulebook=office.rulebook)


def kinds(office: Office, number: str) -> list[tuple[str, object]]:
    with db.reading(office.engine) as session:
        rows = session.execute(
            select(TicketEvent.kind, TicketEvent.data)
            .join(Ticket, Ticket.id == TicketEvent.ticket_id)
            .where(Ticket.number == number)
            .order_by(TicketEvent.seq)
        )
        return [(kind, data.get("clock")) for kind, data in rows]


def test_words_on_a_resolved_ticket_bring_it_back_to_its_holder(settled: tuple[Office, str]) -> None:
    office, number = settled
    who = _holder(office, number)
    assert who is not None
    assert views(office, who, number, NOW + 2 * HOUR) == {"waiting"}
    office.citizen(number, "write", text="Masih bau, kapan diangkut?", now=NOW + 3 * HOUR)
    ticket = _ticket(office, number)
    assert (ticket.state, ticket.turn, ticket.due_clock) == ("resolved", "office", "next_response")
    assert {"mine", "running"} <= views(office, who, number, NOW + 4 * HOUR)
    assert "waiting" not in views(office, who, number, NOW + 4 * HOUR)


@ON_BOTH
def test_its_breach_is_seen_and_told(settled: tuple[Office, str]) -> None:
    office, number = settled
    office.citizen(number, "write", text="Masih bau.", now=NOW + 3 * HOUR)
    late = NOW + 7 * DAY
    swept(office, late)
    assert ("clock.breached", "next_response") in kinds(office, number)
    assert {"running", "late"} <= views(office, "camat", number, late)
    with db.reading(office.engine) as session:
        ages = open_by_age(session, units=["SARPRAS"], now=late, rulebook=office.rulebook)
    assert sum(age.tickets for age in ages) == 1


@pytest.mark.parametrize("end", ["message", "end_round"])
def test_an_answer_or_a_reason_gives_the_turn_back(settled: tuple[Office, str], end: str) -> None:
    office, number = settled
    who = _holder(office, number)
    assert who is not None
    office.citizen(number, "write", text="Masih bau.", now=NOW + 3 * HOUR)
    fields = {"text": "Besok diangkut."} if end == "message" else {"reason": "Hanya ucapan terima kasih."}
    office.act(who, number, end, now=NOW + 4 * HOUR, **fields)
    assert _ticket(office, number).turn == "citizen"
    assert views(office, who, number, NOW + 5 * HOUR) == {"waiting"}


@pytest.mark.parametrize("end", ["message", "end_round"])
def test_what_a_rule_closed_over_stays_until_somebody_answers(settled: tuple[Office, str], end: str) -> None:
    office, number = settled
    who = _holder(office, number)
    assert who is not None
    office.citizen(number, "write", text="Masih bau.", now=NOW + 3 * HOUR)
    later = NOW + 40 * DAY
    swept(office, later)
    assert (_ticket(office, number).state, _ticket(office, number).turn) == ("closed", "office")
    assert "mine" in views(office, who, number, later)
    assert "done" not in views(office, who, number, later)
    fields = (
        {"text": "Besok diangkut."} if end == "message" else {"reason": "Sudah dibicarakan lewat telepon."}
    )
    office.act(who, number, end, now=later + HOUR, **fields)
    assert (_ticket(office, number).state, _ticket(office, number).turn) == ("closed", "nobody")
    assert views(office, who, number, later + HOUR) == {"done"}


def test_what_the_citizen_accepted_rests(settled: tuple[Office, str]) -> None:
    office, number = settled
    office.citizen(number, "write", text="Terima kasih.", now=NOW + 3 * HOUR)
    office.citizen(number, "accept", now=NOW + 4 * HOUR)
    assert _ticket(office, number).turn == "nobody"


def test_a_question_waits_for_the_citizen_once_it_has_reached_them(
    engine: Engine, rulebook: Rulebook
) -> None:
    office = open_office(engine, rulebook)
    number = office.complain(now=NOW).number
    who = _holder(office, number)
    if who is None:
        office.act("rina", number, "take", now=NOW)
        who = "rina"
    office.act(who, number, "question", text="Di sebelah mana?", now=NOW + HOUR)
    assert _ticket(office, number).turn == "office", "nobody has heard the question yet"
    assert "mine" in views(office, who, number, NOW + HOUR)
    office.opens_page(number, now=NOW + 2 * HOUR)
    assert _ticket(office, number).turn == "citizen"
    assert views(office, who, number, NOW + 2 * HOUR) == {"waiting"}
    office.citizen(number, "write", text="Di depan sekolah.", now=NOW + 3 * HOUR)
    assert _ticket(office, number).turn == "office"


def test_every_state_has_its_turn(engine: Engine, rulebook: Rulebook) -> None:
    office = open_office(engine, rulebook)
    referred = office.complain(now=NOW).number
    office.act("camat", referred, "refer", agency="dlh", reason="Jalan provinsi.", now=NOW)
    rejected = office.complain("Iklan.", now=NOW).number
    office.act("camat", rejected, "reject", reason="spam", text="Ini iklan.", now=NOW)
    assert [_ticket(office, one).turn for one in (referred, rejected)] == ["agency", "nobody"]


def test_desk_and_citizen_read_the_same(
    settled: tuple[Office, str], client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, number = settled
    who = _holder(office, number)
    assert who is not None
    office.citizen(number, "write", text="Masih bau.", now=NOW + 3 * HOUR)
    monkeypatch.setattr("complaints_service.clock.now", lambda: NOW + 4 * HOUR)
    desk = Visitor(client).sign_in(office, who, NOW + 4 * HOUR).read("/meja")
    assert number in desk
    assert "Warga menulis lagi" in desk
    assert "belum dijawab" in desk


def test_an_open_round_past_the_calendar_is_still_the_offices(settled: tuple[Office, str]) -> None:
    from tests.support.ended import ending_on

    office, number = settled
    office.rulebook = ending_on(office.rulebook, (NOW + 2 * HOUR).date())
    office.citizen(number, "write", text="Masih bau.", now=NOW + 3 * DAY)
    ticket = _ticket(office, number)
    assert (ticket.turn, ticket.due_at) == ("office", None)


def test_the_column_follows_from_the_ledger_alone(settled: tuple[Office, str]) -> None:
    from complaints_service.tickets.ledger import append as ledger
    from complaints_service.tickets.ledger import deadlines
    from complaints_service.tickets.ledger.state import fold
    from complaints_service.tickets.ledger.turns import turn_of

    office, number = settled
    office.citizen(number, "write", text="Masih bau.", now=NOW + 3 * HOUR)
    ticket = _ticket(office, number)
    with db.reading(office.engine) as session:
        events = ledger.events_of(session, [ticket.id])[ticket.id]
    found = deadlines.judge(
        events, rulebook=office.rulebook, policy_version=ticket.policy_version, as_of=NOW + 4 * HOUR
    )
    assert turn_of(fold(events), found, events) == ticket.turn == "office"
    assert turn_of(fold(events), replace_open(found), events) == "citizen"


def replace_open(found):  # type: ignore[no-untyped-def]
    return found._replace(open_round=None)
