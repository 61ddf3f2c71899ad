"""Officers hear by chat where one is linked and lives, by e-mail or at the desk otherwise; never by neither. Both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update

from complaints_service import db
from complaints_service.accounts.credentials import end_credentials
from complaints_service.errors import Actor
from complaints_service.jobs.linking import PostRoom
from complaints_service.jobs.sending import run_route
from complaints_service.moment import Moment
from complaints_service.notify import trouble
from complaints_service.notify.models import Outbox
from complaints_service.notify.officers.chat import end_link, link_of_account
from complaints_service.notify.outcomes import MOST_FAULTS
from complaints_service.notify.routes import hold_route, open_route, revive
from complaints_service.notify.senders import Gone, Letter, LetterRefused, Moved, Unclear
from complaints_service.people.leave import NewLeave, approve_leave
from complaints_service.people.models import Officer
from complaints_service.tickets.acts.registry import request_for
from complaints_service.tickets.clocks.sweep import sweep
from complaints_service.tickets.ledger.models import TicketEvent
from complaints_service.tickets.service import perform
from config.rulebook import Rulebook
from tests.services.post import (
    Postman,
    link_chats,
    minutes,
    open_mail,
    room_of,
    rows,
    run,
    standing_at,
    states,
)
from tests.support.both import ON_BOTH
from tests.support.world import SETUP, TRACKING_KEY, Office, open_office

NOW = datetime(2026, 4, 6, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
LATER = NOW + timedelta(days=120)
CHATS = {"rina": "71", "hasan": "72", "kasi": "73", "camat": "74", "meja": "75", "sekcam": "76"}
BLOCKED = Gone("blocked by the reader, or the chat is closed")


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


@pytest.fixture
def room(office: Office) -> PostRoom:
    """Both routes are open since long before the tests' day."""
    with db.writing(office.engine) as session:
        for route in ("email", "telegram"):
            open_route(session, route=route, now=NOW - timedelta(days=30))
    return room_of(office.engine, office.rulebook)


@pytest.fixture
def chat() -> Postman:
    return Postman(route="telegram")


def link(office: Office, *logins: str) -> None:
    """These officers linked their chats."""
    link_chats(office, {login: CHATS[login] for login in logins}, NOW - timedelta(days=9))


def mail(office: Office, *logins: str) -> None:
    """These officers have an e-mail address."""
    with db.writing(office.engine) as session:
        for login in logins:
            session.execute(
                update(Officer)
                .where(Officer.id == office.officers[login])
                .values(email=f"{login}@contoh.example")
            )


def heard(letters: list[Letter]) -> list[tuple[str, str]]:
    """(who, kind) of letters to chats."""
    names = {chat: login for login, chat in CHATS.items()}
    return sorted((names[letter.address], letter.kind) for letter in letters)


def sweep_all(office: Office, now: datetime) -> None:
    while True:
        with db.writing(office.engine) as session:
            if not sweep(session, now=now, rulebook=office.rulebook):
                return


def hand_to(office: Office, number: str, to: str, *, by: str, now: datetime = NOW) -> None:
    office.act(by, number, "assign", to=to, reason="Anda yang paling dekat.", now=now)


# -- a ticket in a queue -----------------------------------------------------------------------------


def test_what_lands_in_a_queue_every_linked_member_hears(
    office: Office, room: PostRoom, chat: Postman
) -> None:
    link(office, "rina", "hasan", "camat")
    number = office.complain(now=NOW).number
    run(room, chat, NOW)
    hand_to(office, number, "unit:SARPRAS", by="kasi")
    letters = run(room, chat, NOW + minutes(1))
    assert heard(letters) == [("hasan", "officer_queued"), ("rina", "officer_queued")]
    assert "antrean Seksi Sarana dan Prasarana: Parit tumpat di Gang Contoh" in letters[0].text
    assert "Ambil dulu di" in letters[0].text and "Balas pesan ini" not in letters[0].text


def test_where_no_member_has_a_chat_the_nearest_leader_hears(
    office: Office, room: PostRoom, chat: Postman
) -> None:
    link(office, "camat", "sekcam")
    number = office.complain(now=NOW).number
    hand_to(office, number, "unit:SARPRAS", by="kasi")
    assert heard(run(room, chat, NOW)) == [("camat", "officer_queued")]


def test_who_put_it_there_is_not_told(office: Office, room: PostRoom, chat: Postman) -> None:
    link(office, "kasi", "rina")
    number = office.complain(now=NOW).number
    run(room, chat, NOW)
    hand_to(office, number, "unit:SARPRAS", by="kasi")
    assert heard(run(room, chat, NOW)) == [("rina", "officer_queued")]


