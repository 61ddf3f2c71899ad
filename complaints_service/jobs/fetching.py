"""Fetches files that citizens sent by chat and keeps them; no transaction is open meanwhile."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.orm import Session
from telegram import Bot
from telegram.error import BadRequest, TelegramError
from telegram.request import HTTPXRequest

from complaints_service import clock, db
from complaints_service.edge.transaction import writing
from complaints_service.intake import attachments
from complaints_service.intake.attachments import Wanted
from complaints_service.intake.file_content import MOST_BYTES, FileRefused
from complaints_service.intake.media import keep_content
from complaints_service.jobs.work import Shift

logger = logging.getLogger(__name__)

SECONDS = 30.0


def fetch_files(shift: Shift) -> None:
    """Fetches what is due; what cannot be fetched stays wanted, and its complaint goes on without it."""
    settings = shift.settings
    if not settings.telegram_token:
        return
    with db.reading(shift.engine) as session:
        due = attachments.files_due(session, now=clock.now())
    if not due:
        return
    request = HTTPXRequest(read_timeout=SECONDS)
    bot = Bot(
        settings.telegram_token,
        base_url=f"{settings.telegram_api_url}/bot",
        base_file_url=f"{settings.telegram_api_url}/file/bot",
        request=request,
        get_updates_request=request,
    )
    with asyncio.Runner() as runner:
        for attachment_id, wanted in due:
            _fetch(shift, runner, bot, attachment_id, wanted)
        runner.run(request.shutdown())


def _fetch(shift: Shift, runner: asyncio.Runner, bot: Bot, attachment_id: int, wanted: Wanted) -> None:
    try:
        content = runner.run(_download(bot, wanted))
        kept = keep_content(shift.settings.media_folder, content)
    except FileRefused as refused:
        reason = refused.code

        def settle(session: Session) -> None:
            attachments.refuse_file(session, attachment_id=attachment_id, reason=reason, now=clock.now())

    except (TelegramError, OSError) as error:
        logger.warning("file %s not fetched: %s", attachment_id, type(error).__name__)

        def settle(session: Session) -> None:
            attachments.put_off(session, attachment_id=attachment_id, now=clock.now())

    else:

        def settle(session: Session) -> None:
            attachments.keep_file(session, attachment_id=attachment_id, kept=kept, now=clock.now())

    writing(settle, shift.engine)


async def _download(bot: Bot, wanted: Wanted) -> bytes:
    if (wanted.size or 0) > MOST_BYTES:
        raise FileRefused("too_large")
    try:
        file = await bot.get_file(wanted.source)
    except BadRequest as error:
        # Telegram says so of files above 20 MB, and of names it does not know (any more).
        raise FileRefused("too_large" if "too big" in error.message else "unknown_file") from error
    return bytes(await file.download_as_bytearray())
