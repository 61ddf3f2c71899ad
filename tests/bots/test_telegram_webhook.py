"""The webhook: nobody else speaks for Telegram, and 200 means that it is committed."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask.testing import FlaskClient

from bots.conversation.gateway import ServiceGateway, Unreachable
from bots.telegram.application import Application
from bots.telegram.webhook import HEADER, PATH, Loop, make_app
from tests.bots.talking import TOKEN, Talk, make_bot
from tests.support.marks import mark_of
from tests.support.serving import serving
from tools.telegram_stand_in.server import Running

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

SECRET = "a-secret-of-the-webhook"


@pytest.fixture
def hook(talk: Talk) -> Iterator[FlaskClient]:
    loop = Loop()
    yield make_app(talk.application, secret=SECRET, loop=loop).test_client()
    loop.run(talk.application.service.close())
    loop.stop()


def update(talk: Talk, text: str = "Parit tumpat.") -> dict[str, Any]:
    chat = talk.control.person("Rina")
    talk.control.text(chat, text)
    found: dict[str, Any] = talk.control.waiting()[-1]
    return found


def test_200_comes_after_the_commit(talk: Talk, hook: FlaskClient) -> None:
    answer = hook.post(PATH, json=update(talk), headers={HEADER: SECRET})
    assert answer.status_code == 200
    assert len(talk.rows("SELECT update_id FROM chat_step")) == 1


def test_the_same_update_again_answers_200_and_does_nothing(talk: Talk, hook: FlaskClient) -> None:
    body = update(talk)
    for _ in range(3):
        assert hook.post(PATH, json=body, headers={HEADER: SECRET}).status_code == 200
    ((report,),) = talk.rows("SELECT report FROM chat_draft")
    assert str(report).count("Parit tumpat.") == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({HEADER: "wrong"}, 403), ({HEADER: ""}, 403), ({HEADER: SECRET + "x"}, 403)],
)
def test_a_forged_update_writes_nothing(
    talk: Talk, hook: FlaskClient, headers: dict[str, str], status: int
) -> None:
    assert hook.post(PATH, json=update(talk), headers=headers).status_code == status
    assert talk.rows("SELECT update_id FROM chat_step") == []


def test_a_body_above_a_megabyte_is_not_read(talk: Talk, hook: FlaskClient) -> None:
    answer = hook.post(PATH, data=b"x" * 1_000_001, headers={HEADER: SECRET})
    assert answer.status_code == 413


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"update_id": "x"}', b"[" * 50_000])
def test_nonsense_is_refused_and_writes_nothing(talk: Talk, hook: FlaskClient, body: bytes) -> None:
    answer = hook.post(PATH, data=body, headers={HEADER: SECRET, "Content-Type": "application/json"})
    assert answer.status_code == 400
    assert talk.rows("SELECT update_id FROM chat_step") == []


def test_what_is_not_committed_is_to_be_sent_again(
    talk: Talk, hook: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: object) -> None:
        raise Unreachable("down")

    monkeypatch.setattr(talk.application.service, "step", gone)
    answer = hook.post(PATH, json=update(talk), headers={HEADER: SECRET})
    assert answer.status_code == 503 and answer.headers["Retry-After"]


def test_it_does_not_start_without_a_secret(talk: Talk) -> None:
    with pytest.raises(ValueError, match="TANGGAP_TELEGRAM_WEBHOOK_SECRET"):
        make_app(talk.application, secret="", loop=Loop())


@pytest.mark.parametrize("part", [TOKEN.partition(":")[2], TOKEN.partition(":")[0]])
def test_its_secret_is_no_part_of_the_token(talk: Talk, part: str) -> None:
    with pytest.raises(ValueError, match="part of the bot's token"):
        make_app(talk.application, secret=part, loop=Loop())


@pytest.mark.parametrize("given", ["a", SECRET[:-1] + "x", SECRET])
def test_the_secret_is_compared_in_constant_time(
    talk: Talk, hook: FlaskClient, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []
    real = hmac.compare_digest

    def spied(first: bytes, second: bytes) -> bool:
        compared.append((first, second))
        return real(first, second)

    monkeypatch.setattr("bots.telegram.webhook.hmac.compare_digest", spied)
    hook.post(PATH, json=update(talk), headers={HEADER: given})
    assert compared[0] == (given.encode(), SECRET.encode())


def test_telegram_delivers_and_many_bots_at_once_behave_as_one(talk: Talk, telegram: Running) -> None:
    chats = [talk.control.person(f"Warga {number}") for number in range(6)]
    for number in range(30):
        talk.control.text(chats[number % 6], f"kata {number}", forwarded_from="Budi")
    loop = Loop()
    bots = [loop.run(_another(talk, telegram)) for _ in range(2)]
    with ExitStack() as until:
        for bot in bots:  # Telegram delivers to the last; some go to each
            address = until.enter_context(serving(make_app(bot, secret=SECRET, loop=loop)))
            loop.run(bot.register(f"{address}{PATH}", SECRET))
        assert talk.control.settled(wait=30)
        steps = talk.rows("SELECT update_id FROM chat_step")
        assert len(steps) == 30
        for chat in chats:
            ((report,),) = talk.rows(f"SELECT report FROM chat_draft WHERE chat = '{mark_of(chat)}'")
            assert str(report).count("kata ") == 5
    for bot in bots:
        loop.run(bot.service.close())
    loop.stop()


async def _another(talk: Talk, telegram: Running) -> Application:
    service = ServiceGateway(talk.api_url, talk.api_key, route="telegram", bot="123456")
    return Application(service=service, bot=make_bot(telegram))
