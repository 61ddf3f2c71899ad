"""What waits in the outbox goes out once, in order, and what became of it is in the ledger. On both databases."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from complaints_service import db
from complaints_service.errors import Actor
from complaints_service.jobs.linking import PostRoom
from complaints_service.jobs.sending import note, run_route, take
from complaints_service.moment import Moment
from complaints_service.notify import outbox, trouble
from complaints_service.notify.chat import Saying, say
from complaints_service.notify.models import Outbox
from complaints_service.notify.outbox import LEASE
from complaints_service.notify.outcomes import AGAIN_AFTER, FIRST_WAIT, MOST_FAULTS, MOST_TRIES
from complaints_service.notify.routes import is_open, open_route
from complaints_service.notify.senders import Accepted, Gone, Later, LetterRefused, Unclear
from complaints_service.tickets.clocks.sweep import sweep
from complaints_service.vault.marks import address_mark
from config.rulebook import Rulebook
from tests.services.post import Postman, minutes, room_of, rows, run, standing_at, states, travelled
from tests.support.both import ON_BOTH
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
SARI, BUDI = "sari@contoh.example", "budi@contoh.example"


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


@pytest.fixture
def room(office: Office) -> PostRoom:
    """The route is open since long before the tests' day."""
    with db.writing(office.engine) as session:
        open_route(session, route="email", now=NOW - timedelta(days=30))
    return room_of(office.engine, office.rulebook)


@pytest.fixture
def postman() -> Postman:
    return Postman()


