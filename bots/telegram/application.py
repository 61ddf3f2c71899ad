"""Polls Telegram, and confirms no update before the service has committed its effect."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot, BotCommand
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bots import clock
from bots.conversation.gateway import ServiceGateway, Unreachable
from bots.conversation.incoming import Incoming, RouteName
from bots.conversation.taking import Taker
from bots.conversation.texts import COMMANDS, say
from bots.telegram.raw import after, number_of, raw_updates
from bots.telegram.updates import KINDS, read_update

# The library's own switch: waits as timedelta, as its next version has them.
os.environ.setdefault("PTB_TIMEDELTA", "true")

logger = logging.getLogger(__name__)

POLL_SECONDS = 10
#: A bot that ends without a word is followed by another within this; security.md allows 30.
LEASE_SECONDS, RENEW_SECONDS, IDLE_SECONDS = 24, 8.0, 3.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
#: After a quiet week ids may start lower; an offset this old would have Telegram drop what is new.
OFFSET_TRUSTED = timedelta(days=2)
#: An answer to a pressed button is a courtesy; it holds nothing up.
ANSWER_SECONDS = 5.0


class Application(Taker):
    """One bot: it polls, or is delivered to, and tells Telegram what it must know."""

    def __init__(self, *, service: ServiceGateway, bot: Bot) -> None:
        super().__init__(service=service)
        self.bot = bot
        self.holder = secrets.token_hex(8)

    async def answer(self, query: str, text: str) -> None:
        """Ends the waiting sign of a pressed button, if Telegram lets it."""
        try:
            await asyncio.wait_for(self.bot.answer_callback_query(query, text), ANSWER_SECONDS)
        except (TelegramError, TimeoutError) as error:
            logger.info("a button's answer did not go out: %s", type(error).__name__)

    async def take_buttons_away(self, chat: RouteName, message: RouteName) -> None:
        """Takes them away, if Telegram lets it; a press that comes all the same is told what became of it."""
        try:
            editing = self.bot.edit_message_reply_markup(chat, int(message))
            await asyncio.wait_for(editing, ANSWER_SECONDS)
        except (TelegramError, TimeoutError) as error:
            logger.info("a button was not taken away: %s", type(error).__name__)

    # ---------------------------------------------------------------- polling

    async def poll(self, stop: asyncio.Event) -> None:
        """Polls while this process has the lease, until told to stop."""
        offset: int | None = None
        pause = FIRST_PAUSE
        heard_at = clock.now()
        renewing = asyncio.create_task(self._renew(stop))
        try:
            while not stop.is_set():
                if not await self._may_poll():
                    offset = None
                    await _wait(stop, IDLE_SECONDS)
                    continue
                now = clock.now()
                if now - heard_at > OFFSET_TRUSTED:
                    offset = None
                updates = await self._fetch(offset, stop)
                if updates is None:
                    await _wait(stop, pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
                    continue
                if not updates:
                    continue
                heard_at = now
                failed = await self.take_all(updates)
                following = after(updates) if failed is None else failed
                offset = offset if following is None else following
                if failed is None and following is not None:
                    pause = FIRST_PAUSE
                else:
                    await _wait(stop, pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing
            await self._leave(offset)

    async def _leave(self, offset: int | None) -> None:
        """Confirms what is committed and lets the next bot poll at once."""
        with suppress(TelegramError, TimeoutError, Unreachable):
            if offset is not None:
                asking = raw_updates(self.bot, offset=offset, limit=1, timeout=0, read_timeout=ANSWER_SECONDS)
                await asyncio.wait_for(asking, ANSWER_SECONDS)
        with suppress(Unreachable):
            await self.service.lease(self.holder, 0)

    async def _may_poll(self) -> bool:
        try:
            return await self._lease()
        except Unreachable as error:
            logger.warning("the service is out of reach: %s", error)
            return False

    async def _renew(self, stop: asyncio.Event) -> None:
        """Keeps the lease while a long batch is worked on.

        Not once the bot is told to stop: a renewal on its way would come after the lease was given back.
        """
        while True:
            await _wait(stop, RENEW_SECONDS)
            if stop.is_set():
                return
            with suppress(Unreachable):
                await self._lease()

    async def _lease(self) -> bool:
        """Asks for the lease anew, and tells the service how many updates nobody could read meanwhile."""
        missed = self.missed
        held = await self.service.lease(self.holder, LEASE_SECONDS, unreadable=missed)
        self.missed -= missed
        return held

    async def stay(self) -> None:
        """Says that the bot lives, for one that is delivered to and never asks."""
        while True:
            with suppress(Unreachable):
                await self._lease()
            await asyncio.sleep(RENEW_SECONDS)

    async def _fetch(self, offset: int | None, stop: asyncio.Event) -> Sequence[Any] | None:
        """The next updates; None after a failure. Told to stop, it waits no longer."""
        asking = asyncio.ensure_future(
            raw_updates(self.bot, offset=offset, timeout=POLL_SECONDS, read_timeout=POLL_SECONDS * 2 + 5)
        )
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait((asking, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not asking.done():
            asking.cancel()
            with suppress(asyncio.CancelledError, TelegramError):
                await asking
            return ()
        try:
            return asking.result()
        except Conflict as error:
            if "webhook" in error.message.casefold():
                await self._take_webhook_away()
            else:
                logger.warning(
                    "another program polls with this token: stop it, or give this bot its own token"
                )
        except InvalidToken:
            logger.error("Telegram refuses the bot's token; waiting")
        except RetryAfter as error:
            logger.warning("Telegram asks to wait: %s", error.retry_after)
        except TelegramError as error:
            logger.warning("polling: %s", type(error).__name__)
        return None

    async def _take_webhook_away(self) -> None:
        """A webhook left set would answer 409 for ever; this bot has the lease: polling is what is wanted."""
        try:
            left = await self.bot.get_webhook_info()
            await self.bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            logger.warning("a webhook is set and could not be taken away: %s", type(error).__name__)
            return
        logger.warning(
            "a webhook was set at %s; it is taken away so that this bot can poll, and the %s updates that "
            "wait are kept. To deliver there again: python -m bots.telegram --webhook --url ...",
            urlsplit(left.url).hostname or "an unknown address",
            left.pending_update_count,
        )

    async def take_all(self, updates: Sequence[Any]) -> int | None:
        """Works on all chats side by side; the first update that is not committed, or None."""
        lanes: dict[RouteName, list[Incoming]] = {}
        for update in sorted(updates, key=lambda each: number_of(each) or 0):
            incoming = self.read(update)
            if incoming is not None:
                lanes.setdefault(incoming.chat, []).append(incoming)
        return await self.take_lanes(lanes)

    def read(self, update: Any) -> Incoming | None:
        """What an update says; None for what is none of ours, and for what cannot be read."""
        try:
            return read_update(update)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            self.step_over(number_of(update), error)
            return None

    # ---------------------------------------------------------------- what Telegram is told

    async def register(self, url: str, secret: str) -> None:
        """Has updates delivered to an address, those that wait too. Raises TelegramError."""
        await self.bot.set_webhook(
            url, secret_token=secret, allowed_updates=KINDS, drop_pending_updates=False
        )
        await self.introduce()

    async def introduce(self) -> None:
        """Tells Telegram the commands of the menu, in both languages."""
        for code, language in (("", "id"), ("en", "en"), ("id", "id")):
            commands = [BotCommand(name, say(f"command_{name}", language)) for name in COMMANDS]
            try:
                await self.bot.set_my_commands(commands, language_code=code or None)
            except TelegramError as error:
                logger.warning("the menu could not be set: %s", type(error).__name__)
                return


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
