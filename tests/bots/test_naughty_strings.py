"""The Big Lists of Naughty Strings: each goes out without an error and shows as it was written, in chat and on the page."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import db
from complaints_service.edge.resources import KEY
from complaints_service.notify.senders import Accepted, Letter
from complaints_service.notify.senders.telegram import TelegramSender
from complaints_service.notify.senders.telegram_text import MOST_UNITS, units
from complaints_service.texts import clean, text_problem
from complaints_service.tickets.ledger.models import Complaint
from config.rulebook import Rulebook
from tests.bots.naughty import EMOJI, NPM, NPM_DIGEST, PYPI, SINCE, STRINGS, digest_of
from tests.bots.talking import TOKEN
from tests.support.world import open_office
from tools.telegram_stand_in.server import Running

TAKEN = [clean(one) for one in STRINGS if text_problem(one) is None]
WRITTEN = datetime(2026, 11, 19, 2, 3, tzinfo=UTC)
#: How many go into one complaint in the test of the page: each has its own line.
TOGETHER = 10


@pytest.fixture
def backend() -> str:
    """What a text shows as does not depend on the database."""
    return "sqlite"


@pytest.fixture
def sender(telegram: Running) -> Iterator[TelegramSender]:
    made = TelegramSender(TOKEN, api_url=telegram.address, button_key=b"k" * 32)
    yield made
    made.close()


@pytest.fixture
def api(client: FlaskClient, rulebook: Rulebook) -> FlaskClient:
    open_office(client.application.extensions[KEY].engine, rulebook)
    return client


def letter(chat: int, text: str) -> Letter:
    """An officer's words, with the office's around them as in every notice."""
    return Letter(
        key=text,
        kind="moved",
        number="MRL-2611-7K4Q2",
        address=str(chat),
        language="id",
        subject="",
        text=f"Petugas menulis:\n\n{text}\n\nBuka: http://127.0.0.1/laporan",
        footer="",
        office="Kecamatan Medan Marelan",
        written_at=WRITTEN,
    )


def shown(telegram: Running, chat: int) -> list[str]:
    return [one["text"] for one in telegram.control.sent(chat)]


def test_the_lists_are_whole() -> None:
    assert (len(NPM), len(PYPI), len(NPM) + len(PYPI)) == (485, 136, 621)
    assert len(SINCE) == 36 and len(STRINGS) == 657 and len(EMOJI) > 1400
    assert len(STRINGS) - len(TAKEN) == 14, "seven that are blank, seven with control characters"


def test_npm_s_list_is_npm_s_to_the_letter() -> None:
    assert digest_of(NPM) == NPM_DIGEST
    assert digest_of(NPM[1:]) != NPM_DIGEST


def test_each_goes_out_once_and_shows_as_it_was_written(telegram: Running, sender: TelegramSender) -> None:
    chat = telegram.control.person("Rina")
    telegram.control.start(chat)
    letters = [letter(chat, text) for text in STRINGS]
    assert [one for one in letters if not isinstance(sender.send(one), Accepted)] == []
    assert shown(telegram, chat) == [one.text for one in letters]
    assert {call["status"] for call in telegram.control.calls("sendMessage")} == {200}


@pytest.mark.parametrize("texts", [STRINGS, EMOJI], ids=["strings", "emoji"])
def test_all_of_them_in_one_letter_arrive_whole_in_parts(
    telegram: Running, sender: TelegramSender, texts: list[str]
) -> None:
    chat = telegram.control.person("Rina")
    telegram.control.start(chat)
    long = letter(chat, "\n".join(texts))
    assert isinstance(sender.send(long), Accepted)
    parts = shown(telegram, chat)
    assert len(parts) > 1 and all(units(part) <= MOST_UNITS for part in parts)
    assert "".join(parts) == long.text
    assert all(one in "".join(parts) for one in texts)


def test_each_is_kept_as_a_complaint_word_for_word(api: FlaskClient) -> None:
    for text in STRINGS:
        answer = hand_in(api, text)
        assert set(answer.get("errors", ())) == ({"text"} if text_problem(text) else set()), ascii(text)
    with db.reading(api.application.extensions[KEY].engine) as session:
        assert session.scalars(select(Complaint.text).order_by(Complaint.id)).all() == TAKEN


def test_the_tracking_page_shows_each_and_obeys_none(api: FlaskClient) -> None:
    for start in range(0, len(TAKEN), TOGETHER):
        some = TAKEN[start : start + TOGETHER]
        answer = hand_in(api, "\n".join(f"[{text}]" for text in some))
        page = api.get(f"/lacak/{answer['secret']}", follow_redirects=True)
        assert page.status_code == 200
        for text in some:
            assert f"[{text}]" in html.unescape(page.text), ascii(text)
            assert "<" not in text or f"[{text}]" not in page.text, ascii(text)


def hand_in(api: FlaskClient, text: str) -> dict[str, Any]:
    body = {"text": text, "kelurahan": "12.71.12.1002", "privacy": "open"}
    answered: dict[str, Any] = api.post("/api/v1/complaints", json=body).get_json()
    return answered