def test_a_notice_goes_out_once_and_says_where_to_look(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    complaint = office.complain(now=NOW, email=SARI)
    (letter,) = run(room, postman, NOW + minutes(1))
    assert (letter.kind, letter.address, letter.number) == ("received", SARI, complaint.number)
    assert letter.link is not None and letter.link.startswith("https://tanggap.contoh.example/lacak/")
    assert complaint.secret not in letter.link, "it reads and answers; the receipt's stays with its owner"
    assert letter.link in letter.text
    assert run(room, postman, NOW + minutes(2)) == []
    assert states(office.engine) == [("received", "sent")]


def test_no_row_holds_a_secret(office: Office, room: PostRoom, postman: Postman) -> None:
    complaint = office.complain(now=NOW, email=SARI)
    run(room, postman, NOW)
    (row,) = rows(office.engine)
    assert complaint.secret not in repr(vars(row))


def test_a_question_pauses_from_its_acceptance_by_the_own_route(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    number = office.complain(now=NOW, email=SARI).number
    asked = office.act("rina", number, "question", text="Di mana?", now=NOW + minutes(10))
    assert travelled(office.engine, number) == [], "the page is not their only route"
    run(room, postman, NOW + minutes(12))
    assert travelled(office.engine, number) == [("delivered", "email", NOW + minutes(12))]
    # The delivery makes nobody's open page stale.
    office.act("rina", number, "note", text="Menunggu.", version=asked.ticket.version, now=NOW + minutes(13))


def test_without_a_sender_the_page_is_everyones_route(office: Office) -> None:
    number = office.complain(now=NOW, email=SARI).number
    office.act("rina", number, "message", text="Kami lihat.", now=NOW + minutes(10))
    assert travelled(office.engine, number) == []
    office.opens_page(number, now=NOW + minutes(20))
    assert travelled(office.engine, number) == [("delivered", "page", NOW + minutes(20))]


def test_who_left_no_address_is_served_by_the_page(office: Office, room: PostRoom) -> None:
    number = office.complain(now=NOW).number
    office.act("rina", number, "message", text="Kami lihat.", now=NOW + minutes(10))
    assert travelled(office.engine, number) == []
    office.opens_page(number, now=NOW + minutes(20))
    assert travelled(office.engine, number) == [("delivered", "page", NOW + minutes(20))]


def test_nothing_overtakes_at_one_address_and_nobody_else_waits(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    first = office.complain(now=NOW, email=SARI).number
    office.act("rina", first, "message", text="Kami lihat.", now=NOW + minutes(1))
    office.complain(now=NOW + minutes(2), email=BUDI)
    postman.answers.append(Later("greylisted"))
    assert [(x.address, x.kind) for x in run(room, postman, NOW + minutes(3))] == [
        (SARI, "received"),
        (BUDI, "received"),
    ]
    due = NOW + minutes(3) + FIRST_WAIT
    assert run(room, postman, due - timedelta(seconds=1)) == []
    assert [x.kind for x in run(room, postman, due)] == ["received", "answered"]


def test_a_flood_to_one_address_lets_others_in_between(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    for _ in range(5):
        office.complain(now=NOW, email=SARI)
    office.complain(now=NOW, email=BUDI)
    assert [letter.address for letter in run(room, postman, NOW)][:2] == [SARI, BUDI]


def test_a_wait_named_by_the_route_survives_a_restart(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    office.complain(now=NOW, email=SARI)
    postman.answers.append(Later("429", wait=timedelta(seconds=600)))
    run(room, postman, NOW)
    restarted = Postman()
    assert run(room, restarted, NOW + timedelta(seconds=599)) == []
    office.complain(now=NOW, email=BUDI)
    assert [letter.address for letter in run(room, restarted, NOW + timedelta(seconds=599))] == [BUDI]
    assert [letter.address for letter in run(room, restarted, NOW + timedelta(seconds=600))] == [SARI]


def test_a_hold_of_the_whole_route_holds_all_and_is_nobodys_fault(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    office.complain(now=NOW, email=SARI)
    office.complain(now=NOW, email=BUDI)
    for day in range(2 * MOST_TRIES):
        postman.answers.append(Later("out of reach", wait=timedelta(hours=2), whole_route=True))
        assert len(run(room, postman, NOW + timedelta(days=day))) == 1
    last = NOW + timedelta(days=2 * MOST_TRIES - 1)
    with db.reading(office.engine) as session:
        held = trouble.held_routes(session, now=last)
    assert [(one.route, one.reason) for one in held] == [("email", "out of reach")]
    assert run(room, postman, last + timedelta(minutes=119)) == []
    assert {letter.address for letter in run(room, postman, last + timedelta(hours=2))} == {SARI, BUDI}


def test_after_many_tries_a_letter_is_given_up_and_seen(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    number = office.complain(now=NOW, email=SARI).number
    run(room, postman, NOW)
    office.act("rina", number, "question", text="Di mana?", now=NOW)
    now = NOW
    for _ in range(MOST_TRIES):
        postman.answers.append(Later("mailbox full"))
        now += timedelta(hours=5)
        assert len(run(room, postman, now)) == 1
    assert states(office.engine)[-1] == ("asked", "dead")
    assert travelled(office.engine, number) == [("bounced", "email", now)]
    office.opens_page(number, now=now)
    assert travelled(office.engine, number) == [("bounced", "email", now), ("delivered", "page", now)]
    with db.reading(office.engine) as session:
        (seen,) = trouble.troubles(session)
        assert len(trouble.troubles(session)) == 1
    assert (seen.kind, seen.state, seen.reason) == ("asked", "dead", "mailbox full")
    assert run(room, postman, now + timedelta(days=1)) == []


@ON_BOTH
def test_staff_can_have_a_letter_sent_again_or_let_it_go(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    for address in (SARI, BUDI):
        office.complain(now=NOW, email=address)
        postman.answers.append(LetterRefused("looks like an advertisement"))
    run(room, postman, NOW)
    with db.writing(office.engine) as session:
        newest, oldest = trouble.troubles(session)
        trouble.let_go(session, outbox_id=newest.id, actor=Actor.officer(1, "web"), now=NOW)
        trouble.send_again(session, outbox_id=oldest.id, actor=Actor.officer(1, "web"), now=NOW)
    assert [letter.address for letter in run(room, postman, NOW)] == [SARI]


def test_a_dead_address_is_marked_once_and_the_page_takes_over(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    number = office.complain(now=NOW, email=SARI).number
    other = office.complain(now=NOW, email=SARI).number
    run(room, postman, NOW)
    asked_at, dead_at = NOW + minutes(10), NOW + minutes(11)
    office.act("rina", number, "question", text="Di mana?", now=asked_at)
    office.act("hasan", other, "question", text="Kapan?", now=asked_at)
    postman.answers.append(Gone("550 no such mailbox"))
    assert len(run(room, postman, dead_at)) == 1
    assert travelled(office.engine, number) == [("bounced", "email", dead_at)]
    assert travelled(office.engine, other) == []
    # From now on the page is the route: it takes all when it is next opened, and nothing is queued.
    office.act("rina", number, "message", text="Kami ke sana.", now=NOW + minutes(20))
    assert run(room, postman, NOW + minutes(21)) == []
    for one, count in ((number, 2), (other, 1)):
        office.opens_page(one, now=NOW + minutes(30))
        office.opens_page(one, now=NOW + minutes(31))
        taken = [each for each in travelled(office.engine, one) if each[1] == "page"]
        assert taken == [("delivered", "page", NOW + minutes(30))] * count


def test_one_refused_letter_stands_for_all_that_waited(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    number = office.complain(now=NOW, email=SARI).number
    for minute in range(3):
        office.act("rina", number, "message", text="Kami lihat.", now=NOW + minutes(minute))
    postman.answers.append(Gone("550 no such mailbox"))
    assert len(run(room, postman, NOW + minutes(5))) == 1
    assert [state for _, state in states(office.engine)] == ["dead"] + ["suppressed"] * 3
    with db.reading(office.engine) as session:
        assert len(trouble.troubles(session)) == 1


@ON_BOTH
def test_nothing_stays_of_a_conversation_that_is_to_be_forgotten(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    with db.writing(office.engine) as session:
        open_route(session, route="telegram", now=NOW)
        sayings = [Saying({"text": words}, "id", forget=True) for words in ("Nomornya.", "Terima kasih.")]
        say(session, route="telegram", chat="71", cause="1", sayings=sayings, now=NOW)
    chat = Postman(route="telegram")
    chat.answers.append(Gone("blocked"))
    assert len(run(room, chat, NOW)) == 1
    assert rows(office.engine) == []


def test_a_second_route_carries_what_the_first_could_not(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    from complaints_service.notify.service import Recipient, subscribe

    number = office.complain(now=NOW, email=SARI).number
    with db.writing(office.engine) as session:
        open_route(session, route="telegram", now=NOW)
        subscribe(session, number=number, recipient=Recipient("telegram", "7", "id"), now=NOW)
    run(room, postman, NOW)
    office.act("rina", number, "question", text="Di mana?", now=NOW)
    postman.answers.append(Gone("550"))
    run(room, postman, NOW + minutes(1))
    assert travelled(office.engine, number) == [("bounced", "email", NOW + minutes(1))]
    chat = Postman(route="telegram", answers=postman.answers)
    run(room, chat, NOW + minutes(2))
    assert travelled(office.engine, number)[-1] == ("delivered", "telegram", NOW + minutes(2))


# -- unclear sendings --------------------------------------------------------------------------------


def test_news_of_which_nobody_knows_goes_once_more_and_is_counted(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    office.complain(now=NOW, email=SARI)
    postman.answers.append(Unclear("line lost"))
    run(room, postman, NOW)
    with db.reading(office.engine) as session:
        (seen,) = trouble.troubles(session)
    assert (seen.state, seen.faults, seen.again_at) == ("uncertain", 1, NOW + AGAIN_AFTER)
    assert run(room, postman, NOW + AGAIN_AFTER - timedelta(seconds=1)) == []
    assert len(run(room, postman, NOW + AGAIN_AFTER)) == 1
    assert [(row.state, row.faults) for row in rows(office.engine)] == [("sent", 1)]


def test_a_link_of_which_nobody_knows_is_held_for_a_person(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    from complaints_service.intake.lost_link import ask_again

    complaint = office.complain(now=NOW, email=SARI)
    run(room, postman, NOW)
    with db.writing(office.engine) as session:
        ask_again(session, typed=complaint.number, contact=SARI, now=NOW)
    postman.answers.append(Unclear("line lost"))
    (letter,) = run(room, postman, NOW)
    assert letter.link is not None and complaint.secret not in letter.link
    assert run(room, postman, NOW + timedelta(days=2)) == []
    with db.reading(office.engine) as session:
        (seen,) = trouble.troubles(session)
    assert (seen.kind, seen.state, seen.again_at) == ("lost_link", "uncertain", None)
    # It is settled for the order: later news goes out.
    office.act("rina", complaint.number, "message", text="Kami lihat.", now=NOW)
    assert [each.kind for each in run(room, postman, NOW)] == ["answered"]


def test_what_stays_unclear_is_given_up(office: Office, room: PostRoom, postman: Postman) -> None:
    office.complain(now=NOW, email=SARI)
    postman.answers.extend([Unclear("line lost")] * 50)
    for hour in range(1, 50):
        run(room, postman, NOW + timedelta(hours=hour))
    assert len(postman.handed) == MOST_FAULTS
    assert states(office.engine) == [("received", "dead")]


# -- senders that end --------------------------------------------------------------------------------


def test_a_sender_that_ends_before_sending_loses_nothing(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    office.complain(now=NOW, email=SARI)
    assert take(room, "email", NOW) is not None  # and then the process is gone
    assert run(room, postman, NOW + LEASE - timedelta(seconds=1)) == [], "it may be at work still"
    run(room, postman, NOW + LEASE)
    assert len(run(room, postman, NOW + LEASE + AGAIN_AFTER)) == 1
    assert [(row.state, row.faults) for row in rows(office.engine)] == [("sent", 1)]


def test_copies_are_never_more_than_one_and_the_faults(office: Office, room: PostRoom) -> None:
    """Of each letter's first tries some end before the call, some after it, some lose the answer."""
    for count in range(12):
        office.complain(now=NOW, email=f"warga{count}@contoh.example")
    copies: Counter[str] = Counter()
    now, steps = NOW, 0
    while any(row.state != "sent" for row in rows(office.engine)):
        now += timedelta(seconds=10)
        taken = take(room, "email", now)
        if taken is None:
            continue
        steps += 1
        ends = (steps * 7919) % 10
        if ends == 0:
            continue  # killed before the call
        copies[taken.letter.address] += 1
        if ends == 1:
            continue  # killed between the call and the mark
        note(room, taken.claimed, Unclear("answer lost") if ends == 2 else Accepted(), now)
    assert len(copies) == 12
    assert all(copies[row.address] <= 1 + row.faults for row in rows(office.engine))
    assert sum(row.faults for row in rows(office.engine)) >= 3


def test_two_senders_share_the_work(office: Office, room: PostRoom) -> None:
    for count in range(3):
        office.complain(now=NOW, email=f"warga{count}@contoh.example")
    taken = [take(room, "email", NOW) for _ in range(4)]
    assert len({each.letter.address for each in taken if each}) == 3
    assert taken[3] is None


# -- what is never sent ------------------------------------------------------------------------------


def test_what_a_replay_wrote_is_never_sent_and_the_page_delivered_it(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    number = office.complain(now=NOW, email=SARI).number
    run(room, postman, NOW)
    with db.writing(office.engine) as session:
        from complaints_service.tickets.acts.registry import request_for
        from complaints_service.tickets.service import perform

        actor = Actor.officer(office.officers["rina"], "replay")
        perform(Moment(session=session, now=NOW + minutes(5), actor=actor, rulebook=office.rulebook),
            number=number, request=request_for("question", text="Di mana?"),
            rights=office.rights("rina"),
        )  # fmt: skip
    assert states(office.engine)[-1] == ("asked", "suppressed")
    assert travelled(office.engine, number) == [("delivered", "page", NOW + minutes(5))]
    assert run(room, postman, NOW + minutes(6)) == []


def test_what_is_older_than_a_day_when_the_sender_runs_again_is_history(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    office.complain(now=NOW, email=SARI)
    office.complain(now=NOW + timedelta(hours=3), email=BUDI)
    run_route(room, "email", None, standing_at(NOW + timedelta(hours=4)))
    office.complain(now=NOW + timedelta(hours=5), email=BUDI)  # written for nobody: no sender serves it
    run_route(room, "email", postman, standing_at(NOW + timedelta(hours=26)))
    assert [letter.address for letter in postman.handed] == [BUDI]
    assert [row.state for row in rows(office.engine)] == ["suppressed", "sent"]


def test_a_route_that_loses_its_sender_leaves_its_messages_to_the_page(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    number = office.complain(now=NOW, email=SARI).number
    office.act("rina", number, "question", text="Di mana?", now=NOW)
    run_route(room, "email", None, standing_at(NOW + minutes(5)))
    assert travelled(office.engine, number) == []
    office.opens_page(number, now=NOW + minutes(6))
    assert travelled(office.engine, number) == [("delivered", "page", NOW + minutes(6))]
    with db.reading(office.engine) as session:
        assert not is_open(session, route="email")
    run_route(room, "email", postman, standing_at(NOW + minutes(9)))
    assert [letter.kind for letter in postman.handed] == ["received", "asked"]


def test_a_letter_without_words_stops_no_other(office: Office, room: PostRoom, postman: Postman) -> None:
    office.complain(now=NOW, email=SARI)
    office.complain(now=NOW, email=BUDI)
    with db.writing(office.engine) as session:
        mark = address_mark(session, route="email", address=SARI)
        session.execute(update(Outbox).where(Outbox.address == mark).values(kind="moved"))
    assert [letter.address for letter in run(room, postman, NOW)] == [BUDI]
    with db.reading(office.engine) as session:
        (seen,) = trouble.troubles(session)
    assert (seen.state, seen.kind) == ("dead", "moved")
    assert "needs holder" in (seen.reason or "")


# -- quiet hours -------------------------------------------------------------------------------------

NIGHT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 22:00 in Medan
MORNING = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)  # 06:00


def test_news_that_can_wait_waits_for_the_morning(office: Office, room: PostRoom, postman: Postman) -> None:
    office.complain(now=NIGHT, email=SARI)
    assert run(room, postman, NIGHT) == []
    assert run(room, postman, MORNING - timedelta(seconds=1)) == []
    assert len(run(room, postman, MORNING)) == 1


@ON_BOTH
def test_a_question_goes_at_night_and_takes_what_waited_along_in_order(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    number = office.complain(now=NIGHT, email=SARI).number
    office.complain(now=NIGHT, email=BUDI)
    office.act("rina", number, "question", text="Di mana?", now=NIGHT + minutes(1))
    assert [(x.address, x.kind) for x in run(room, postman, NIGHT + minutes(2))] == [
        (SARI, "received"),
        (SARI, "asked"),
    ]


def test_a_late_warning_of_the_office_reaches_the_citizen(
    office: Office, room: PostRoom, postman: Postman
) -> None:
    office.complain(now=NOW, email=SARI)
    run(room, postman, NOW)
    later = NOW + timedelta(days=30)
    with db.writing(office.engine) as session:
        sweep(session, now=later, rulebook=office.rulebook)
    assert "late" in [letter.kind for letter in run(room, postman, later)]


def test_a_route_nobody_serves_is_never_due(office: Office, room: PostRoom) -> None:
    office.complain(now=NOW, email=SARI)
    with db.reading(office.engine) as session:
        assert outbox.is_anything_due(session, route="email", now=NOW, quiet=False)
        assert not outbox.is_anything_due(session, route="email", now=NOW, quiet=True)
        assert not outbox.is_anything_due(session, route="telegram", now=NOW, quiet=False)
