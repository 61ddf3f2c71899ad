"""Buttons under messages and keyboards under chats, checked as the Bot API checks them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from tools.telegram_stand_in.errors import bad_request

Json = dict[str, Any]

DATA_BYTES = 64
# A button does exactly one thing; the text alone sends itself in a reply keyboard.
_ACTS = {
    *(
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
    ),
    *("switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay"),
}


def check(markup: Json) -> None:
    """Raises ApiError 400 for what Telegram would refuse."""
    if "inline_keyboard" in markup:
        for button in _buttons(markup["inline_keyboard"]):
            _check_inline(button)
    elif "keyboard" in markup:
        for button in _buttons(markup["keyboard"]):
            if not button.get("text"):
                raise bad_request("keyboard button text must be non-empty")
    elif not (markup.get("remove_keyboard") or markup.get("force_reply") or not markup):
        raise bad_request("object expected as reply markup")


def _buttons(rows: Any) -> list[Json]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup JSON object")
    buttons = [{"text": button} if isinstance(button, str) else button for row in rows for button in row]
    if not all(isinstance(button, dict) for button in buttons):
        raise bad_request("can't parse keyboard button: it must be of type Object or String")
    if len(buttons) > 100:
        raise bad_request("reply markup is too long")
    return buttons


def _check_inline(button: Json) -> None:
    if not button.get("text"):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if len(_ACTS & set(button)) != 1:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        parts = urlsplit(str(button["url"]))
        # Telegram takes no address without a dot in its host: `localhost` is refused, 127.0.0.1 is not.
        web = parts.scheme in ("http", "https") and re.fullmatch(r"[^\s.]+(\.[^\s.]+)+", parts.hostname or "")
        if not web and parts.scheme != "tg":
            raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
