"""The webhook: a small Flask app that answers 200 only after the service has committed the effect."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any

from flask import Flask, Response, request

from bots.conversation.gateway import Unreachable
from bots.telegram.application import Application
from bots.telegram.raw import number_of

logger = logging.getLogger(__name__)

PATH = "/telegram"
MOST_BYTES = 1_000_000
HEADER = "X-Telegram-Bot-Api-Secret-Token"
#: Telegram sends again what is not answered within a minute.
PATIENCE_SECONDS = 50.0


class Loop:
    """The event loop of the bot in a thread of its own, for the views that are not asynchronous."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._beside: list[Future[Any]] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Waits for the work. Raises TimeoutError when it takes longer than Telegram waits."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS)

    def begin(self, work: Coroutine[Any, Any, Any]) -> None:
        """Lets the work go on beside everything else, until the loop stops."""
        self._beside.append(asyncio.run_coroutine_threadsafe(work, self._loop))

    def stop(self) -> None:
        for work in self._beside:
            work.cancel()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def make_app(application: Application, *, secret: str, loop: Loop) -> Flask:
    """The webhook's app. Raises ValueError without a secret of its own: anybody could speak for Telegram."""
    if not secret:
        raise ValueError("a webhook needs a secret: set TANGGAP_TELEGRAM_WEBHOOK_SECRET")
    if secret in application.bot.token:
        raise ValueError("TANGGAP_TELEGRAM_WEBHOOK_SECRET is a part of the bot's token: take another")
    app = Flask("bots.telegram", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES

    @app.post(PATH)
    def receive() -> Response:
        """200 once the effect is committed; 401 without the secret, 403 with another; 503: send it again."""
        given = request.headers.get(HEADER)
        if given is None:
            return Response(status=401)
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status=403)
        try:
            update = json.loads(request.get_data())
        except (ValueError, RecursionError):
            return Response(status=400)
        if number_of(update) is None:
            return Response(status=400)
        # One that cannot be read is answered as taken: else it would come again and again.
        incoming = application.read(update)
        if incoming is None:
            return Response(status=200)
        try:
            loop.run(application.take_or_leave([incoming]))
        except (Unreachable, TimeoutError) as error:
            logger.warning("update %s not committed: %s", incoming.update_id, error)
            return Response(status=503, headers={"Retry-After": "2"})
        return Response(status=200)

    return app
