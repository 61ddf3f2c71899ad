"""The control verbs as Python, for tests: be the people, break the line, read what the bot sent."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Sequence
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]


class ControlRefused(Exception):
    """The stand-in did not do what the test asked."""


class Control:
    """Speaks to a stand-in at `address`, also one in another process. Chats are known by their numbers."""

    def __init__(self, address: str) -> None:
        self.address = address

    def do(self, verb: str, **words: Any) -> Json:
        """Any verb by its name; the methods below are these with types. Raises Refused."""
        # A long wait of the stand-in ends at 60 seconds.
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=90)
        try:
            body = json.dumps({name: value for name, value in words.items() if value is not None})
            connection.request("POST", f"/_control/{verb}", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            status, content = answer.status, answer.read()
        finally:
            connection.close()
        if status != 200:
            raise ControlRefused(f"{verb}: {content.decode(errors='replace')}")
        found: Json = json.loads(content)
        return found

    # ---------------------------------------------------------------- people

    def person(
        self,
        first_name: str = "Warga",
        *,
        last_name: str | None = "Contoh",
        username: str | None = None,
        language: str = "id",
        started: bool = True,
    ) -> int:
        """A new person; tells the number of person and chat."""
        words = {"first_name": first_name, "last_name": last_name, "username": username}
        return int(self.do("person", **words, language=language, started=started)["chat"])

    def group(self, title: str = "Warga Gang Contoh", *, supergroup: bool = False) -> int:
        return int(self.do("group", title=title, supergroup=supergroup)["chat"])

    def text(self, chat: int, text: str, **context: Any) -> int:
        """Tells the message's number. `context`: sender, reply_to, forwarded_from, via_bot, language."""
        return int(self.do("text", chat=chat, text=text, **context)["message_id"])

    def texts(self, chat: int, texts: Sequence[str], **context: Any) -> list[int]:
        return list(self.do("texts", chat=chat, texts=list(texts), **context)["messages"])

    def forward(self, chat: int, text: str, *, origin: str = "Warga Contoh") -> int:
        return self.text(chat, text, forwarded_from=origin)

    def start(self, chat: int, payload: str = "") -> int:
        return int(self.do("start", chat=chat, payload=payload)["message_id"])

    def photo(self, chat: int, content: bytes | None = None, **words: Any) -> int:
        """A photo; words: caption, album (the media group it belongs to), size, and the context."""
        return int(self.do("photo", chat=chat, content=_base64(content), **words)["message_id"])

    def album(self, chat: int, photos: int | Sequence[bytes], **words: Any) -> tuple[str, list[int]]:
        """Photos sent together; tells the media group and the messages' numbers."""
        if isinstance(photos, int):
            made = self.do("album", chat=chat, count=photos, **words)
        else:
            made = self.do("album", chat=chat, contents=[_base64(photo) for photo in photos], **words)
        return str(made["album"]), list(made["messages"])

    def voice(self, chat: int, content: bytes | None = None, **words: Any) -> int:
        """A voice message; words: seconds, size, and the context."""
        return int(self.do("voice", chat=chat, content=_base64(content), **words)["message_id"])

    def document(self, chat: int, content: bytes | None = None, **words: Any) -> int:
        """A file; words: name, mime, size (what it says it has), caption, and the context."""
        return int(self.do("document", chat=chat, content=_base64(content), **words)["message_id"])

    def location(self, chat: int, lat: float, lng: float, **context: Any) -> int:
        return int(self.do("location", chat=chat, lat=lat, lng=lng, **context)["message_id"])

    def venue(self, chat: int, lat: float, lng: float, *, title: str, address: str, **context: Any) -> int:
        words = {"lat": lat, "lng": lng, "title": title, "address": address}
        return int(self.do("venue", chat=chat, **words, **context)["message_id"])

    def contact(self, chat: int, phone: str, **context: Any) -> int:
        return int(self.do("contact", chat=chat, phone=phone, **context)["message_id"])

    def edit(self, chat: int, message: int, text: str) -> None:
        self.do("edit", chat=chat, message=message, text=text)

    def press(self, chat: int, button: str, *, message: int | None = None, sender: int | None = None) -> str:
        """Press the newest button with these words, or that of one message; tells the query's id."""
        return str(self.do("press", chat=chat, button=button, message=message, sender=sender)["query"])

    def press_data(self, chat: int, message: int, data: str, *, sender: int | None = None) -> str:
        """Send callback data that no button need have."""
        return str(self.do("press", chat=chat, data=data, message=message, sender=sender)["query"])

    def block(self, chat: int) -> None:
        self.do("block", chat=chat)

    def unblock(self, chat: int) -> None:
        self.do("unblock", chat=chat)

    def forget(self, chat: int) -> None:
        """From now on: chat not found."""
        self.do("forget", chat=chat)

    def migrate(self, chat: int) -> int:
        """The group becomes a supergroup; tells its new number."""
        return int(self.do("migrate", chat=chat)["chat"])

    def inject(self, kind: str, content: Json, *, chat: int = 0) -> int | None:
        """Any update, word for word; None where the bot did not ask for this kind."""
        update: int | None = self.do("inject", kind=kind, content=content, chat=chat)["update_id"]
        return update

    # ---------------------------------------------------------------- faults and the queue

    def fail(self, kind: str, **words: Any) -> None:
        """retry_after, error, refuse, drop, hang or delay; words: see `faults.Fault`."""
        self.do("fail", kind=kind, **words)

    def mend(self) -> None:
        self.do("mend")

    def faults(self) -> list[Json]:
        return list(self.do("faults")["faults"])

    def token(self, token: str | None) -> None:
        """The only good token from now on; None: any well-formed one."""
        self.do("token", token=token)

    def repeat(self, update: int) -> None:
        self.do("repeat", update=update)

    def count_from(self, update: int) -> None:
        self.do("count_from", update=update)

    def odd(self, content: Json) -> int:
        """An update of any shape waits; its id."""
        return int(self.do("odd", content=content)["update"])

    def waiting(self) -> list[Json]:
        """The updates that are not confirmed."""
        return list(self.do("waiting")["updates"])

    def settled(self, *, wait: float = 10) -> bool:
        """Whether everything is confirmed, waiting for it."""
        return bool(self.do("settled", wait=wait)["settled"])

    # ---------------------------------------------------------------- what the bot did

    def calls(self, method: str | None = None, *, chat: int | None = None) -> list[Json]:
        """The bot's calls: number, method, chat, text, fault, status, message."""
        return list(self.do("calls", method=method, chat=chat)["calls"])

    def messages(self, chat: int, *, sent: int = 0, wait: float = 10) -> list[Json]:
        """The whole chat, once the bot has sent `sent` messages.

        Each: `message` (as the Bot API has it), by_bot, revisions, deleted.
        """
        return list(self.do("messages", chat=chat, sent=sent, wait=wait)["messages"])

    def sent(self, chat: int, *, sent: int = 0, wait: float = 10) -> list[Json]:
        """The bot's own messages in this chat, in order, without those it deleted."""
        return [
            one["message"]
            for one in self.messages(chat, sent=sent, wait=wait)
            if one["by_bot"] and not one["deleted"]
        ]

    def copies(self, chat: int) -> Counter[str]:
        """How often each text stands in the chat as the bot's."""
        return Counter(one.get("text") or one.get("caption") or "" for one in self.sent(chat))

    def answers(self, chat: int) -> list[Json]:
        """The answers to pressed buttons: id, text, show_alert, url."""
        return list(self.do("messages", chat=chat)["answers"])


def buttons(message: Json) -> list[str]:
    """The words on a message's buttons, in reading order."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [str(button["text"]) for row in rows for button in row]


def _base64(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()
