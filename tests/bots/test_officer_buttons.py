"""What an officer does by the buttons of a chat: takes, answers, asks, hands over, resolves with a photo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from complaints_service import db
from complaints_service.edge.resources import KEY
from complaints_service.tickets.ledger.models import Ticket
from tests.bots.talking import Talk, words_of
from tests.bots.test_officer_chat import complaint_for, last, leaves, link
from tests.bots.test_telegram_files import fetch, picture
from tests.support.visitors import Visitor
from tools.telegram_stand_in.control import buttons

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def chat(talk: Talk, client: FlaskClient) -> int:
    """The chat of an officer."""
    return link(talk, Visitor(client).sign_in(talk.office, "rina", talk.clock()))


def messages(talk: Talk) -> list[tuple[object, ...]]:
    return talk.rows("SELECT text FROM message")


def files(talk: Talk) -> list[tuple[object, ...]]:
    return talk.rows("SELECT state, author, role, shown_to_citizen FROM attachment")


def message_of(talk: Talk, chat: int, number: int) -> dict[str, object]:
    """A message of the bot's as it stands now."""
    return next(each for each in talk.control.sent(chat) if each["message_id"] == number)


def state_of(talk: Talk, number: str) -> str:
    [(state,)] = talk.rows(f"SELECT state FROM ticket WHERE number = '{number}'")
    return str(state)


def send_photo(talk: Talk, chat: int, **words: object) -> str:
    before = len(talk.control.sent(chat))
    talk.control.photo(chat, **words)
    talk.turn()
    return words_of(talk.control.sent(chat)[before:])


def test_a_ticket_of_the_queue_is_taken_by_a_button_once(talk: Talk, chat: int) -> None:
    number = complaint_for(talk, "hasan")
    talk.office.act("kasi", number, "assign", now=talk.clock(), to="unit:SARPRAS", reason="Hasan cuti.")
    talk.post()
    assert buttons(talk.control.sent(chat)[-1]) == ["Ambil"]
    assert "sekarang milik Anda" in words_of(talk.press(chat, "Ambil"))
    assert talk.holder(number) == "rina"
    notice = [each for each in talk.control.sent(chat) if "masuk antrean" in str(each["text"])][-1]
    before = len(talk.rows("SELECT seq FROM ticket_event"))
    talk.press(chat, "Ambil", message=notice["message_id"])
    assert len(talk.rows("SELECT seq FROM ticket_event")) == before


def test_an_answer_and_a_question_are_asked_for_and_sent(talk: Talk, chat: int) -> None:
    number = complaint_for(talk, "rina")
    assert buttons(talk.control.sent(chat)[-1]) == ["Jawab", "Tanya", "Serahkan", "Selesai"]
    notice = talk.control.sent(chat)[-1]["message_id"]
    assert "Tulis jawaban" in words_of(talk.press(chat, "Jawab"))
    assert messages(talk) == []
    assert "Jawaban pertama (tepat waktu)" in words_of(talk.say(chat, "Petugas datang besok pagi."))
    talk.press(chat, "Tanya", message=notice)
    assert "dalam 30 detik" in words_of(talk.say(chat, "Di depan rumah nomor berapa?"))
    assert messages(talk) == []
    leaves(talk)
    assert state_of(talk, number) == "waiting"
    assert len(messages(talk)) == 2


def test_an_answer_is_taken_back_within_half_a_minute_and_stands_in_the_box_of_the_desk(
    talk: Talk, chat: int, client: FlaskClient
) -> None:
    number = complaint_for(talk, "rina")
    talk.press(chat, "Jawab")
    talk.say(chat, "Petugas datang kemarin.")
    assert buttons(talk.control.sent(chat)[-1]) == ["Urungkan"]
    waits = talk.control.sent(chat)[-1]["message_id"]
    talk.clock.pass_time(seconds=29)
    assert "Diurungkan" in words_of(talk.press(chat, "Urungkan", message=waits))
    leaves(talk)
    assert (
        messages(talk) == [] and talk.rows("SELECT seq FROM ticket_event WHERE kind = 'message.sent'") == []
    )
    rina = Visitor(client).sign_in(talk.office, "rina", talk.clock())
    assert "Petugas datang kemarin." in rina.read(f"/meja/{number}")
    assert buttons(message_of(talk, chat, waits)) == [], "it led nowhere any more"


def test_pressed_twice_before_the_button_is_gone_it_says_that_it_was_taken_back(
    talk: Talk, chat: int
) -> None:
    """Nor does it matter that Telegram will not take the button away."""
    complaint_for(talk, "rina")
    talk.press(chat, "Jawab")
    talk.say(chat, "Petugas datang kemarin.")
    waits = talk.control.sent(chat)[-1]["message_id"]
    talk.control.fail("error", method="editMessageReplyMarkup", code=502)
    before = len(talk.control.sent(chat))
    talk.press(chat, "Urungkan", message=waits)
    assert buttons(message_of(talk, chat, waits)) == ["Urungkan"]
    talk.press(chat, "Urungkan", message=waits)
    said = words_of(talk.control.sent(chat)[before:])
    assert "Diurungkan:" in said and "sudah diurungkan" in said
    assert buttons(message_of(talk, chat, waits)) == []


