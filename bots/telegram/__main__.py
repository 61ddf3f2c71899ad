"""`python -m bots.telegram`: the bot, polling; `--webhook` listens instead."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys

import waitress
from telegram import Bot
from telegram.request import HTTPXRequest

from bots.conversation.gateway import ServiceGateway
from bots.conversation.texts import office_words
from bots.telegram.application import Application
from bots.telegram.redaction import start_logging
from bots.telegram.updates import ROUTE
from bots.telegram.webhook import Loop, make_app
from config.errors import RulebookErrors
from config.settings import BotSettings, SettingsError, keep_private, load_bot_settings

logger = logging.getLogger("bots.telegram")


def make_application(settings: BotSettings) -> Application:
    """The bot of these settings; connects to nothing yet."""
    token = settings.telegram_token
    bot = Bot(
        token,
        base_url=f"{settings.telegram_api_url}/bot",
        base_file_url=f"{settings.telegram_api_url}/file/bot",
        request=HTTPXRequest(connection_pool_size=8),
    )
    service = ServiceGateway(settings.api_url, settings.api_token, route=ROUTE, bot=token.partition(":")[0])
    return Application(service=service, bot=bot)


async def poll(settings: BotSettings) -> None:
    """Polls until the process is told to stop."""
    stop = asyncio.Event()
    running = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        running.add_signal_handler(number, stop.set)
    application = make_application(settings)
    async with application.service:
        await application.introduce()
        await application.poll(stop)


def listen(settings: BotSettings, host: str, port: int, url: str | None) -> None:
    """Serves the webhook until the process is told to stop; with `url`, tells Telegram to deliver there."""
    loop = Loop()
    application = make_application(settings)
    app = make_app(application, secret=settings.telegram_webhook_secret or "", loop=loop)
    if url is not None:
        loop.run(application.register(url, settings.telegram_webhook_secret or ""))
    loop.begin(application.stay())
    logger.info("webhook on http://%s:%s/telegram", host, port)
    waitress.serve(
        app,
        host=host,
        port=port,
        threads=8,
        ident=None,
        connection_limit=500,
        channel_timeout=30,
        asyncore_use_poll=True,
    )


def main() -> None:
    """Read the settings, keep the token out of the logs, run."""
    keep_private()
    parser = argparse.ArgumentParser(prog="python -m bots.telegram", description=__doc__)
    parser.add_argument("--webhook", action="store_true", help="listen for Telegram instead of asking it")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8443)
    parser.add_argument(
        "--url", help="where Telegram shall deliver: a public https address ending in /telegram"
    )
    chosen = parser.parse_args()
    try:
        settings = load_bot_settings(os.environ)
        office_words()  # read before anyone writes
    except (RulebookErrors, SettingsError) as error:
        sys.exit(str(error))
    start_logging(settings.telegram_token, settings.api_token, settings.telegram_webhook_secret or "")
    if chosen.webhook:
        try:
            listen(settings, chosen.host, chosen.port, chosen.url)
        except ValueError as error:
            sys.exit(str(error))
    else:
        asyncio.run(poll(settings))


if __name__ == "__main__":
    main()