def test_a_member_on_leave_is_left_in_peace(office: Office, room: PostRoom, chat: Postman) -> None:
    link(office, "rina", "hasan")
    with db.writing(office.engine) as session:
        facts = NewLeave(
            officer_id=office.officers["rina"],
            first_on=date(2026, 4, 1),
            last_on=date(2026, 4, 10),
            kind="annual",
        )
        approve_leave(session, new=facts, now=NOW, actor=SETUP)
    number = office.complain(now=NOW).number
    run(room, chat, NOW)
    hand_to(office, number, "unit:SARPRAS", by="kasi")
    assert heard(run(room, chat, NOW)) == [("hasan", "officer_queued")]


def test_colleagues_of_somebody_accused_hear_nothing_and_who_leads_does(
    office: Office, room: PostRoom, chat: Postman
) -> None:
    link(office, "rina", "hasan", "kasi", "camat", "meja")
    accused = (f"person:{office.officers['rina']}",)
    number = office.complain(
        "Petugas minta uang.", now=NOW, about=accused, category="perilaku_petugas"
    ).number
    run(room, chat, NOW)
    office.act("camat", number, "assign", to="unit:SARPRAS", reason="Periksa dulu.", now=NOW)
    assert heard(run(room, chat, NOW)) == [("kasi", "officer_queued")]


def test_the_triage_queue_is_heard_of_at_the_complaint_desk(
    office: Office, room: PostRoom, chat: Postman
) -> None:
    link(office, "meja", "rina")
    office.complain("Entah apa.", now=NOW, category="lainnya", kelurahan=None)
    assert ("meja", "officer_queued") in heard(run(room, chat, NOW))


def test_what_is_not_open_is_told_without_its_matter(office: Office, room: PostRoom, chat: Postman) -> None:
    link(office, "rina")
    number = office.complain("Rahasia sekali, parit tumpat.", now=NOW, privacy="confidential").number
    run(room, chat, NOW)
    hand_to(office, number, "unit:SARPRAS", by="kasi")
    (letter,) = run(room, chat, NOW)
    assert "baca di meja" in letter.text and "Rahasia" not in letter.text


def test_back_from_an_agency_it_lies_in_the_queue_again(
    office: Office, room: PostRoom, chat: Postman
) -> None:
    link(office, "rina", "hasan")
    number = office.complain(now=NOW).number
    office.act("kasi", number, "refer", agency="dlh", reason="Tumpukan sampah.", now=NOW + minutes(1))
    run(room, chat, NOW + minutes(1))
    office.act("kasi", number, "return", reason="Bukan sampah.", now=NOW + minutes(2))
    assert heard(run(room, chat, NOW + minutes(2))) == [
        ("hasan", "officer_queued"),
        ("rina", "officer_queued"),
    ]


def test_a_matter_split_off_is_new_work(office: Office, room: PostRoom, chat: Postman) -> None:
    link(office, "rina", "hasan", "kasi")
    number = office.complain(now=NOW).number
    run(room, chat, NOW)
    split = {"text": "Lampu di gang itu juga mati.", "reason": "Dua perkara."}
    part = split_as_kasi(office, number, **split)
    (letter,) = run(room, chat, NOW + minutes(1))
    assert (letter.kind, letter.number) == ("officer_assigned", part)
    assert "Lampu di gang itu juga mati" in letter.text and "Dua perkara." in letter.text
    hand_to(office, number, "unit:SARPRAS", by="kasi", now=NOW + minutes(2))
    run(room, chat, NOW + minutes(2))
    split_as_kasi(office, number, **split)
    assert heard(run(room, chat, NOW + minutes(3))) == [
        ("hasan", "officer_queued"),
        ("rina", "officer_queued"),
    ]


def split_as_kasi(office: Office, number: str, **fields: str) -> str:
    """The number of the part."""
    with db.writing(office.engine) as session:
        done = perform(
            Moment(
                session=session,
                now=NOW + minutes(1),
                actor=Actor.officer(office.officers["kasi"], "web", office.accounts["kasi"]),
                rulebook=office.rulebook,
            ),
            number=number,
            request=request_for("split", **fields),
            rights=office.rights("kasi"),
            tracking_key=TRACKING_KEY,
        )
    return done.ticket.number


# -- rungs -------------------------------------------------------------------------------------------


