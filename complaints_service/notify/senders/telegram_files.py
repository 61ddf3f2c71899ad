"""Telegram: the files people sent to the bot."""

from __future__ import annotations

import asyncio

from telegram import Bot
from telegram.error import BadRequest, TelegramError
from telegram.request import HTTPXRequest

from complaints_service.notify.senders import NoSuchFile, NotFetched

SECONDS = 30.0


class TelegramFetcher:
    """Fetches one file after the other by the Bot API, over one line."""

    def __init__(self, token: str, *, api_url: str) -> None:
        self._runner = asyncio.Runner()
        self._request = HTTPXRequest(read_timeout=SECONDS)
        self._bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    def fetch(self, source: str) -> bytes:
        """The bytes of a file."""
        try:
            return self._runner.run(self._download(source))
        except (TelegramError, OSError) as error:
            raise NotFetched(type(error).__name__) from error

    def close(self) -> None:
        """Lets go of the connection."""
        self._runner.run(self._request.shutdown())
        self._runner.close()

    async def _download(self, source: str) -> bytes:
        try:
            file = await self._bot.get_file(source)
        except BadRequest as error:
            # Telegram says so of files above 20 MB, and of names it does not know (any more).
            raise NoSuchFile("too_large" if "too big" in error.message else "unknown_file") from error
        return bytes(await file.download_as_bytearray())
