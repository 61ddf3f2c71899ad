"""Triage: one act sends a report on, what is refused is refused whole, and rules that lead astray are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from complaints_service import db
from complaints_service.accounts.sign_in import account_actor
from complaints_service.errors import DomainError, Invalid
from complaints_service.intake.suggesting.learning import keep, learn, new_lesson
from complaints_service.intake.suggesting.service import propose
from complaints_service.moment import Moment
from complaints_service.samples.judged import demo_texts
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from complaints_service.tickets.listed import counts
from complaints_service.tickets.triage.misroutes import misroutes
from complaints_service.tickets.triage.service import UNSORTED, send_on
from config.rulebook import Rulebook
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
HOUR = timedelta(hours=1)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def unsorted(office: Office, text: str) -> str:
    """A report whose category nobody could tell."""
    return office.complain(text, now=NOW, category="lainnya").number


def send(office: Office, number: str, category: str, *, to: str = "", login: str = "meja") -> None:
    actor = account_actor(office.accounts[login], office.officers[login], "web")
    with db.writing(office.engine) as session:
        version = session.scalars(select(Ticket.version).where(Ticket.number == number)).one()
        send_on(
            Moment(session=session, now=NOW + HOUR, actor=actor, rulebook=office.rulebook),
            number=number,
            version=version,
            category=category,
            to=to,
            reason="Isi laporannya: parit.",
            rights=office.rights(login),
        )


def standing(office: Office, number: str) -> tuple[str, str, int | None, str]:
    with db.reading(office.engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        return ticket.state, ticket.category, ticket.holder_officer_id, ticket.unit


def test_one_act_mends_the_category_and_routes(office: Office) -> None:
    number = unsorted(office, "Tolong dibantu pak, airnya naik terus.")
    assert standing(office, number)[0] == "new"
    send(office, number, "drainase_banjir")
    state, category, holder, unit = standing(office, number)
    assert (state, category, unit) == ("open", "drainase_banjir", "SARPRAS")
    assert holder in {office.officers["rina"], office.officers["hasan"]}, "the rules chose by load"


def test_twenty_reports_take_one_act_each_where_the_proposal_is_right(office: Office) -> None:
    with db.writing(office.engine) as session:
        lesson = new_lesson(session, now=NOW, rulebook=office.rulebook)
        assert lesson is not None
        keep(session, learn(lesson), lesson=lesson, now=NOW)
    acts, waiting = 0, []
    with db.reading(office.engine) as session:
        for text, category in demo_texts():
            first = next(iter(propose(session, text=text, now=NOW, rulebook=office.rulebook)), None)
            if first and first.category == category and not office.rulebook.category(category).about_staff:
                waiting.append((text, category))
    waiting = [each for each in waiting if each[1] != "lainnya"][:20]
    assert len(waiting) == 20
    for text, category in waiting:
        number = unsorted(office, text)
        if standing(office, number)[0] != "new":
            continue  # its words name somebody: whoever leads them has it
        send(office, number, category)
        acts += 1
        assert standing(office, number)[:2] == ("open", category)
    with db.reading(office.engine) as session:
        assert counts(session, rights=office.rights("meja"), lists=[UNSORTED]) == [0]
        by_hand = select(func.count(TicketEvent.seq)).where(
            TicketEvent.kind.in_(("ticket.classified", "ticket.assigned"))
        )
        assert session.scalar(by_hand) == acts


def test_somebody_named_has_it_whatever_the_rules_say(office: Office) -> None:
    number = unsorted(office, "Tolong dibantu pak, airnya naik terus.")
    send(office, number, "drainase_banjir", to=f"person:{office.officers['trantib']}")
    assert standing(office, number)[:3] == ("open", "drainase_banjir", office.officers["trantib"])
    other = unsorted(office, "Mohon perhatian.")
    send(office, other, "lainnya", to="unit:TRANTIB")
    assert standing(office, other)[3] == "TRANTIB"


def test_what_goes_nowhere_is_refused_and_nothing_of_it_kept(office: Office) -> None:
    number = unsorted(office, "Mohon perhatian.")
    with pytest.raises(Invalid) as nowhere:
        send(office, number, "lainnya")
    assert set(nowhere.value.fields or {}) == {"to"}
    with pytest.raises(DomainError):
        send(office, number, "drainase_banjir", to="unit:TIDAKADA")
    assert standing(office, number)[:2] == ("new", "lainnya"), "the new category went with the refusal"


def test_rules_that_lead_astray_are_told(office: Office) -> None:
    first, second, third = (
        office.complain(f"Parit tumpat di Gang Contoh {each}.", now=NOW, category="drainase_banjir").number
        for each in range(3)
    )
    holder = {one: login for login, one in office.officers.items()}
    for number, at in ((first, NOW + HOUR), (second, NOW + timedelta(days=3))):
        login = holder[standing(office, number)[2] or 0]
        office.act(login, number, "handover", to="unit:TRANTIB", reason="Bukan bidang kami.", now=at)
    colleague = "hasan" if standing(office, third)[2] == office.officers["rina"] else "rina"
    to = f"person:{office.officers[colleague]}"
    giver = holder[standing(office, third)[2] or 0]
    office.act(giver, third, "handover", to=to, reason="Saya di lokasi lain.", now=NOW + HOUR)
    calendar = office.rulebook.calendar(office.rulebook.office.calendar)
    with db.reading(office.engine) as session:
        found = misroutes(
            session, rights=office.rights("meja"), now=NOW + timedelta(days=4), calendar=calendar
        )
    [rule] = [one for one in found if one.sent >= 3]
    assert (rule.sent, rule.astray) == (3, 1), "late is no misroute, and neither is a colleague"