def test_a_rung_goes_by_chat_or_by_mail_and_never_by_both_or_neither(
    office: Office, room: PostRoom, chat: Postman
) -> None:
    link(office, "kasi")
    mail(office, "kasi", "camat")
    number = office.complain(now=NOW).number
    sweep_all(office, LATER)
    with db.reading(office.engine) as session:
        sent = session.scalars(select(TicketEvent).where(TicketEvent.kind == "escalation.sent")).all()
        by_officer = {
            login: [event for event in sent if event.data["officer"] == office.officers[login]]
            for login in ("kasi", "camat")
        }
    letters = run(room, chat, LATER)
    mails = run(room, Postman(), LATER)
    [by_chat], [by_mail] = letters, mails
    assert (by_chat.address, by_chat.kind) == ("73", "officer_escalation")
    assert (by_mail.address, by_mail.kind) == ("camat@contoh.example", "escalated")
    assert by_chat.text.count(f"{number} di Seksi Sarana dan Prasarana:") == len(by_officer["kasi"]) > 1
    assert by_mail.text.count(f"{number}:") == len(by_officer["camat"]) > 1
    sweep_all(office, LATER + timedelta(days=9))
    assert run(room, chat, LATER + timedelta(days=9)) == [], "a rung is told once"


def test_of_a_clock_that_a_holder_is_warned_of_the_chat_hears_once(
    office: Office, room: PostRoom, chat: Postman
) -> None:
    link(office, "rina", "hasan")
    number = office.complain(now=NOW).number
    sweep_all(office, LATER)
    told = [(letter.kind, letter.address) for letter in run(room, chat, LATER)]
    assert ("officer_breach", told[0][1]) in told
    assert "officer_escalation" not in {kind for kind, _ in told}
    with db.reading(office.engine) as session:
        to_holder = session.scalars(
            select(TicketEvent).where(
                TicketEvent.kind == "escalation.sent", TicketEvent.data["to"].as_string() == "holder"
            )
        ).all()
    assert to_holder and number, "the ledger keeps the rung all the same"


def test_while_no_sender_serves_chats_a_rung_goes_by_mail(office: Office) -> None:
    open_mail(office, NOW)
    link(office, "kasi")
    mail(office, "kasi")
    office.complain(now=NOW)
    sweep_all(office, LATER)
    assert {(row.kind, row.route) for row in rows(office.engine) if row.kind == "escalated"} == {
        ("escalated", "email")
    }
    assert "officer_escalation" not in {kind for kind, _ in states(office.engine)}


def test_while_chats_are_held_up_as_a_whole_a_rung_goes_by_mail(
    office: Office, room: PostRoom, chat: Postman
) -> None:
    link(office, "kasi")
    mail(office, "kasi")
    with db.writing(office.engine) as session:
        hold_route(session, route="telegram", until=LATER + minutes(2), reason="the bot's token is refused")
    office.complain(now=NOW)
    sweep_all(office, LATER)
    assert {letter.kind for letter in run(room, Postman(), LATER)} == {"escalated"}


def test_a_sender_that_goes_leaves_its_rungs_to_the_mail_and_its_news_where_they_are(
    office: Office, room: PostRoom, chat: Postman
) -> None:
    link(office, "kasi", "rina", "hasan")
    mail(office, "kasi", "rina", "hasan")
    office.complain(now=NOW)
    sweep_all(office, LATER)
    waiting = [kind for kind, state in states(office.engine) if state == "queued"]
    assert {"officer_escalation", "officer_assigned"} <= set(waiting)
    run_route(room, "telegram", None, standing_at(LATER))
    assert {letter.kind for letter in run(room, Postman(), LATER)} == {"officer_escalation"}
    left = {row.kind for row in rows(office.engine) if row.state == "queued"}
    assert left == set(waiting) - {"officer_escalation"}


# -- a chat that takes nothing -----------------------------------------------------------------------


def three_letters(office: Office) -> None:
    for count in range(3):
        number = office.complain(now=NOW + minutes(count)).number
        hand_to(office, number, "unit:SARPRAS", by="kasi", now=NOW + minutes(count))


def test_a_blocked_chat_is_marked_once_and_its_letters_go_by_mail(
    office: Office, room: PostRoom, chat: Postman
) -> None:
    link(office, "rina")
    mail(office, "rina")
    three_letters(office)
    waiting = len([row for row in rows(office.engine) if row.address == "71"])
    assert waiting >= 3
    chat.answers.append(BLOCKED)
    assert len(run(room, chat, NOW + minutes(5))) == 1, "asked once, not once for each letter"
    with db.reading(office.engine) as session:
        assert len(trouble.troubles(session)) == 0
        linked = link_of_account(session, account_id=office.accounts["rina"])
    assert linked is not None and linked.dead_at == NOW + minutes(5)
    post = Postman()
    assert [letter.address for letter in run(room, post, NOW + minutes(6))] == [
        "rina@contoh.example"
    ] * waiting
    assert all("Balas pesan ini" not in letter.text for letter in post.handed)
    # What comes after it asks that chat no more.
    three = [office.complain(now=NOW + minutes(10)).number for _ in range(3)]
    assert three and run(room, chat, NOW + minutes(11)) == []


