"""Telegram: whose a bot's token is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 12.0


@dataclass(frozen=True)
class Known:
    """The token works, and this is its bot. `name`: its username, without the @."""

    id: int
    name: str


@dataclass(frozen=True)
class Unknown:
    """Telegram takes no such token."""


@dataclass(frozen=True)
class NoAnswer:
    """Telegram did not say: out of reach, or in trouble itself. `detail` never holds the token."""

    detail: str


def whose(token: str, *, api_url: str) -> Known | Unknown | NoAnswer:
    """Asks the Bot API whose token this is; one call, and it ends by itself. No transaction may be open."""
    with asyncio.Runner() as runner:
        return runner.run(_whose(token, api_url))


async def _whose(token: str, api_url: str) -> Known | Unknown | NoAnswer:
    request = HTTPXRequest(
        connection_pool_size=1,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=ANSWER_SECONDS,
        write_timeout=ANSWER_SECONDS,
        pool_timeout=CONNECT_SECONDS,
    )
    bot = Bot(token, base_url=f"{api_url}/bot", request=request, get_updates_request=request)
    try:
        user = await bot.get_me()
    except InvalidToken:
        return Unknown()
    except TelegramError as error:
        # The library's words may quote the address, and the token is a part of that.
        return NoAnswer(type(error.__cause__ or error).__name__)
    finally:
        await request.shutdown()
    return Known(user.id, user.username or user.first_name)
