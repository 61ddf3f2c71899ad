"""From a chat to the officer's desk and back, on either database."""

from __future__ import annotations

from tests.bots.talking import INSIDE, Talk, words_of
from tests.support.both import ON_BOTH
from tools.telegram_stand_in.control import buttons

pytestmark = ON_BOTH


def test_a_report_is_told_sent_answered_disputed_accepted_and_rated(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    said = talk.say(chat, "/start")
    assert "Ceritakan saja apa yang terjadi" in words_of(said)

    talk.control.photo(chat)
    talk.turn()
    said = talk.say(chat, "paret depan gang contoh tumpat bang, kalo ujan masuk teras")
    assert "Saya tangkap: paret depan gang contoh" in words_of(said)
    assert "Di mana tepatnya?" in words_of(said)

    talk.control.location(chat, *INSIDE)
    talk.turn()
    talk.press(chat, "Tidak")
    said = talk.press(chat, "Rahasia")
    assert "Periksa dulu, ya." in words_of(said)
    assert "Tempat: " in words_of(said) and "Nama: Rina Contoh, rahasia" in words_of(said)
    shown = said[0]["venue"]
    assert (shown["location"]["latitude"], shown["location"]["longitude"]) == INSIDE
    assert shown["title"] == "Tempat laporan ini" and shown["address"] in words_of(said)
    assert buttons(said[1])[:3] == ["Kirim", "Ubah", "Batal"]

    said = talk.press(chat, "Kirim")
    assert len(said) == 1 and "Sudah masuk. Nomornya MRL-2611-" in said[0]["text"]
    assert "/lacak/" in said[0]["text"]
    number = said[0]["text"].split("Nomornya ")[1].split(".")[0]

    talk.clock.pass_time(hours=1)
    talk.act(number, "question", text="Apakah mobil bak bisa masuk?")
    asked = talk.control.sent(chat)[-1]
    assert "Apakah mobil bak bisa masuk?" in asked["text"]

    said = talk.say(chat, "Bisa, lewat Pasar 3.", reply_to=asked["message_id"])
    assert f"Jawaban Anda sudah diteruskan ke {number}" in words_of(said)

    talk.clock.pass_time(hours=1)
    talk.act(number, "resolve", text="Parit sudah dikeruk.")
    notice = talk.control.sent(chat)[-1]
    assert buttons(notice) == ["Terima", "Tolak"]

    assert "Apa yang belum beres" in words_of(talk.press(chat, "Tolak"))
    assert "Anda menolak penyelesaian" in words_of(talk.say(chat, "Air masih masuk."))
    stale = talk.press(chat, "Terima", message=notice["message_id"])
    assert stale == [] and talk.control.answers(chat)[-1]["text"] == "Tombol ini sudah tidak berlaku."

    talk.clock.pass_time(hours=1)
    talk.act(number, "resolve", text="Dikeruk sekali lagi.")
    assert "Seberapa baik" in words_of(talk.press(chat, "Terima"))
    assert "nilai Anda sudah dicatat" in words_of(talk.press(chat, "4 Sangat baik"))
    talk.press(chat, "Tambah satu kalimat")
    assert "sudah saya catat" in words_of(talk.say(chat, "Cepat sekarang."))

    assert talk.rows("SELECT score, comment FROM rating") == [(4, "Cepat sekarang.")]
    assert talk.rows("SELECT state, close_reason FROM ticket") == [("closed", "accepted")]


def test_a_reply_to_what_nobody_knows_finds_the_open_complaint_or_is_asked_about(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    first = talk.report(chat, "Parit tumpat.")
    unknown = talk.control.sent(chat)[0]["message_id"]  # a question of the bot's, which spoke of no number
    said = talk.say(chat, "Sudah tiga hari.", reply_to=unknown)
    assert f"diteruskan ke {first}" in words_of(said)

    second = talk.report(chat, "Lampu jalan mati.")
    said = talk.say(chat, "Masih gelap.", reply_to=unknown)
    assert "laporan yang mana" in words_of(said)
    assert [label.split(" · ")[0] for label in buttons(said[0])] == [second, first, "Laporan baru"]
    said = talk.press(chat, buttons(said[0])[0])
    assert f"diteruskan ke {second}" in words_of(said)
    written = talk.rows(
        "SELECT complaint.number, message.text FROM message JOIN complaint ON complaint.id = message.ticket_id "
        "WHERE author = 'citizen' ORDER BY message.id"
    )
    assert written == [(first, "Sudah tiga hari."), (second, "Masih gelap.")]


def test_the_keyboard_of_places_is_gone_once_the_place_is_known(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.say(chat, "Parit tumpat.")
    place = talk.telegram.world.chats[chat]
    assert place.keyboard is not None and "Terjun" in str(place.keyboard)
    said = talk.say(chat, "Terjun")
    assert [one["text"] for one in said] == [
        "Tempatnya saya catat: Terjun.",
        "Apakah laporan ini tentang petugas atau kantor?",
    ]
    assert place.keyboard is None