def test_a_blocked_chat_without_a_mail_leaves_one_letter_in_trouble_and_no_pile(
    office: Office, room: PostRoom, chat: Postman
) -> None:
    link(office, "rina")
    three_letters(office)
    chat.answers.append(BLOCKED)
    run(room, chat, NOW + minutes(5))
    with db.reading(office.engine) as session:
        (seen,) = trouble.troubles(session)
    assert (seen.state, seen.reason) == ("dead", BLOCKED.detail)
    assert {row.state for row in rows(office.engine) if row.address == "71" and row.id != seen.id} == {
        "suppressed"
    }


def test_the_next_message_from_the_chat_revives_it(office: Office, room: PostRoom, chat: Postman) -> None:
    link(office, "rina")
    three_letters(office)
    chat.answers.append(BLOCKED)
    run(room, chat, NOW + minutes(5))
    with db.writing(office.engine) as session:
        revive(session, route="telegram", address="71")
    number = office.complain(now=NOW + minutes(10)).number
    hand_to(office, number, f"person:{office.officers['hasan']}", by="kasi", now=NOW + minutes(10))
    hand_to(office, number, f"person:{office.officers['rina']}", by="kasi", now=NOW + minutes(11))
    assert [letter.kind for letter in run(room, chat, NOW + minutes(12))][-1] == "officer_assigned"


@ON_BOTH
@pytest.mark.parametrize("answers", [[LetterRefused("400")], [Unclear("line lost")] * MOST_FAULTS])
def test_a_rung_that_the_chat_could_not_take_goes_by_mail(
    office: Office, room: PostRoom, chat: Postman, answers: list[LetterRefused | Unclear]
) -> None:
    link(office, "camat")
    mail(office, "camat")
    office.complain(now=NOW)
    sweep_all(office, LATER)
    chat.answers.extend(answers)
    for hour in range(len(answers)):
        run(room, chat, LATER + timedelta(hours=hour))
    by_mail = run(room, Postman(), LATER + timedelta(hours=9))
    assert [(letter.kind, letter.address) for letter in by_mail] == [
        ("officer_escalation", "camat@contoh.example")
    ]
    assert "Buka di" in by_mail[0].text


@ON_BOTH
def test_unlinking_leaves_rungs_to_the_mail_and_news_to_the_desk(
    office: Office, room: PostRoom, chat: Postman
) -> None:
    link(office, "kasi")
    mail(office, "kasi")
    number = office.complain(now=NOW).number
    hand_to(office, number, f"person:{office.officers['kasi']}", by="camat", now=NOW)
    other = office.complain(now=NOW).number
    sweep_all(office, LATER)
    with db.writing(office.engine) as session:
        end_link(
            Moment(session=session, now=LATER, actor=SETUP, rulebook=office.rulebook),
            account_id=office.accounts["kasi"],
        )
    assert heard(run(room, chat, LATER)) == [("kasi", "chat_reply")], "only the goodbye"
    by_mail = run(room, Postman(), LATER)
    assert {letter.kind for letter in by_mail} == {"officer_escalation"} and other
    assert ("officer_assigned", "suppressed") in states(office.engine)


def test_what_is_on_its_way_when_an_account_is_shut_goes_by_mail_if_it_is_a_rung(
    office: Office, room: PostRoom, chat: Postman
) -> None:
    """Shutting unlinks the chat without looking at letters: each is turned away as it is sent."""
    link(office, "kasi")
    mail(office, "kasi")
    number = office.complain(now=NOW).number
    hand_to(office, number, f"person:{office.officers['kasi']}", by="camat", now=NOW)
    office.complain(now=NOW)  # somebody else holds this one: of it a superior hears by a rung
    sweep_all(office, LATER)
    with db.writing(office.engine) as session:
        ended = end_credentials(session, account_id=office.accounts["kasi"], now=LATER)
    assert ended["chats"] == 1
    assert run(room, chat, LATER) == []
    assert {letter.kind for letter in run(room, Postman(), LATER)} == {"officer_escalation"}
    told = {
        row.kind: (row.route, row.state, row.reason) for row in rows(office.engine) if row.route != "page"
    }
    assert told["officer_assigned"] == ("telegram", "suppressed", "the chat was unlinked")
    assert told["officer_escalation"][:2] == ("email", "sent")


@ON_BOTH
def test_a_chat_with_a_new_name_is_followed(office: Office, room: PostRoom, chat: Postman) -> None:
    link(office, "rina")
    three_letters(office)
    chat.answers.append(Moved("-9071"))
    letters = run(room, chat, NOW + minutes(5))
    assert {letter.address for letter in letters[1:]} == {"-9071"}
    with db.reading(office.engine) as session:
        linked = link_of_account(session, account_id=office.accounts["rina"])
        left = session.scalars(select(Outbox).where(Outbox.address == "71", Outbox.state != "sent")).all()
    assert linked is not None and linked.chat == "-9071" and left == []
