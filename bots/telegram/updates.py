"""Telegram's updates as the conversation reads them. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from bots.conversation.incoming import File, Incoming, PointSent, readable
from bots.conversation.medium import Medium

Json = Mapping[str, Any]
#: The route's code in the service.
ROUTE = "telegram"
KINDS = ("message", "edited_message", "callback_query")
#: Files: https://core.telegram.org/bots/api#getfile
TELEGRAM = Medium(name="Telegram", most_bytes=20_000_000)
#: https://core.telegram.org/bots/api#inlinekeyboardbutton
MOST_DATA = 64


def read_update(update: Json) -> Incoming | None:
    """The update, or None for what is none of ours: channels, other bots, kinds we did not ask for."""
    update_id = int(update["update_id"])
    if "callback_query" in update:
        return _pressed(update_id, update["callback_query"])
    message = update.get("message") or update.get("edited_message")
    if not isinstance(message, Mapping) or "via_bot" in message or not message.get("from"):
        return None
    if message["from"].get("is_bot") or message["chat"]["type"] == "channel":
        return None
    return Incoming(
        update_id=update_id,
        chat=int(message["chat"]["id"]),
        medium=TELEGRAM,
        private=message["chat"]["type"] == "private",
        message=int(message["message_id"]),
        text=readable(message.get("text") or message.get("caption") or ""),
        files=_files(message),
        place=_place(message),
        album=message.get("media_group_id"),
        reply_to=(message.get("reply_to_message") or {}).get("message_id"),
        edited="edited_message" in update,
        edited_at=int(message.get("edit_date") or 0),
        forwarded="forward_origin" in message,
        name=_name(message["from"]),
        language=message["from"].get("language_code") or "id",
    )


def _pressed(update_id: int, query: Json) -> Incoming | None:
    message = query.get("message")
    if not message or not isinstance(query.get("data"), str):
        return None
    return Incoming(
        update_id=update_id,
        chat=int(message["chat"]["id"]),
        medium=TELEGRAM,
        private=message["chat"]["type"] == "private",
        message=int(message["message_id"]),
        button=query["data"][:MOST_DATA],
        query=str(query["id"]),
        name=_name(query["from"]),
        language=query["from"].get("language_code") or "id",
    )


def _files(message: Json) -> tuple[File, ...]:
    if photos := message.get("photo"):
        largest = max(photos, key=lambda size: size.get("width", 0) * size.get("height", 0))
        return (_file(largest, "photo", "image/jpeg"),)
    for name, kind in (
        ("voice", "voice"),
        ("audio", "document"),
        ("video", "document"),
        ("document", "document"),
    ):
        if found := message.get(name):
            return (_file(found, kind, None),)
    return ()


def _file(found: Json, kind: str, mime: str | None) -> File:
    name = found.get("file_name")
    return File(
        file=str(found["file_id"]),
        kind=kind,
        size=found.get("file_size"),
        name=readable(str(name))[:300] if name else None,
        mime=found.get("mime_type") or mime,
        seconds=found.get("duration"),
    )


def _place(message: Json) -> PointSent | None:
    venue = message.get("venue")
    point = venue["location"] if venue else message.get("location")
    if not point:
        return None
    address = readable(f"{venue.get('title', '')}, {venue.get('address', '')}").strip(", ") if venue else None
    accuracy = point.get("horizontal_accuracy")
    return PointSent(
        float(point["latitude"]),
        float(point["longitude"]),
        address[:300] if address else None,
        accuracy=None if accuracy is None else math.ceil(accuracy),
    )


def _name(user: Json) -> str:
    return readable(f"{user.get('first_name', '')} {user.get('last_name', '')}")[:120]
