"""What a chat asks besides, as the form does: the questions of a category, and neighbours' reports to follow."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from complaints_service import db
from complaints_service.intake.attachments import refuse_file
from complaints_service.intake.file_news import tell_refused
from tests.bots.talking import INSIDE, Talk, texts_of, words_of
from tests.bots.test_telegram_files import fetch, picture
from tests.bots.test_telegram_to_page import form_of
from tests.support.photos import kept_files
from tools.telegram_stand_in.control import buttons

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
LAMP = "Lampu jalan padam di depan gang."


def told_to_the_questions(talk: Talk) -> tuple[int, str]:
    """A chat whose report has its words and its place; what the bot asks then."""
    chat = talk.control.person("Rina")
    talk.say(chat, LAMP)
    before = len(talk.control.sent(chat))
    talk.control.location(chat, *INSIDE)
    talk.turn()
    return chat, words_of(talk.control.sent(chat)[before:])


def answers_kept(talk: Talk) -> list[tuple[str, str]]:
    ((data,),) = talk.rows("SELECT data FROM ticket_event WHERE kind = 'ticket.received'")
    told = json.loads(data) if isinstance(data, str) else data
    return [(one["code"], one["answer"]) for one in told.get("answers", ())]


def neighbour(talk: Talk, **told: object) -> str:
    """A report of the same lamp, two days old."""
    made = {"privacy": "open", "lat": 3.6852, "lng": 98.655, "kelurahan": None, "name": "Budi", **told}
    return talk.office.complain(
        "Lampu jalan mati, rumah Pak Budi nomor 7.",
        now=talk.clock() - timedelta(days=2),
        category="lampu_jalan",
        about_office="no",
        **made,
    ).number


def test_each_question_is_asked_once_answered_and_kept_with_the_report(talk: Talk) -> None:
    chat, asked = told_to_the_questions(talk)
    assert "Nomor di tiang lampu" in asked and "setinggi mata" in asked and "Lewati" in asked
    talk.control.photo(chat)
    talk.turn()
    assert "Nomor di tiang lampu" in talk.control.sent(chat)[-1]["text"], "a photo answers nothing"
    assert "Nomor di tiang lampu" in words_of(talk.say(chat, "maksudnya apa?"))
    assert "Berapa lampu yang padam?" in words_of(talk.say(chat, "T-114"))
    assert "petugas atau kantor" in words_of(talk.say(chat, "Tiga, sejak hujan kemarin."))
    talk.press(chat, "Tidak")
    checked = words_of(talk.press(chat, "Rahasia"))
    assert "Nomor di tiang lampu: T-114" in checked
    assert "Berapa lampu yang padam? Tiga, sejak hujan kemarin." in checked and f"{LAMP}\n\nSoal" in checked
    talk.press(chat, "Kirim")
    assert answers_kept(talk) == [("tiang", "T-114"), ("jumlah", "Tiga, sejak hujan kemarin.")]


def test_nobody_has_to_answer_and_an_answer_can_be_taken_back(talk: Talk) -> None:
    chat, _asked = told_to_the_questions(talk)
    assert "Berapa lampu" in words_of(talk.press(chat, "Lewati"))
    talk.say(chat, "tidak tahu")
    talk.press(chat, "Tidak")
    checked = words_of(talk.press(chat, "Rahasia"))
    assert "Nomor di tiang" not in checked and "Berapa lampu" not in checked
    talk.press(chat, "Ubah")
    assert "Nomor di tiang" in words_of(talk.press(chat, "Jawaban tadi"))
    message = talk.control.text(chat, "T-1")
    talk.turn()
    talk.press(chat, "Lewati")
    talk.control.edit(chat, message, "T-11")
    talk.turn()
    assert "Nomor di tiang lampu: T-11" in talk.control.sent(chat)[-1]["text"]
    talk.press(chat, "Kirim")
    assert answers_kept(talk) == [("tiang", "T-11")]


def test_what_another_category_asked_is_left_out(talk: Talk) -> None:
    chat, _asked = told_to_the_questions(talk)
    talk.say(chat, "T-114")
    talk.press(chat, "Lewati")
    talk.press(chat, "Tidak")
    talk.press(chat, "Rahasia")
    talk.press(chat, "Ubah")
    offered = talk.press(chat, "Soal")
    tree = next(one for one in buttons(offered[0]) if "ohon" in one)
    assert "Menimpa atau menutup apa?" in words_of(talk.press(chat, tree))
    talk.say(chat, "Kabel.")
    talk.press(chat, "Kirim")
    assert answers_kept(talk) == [("menimpa", "Kabel.")]


def test_the_answers_go_along_to_the_page(talk: Talk) -> None:
    chat, _asked = told_to_the_questions(talk)
    talk.say(chat, "T-114")
    talk.press(chat, "Lewati")
    talk.press(chat, "Tidak")
    talk.press(chat, "Rahasia")
    link = re.findall(r"/lapor/draf/\S+", "\n".join(texts_of(talk.control.sent(chat))))[-1]
    client = talk.app.test_client()
    assert 'value="T-114"' in client.get(link, follow_redirects=True).text
    form = {**form_of(client, link), "category": "lampu_jalan", "answer:tiang": "T-114"}
    assert client.post("/lapor", data=form).status_code == 303
    assert answers_kept(talk) == [("tiang", "T-114")]


def to_the_check(talk: Talk, who: str = "Rahasia") -> int:
    chat, _asked = told_to_the_questions(talk)
    talk.press(chat, "Lewati")
    talk.press(chat, "Lewati")
    talk.press(chat, "Tidak")
    talk.press(chat, who)
    return chat


@pytest.mark.parametrize("who", ["Rahasia", "Anonim"])
def test_a_neighbours_report_is_offered_and_followed(talk: Talk, who: str) -> None:
    number = neighbour(talk)
    chat = to_the_check(talk, who)
    said = talk.press(chat, "Kirim")
    words = words_of(said)
    assert "1 tetangga sudah melapor" in words and "Lampu jalan" in words and "17 Nov" in words
    assert "Budi" not in words and "nomor 7" not in words
    assert talk.rows("SELECT count(*) FROM complaint") == [(1,)], "nothing is sent yet"
    assert buttons(said[0]) == ["Ikuti nomor 1", "Kirim laporan saya sendiri"]
    said = talk.press(chat, "Ikuti nomor 1")
    assert "Anda mengikuti laporan tetangga" in words_of(said) and "Sekarang di" not in words_of(said)
    assert number not in words_of(said)
    assert talk.rows("SELECT state FROM ticket ORDER BY id") == [("open",), ("merged",)]
    if who == "Rahasia":
        talk.act(number, "resolve", text="Lampu sudah menyala.")
        news = talk.control.sent(chat)[-1]["text"]
        assert "yang menampung laporan Anda" in news and "berubah keadaannya" in news


def test_the_own_report_goes_by_one_more_press_and_is_not_held_twice(talk: Talk) -> None:
    neighbour(talk)
    chat = to_the_check(talk)
    talk.say(chat, "kirim")
    said = talk.press(chat, "Kirim laporan saya sendiri")
    assert "Sudah masuk. Nomornya" in words_of(said)
    assert talk.rows("SELECT state FROM ticket ORDER BY id") == [("open",), ("open",)]


def test_one_that_cannot_be_followed_any_more_is_told_and_the_own_one_still_goes(talk: Talk) -> None:
    number = neighbour(talk)
    chat = to_the_check(talk)
    talk.press(chat, "Kirim")
    talk.act(number, "resolve", text="Lampu menyala.")
    assert "tidak bisa diikuti lagi" in words_of(talk.press(chat, "Ikuti nomor 1"))
    talk.press(chat, "Sudah benar")
    assert "Sudah masuk. Nomornya" in words_of(talk.press(chat, "Kirim"))


def test_of_what_is_not_open_nothing_is_offered(talk: Talk) -> None:
    neighbour(talk, privacy="confidential")
    chat = to_the_check(talk)
    assert "Sudah masuk. Nomornya" in words_of(talk.press(chat, "Kirim"))


def test_a_followers_photos_are_read_where_the_office_works_and_by_no_other_citizen(talk: Talk) -> None:
    number = neighbour(talk)
    chat = to_the_check(talk)
    talk.control.photo(chat, picture())
    talk.turn()
    talk.press(chat, "Kirim")
    own = re.findall(r"MRL-\d{4}-\w{5}", words_of(talk.press(chat, "Ikuti nomor 1")))[0]
    talk.control.photo(chat, picture(side=32), reply_to=talk.control.sent(chat)[-1]["message_id"])
    talk.turn()
    fetch(talk)
    [one, two] = kept_files(talk.service.engine, own)
    there = kept_files(talk.service.engine, number)
    assert [each.path for each in there] == [one.path, two.path]
    assert not any(each.shown_to_citizen for each in there)
    with db.writing(talk.service.engine) as session:  # found harmful later on
        for each in (one, there[0]):
            refuse_file(session, attachment_id=each.id, reason="infected", now=talk.clock())
            tell_refused(session, attachment_id=each.id, rulebook=talk.office.rulebook, now=talk.clock())
    assert talk.rows("SELECT number FROM outbox WHERE kind = 'file_refused'") == [(own,)]
