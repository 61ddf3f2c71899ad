"""What is written right after a rating belongs to it, and all of one's reports are listed."""

from __future__ import annotations

import pytest

from tests.bots.talking import Talk, words_of
from tools.telegram_stand_in.control import buttons

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def _rated(talk: Talk, chat: int) -> str:
    number = talk.report(chat)
    talk.clock.pass_time(hours=1)
    talk.act(number, "resolve", text="Parit sudah dikeruk.")
    talk.press(chat, "Terima")
    talk.press(chat, "4 Sangat baik")
    return number


def test_a_sentence_right_after_the_rating_belongs_to_it(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    number = _rated(talk, chat)
    said = talk.say(chat, "Petugasnya cepat sekali, terima kasih ya.")
    assert f"pada penilaian {number}" in words_of(said)
    assert talk.rows("SELECT score, comment FROM rating") == [
        (4, "Petugasnya cepat sekali, terima kasih ya.")
    ]
    assert "Apa yang terjadi" in words_of(talk.say(chat, "/lapor"))


def test_it_becomes_a_report_by_one_press(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    _rated(talk, chat)
    talk.say(chat, "Lampu jalan di gang kami padam.")
    assert "Di mana tepatnya?" in words_of(talk.press(chat, "Ini laporan baru"))


def test_what_comes_later_or_with_a_photo_is_a_new_report(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    _rated(talk, chat)
    talk.clock.pass_time(minutes=20)
    said = talk.say(chat, "Lampu jalan di gang kami padam.")
    assert "Di mana tepatnya?" in words_of(said)
    assert talk.rows("SELECT comment FROM rating") == [(None,)]


def test_status_lists_all_reports_each_with_its_button(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    numbers = [talk.report(chat, f"Parit tumpat di gang {place}.") for place in range(7)]
    said = talk.say(chat, "/status")
    assert len(said) == 1
    assert [label.split(" · ")[0] for label in buttons(said[0])] == numbers[::-1]
    said = talk.press(chat, buttons(said[0])[2])
    assert said[0]["text"].startswith(numbers[4])


def test_a_rating_in_words_is_taken_and_other_words_wait_for_it(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    for words, score, comment in (
        ("bagus sekali pak", 4, None),
        ("Petugasnya ramah, paritnya bersih.", 3, "Petugasnya ramah, paritnya bersih."),
    ):
        number = talk.report(chat)
        talk.clock.pass_time(hours=1)
        talk.act(number, "resolve", text="Sudah dikeruk.")
        talk.press(chat, "Terima")
        said = talk.say(chat, words)
        if comment:
            assert "Seberapa baik" in words_of(said)
            talk.press(chat, "3 Baik")
        kept = "SELECT score, comment FROM rating ORDER BY ticket_id DESC LIMIT 1"
        assert talk.rows(kept) == [(score, comment)]
        talk.say(chat, "/batal")
