"""Telegram: what each answer of the Bot API, or its silence, means for a letter."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import httpx
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from complaints_service.errors import marked
from complaints_service.notify.buttons import ANSWERED_HERE, notice_buttons
from complaints_service.notify.senders import (
    Accepted,
    Gone,
    Later,
    Letter,
    LetterRefused,
    Moved,
    Outcome,
    Unclear,
)
from complaints_service.notify.senders.telegram_text import split_text
from complaints_service.translation import sentence

# The library's own switch: waits as timedelta, as its next version has them.
os.environ.setdefault("PTB_TIMEDELTA", "true")

#: All parts of one letter stay within the lease of its row.
CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 12.0
_MISCONFIGURED = timedelta(minutes=2)
#: Nothing of the call reached Telegram.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_GONE = ("chat not found", "user is deactivated", "bot can't initiate conversation", "peer_id_invalid")
_ANSWER_HERE = marked("Atau cukup balas pesan ini.")


class TelegramSender:
    """Hands letters to the Bot API as plain text, so that nothing a person typed is taken for markup."""

    route = "telegram"

    def __init__(self, token: str, *, api_url: str, button_key: bytes) -> None:
        self._token = token
        self._api_url = api_url
        self._key = button_key
        self._line: tuple[asyncio.Runner, Bot] | None = None

    def send(self, letter: Letter) -> Outcome:
        """Sends what is left of the letter's parts: its spot on a map, its words, buttons under the last."""
        spot = letter.params.get("spot")
        parts: list[str | Mapping[str, Any]] = [*([spot] if spot else []), *split_text(_words(letter))]
        markup = _markup(letter, self._key)
        receipts: list[str] = []
        for place in range(letter.parts, len(parts)):
            last = place == len(parts) - 1
            sent = self._send_part(letter.address, parts[place], markup if last else None)
            if not isinstance(sent, str):
                return _with_parts(sent, place)
            receipts.append(sent)
        return Accepted(tuple(receipts))

    def close(self) -> None:
        """Lets go of the connection."""
        if self._line is not None:
            runner, bot = self._line
            self._line = None
            runner.run(bot.request.shutdown())
            runner.close()

    def _connected(self) -> tuple[asyncio.Runner, Bot]:
        """The line, made when there is something to send: a context for TLS costs more than a letter."""
        if self._line is None:
            request = HTTPXRequest(
                connection_pool_size=1,
                connect_timeout=CONNECT_SECONDS,
                read_timeout=ANSWER_SECONDS,
                write_timeout=ANSWER_SECONDS,
                pool_timeout=CONNECT_SECONDS,
            )
            bot = Bot(
                self._token,
                base_url=f"{self._api_url}/bot",
                base_file_url=f"{self._api_url}/file/bot",
                request=request,
                get_updates_request=request,
            )
            self._line = asyncio.Runner(), bot
        return self._line

    def _send_part(self, chat: str, part: str | Mapping[str, Any], markup: Any) -> str | Outcome:
        runner, bot = self._connected()
        try:
            if isinstance(part, str):
                # A preview would have Telegram open the citizen's own link.
                preview = LinkPreviewOptions(is_disabled=True)
                sending = bot.send_message(chat, part, reply_markup=markup, link_preview_options=preview)
            else:
                sending = bot.send_venue(chat, part["lat"], part["lng"], part["title"], part["address"])
            message = runner.run(sending)
        except TelegramError as error:
            return _outcome(error)
        return str(message.message_id)


def _words(letter: Letter) -> str:
    """The letter's text, with pages that a button cannot open: Telegram takes only https there."""
    lines = [letter.text]
    for button in _flat(letter.params.get("buttons", ())):
        url = _url(button, letter)
        if url and not url.startswith("https://") and url not in letter.text:
            lines.append(f"{button['label']}: {url}")
    if letter.kind in ANSWERED_HERE:
        lines.append(sentence(_ANSWER_HERE, letter.language))
    return "\n\n".join(lines)


def _markup(
    letter: Letter, key: bytes
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    params = letter.params
    if params.get("clear_keys"):
        return ReplyKeyboardRemove()
    if params.get("keys") or params.get("place_key"):
        rows = [[KeyboardButton(label) for label in row] for row in params.get("keys", ())]
        if params.get("place_key"):
            rows.insert(0, [KeyboardButton(params["place_key"], request_location=True)])
        return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
    made = [[_button(one, letter) for one in row] for row in params.get("buttons", ())]
    rows_of = [[button for button in row if button is not None] for row in made]
    notice = notice_buttons(letter, key, chat=letter.address)
    rows_of.append([InlineKeyboardButton(label, callback_data=data) for label, data in notice])
    rows_of = [row for row in rows_of if row]
    return InlineKeyboardMarkup(rows_of) if rows_of else None


def _button(button: Mapping[str, Any], letter: Letter) -> InlineKeyboardButton | None:
    if "data" in button:
        return InlineKeyboardButton(button["label"], callback_data=button["data"])
    url = _url(button, letter)
    return InlineKeyboardButton(button["label"], url=url) if url and url.startswith("https://") else None


def _url(button: Mapping[str, Any], letter: Letter) -> str | None:
    return letter.link if button.get("link") else button.get("url")


def _flat(rows: Sequence[Sequence[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    return [button for row in rows for button in row]


def _outcome(error: TelegramError) -> Outcome:
    match error:
        case RetryAfter():
            wait = error.retry_after
            seconds = wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
            return Later("asked to wait", wait=seconds)
        case Forbidden():
            return Gone("blocked by the reader, or the chat is closed")
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case InvalidToken():
            return Later("the bot's token is refused", wait=_MISCONFIGURED, whole_route=True)
        case BadRequest():
            said = error.message.casefold()
            return (
                Gone(error.message) if any(word in said for word in _GONE) else LetterRefused(error.message)
            )
        case TimedOut() | NetworkError():
            cause = error.__cause__
            if isinstance(cause, _NOT_SENT):
                return Later(f"Telegram out of reach: {type(cause).__name__}")
            if isinstance(cause, httpx.HTTPError):
                return Unclear(f"no answer from Telegram: {type(cause).__name__}")
            return Later(f"Telegram: {error.message}")
        case _:
            return Later(f"Telegram: {error.message}")


def _with_parts(outcome: Outcome, parts: int) -> Outcome:
    match outcome:
        case Later():
            return Later(outcome.detail, outcome.wait, outcome.whole_route, parts)
        case Unclear():
            return Unclear(outcome.detail, parts)
        case _:
            return outcome