def test_what_has_left_is_not_taken_back(talk: Talk, chat: int) -> None:
    complaint_for(talk, "rina")
    talk.press(chat, "Jawab")
    talk.say(chat, "Besok pagi.")
    waits = talk.control.sent(chat)[-1]["message_id"]
    talk.clock.pass_time(seconds=30)
    said = words_of(talk.press(chat, "Urungkan", message=waits))
    assert "Sudah terkirim" in said and "Diurungkan:" not in said
    assert buttons(message_of(talk, chat, waits)) == []
    leaves(talk)
    assert messages(talk) == [("Besok pagi.",)]


def test_what_could_not_leave_is_told_where_it_was_written(talk: Talk, chat: int) -> None:
    number = complaint_for(talk, "rina")
    talk.press(chat, "Jawab")
    talk.say(chat, "Besok pagi.")
    with db.writing(talk.service.engine) as session:
        session.execute(update(Ticket).where(Ticket.number == number).values(state="closed"))
    leaves(talk)
    assert messages(talk) == []
    assert f"{number}: tidak jadi terkirim." in last(talk, chat)


def test_what_was_asked_for_can_be_left(talk: Talk, chat: int) -> None:
    complaint_for(talk, "rina")
    talk.press(chat, "Selesai")
    assert "buang" in words_of(talk.say(chat, "batal"))
    talk.say(chat, "Terima kasih")
    assert messages(talk) == []


def test_it_is_handed_over_to_somebody_of_the_unit_with_a_reason(talk: Talk, chat: int) -> None:
    number = complaint_for(talk, "rina")
    talk.press(chat, "Serahkan")
    offered = buttons(talk.control.sent(chat)[-1])
    assert "Hasan Contoh" in offered and "Rina Contoh" not in offered
    assert "Tulis alasan" in words_of(talk.press(chat, "Hasan Contoh"))
    assert "diserahkan" in words_of(talk.say(chat, "Hasan di dekat sana."))
    assert talk.holder(number) == "hasan"


def test_work_that_needs_proof_is_resolved_with_a_photo_and_not_without(
    talk: Talk, chat: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    needing = tuple(replace(each, proof="required") for each in talk.service.rulebook.categories)
    service = replace(talk.service, rulebook=replace(talk.service.rulebook, categories=needing))
    monkeypatch.setitem(talk.app.extensions, KEY, service)
    number = complaint_for(talk, "rina")
    notice = talk.control.sent(chat)[-1]["message_id"]
    talk.press(chat, "Selesai", message=notice)
    said = words_of(talk.say(chat, "Sudah dikeruk."))
    assert "tanpa foto" in said and state_of(talk, number) == "open" and messages(talk) == []
    assert "dinyatakan selesai" in send_photo(talk, chat)
    assert state_of(talk, number) == "resolved" and messages(talk) == [("Sudah dikeruk.",)]
    who = f"person:{talk.office.officers['rina']}"
    assert files(talk) == [("wanted", who, "after", 1)]


def test_a_photo_in_reply_goes_with_its_words(talk: Talk, chat: int) -> None:
    complaint_for(talk, "rina")
    notice = talk.control.sent(chat)[-1]["message_id"]
    assert "kata-katanya" in send_photo(talk, chat, reply_to=notice)
    assert messages(talk) == [] and files(talk) == []
    send_photo(talk, chat, reply_to=notice, caption="Alat berat sudah di lokasi.")
    assert messages(talk) == [("Alat berat sudah di lokasi.",)]
    assert files(talk) == [("wanted", f"person:{talk.office.officers['rina']}", None, 1)]


def test_a_photo_that_fails_leaves_the_words_is_tried_again_and_told_to_its_sender(
    talk: Talk, chat: int
) -> None:
    number = complaint_for(talk, "rina")
    notice = talk.control.sent(chat)[-1]["message_id"]
    talk.press(chat, "Selesai", message=notice)
    send_photo(talk, chat, content=b"\x7fELF" + bytes(200), caption="Sudah dikeruk.")
    assert messages(talk) == [("Sudah dikeruk.",)] and state_of(talk, number) == "resolved"
    talk.control.fail("error", method="download", code=502)
    fetch(talk)
    assert [each[0] for each in files(talk)] == ["wanted"], "the line is down: it is tried again"
    talk.clock.pass_time(minutes=2)
    fetch(talk)
    talk.post()
    assert [each[0] for each in files(talk)] == ["refused"]
    assert f"tiket {number} tidak bisa kami simpan" in last(talk, chat)
    assert state_of(talk, number) == "resolved"


def test_the_photos_of_an_album_go_with_the_words_of_the_first(talk: Talk, chat: int) -> None:
    complaint_for(talk, "rina")
    notice = talk.control.sent(chat)[-1]["message_id"]
    talk.control.photo(chat, picture(), reply_to=notice, caption="Sudah dikeruk.", album="7")
    talk.control.photo(chat, picture(), reply_to=notice, album="7")
    talk.turn()
    talk.control.photo(chat, picture(), album="7")
    talk.turn()
    assert messages(talk) == [("Sudah dikeruk.",)] and len(files(talk)) == 3
    assert len(talk.rows("SELECT id FROM complaint")) == 1
