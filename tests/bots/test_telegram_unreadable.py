"""A22: an update that cannot be read stops nobody. The library is the real one, the Bot API a stand-in."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

import pytest
from flask.testing import FlaskClient

from bots.conversation import taking
from bots.conversation.gateway import ServiceGateway
from bots.telegram.application import Application
from bots.telegram.webhook import HEADER, PATH, Loop, make_app
from tests.bots.talking import Talk, make_bot
from tests.support.marks import mark_of
from tests.support.patience import PATIENCE_SECONDS
from tools.telegram_stand_in.server import Running

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

SECRET = "a-secret-of-the-webhook"
WORDS = "kata rahasia warga"

#: What the library or the adapter cannot read: fields it needs are missing, or are something else.
UNREADABLE: dict[str, dict[str, Any]] = {
    "a poll without newer fields": {"poll": {"id": "1", "question": WORDS}},
    "a message without its chat": {"message": {"message_id": 1, "date": 0, "from": {"id": 5}, "text": WORDS}},
    "a chat without a type": {"message": {"message_id": 1, "date": 0, "chat": {"id": 5}, "from": {"id": 5}}},
    "text that is none": {
        "message": {"message_id": 1, "chat": {"id": 5, "type": "private"}, "from": {"id": 5}, "text": 7}
    },
    "a sender that is a number": {"message": {"message_id": 1, "chat": {"id": 5, "type": "private"}, "from": 5}},
    "a place that is nowhere": {
        "message": {
            "message_id": 1, "chat": {"id": 5, "type": "private"}, "from": {"id": 5},
            "location": {"latitude": "x", "longitude": None},
        }
    },
    "a file without a name": {
        "message": {"message_id": 1, "chat": {"id": 5, "type": "private"}, "from": {"id": 5}, "voice": {}}
    },
    "a press without a sender": {
        "callback_query": {"id": "1", "data": WORDS, "message": {"message_id": 1, "chat": {"id": 5, "type": "private"}}}
    },
    "a kind nobody asked for": {"business_connection": WORDS},
    "no content": {},
    "a message that is a list": {"message": [WORDS]},
    "a time beyond all times": {
        "message": {
            "message_id": 10**400, "date": 10**400, "edit_date": "x",
            "chat": {"id": 5, "type": "private"}, "from": {"id": 5}, "text": WORDS,
        }
    },
}  # fmt: skip


def polled(talk: Talk, telegram: Running) -> Application:
    """A bot polls until nothing waits."""

    async def run() -> Application:
        stop = asyncio.Event()
        bot = Application(
            service=ServiceGateway(talk.api_url, talk.api_key, route="telegram", bot="123456"),
            bot=make_bot(telegram),
        )
        polling = asyncio.create_task(bot.poll(stop))
        until = time.monotonic() + PATIENCE_SECONDS
        while talk.control.waiting():
            assert not polling.done(), "the bot ended"
            assert time.monotonic() < until, "it takes too long"
            await asyncio.sleep(0.02)
        stop.set()
        await polling
        await bot.service.close()
        return bot

    return asyncio.run(run())


def test_everybody_behind_an_unreadable_update_is_heard(
    talk: Talk, telegram: Running, caplog: pytest.LogCaptureFixture
) -> None:
    before, behind = talk.control.person("Rina"), talk.control.person("Hasan")
    talk.control.text(before, "Parit tumpat.")
    numbers = [talk.control.odd(content) for content in UNREADABLE.values()]
    talk.control.text(behind, "Lampu mati.")
    polled(talk, telegram)
    assert {(mark_of(before),), (mark_of(behind),)} <= set(talk.rows("SELECT chat FROM chat_draft"))
    told = [record.getMessage() for record in caplog.records if "stepped over" in record.getMessage()]
    assert told
    assert all(any(f"update {number} " in line for number in numbers) for line in told)
    assert WORDS not in caplog.text, "of what is in it nothing is kept"


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_alone_at_the_end_it_is_confirmed_like_any_other(
    talk: Talk, telegram: Running, content: dict[str, Any]
) -> None:
    talk.control.odd(content)
    polled(talk, telegram)
    assert talk.rows("SELECT update_id FROM chat_step") == [] or content.get("message")


def test_what_the_library_cannot_parse_does_not_come_in_the_way(talk: Talk, telegram: Running) -> None:
    """The library itself gives up on the whole answer; this is what the bot died of."""
    talk.control.odd(UNREADABLE["a poll without newer fields"])
    chat = talk.control.person("Rina")
    talk.control.text(chat, "Parit tumpat.")
    with pytest.raises(TypeError):
        talk.runner.run(talk.bot.get_updates(timeout=0))
    assert talk.hear() is None
    assert len(talk.rows("SELECT chat FROM chat_draft")) == 1


def test_the_service_counts_what_was_stepped_over(talk: Talk, telegram: Running, client: FlaskClient) -> None:
    counted = _counted(client)
    for _ in range(3):
        talk.control.odd(UNREADABLE["text that is none"])
    bot = polled(talk, telegram)
    missed = bot.missed
    assert missed in (0, 3)

    async def ask() -> None:
        bot.service = ServiceGateway(talk.api_url, talk.api_key, route="telegram", bot="123456")
        assert await bot._lease()
        await bot.service.close()

    asyncio.run(ask())
    assert bot.missed == 0
    assert _counted(client) - counted == 3


def _counted(client: FlaskClient) -> float:
    found = re.search(
        r'tanggap_updates_unreadable_total{route="telegram"} (\S+)', client.get("/metrics").text
    )
    return float(found[1]) if found else 0.0


def test_an_update_on_which_the_conversation_fails_is_said_to_be_unread(
    talk: Talk, telegram: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    decide = taking.decide

    def failing(state: Any, incoming: Any, facts: Any) -> Any:
        if "racun" in incoming.text:
            raise RuntimeError(incoming.text)
        return decide(state, incoming, facts)

    monkeypatch.setattr(taking, "decide", failing)
    chat, other = talk.control.person("Rina"), talk.control.person("Hasan")
    talk.control.texts(chat, ["Parit tumpat.", "racun", "Sudah tiga hari."])
    talk.control.text(other, "Lampu mati.")
    talk.turn()
    assert not talk.control.waiting() or talk.hear() is None
    ((report,),) = talk.rows(f"SELECT report FROM chat_draft WHERE chat = '{mark_of(chat)}'")
    assert "Parit tumpat." in str(report)
    assert "Sudah tiga hari." in str(report)
    assert "tidak bisa kami baca" in str(talk.control.sent(chat))
    assert "racun" not in caplog.text
    assert talk.rows(f"SELECT chat FROM chat_draft WHERE chat = '{mark_of(other)}'")


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_the_webhook_takes_it_as_done(talk: Talk, content: dict[str, Any]) -> None:
    loop = Loop()
    hook = make_app(talk.application, secret=SECRET, loop=loop).test_client()
    answer = hook.post(PATH, json={"update_id": 7, **content}, headers={HEADER: SECRET})
    assert answer.status_code == 200
    loop.run(talk.application.service.close())
    loop.stop()


def test_a_bot_that_is_delivered_to_says_that_it_lives(
    talk: Talk, telegram: Running, client: FlaskClient
) -> None:
    loop = Loop()
    loop.begin(talk.application.stay())
    until = time.monotonic() + PATIENCE_SECONDS
    while client.get("/readyz").get_json()["health"]["bot"]["age_seconds"] is None:
        assert time.monotonic() < until
    loop.run(talk.application.service.close())
    loop.stop()
