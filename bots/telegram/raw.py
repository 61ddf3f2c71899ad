"""Telegram's updates as they come, so that each is read by itself.

The library reads a whole answer or none of it. An update it does not know yet would come again for ever, and
everybody behind it would wait.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import TelegramError

from bots.telegram.updates import KINDS


async def raw_updates(
    bot: Bot, *, offset: int | None, timeout: int, read_timeout: float, limit: int = 100
) -> Sequence[Any]:
    """What waits from `offset` on, as Telegram's JSON says it. Raises TelegramError."""
    asked = {"timeout": timeout, "limit": limit, "allowed_updates": json.dumps(KINDS)}
    if offset is not None:
        asked["offset"] = offset
    answer: Any = await bot.request.post(
        f"{bot.base_url}/getUpdates?{urlencode(asked)}", read_timeout=read_timeout
    )
    if not isinstance(answer, list):
        raise TelegramError("getUpdates answered with no list")
    return answer


def number_of(update: Any) -> int | None:
    """The update's id, by which it is confirmed; None for what has none."""
    found = update.get("update_id") if isinstance(update, dict) else None
    return found if type(found) is int else None


def after(updates: Iterable[Any]) -> int | None:
    """The offset that confirms all of these; None where none of them has an id."""
    numbers = [number for number in map(number_of, updates) if number is not None]
    return max(numbers) + 1 if numbers else None
