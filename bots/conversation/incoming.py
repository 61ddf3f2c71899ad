"""An update as the conversation reads it, made from Telegram's JSON. Pure."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
#: https://core.telegram.org/bots/api#getfile
MOST_BYTES = 20_000_000
#: Somebody at the office listens to every voice message from its beginning to its end.
MOST_SPOKEN_SECONDS = 300
KINDS = ("message", "edited_message", "callback_query")
_COMMAND = re.compile(r"^/([a-z]+)(?:@\w+)?(?:\s+(.*))?$", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class File:
    """A file to be fetched later; `size` in bytes where Telegram told it, `seconds` of a voice message."""

    file: str
    kind: str
    size: int | None = None
    name: str | None = None
    mime: str | None = None
    seconds: int | None = None

    @property
    def refusal(self) -> str | None:
        """Which text says why it is not taken; None for a file that is."""
        if (self.size or 0) > MOST_BYTES:
            return "too_large"
        return "too_long" if self.kind == "voice" and (self.seconds or 0) > MOST_SPOKEN_SECONDS else None

    def as_json(self) -> dict[str, Any]:
        given = {
            "file": self.file,
            "kind": self.kind,
            "size": self.size,
            "name": self.name,
            "mime": self.mime,
        }
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True)
class Place:
    """A point in WGS84 degrees, and the address a venue brought."""

    lat: float
    lng: float
    address: str | None = None


@dataclass(frozen=True)
class Incoming:
    """One update. `name`: how its sender calls themselves. `button`: the data of a pressed button.

    `edited_at`: Unix seconds of an edit.
    """

    update_id: int
    chat: int
    private: bool = True
    message: int = 0
    text: str = ""
    files: tuple[File, ...] = ()
    place: Place | None = None
    album: str | None = None
    reply_to: int | None = None
    edited: bool = False
    edited_at: int = 0
    forwarded: bool = False
    button: str | None = None
    query: str | None = None
    name: str = ""
    language: str = "id"

    @property
    def natural_key(self) -> str | None:
        """What was said, whatever update brings it; None for a press, which its button's state guards."""
        if self.button is not None or not self.message:
            return None
        if not self.edited:
            return str(self.message)
        # Telegram tells whole seconds, and one can edit twice within one.
        return f"{self.message}/{self.edited_at}/{zlib.crc32(self.text.encode()):x}"

    @property
    def taken(self) -> tuple[File, ...]:
        """The files that can be kept."""
        return tuple(file for file in self.files if file.refusal is None)

    @property
    def refusals(self) -> tuple[str, ...]:
        """Which texts say why the others are not, each once."""
        return tuple(dict.fromkeys(file.refusal for file in self.files if file.refusal is not None))

    @property
    def command(self) -> str | None:
        """The command's word without its slash, for a message that is one."""
        match = _COMMAND.match(self.text) if not self.files else None
        return match[1].lower() if match else None

    @property
    def payload(self) -> str:
        """What follows the command."""
        match = _COMMAND.match(self.text)
        return (match[2] or "").strip() if match else ""


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


def chat_of(update: Json) -> int:
    """The chat whose lane an update belongs to; 0 for what has none."""
    content = (
        update.get("callback_query", {}).get("message")
        or update.get("message")
        or update.get("edited_message")
    )
    return int(content["chat"]["id"]) if content else 0


def readable(text: str) -> str:
    """A typed text without what the service refuses to store: control characters and halves of pairs."""
    return "".join(
        letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
    ).strip()


def _pressed(update_id: int, query: Json) -> Incoming | None:
    message = query.get("message")
    if not message or not isinstance(query.get("data"), str):
        return None
    return Incoming(
        update_id=update_id,
        chat=int(message["chat"]["id"]),
        private=message["chat"]["type"] == "private",
        message=int(message["message_id"]),
        button=query["data"][:64],
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


def _place(message: Json) -> Place | None:
    venue = message.get("venue")
    point = venue["location"] if venue else message.get("location")
    if not point:
        return None
    address = readable(f"{venue.get('title', '')}, {venue.get('address', '')}").strip(", ") if venue else None
    return Place(float(point["latitude"]), float(point["longitude"]), address[:300] if address else None)


def _name(user: Json) -> str:
    return readable(f"{user.get('first_name', '')} {user.get('last_name', '')}")[:120]
