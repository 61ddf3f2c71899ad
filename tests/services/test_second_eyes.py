"""Second eyes: what ends a report waits for a superior where the rulebook says so, else the superior is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.duties.queries import count_duties
from complaints_service.edge.problems import status_of
from complaints_service.errors import DomainError
from complaints_service.measurement.checks.verification import verify
from complaints_service.notify.messages import GATHERED
from complaints_service.notify.models import Outbox
from complaints_service.notify.routes import open_route
from complaints_service.people.models import Officer
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.ending_requests import ending_requests_of
from complaints_service.tickets.queries import TicketView
from config.rulebook import Rulebook
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
HOUR = timedelta(hours=1)
WORDS = {"reason": "not_ours", "text": "Ini jalan provinsi. Laporkan ke Dinas PUPR Sumatera Utara."}


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    """Both endings wait."""
    both = replace(rulebook, office=replace(rulebook.office, second_eyes=("reject", "cancel")))
    return open_office(engine, both)


@pytest.fixture
def number(office: Office) -> str:
    """Rina's from 09:00; the Kasi leads her."""
    return office.complain(now=NOW).number


def look(office: Office, number: str, login: str) -> TicketView:
    with db.reading(office.engine) as session:
        return queries.for_officer(
            session, number=number, rights=office.rights(login), now=NOW + 3 * HOUR, rulebook=office.rulebook
        )


def ask(office: Office, number: str, login: str = "rina", **fields: object) -> None:
    office.act(login, number, "request_ending", **{**WORDS, "now": NOW + HOUR, **fields})


def duties(office: Office, login: str) -> dict[str, int]:
    with db.reading(office.engine) as session:
        counted, _also = count_duties(session, rights=office.rights(login), today=NOW.date())
    return {duty.code: count for duty, count in counted}


def outcomes(office: Office, number: str) -> list[str | None]:
    return [each.outcome for each in ending_requests_of(look(office, number, "kasi").events)]


def letters(office: Office) -> list[Outbox]:
    with db.reading(office.engine) as session:
        return list(session.scalars(select(Outbox).where(Outbox.kind == "officer_ended")))


def gives_address(office: Office, login: str) -> None:
    with db.writing(office.engine) as session:
        session.get_one(Officer, office.officers[login]).email = f"{login}@contoh.example"
        open_route(session, route="email", now=NOW)


@pytest.mark.parametrize(
    ("login", "act", "reason"), [("rina", "reject", "not_ours"), ("meja", "cancel", "practice")]
)
def test_nobody_ends_it_alone(office: Office, number: str, login: str, act: str, reason: str) -> None:
    with pytest.raises(DomainError) as alone:
        office.act(login, number, act, now=NOW + HOUR, reason=reason, text="Sudah kami jelaskan di sini.")
    assert (alone.value.code, status_of(alone.value)) == ("second_eyes", 409)
    acts = look(office, number, login).acts
    assert act not in acts
    assert "request_ending" in acts


def test_asking_ends_nothing_and_stops_no_clock(office: Office, number: str) -> None:
    before = look(office, number, "rina")
    ask(office, number)
    view = look(office, number, "rina")
    assert (view.ticket.state, view.ticket.ending_requests) == ("open", 1)
    assert {name: one.due_at for name, one in view.assessment.clocks.items()} == {
        name: one.due_at for name, one in before.assessment.clocks.items()
    }
    assert all(one.stopped_at is None for one in (view.assessment.clocks["first_response"],))
    with pytest.raises(DomainError) as again:
        ask(office, number)
    assert again.value.code == "asked_already"


def test_it_is_a_duty_of_the_superior_alone(office: Office, number: str) -> None:
    before = {login: duties(office, login).get("decide", 0) for login in ("kasi", "rina", "hasan", "trantib")}
    ask(office, number)
    after = {login: duties(office, login).get("decide", 0) for login in before}
    assert after == {**before, "kasi": before["kasi"] + 1}


def test_the_superior_confirms_by_doing_it(office: Office, number: str) -> None:
    ask(office, number)
    office.act("kasi", number, "reject", now=NOW + 2 * HOUR, **WORDS)
    assert look(office, number, "kasi").ticket.state == "rejected"
    assert outcomes(office, number) == ["granted"]
    with db.reading(office.engine) as session:
        assert verify(session, rulebook=office.rulebook, now=NOW + 3 * HOUR) == []


def test_the_superior_declines_with_a_reason_and_it_can_be_asked_again(office: Office, number: str) -> None:
    ask(office, number)
    with pytest.raises(DomainError) as bare:
        office.act("kasi", number, "decline_ending", now=NOW + 2 * HOUR)
    assert set(bare.value.fields or {}) == {"reason"}
    with pytest.raises(DomainError) as own:
        office.act("rina", number, "decline_ending", reason="Tidak jadi.", now=NOW + 2 * HOUR)
    assert own.value.code == "act_not_allowed"
    office.act("kasi", number, "decline_ending", reason="Ini jalan kita.", now=NOW + 2 * HOUR)
    ask(office, number, now=NOW + 3 * HOUR)
    assert outcomes(office, number) == ["declined", None]


def test_what_happens_otherwise_lets_it_lapse(office: Office, number: str) -> None:
    ask(office, number)
    office.act("rina", number, "resolve", now=NOW + 2 * HOUR, text="Ternyata bisa: sudah kami tambal.")
    assert outcomes(office, number) == ["lapsed"]
    assert duties(office, "kasi").get("decide") is None


def test_the_citizen_reads_nothing_before_it_is_confirmed(office: Office) -> None:
    made = office.complain(now=NOW)
    ask(office, made.number)
    with db.reading(office.engine) as session:
        seen = queries.own_ticket(session, number=made.number, secret=made.secret)
        view = queries.own_view(session, seen, now=NOW + 2 * HOUR, rulebook=office.rulebook)
    assert WORDS["text"] not in [message.text for message in view.messages]


def test_the_head_of_the_office_has_nobody_to_ask(office: Office, number: str) -> None:
    office.act("kasi", number, "assign", to=f"person:{office.officers['camat']}", reason="Ke Bapak.", now=NOW)
    assert "reject" in look(office, number, "camat").acts
    with pytest.raises(DomainError) as needless:
        ask(office, number, "camat")
    assert needless.value.code == "no_second_eyes"


def test_the_superior_hears_of_a_request(office: Office, number: str) -> None:
    gives_address(office, "kasi")
    ask(office, number)
    [letter] = letters(office)
    assert letter.address == "kasi@contoh.example"
    assert letter.params["what"] == "Rina Contoh minta persetujuan Anda untuk mengakhirinya"


def test_by_default_it_ends_at_once_and_the_superior_is_told_in_gathered_letters(
    engine: Engine, rulebook: Rulebook
) -> None:
    office = open_office(engine, rulebook)
    gives_address(office, "kasi")
    for minutes in (0, 1):
        number = office.complain(f"Parit tumpat di Gang Contoh {minutes}.", now=NOW).number
        holder = look(office, number, "kasi").ticket.holder_officer_id
        login = next(one for one, officer in office.officers.items() if officer == holder)
        assert "request_ending" not in look(office, number, login).acts
        office.act(login, number, "reject", now=NOW + HOUR + timedelta(minutes=minutes), **WORDS)
    first, second = letters(office)
    assert first.params["what"].startswith("ditolak oleh ")
    assert second.kind in GATHERED
    own = office.complain("Parit tumpat di Gang C.", now=NOW).number
    office.act("kasi", own, "reject", now=NOW + HOUR, **WORDS)
    assert len(letters(office)) == 2, "what the superior did is no news to the superior"
