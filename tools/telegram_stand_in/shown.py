"""What a message holds, as Telegram shows it: files, quotations, text with its entities, buttons."""

from __future__ import annotations

import base64

from tools.telegram_stand_in import formatting
from tools.telegram_stand_in.errors import bad_request
from tools.telegram_stand_in.world import (
    Chat,
    Json,
    StandInFile,
    StandInMessage,
    World,
)


def photo_sizes(world: World, file: StandInFile) -> list[Json]:
    """A photo comes in sizes, smallest first; here both show the same picture."""
    small = world.keep_file(file.content, folder="thumbnails", mime=file.mime)
    return [
        described(small) | {"width": 90, "height": 68},
        described(file) | {"width": 1280, "height": 960},
    ]


def described(file: StandInFile) -> Json:
    """A file as a message shows it."""
    about: Json = {
        "file_id": file.file_id,
        "file_unique_id": f"U{file.file_id}",
        "file_size": file.size,
    }
    if file.name is not None:
        about |= {"file_name": file.name, "mime_type": file.mime}
    return about


def quoted(message: StandInMessage) -> Json:
    """A message as another one quotes it: one level deep."""
    return {name: value for name, value in message.data.items() if name != "reply_to_message"}


def message_of(chat: Chat, number: int | None) -> StandInMessage:
    """A message of a chat by its number. Raises ApiError 400."""
    message = chat.messages.get(number or 0)
    if message is None:
        raise bad_request("no such message")
    return message


def button_of(chat: Chat, words: str | None, number: int | None) -> tuple[StandInMessage, str]:
    """The newest message with a button of these words, and the button's data."""
    messages = [message_of(chat, number)] if number is not None else list(chat.messages.values())[::-1]
    for message in messages:
        for row in message.data.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if not message.deleted and button["text"] == words and "callback_data" in button:
                    return message, button["callback_data"]
    raise bad_request(f"no button {words!r}")


def text_content(words: str) -> Json:
    """Text as a message holds it, with what Telegram finds in it."""
    entities = formatting.detect(words)
    return {"text": words} | ({"entities": entities} if entities else {})


def caption_content(words: str | None) -> Json:
    """A caption in the same way; nothing for none."""
    if not words:
        return {}
    entities = formatting.detect(words)
    return {"caption": words} | ({"caption_entities": entities} if entities else {})


def venue_content(lat: float, lng: float, title: str, address: str) -> Json:
    """A place with a name; as in Telegram its message holds the location too."""
    place: Json = {"latitude": lat, "longitude": lng}
    return {"venue": {"location": place, "title": title, "address": address}, "location": place}


def decoded(content: str) -> bytes:
    """The bytes that a control verb was given in base 64. Raises ApiError 400."""
    try:
        return base64.b64decode(content, validate=True)
    except ValueError as error:
        raise bad_request("content must be base 64") from error
