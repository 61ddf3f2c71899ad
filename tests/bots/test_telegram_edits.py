"""Edits in a chat, through the real bot: a new version, and never over what an officer answered."""

from __future__ import annotations

import json

from tests.bots.talking import INSIDE, Talk, words_of

FIRST, BETTER = "Parit tumpat di depan gang.", "Parit tumpat di depan Gang Melati."


def written(talk: Talk) -> list[tuple[object, ...]]:
    return talk.rows("SELECT author, text FROM message ORDER BY seq")


def pieces(talk: Talk) -> list[str]:
    ((report,),) = talk.rows("SELECT report FROM chat_draft")
    told = report if isinstance(report, dict) else json.loads(str(report))
    return [piece["text"] for piece in told["pieces"]]


def edit(talk: Talk, chat: int, message: int, text: str) -> str:
    before = len(talk.control.sent(chat))
    talk.control.edit(chat, message, text)
    talk.turn()
    return words_of(talk.control.sent(chat)[before:])


def sent(talk: Talk, chat: int) -> tuple[str, int]:
    """A report that was sent; its number, and the message that told it."""
    message = talk.control.text(chat, FIRST)
    talk.control.location(chat, *INSIDE)
    talk.turn()
    talk.press(chat, "Tidak")
    talk.press(chat, "Terbuka")
    return words_of(talk.press(chat, "Kirim")).split("Nomornya ")[1].split(".")[0], message


def test_an_edit_before_sending_changes_what_is_sent(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    message = talk.control.text(chat, FIRST)
    talk.turn()
    assert "Perubahan Anda sudah saya catat." in edit(talk, chat, message, BETTER)
    assert pieces(talk) == [BETTER]
    talk.control.location(chat, *INSIDE)
    talk.turn()
    talk.press(chat, "Tidak")
    talk.press(chat, "Terbuka")
    talk.press(chat, "Kirim")
    assert talk.rows("SELECT text FROM complaint") == [(BETTER,)]


def test_a_caption_is_edited_like_words(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    message = talk.control.photo(chat, caption=FIRST)
    talk.turn()
    edit(talk, chat, message, BETTER)
    assert pieces(talk) == [BETTER]


def test_an_edit_after_sending_is_a_new_version_beside_the_first(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    number, message = sent(talk, chat)
    assert f"diteruskan ke {number}" in edit(talk, chat, message, BETTER)
    assert talk.rows("SELECT text FROM complaint") == [(FIRST,)]
    assert written(talk) == [("citizen", f"Perbaikan dari pelapor:\n{BETTER}")]


def test_an_edit_never_overwrites_what_was_answered(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    number, message = sent(talk, chat)
    talk.clock.pass_time(hours=1)
    talk.act(number, "message", text="Kami datang besok.")
    edit(talk, chat, message, BETTER)
    talk.clock.pass_time(minutes=1)
    edit(talk, chat, message, "Bukan parit, selokan.")
    texts = [text for _, text in written(talk)]
    assert texts == [
        "Kami datang besok.",
        f"Perbaikan dari pelapor:\n{BETTER}",
        "Perbaikan dari pelapor:\nBukan parit, selokan.",
    ]
    assert talk.rows("SELECT text FROM complaint") == [(FIRST,)]


def test_an_edit_of_an_answer_is_passed_on_too(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    number, _ = sent(talk, chat)
    talk.act(number, "question", text="Gang yang mana?")
    asked = talk.control.sent(chat)[-1]["message_id"]
    message = talk.control.text(chat, "Gang Melati.", reply_to=asked)
    talk.turn()
    assert f"diteruskan ke {number}" in edit(talk, chat, message, "Gang Mawar.")
    said = [text for author, text in written(talk) if author == "citizen"]
    assert said == ["Gang Melati.", "Perbaikan dari pelapor:\nGang Mawar."]
