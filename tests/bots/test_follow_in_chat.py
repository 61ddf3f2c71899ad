"""A report made on the page is followed in the chat by one press, for a day and by its owner alone; bots are named."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from config.settings import Settings
from tests.bots.talking import Talk, words_of
from tests.support.visitors import Visitor

DOOR = re.compile(r'href="https://t\.me/tanggap_bot\?start=(ikut_\w+)"')


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, telegram_name="tanggap_bot")


def test_one_press_on_the_page_brings_the_news_into_the_chat(talk: Talk, client: FlaskClient) -> None:
    made = talk.office.complain(now=talk.clock(), privacy="confidential")
    visitor, chat = Visitor(client), talk.control.person("Rina")
    visitor.read(f"/lacak/{made.secret}")
    code = DOOR.search(visitor.read(f"/laporan/{made.number}"))
    assert code and len(code[1]) <= 64
    assert DOOR.search(visitor.read(f"/laporan/{made.number}/bukti"))
    said = talk.say(chat, f"/start {code[1]}")
    assert f"Laporan {made.number} Anda ikuti di sini" in words_of(said)
    talk.clock.pass_time(hours=1)
    talk.act(made.number, "message", text="Besok dikeruk.")
    assert "Besok dikeruk." in talk.control.sent(chat)[-1]["text"]
    talk.say(chat, f"/start {code[1]}")
    assert talk.rows("SELECT count(*) FROM subscription") == [(1,)]


def test_a_code_that_is_none_any_more_or_of_nobody_opens_nothing(talk: Talk, client: FlaskClient) -> None:
    named = talk.office.complain(now=talk.clock(), privacy="open")
    nameless = talk.office.complain(now=talk.clock(), privacy="anonymous")
    visitor, chat = Visitor(client), talk.control.person("Rina")
    visitor.read(f"/lacak/{nameless.secret}")
    assert not DOOR.search(visitor.read(f"/laporan/{nameless.number}"))
    visitor.read(f"/lacak/{named.secret}")
    code = DOOR.search(visitor.read(f"/laporan/{named.number}"))
    assert code
    other = code[1].replace(named.number.replace("-", ""), nameless.number.replace("-", ""))
    forged = code[1][:-1] + ("a" if code[1][-1] != "a" else "b")
    for wrong in (other, forged, code[1].upper()):
        talk.say(chat, f"/start {wrong}")
    talk.clock.pass_time(hours=26)
    assert "tidak berlaku" in words_of(talk.say(chat, f"/start {code[1]}"))
    assert talk.rows("SELECT count(*) FROM subscription") == [(0,)]


def test_the_bot_is_named_on_the_public_pages_where_there_is_one(talk: Talk, client: FlaskClient) -> None:
    for path in ("/", "/bantuan"):
        page = Visitor(client).read(path)
        assert 'href="https://t.me/tanggap_bot"' in page and 'class="qr"' in page
