"""An officer's chat: linked by a code with a yes on the page, hears of the tickets, and answers them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from complaints_service import db
from complaints_service.errors import Actor
from complaints_service.tickets.clocks.sweep import sweep
from tests.bots.talking import Talk, let_letters_leave, words_of
from tests.support.visitors import Visitor

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}")
CITIZEN_SAYS = "Lumpurnya masih ada."


@pytest.fixture
def rina(talk: Talk, client: FlaskClient) -> Visitor:
    """An officer in front of the pages."""
    return Visitor(client).sign_in(talk.office, "rina", talk.clock())


def another(talk: Talk, login: str) -> Visitor:
    return Visitor(talk.app.test_client()).sign_in(talk.office, login, talk.clock())


def code_of(visitor: Visitor) -> str:
    found = CODE.search(visitor.send("/telegram/kode", of="/telegram"))
    assert found
    return found[0]


def confirm(visitor: Visitor) -> None:
    offer = re.search(r'name="offer" value="(\d+)"', visitor.read("/telegram"))
    assert offer
    visitor.send("/telegram/hubungkan", offer=offer[1])


def link(talk: Talk, visitor: Visitor, name: str = "Rina") -> int:
    """The whole way; the chat."""
    chat = talk.control.person(name)
    talk.say(chat, code_of(visitor))
    confirm(visitor)
    talk.post()
    return chat


def links(talk: Talk) -> list[tuple[object, ...]]:
    return talk.rows("SELECT chat FROM officer_chat WHERE linked_at IS NOT NULL AND ended_at IS NULL")


def complaint_for(talk: Talk, login: str) -> str:
    """A citizen's complaint that this officer has now."""
    number = talk.office.complain(now=talk.clock(), privacy="open").number
    if talk.holder(number) != login:
        to = f"person:{talk.office.officers[login]}"
        talk.office.act("kasi", number, "assign", now=talk.clock(), to=to, reason="Anda yang paling dekat.")
    talk.post()
    return number


def last(talk: Talk, chat: int) -> str:
    return str(talk.control.sent(chat)[-1]["text"])


def reply(talk: Talk, chat: int, text: str) -> str:
    return words_of(talk.say(chat, text, reply_to=talk.control.sent(chat)[-1]["message_id"]))


def leaves(talk: Talk) -> None:
    """The half minute passes, and the worker comes by."""
    talk.clock.pass_time(seconds=30)
    let_letters_leave(talk.service, talk.clock())
    talk.post()


def test_a_code_offers_and_only_the_page_links(talk: Talk, rina: Visitor) -> None:
    chat = talk.control.person("Rina")
    said = words_of(talk.say(chat, f"/start {code_of(rina).replace('-', '')}"))
    assert "pastikan di sana" in said and links(talk) == []
    assert "Hubungkan akun Rina Contoh ke obrolan Rina" in rina.read("/telegram")
    confirm(rina)
    talk.post()
    assert links(talk) == [(str(chat),)]
    assert "terhubung dengan akun rina" in last(talk, chat)
    assert "Terhubung dengan obrolan Rina" in rina.read("/telegram")


def test_unlinking_tells_the_chat(talk: Talk, rina: Visitor) -> None:
    chat = link(talk, rina)
    rina.send("/telegram/lepas", of="/telegram")
    talk.post()
    assert links(talk) == [] and "tidak lagi terhubung" in last(talk, chat)


def test_a_code_is_stored_as_a_digest_only(talk: Talk, rina: Visitor) -> None:
    code = code_of(rina)
    [(stored,)] = talk.rows("SELECT code FROM officer_chat")
    assert re.fullmatch("[0-9a-f]{64}", str(stored)) and code not in str(stored)


def test_a_code_serves_one_chat(talk: Talk, rina: Visitor) -> None:
    code = code_of(rina)
    first, second = talk.control.person("Rina"), talk.control.person("Maling")
    talk.say(first, code)
    assert "tidak berlaku" in words_of(talk.say(second, code))
    assert "ke obrolan Rina" in rina.read("/telegram")


def test_a_code_runs_out(talk: Talk, rina: Visitor) -> None:
    code = code_of(rina)
    talk.clock.pass_time(minutes=10)
    assert "tidak berlaku" in words_of(talk.say(talk.control.person("Rina"), code))


