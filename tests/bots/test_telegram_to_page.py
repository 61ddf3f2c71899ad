"""A report begun in the chat and sent from the page is one report: its files come along, the chat is told."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.bots.talking import INSIDE, Talk, texts_of
from tests.bots.test_telegram_files import fetch, picture
from tests.support.marked_files import ogg

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def told_so_far(talk: Talk) -> tuple[int, FlaskClient, str]:
    """A chat with words, a photo, a voice message and a document; a browser; the link to the page."""
    chat = talk.control.person("Rina")
    talk.say(chat, "Parit tumpat di Gang Contoh.")
    talk.control.photo(chat, picture())
    talk.turn()
    talk.control.voice(chat, ogg("libopus"))
    talk.turn()
    talk.control.document(chat, b"Surat warga.", name="surat.txt", mime="text/plain")
    talk.control.location(chat, *INSIDE)
    talk.turn()
    talk.press(chat, "Tidak")
    talk.press(chat, "Rahasia")
    said = "\n".join(texts_of(talk.control.sent(chat)))
    links = re.findall(r"/lapor/draf/\S+", said)
    return chat, talk.app.test_client(), links[-1]


def form_of(client: FlaskClient, link: str, **typed: str) -> dict[str, str]:
    """The page's form as a browser fills it in, with what the citizen adds."""
    page = client.get(link, follow_redirects=True).text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    words = re.search(r'<textarea[^>]*name="text"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert words is not None
    usual = {"text": words[1], "privacy": "confidential", "about_office": "no"}
    return {**hidden, **usual, **typed}


def test_the_files_come_along_and_the_chat_is_told(talk: Talk) -> None:
    chat, client, link = told_so_far(talk)
    assert (
        "3 berkas yang Anda kirim di obrolan ikut terkirim." in client.get(link, follow_redirects=True).text
    )
    form = form_of(client, link)
    assert client.post("/lapor", data=form).status_code == 303
    fetch(talk)
    assert talk.rows("SELECT state, kind FROM attachment ORDER BY id") == [
        ("kept", "photo"),
        ("kept", "voice"),
        ("kept", "document"),
    ]
    ((number,),) = talk.rows("SELECT number FROM complaint")
    talk.post()
    told = texts_of(talk.control.sent(chat))
    assert any(
        f"sudah Anda kirim lewat halaman. Nomornya {number}. 3 berkas ikut terkirim." in each for each in told
    )
    assert client.post("/lapor", data=form).status_code == 303, "a second press is the same report"
    assert (
        len(talk.rows("SELECT id FROM complaint")) == 1 and len(talk.rows("SELECT id FROM attachment")) == 3
    )


def test_what_was_written_in_the_chat_meanwhile_belongs_to_it(talk: Talk) -> None:
    chat, client, link = told_so_far(talk)
    form = form_of(client, link)
    talk.say(chat, "Baunya sampai ke rumah.")
    talk.control.photo(chat, picture())
    talk.turn()
    assert client.post("/lapor", data=form).status_code == 303
    ((text,),) = talk.rows("SELECT text FROM complaint")
    assert text == "Parit tumpat di Gang Contoh.\nBaunya sampai ke rumah."
    assert len(talk.rows("SELECT id FROM attachment")) == 4


def test_sent_without_a_name_nothing_leads_from_the_report_to_the_chat(talk: Talk) -> None:
    chat, client, link = told_so_far(talk)
    assert client.post("/lapor", data=form_of(client, link, privacy="anonymous")).status_code == 303
    assert len(talk.rows("SELECT id FROM attachment")) == 3
    assert talk.rows("SELECT * FROM subscription") == [] == talk.rows("SELECT * FROM chat_draft")
    talk.post()
    told = talk.control.sent(chat)[-1]["text"]
    assert "tanpa nama. Obrolan ini tidak menyimpan apa-apa. 3 berkas ikut terkirim." in told
    assert "MRL-" not in told
    fetch(talk)
    assert talk.rows("SELECT id FROM outbox WHERE state <> 'sent'") == []


def test_what_the_chat_sent_itself_is_not_sent_again_unless_one_says_so(talk: Talk) -> None:
    chat, client, link = told_so_far(talk)
    form = form_of(client, link)
    talk.press(chat, "Kirim")
    assert len(talk.rows("SELECT id FROM complaint")) == 1
    refused = client.post("/lapor", data=form)
    assert refused.status_code == 409 and "sudah dikirim atau dibatalkan di sana" in refused.text
    assert 'name="draf"' not in refused.text and "Parit tumpat di Gang Contoh." in refused.text
    again = {name: value for name, value in form.items() if name not in ("draf", "draf_pesan", "key")}
    assert client.post("/lapor", data={**again, "key": "another"}).status_code == 303
    assert len(talk.rows("SELECT id FROM complaint")) == 2
