"""Letters that wait half a minute: taken back they never were; let go they count from their own instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select, update

from complaints_service import db
from complaints_service.accounts.models import Account
from complaints_service.accounts.sign_in import account_actor
from complaints_service.errors import Actor, DomainError, Invalid, NotFound
from complaints_service.idempotency import Key
from complaints_service.measurement.facts.service import refresh
from complaints_service.moment import Moment
from complaints_service.notify.models import Outbox
from complaints_service.tickets import queries
from complaints_service.tickets.acts.registry import request_for
from complaints_service.tickets.clocks.sweep import sweep
from complaints_service.tickets.ledger.append import events_of
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.service import Performed
from complaints_service.tickets.unsent.models import UnsentLetter
from complaints_service.tickets.unsent.service import (
    HELD,
    LetterView,
    hold,
    let_all_leave,
    own_letters,
    take_back,
)
from config.rulebook import Rulebook
from sla import Event
from tests.services.post import open_mail
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
SECOND = timedelta(seconds=1)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def moment_of(office: Office, session: db.Session, login: str, now: datetime) -> Moment:
    actor = account_actor(office.accounts[login], office.officers.get(login), "web")
    return Moment(session=session, now=now, actor=actor, rulebook=office.rulebook)


def press(
    office: Office,
    login: str,
    number: str,
    *,
    now: datetime,
    act: str = "message",
    key: Key | None = None,
    **fields: object,
) -> Performed:
    """An officer presses "send" on a page."""
    asked = request_for(act, **{"text": "Kami datang.", **fields})
    with db.writing(office.engine) as session:
        moment = moment_of(office, session, login, now)
        return hold(moment, number=number, request=asked, rights=office.rights(login), key=key)


def undo(office: Office, login: str, number: str, *, now: datetime, letter_id: int = 1) -> LetterView:
    with db.writing(office.engine) as session:
        moment = moment_of(office, session, login, now)
        return take_back(moment, number=number, letter_id=letter_id, rights=office.rights(login))


def work(office: Office, now: datetime) -> None:
    """What the worker does each few seconds, and what it keeps of it."""
    moment = {"now": now, "rulebook": office.rulebook, "actor": Actor.rule("job")}
    while True:
        with db.writing(office.engine) as session:
            if not let_all_leave(Moment(session=session, **moment)):
                break
    with db.writing(office.engine) as session:
        sweep(session, now=now, rulebook=office.rulebook)
        refresh(session, now=now, rulebook=office.rulebook)


def ledger(office: Office, number: str) -> list[Event]:
    with db.reading(office.engine) as session:
        ticket = session.scalar(select(Ticket.id).where(Ticket.number == number))
        return events_of(session, [ticket])[ticket]


def said(office: Office, number: str) -> list[tuple[str, datetime]]:
    return [(each.by, each.at) for each in ledger(office, number) if each.kind == "message.sent"]


def letters_out(office: Office) -> int:
    with db.reading(office.engine) as session:
        return (
            session.scalar(select(func.count(Outbox.id)).where(Outbox.kind.in_(("answered", "asked")))) or 0
        )


def test_nothing_is_said_for_half_a_minute_and_then_it_counts_from_its_own_instant(office: Office) -> None:
    open_mail(office, NOW)
    number = office.complain(now=NOW, email="sari@contoh.example").number
    press(office, "rina", number, now=NOW + SECOND)
    work(office, NOW + HELD)
    assert said(office, number) == [] and letters_out(office) == 0
    work(office, NOW + timedelta(hours=3))  # the worker was down
    me = f"person:{office.officers['rina']}"
    assert said(office, number) == [(me, NOW + SECOND + HELD)] and letters_out(office) == 1


def test_what_is_taken_back_never_was(office: Office) -> None:
    open_mail(office, NOW)
    number = office.complain(now=NOW, email="sari@contoh.example").number
    before = ledger(office, number)
    press(office, "rina", number, now=NOW + SECOND, text="Salah kirim.")
    letter = undo(office, "rina", number, now=NOW + HELD)
    assert (letter.text, letter.act) == ("Salah kirim.", "message")
    work(office, NOW + timedelta(minutes=5))
    assert ledger(office, number) == before and letters_out(office) == 0
    with pytest.raises(DomainError) as late:
        undo(office, "rina", number, now=NOW + timedelta(minutes=5))
    assert late.value.code == "letter_left"


@pytest.mark.parametrize("seconds", [30, 31])
def test_at_its_instant_it_has_left_whether_or_not_the_worker_came(office: Office, seconds: int) -> None:
    number = office.complain(now=NOW).number
    press(office, "rina", number, now=NOW)
    with pytest.raises(DomainError) as late:
        undo(office, "rina", number, now=NOW + seconds * SECOND)
    assert late.value.code == "letter_left"


def test_only_who_wrote_it_takes_it_back_or_sees_it(office: Office) -> None:
    number = office.complain(now=NOW).number
    other = office.complain("Lampu jalan padam.", now=NOW).number
    press(office, "rina", number, now=NOW)
    for login, place in (("kasi", number), ("rina", other)):
        with pytest.raises(DomainError):
            undo(office, login, place, now=NOW + SECOND)
    with db.reading(office.engine) as session:
        assert own_letters(session, account_id=office.accounts["kasi"], now=NOW) == []
        assert [one.number for one in own_letters(session, account_id=office.accounts["rina"], now=NOW)] == [
            number
        ]


def test_what_would_be_refused_is_refused_when_it_is_pressed(office: Office) -> None:
    number = office.complain(now=NOW).number
    with pytest.raises(Invalid):
        press(office, "rina", number, now=NOW, text=" ")
    with pytest.raises(NotFound):
        press(office, "trantib", number, now=NOW)
    with db.reading(office.engine) as session:
        assert session.scalar(select(func.count(UnsentLetter.id))) == 0


def test_a_second_press_holds_nothing_more(office: Office) -> None:
    number = office.complain(now=NOW).number
    key = Key("x", "y", {})
    first, again = (press(office, "rina", number, now=NOW, key=key) for _ in range(2))
    assert first.answer == again.answer and not again.created
    work(office, NOW + HELD)
    assert len(said(office, number)) == 1


def test_it_leaves_before_anything_else_is_done_to_its_ticket(office: Office) -> None:
    number = office.complain(now=NOW).number
    seen = press(office, "rina", number, now=NOW).ticket.version
    office.act("rina", number, "resolve", text="Beres.", version=seen, now=NOW + 10 * SECOND)
    kinds = [each.kind for each in ledger(office, number)]
    assert kinds.index("message.sent") < kinds.index("ticket.resolved")
    assert said(office, number)[0][1] == NOW + 10 * SECOND, "it counts from when it left"


def test_two_of_them_leave_in_the_order_they_were_pressed_each_at_its_instant(office: Office) -> None:
    number = office.complain(now=NOW).number
    for login, second in (("rina", 1), ("kasi", 2)):
        press(office, login, number, now=NOW + second * SECOND)
    work(office, NOW + SECOND + HELD)
    assert [at for _by, at in said(office, number)] == [NOW + SECOND + HELD]
    work(office, NOW + timedelta(hours=1))
    assert [at for _by, at in said(office, number)] == [NOW + n * SECOND + HELD for n in (1, 2)]


def test_what_the_citizen_writes_meanwhile_is_not_answered_by_it(office: Office) -> None:
    number = office.complain(now=NOW).number
    office.act("rina", number, "message", text="Kami terima.", now=NOW + SECOND)
    press(office, "rina", number, now=NOW + 2 * SECOND)
    office.citizen(number, "write", text="Masih ada.", now=NOW + 9 * SECOND)
    work(office, NOW + HELD * 2)
    assert [by for by, _at in said(office, number)][-1] == "citizen", "it still awaits an answer"


def test_one_that_can_no_longer_be_done_is_kept_for_its_writer_and_stops_nothing(office: Office) -> None:
    number = office.complain(now=NOW).number
    press(office, "rina", number, now=NOW, text="Besok kami datang.")
    with db.writing(office.engine) as session:
        session.execute(update(Account).where(Account.login == "rina").values(active=False))
    work(office, NOW + HELD)
    assert said(office, number) == []
    with db.writing(office.engine) as session:
        session.execute(update(Account).where(Account.login == "rina").values(active=True))
    with db.reading(office.engine) as session:
        [kept] = own_letters(session, account_id=office.accounts["rina"], now=NOW + timedelta(days=1))
    assert kept.refused is not None and kept.text == "Besok kami datang."
    work(office, NOW + timedelta(hours=1))
    assert said(office, number) == [], "it is not tried again behind the writer's back"
    undo(office, "rina", number, now=NOW + timedelta(days=1), letter_id=kept.id)
    with db.reading(office.engine) as session:
        assert session.scalar(select(func.count(UnsentLetter.id))) == 0


def test_an_answer_pressed_in_time_breaks_no_promise_though_the_worker_comes_late(office: Office) -> None:
    number = office.complain(now=NOW).number
    with db.reading(office.engine) as session:
        due = session.scalar(select(Ticket.due_at).where(Ticket.number == number))
    assert due is not None
    press(office, "rina", number, now=due - HELD)
    work(office, due + timedelta(hours=1))
    assert "clock.breached" not in {
        each.kind for each in ledger(office, number) if each.data.get("clock") == "first_response"
    }


STEPS = st.lists(
    st.tuples(st.sampled_from(("press", "ask", "undo", "write", "note", "work")), st.integers(1, 45)),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("backend", ["sqlite"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_in_any_order_only_what_left_is_in_the_ledger_the_clocks_and_what_they_say(
    office: Office, steps: list[tuple[str, int]]
) -> None:
    """Two tickets live the same day: on one letters are held and taken back, on the other only what left is said."""
    held, plain = (office.complain(now=NOW).number for _ in range(2))
    now, waiting = NOW, []  # of each: the letter's id, its act, when it leaves

    def leaves(at: datetime, *, due: bool) -> None:
        for one in list(waiting):
            if not due or one[2] <= at:
                waiting.remove(one)
                office.act("kasi", plain, one[1], text="Begini.", now=min(one[2], at))

    for what, seconds in steps:
        now += timedelta(seconds=seconds)
        if what in ("press", "ask"):
            act = "message" if what == "press" else "question"
            leaves(now, due=True)
            work(office, now)
            press(office, "kasi", held, act=act, text="Begini.", now=now)
            with db.reading(office.engine) as session:
                waiting.append((session.scalar(select(func.max(UnsentLetter.id))), act, now + HELD))
        elif what == "undo" and waiting and waiting[-1][2] > now:
            undo(office, "kasi", held, letter_id=waiting.pop()[0], now=now)
        elif what == "write":
            leaves(now, due=False)
            for number in (held, plain):
                office.citizen(number, "write", text="Tolong.", now=now)
        elif what == "note":
            leaves(now, due=False)
            for number in (held, plain):
                office.act("kasi", number, "note", text="Catat.", now=now)
        elif what == "work":
            leaves(now, due=True)
            work(office, now)
    end = now + timedelta(days=1)
    leaves(end, due=True)
    work(office, end)

    def told(number: str) -> list[tuple[object, ...]]:
        with db.reading(office.engine) as session:
            seen = queries.ticket_in_view(session, number=number, rights=office.rights("kasi"))
            view = queries.desk_view(
                session, seen, rights=office.rights("kasi"), now=end, rulebook=office.rulebook
            )
        clocks = [
            (name, each.status, each.due_at, each.used_seconds)
            for name, each in view.assessment.clocks.items()
        ]
        return [
            *((each.kind, each.at, each.by, each.data.get("act")) for each in ledger(office, number)),
            *clocks,
        ]

    assert told(held) == told(plain)