def test_an_offer_runs_out_too(talk: Talk, rina: Visitor) -> None:
    talk.say(talk.control.person("Rina"), code_of(rina))
    rina.read("/telegram")
    talk.clock.pass_time(minutes=10)
    offer = re.search(r'name="offer" value="(\d+)"', rina.raw)
    assert offer
    rina.send("/telegram/hubungkan", offer=offer[1])
    assert rina.status == 409 and links(talk) == []


@pytest.mark.parametrize("login", ["hasan", "rina"])
def test_only_the_session_that_made_the_code_may_confirm(talk: Talk, rina: Visitor, login: str) -> None:
    talk.say(talk.control.person("Rina"), code_of(rina))
    rina.read("/telegram")
    offer = re.search(r'name="offer" value="(\d+)"', rina.raw)
    assert offer
    stranger = another(talk, login)
    assert "Hubungkan akun" not in stranger.read("/telegram")
    token = re.search(r'name="csrf_token" value="([^"]+)"', stranger.raw)
    assert token
    answer = stranger.client.post("/telegram/hubungkan", data={"offer": offer[1], "csrf_token": token[1]})
    assert answer.status_code == 409 and links(talk) == []


def test_declining_forgets_chat_and_code(talk: Talk, rina: Visitor) -> None:
    talk.say(talk.control.person("Maling"), code_of(rina))
    rina.send("/telegram/tolak", of="/telegram")
    assert "Hubungkan akun" not in rina.read("/telegram") and talk.rows("SELECT id FROM officer_chat") == []


def test_the_sixth_code_within_an_hour_is_not_looked_at(talk: Talk, rina: Visitor) -> None:
    chat, code = talk.control.person("Rina"), code_of(rina)
    for _ in range(5):
        assert "tidak berlaku" in words_of(talk.say(chat, "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV"))
    assert "lima kode" in words_of(talk.say(chat, code))
    assert "Hubungkan akun" not in rina.read("/telegram")
    talk.clock.pass_time(hours=1)
    assert "pastikan di sana" in words_of(talk.say(chat, code_of(rina)))


def test_a_chat_hears_of_new_work_and_answers_it(talk: Talk, rina: Visitor) -> None:
    chat = link(talk, rina)
    number = complaint_for(talk, "rina")
    assert number in last(talk, chat) and f"/meja/{number}" in last(talk, chat)
    said = reply(talk, chat, "Petugas datang besok pagi.")
    assert number in said and "dalam 30 detik" in said and "Jawaban pertama (tepat waktu)" in said
    assert talk.rows("SELECT text FROM message") == []
    leaves(talk)
    assert talk.rows("SELECT text FROM message") == [("Petugas datang besok pagi.",)]
    [(actor, origin)] = talk.rows("SELECT actor, origin FROM ticket_event WHERE kind = 'message.sent'")
    assert (actor, origin) == (f"person:{talk.office.officers['rina']}", "telegram")


def test_an_update_that_comes_twice_answers_once(talk: Talk, rina: Visitor) -> None:
    chat = link(talk, rina)
    complaint_for(talk, "rina")
    offset = talk.offset
    reply(talk, chat, "Besok pagi.")
    talk.offset = offset
    talk.turn()
    leaves(talk)
    assert len(talk.rows("SELECT text FROM message")) == 1


def test_the_citizens_words_and_a_dispute_reach_the_chat(talk: Talk, rina: Visitor) -> None:
    chat = link(talk, rina)
    number = complaint_for(talk, "rina")
    talk.office.citizen(number, "write", now=talk.clock(), text=CITIZEN_SAYS)
    talk.post()
    assert "Warga menulis" in last(talk, chat) and CITIZEN_SAYS not in last(talk, chat)
    talk.clock.pass_time(minutes=5)
    talk.act(number, "resolve", text="Sudah dikeruk.")
    talk.clock.pass_time(minutes=5)
    talk.office.citizen(number, "dispute", now=talk.clock(), text=CITIZEN_SAYS)
    talk.post()
    assert "menolak" in last(talk, chat) and CITIZEN_SAYS in last(talk, chat)


