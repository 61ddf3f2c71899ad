"""The polling loop: one bot at a time, nothing confirmed before it is committed, and an end without a loss."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from bots.conversation.gateway import ServiceGateway
from bots.telegram import application as loop
from bots.telegram.application import Application
from tests.bots.talking import Talk, make_bot
from tests.support.both import ON_BOTH
from tests.support.patience import PATIENCE_SECONDS
from tools.telegram_stand_in.server import Running


async def _until(reached: object, seconds: float = PATIENCE_SECONDS) -> None:
    until = time.monotonic() + seconds
    while not reached():  # type: ignore[operator]
        assert time.monotonic() < until, "it takes too long"
        await asyncio.sleep(0.02)


def _application(talk: Talk, telegram: Running) -> Application:
    return Application(
        service=ServiceGateway(talk.api_url, talk.api_key, route="telegram", bot="123456"),
        bot=make_bot(telegram),
    )


@ON_BOTH
def test_500_waiting_updates_are_all_committed_and_then_confirmed(talk: Talk, telegram: Running) -> None:
    chats = [talk.control.person(f"Warga {number}") for number in range(25)]
    for chat in chats:
        talk.control.texts(chat, [f"Parit {number} tumpat." for number in range(20)])

    async def run() -> None:
        stop = asyncio.Event()
        bot = _application(talk, telegram)
        polling = asyncio.create_task(bot.poll(stop))
        await _until(lambda: not talk.control.waiting())
        stop.set()
        await polling
        await bot.service.close()

    asyncio.run(run())
    assert len(talk.rows("SELECT update_id FROM chat_step")) == 500
    assert len(talk.rows("SELECT chat FROM chat_draft")) == 25


@ON_BOTH
def test_of_two_bots_one_polls_and_the_other_follows_at_its_end(
    talk: Talk, telegram: Running, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "IDLE_SECONDS", 0.05)
    chat = talk.control.person("Rina")

    async def run() -> None:
        first, second = _application(talk, telegram), _application(talk, telegram)
        stops = [asyncio.Event(), asyncio.Event()]
        polling = [asyncio.create_task(first.poll(stops[0]))]
        await _until(lambda: telegram.world.poll > 0)
        polling.append(asyncio.create_task(second.poll(stops[1])))
        talk.control.text(chat, "Parit tumpat.")
        await _until(lambda: not talk.control.waiting())
        assert "another program polls" not in caplog.text
        stops[0].set()
        await polling[0]
        talk.control.text(chat, "Sudah tiga hari.", forwarded_from="Budi")
        await _until(lambda: not talk.control.waiting())
        stops[1].set()
        await polling[1]
        await first.service.close()
        await second.service.close()

    asyncio.run(run())
    assert len(talk.rows("SELECT update_id FROM chat_step")) == 2


@ON_BOTH
def test_a_killed_poller_is_followed_once_its_lease_has_run_out(talk: Talk, telegram: Running) -> None:
    chat = talk.control.person("Rina")

    async def run() -> None:
        killed, second = _application(talk, telegram), _application(talk, telegram)
        assert await killed._may_poll()
        talk.control.text(chat, "Parit tumpat.")
        talk.clock.pass_time(seconds=loop.LEASE_SECONDS - 1)
        assert not await second._may_poll(), "it may be alive still"
        talk.clock.pass_time(seconds=1)
        assert await second._may_poll()
        assert not await killed._may_poll(), "should it come back, it waits"
        await killed.service.close()
        await second.service.close()

    asyncio.run(run())
    assert loop.LEASE_SECONDS < 30
    talk.turn()
    assert len(talk.rows("SELECT update_id FROM chat_step")) == 1


@ON_BOTH
def test_a_hung_poller_is_followed_and_what_it_held_is_committed_once(
    talk: Talk, telegram: Running, monkeypatch: object
) -> None:
    monkeypatch.setattr(loop, "IDLE_SECONDS", 0.05)  # type: ignore[attr-defined]
    chat = talk.control.person("Rina")

    async def run() -> None:
        hung, second = _application(talk, telegram), _application(talk, telegram)
        assert await hung._may_poll()
        talk.control.text(chat, "Parit tumpat.")
        held = await hung._fetch(None, asyncio.Event())
        assert held
        stop = asyncio.Event()
        polling = asyncio.create_task(second.poll(stop))
        await asyncio.sleep(0.2)
        assert talk.control.waiting() and not talk.rows("SELECT update_id FROM chat_step")
        talk.clock.pass_time(seconds=loop.LEASE_SECONDS)
        await _until(lambda: not talk.control.waiting())
        assert await hung.take_all(held) is None, "it wakes, and is told that this was done"
        stop.set()
        await polling
        await hung.service.close()
        await second.service.close()

    asyncio.run(run())
    talk.post()
    assert len(talk.rows("SELECT update_id FROM chat_step")) == 1
    assert len(talk.control.sent(chat)) == 1


@ON_BOTH
def test_a_webhook_left_set_is_taken_away_with_nothing_dropped(
    talk: Talk, telegram: Running, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "FIRST_PAUSE", 0.02)
    chat = talk.control.person("Rina")

    async def run() -> None:
        stop = asyncio.Event()
        bot = _application(talk, telegram)
        await bot.bot.set_webhook("http://127.0.0.1:9/telegram", secret_token="left-over")
        talk.control.text(chat, "Parit tumpat.")
        polling = asyncio.create_task(bot.poll(stop))
        await _until(lambda: talk.rows("SELECT update_id FROM chat_step"))
        stop.set()
        await polling
        await bot.service.close()

    asyncio.run(run())
    assert [call["status"] for call in talk.control.calls("deleteWebhook")] == [200]
    assert "a webhook was set at 127.0.0.1" in caplog.text and "--webhook" in caplog.text


@ON_BOTH
def test_of_another_poller_it_says_what_to_do_and_takes_nothing_away(
    talk: Talk, telegram: Running, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        first, second = _application(talk, telegram), _application(talk, telegram)
        stop = asyncio.Event()
        polling = asyncio.create_task(first._fetch(None, asyncio.Event()))
        await _until(lambda: telegram.world.poll > 0)
        stranger = asyncio.create_task(second._fetch(None, stop))
        assert await polling is None
        stop.set()
        await stranger
        await first.service.close()
        await second.service.close()

    asyncio.run(run())
    assert talk.control.calls("deleteWebhook") == []
    assert "another program polls with this token" in caplog.text


def test_an_offset_older_than_days_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a quiet week ids may start lower: with the old offset Telegram would drop what is new."""
    instant = [datetime(2026, 11, 19, 2, 0, tzinfo=UTC)]
    monkeypatch.setattr(loop.clock, "now", lambda: instant[0])
    asked: list[int | None] = []
    stop = asyncio.Event()

    async def telegram(_bot: object, *, offset: int | None, **_: object) -> list[dict[str, int]]:
        """Tells one update, then nothing; a day passes with each poll."""
        asked.append(offset)
        instant[0] += timedelta(days=1)
        if len(asked) == 5:
            stop.set()
        return [{"update_id": 900}] if len(asked) == 1 else []

    class Service:
        async def lease(self, holder: str, seconds: int, *, unreadable: int = 0) -> bool:
            return True

    monkeypatch.setattr(loop, "raw_updates", telegram)
    asyncio.run(Application(service=Service(), bot=None).poll(stop))  # type: ignore[arg-type]
    assert asked[:5] == [None, 901, 901, None, None]


@ON_BOTH
def test_a_bad_token_waits_and_stops_nothing(talk: Talk, telegram: Running, monkeypatch: object) -> None:
    monkeypatch.setattr(loop, "FIRST_PAUSE", 0.02)  # type: ignore[attr-defined]
    chat = talk.control.person("Rina")
    talk.control.token("999:another-token-altogether")
    talk.control.text(chat, "Parit tumpat.")

    async def run() -> None:
        stop = asyncio.Event()
        bot = _application(talk, telegram)
        polling = asyncio.create_task(bot.poll(stop))
        await asyncio.sleep(0.2)
        assert not polling.done()
        talk.control.token(None)
        await _until(lambda: not talk.control.waiting())
        stop.set()
        await polling
        await bot.service.close()

    asyncio.run(run())
    assert len(talk.rows("SELECT update_id FROM chat_step")) == 1