def test_warnings_and_lateness_reach_the_chat(talk: Talk, rina: Visitor) -> None:
    chat = link(talk, rina)
    number = complaint_for(talk, "rina")
    for _ in range(40):
        talk.clock.pass_time(hours=4)
        with db.writing(talk.service.engine) as session:
            sweep(session, now=talk.clock(), rulebook=talk.service.rulebook, actor=Actor.rule("job"))
        talk.post()
    said = words_of(talk.control.sent(chat))
    assert f"Tiket {number}: tinggal" in said and f"Tiket {number} terlambat" in said


def test_a_reply_from_a_chat_that_was_unlinked_does_nothing_and_says_so(talk: Talk, rina: Visitor) -> None:
    chat = link(talk, rina)
    complaint_for(talk, "rina")
    notice = talk.control.sent(chat)[-1]
    rina.send("/telegram/lepas", of="/telegram")
    talk.post()
    said = words_of(talk.say(chat, "Besok.", reply_to=notice["message_id"]))
    assert "tidak terhubung" in said and talk.rows("SELECT text FROM message") == []


def test_a_reply_on_a_ticket_that_somebody_else_has_does_nothing_and_says_so(
    talk: Talk, rina: Visitor
) -> None:
    chat = link(talk, rina)
    number = complaint_for(talk, "rina")
    to = f"person:{talk.office.officers['hasan']}"
    talk.office.act("kasi", number, "assign", now=talk.clock(), to=to, reason="Rina cuti.")
    assert "bukan lagi milik Anda" in reply(talk, chat, "Besok.")
    assert talk.rows("SELECT text FROM message") == []


def test_what_is_not_open_leaves_the_house_without_its_matter(talk: Talk, rina: Visitor) -> None:
    chat = link(talk, rina)
    number = talk.office.complain(
        "Parit tumpat di Gang Contoh, rahasia sekali.", now=talk.clock(), privacy="confidential"
    ).number
    to = f"person:{talk.office.officers['rina']}"
    if talk.holder(number) != "rina":
        talk.office.act("kasi", number, "assign", now=talk.clock(), to=to, reason="Anda saja.")
    talk.post()
    assert number in last(talk, chat) and "rahasia sekali" not in last(talk, chat)


def test_a_ticket_in_the_queue_is_heard_of_and_answered_once_taken(talk: Talk, rina: Visitor) -> None:
    chat = link(talk, rina)
    number = complaint_for(talk, "hasan")
    talk.office.act("kasi", number, "assign", now=talk.clock(), to="unit:SARPRAS", reason="Hasan cuti.")
    talk.post()
    assert f"Tiket {number} masuk antrean" in last(talk, chat)
    notice = talk.control.sent(chat)[-1]["message_id"]
    said = words_of(talk.say(chat, "Besok pagi.", reply_to=notice))
    assert "tidak terkirim" in said and talk.rows("SELECT text FROM message") == []
    talk.office.act("rina", number, "take", now=talk.clock())
    assert number in words_of(talk.say(chat, "Besok pagi.", reply_to=notice))
    leaves(talk)
    assert talk.rows("SELECT text FROM message") == [("Besok pagi.",)]


def test_a_blocked_chat_is_asked_once_and_the_next_word_revives_it(talk: Talk, rina: Visitor) -> None:
    chat = link(talk, rina)
    talk.control.block(chat)
    calls = len(talk.control.calls("sendMessage", chat=chat))
    numbers = [complaint_for(talk, "rina") for _ in range(3)]
    talk.post()
    assert len(talk.control.calls("sendMessage", chat=chat)) == calls + 1
    assert len(talk.rows("SELECT id FROM outbox WHERE state = 'dead'")) == 1, "no pile of dead letters"
    assert "tidak menerima kabar kami sejak" in rina.read("/telegram")
    talk.control.unblock(chat)
    talk.say(chat, "/bantuan")
    assert "tidak menerima kabar kami sejak" not in rina.read("/telegram")
    talk.office.citizen(numbers[0], "write", now=talk.clock(), text=CITIZEN_SAYS)
    talk.post()
    assert f"Warga menulis di tiket {numbers[0]}" in last(talk, chat)
