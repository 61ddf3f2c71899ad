"""Everything the stand-in knows: people, chats, messages, files, updates. In memory, behind one lock."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tools.telegram_stand_in.errors import ApiError, bad_request
from tools.telegram_stand_in.faults import Faults
from tools.telegram_stand_in.updates import Updates

Json = dict[str, Any]

TOKEN = re.compile(r"(\d{1,20}):[A-Za-z0-9_-]{10,}")
# Wider than 32 bits, as Telegram's are, so that a column that is too narrow shows.
FIRST_PERSON = 7_000_000_001
FIRST_GROUP = -4_000_000_001
FIRST_SUPERGROUP = -1_002_000_000_001
USERNAME = "TanggapLatihanBot"


@dataclass(kw_only=True)
class Person:
    """Somebody with a Telegram account."""

    id: int
    first_name: str
    last_name: str | None
    username: str | None
    language: str

    def as_user(self) -> Json:
        user: Json = {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language,
        }
        return user | _given(last_name=self.last_name, username=self.username)


@dataclass
class StandInMessage:
    """One message of a chat, and what became of it."""

    data: Json
    by_bot: bool
    revisions: list[str] = field(default_factory=list)
    deleted: bool = False

    def as_seen(self) -> Json:
        """The message with the stand-in's own remarks, for tests and the page."""
        return {
            "message": self.data,
            "by_bot": self.by_bot,
            "revisions": self.revisions,
            "deleted": self.deleted,
        }


@dataclass(kw_only=True)
class Chat:
    """A private chat (same id as its person) or a group. Message ids count from 1 in each chat."""

    id: int
    kind: str
    title: str | None = None
    person: Person | None = None
    started: bool = True
    blocked: bool = False
    gone: bool = False
    left: bool = False
    migrated_to: int | None = None
    messages: dict[int, StandInMessage] = field(default_factory=dict)
    keyboard: Json | None = None
    typing_until: datetime | None = None
    answers: list[Json] = field(default_factory=list)
    version: int = 0

    def as_chat(self) -> Json:
        chat: Json = {"id": self.id, "type": self.kind}
        if self.person is None:
            return chat | {"title": self.title}
        person = self.person
        return chat | _given(
            first_name=person.first_name, last_name=person.last_name, username=person.username
        )


@dataclass(frozen=True, kw_only=True)
class StandInFile:
    """A file that can be fetched. `size` may be more than the content has, to try limits cheaply."""

    file_id: str
    path: str
    content: bytes = field(repr=False)
    size: int
    name: str | None
    mime: str


@dataclass(kw_only=True)
class Webhook:
    """Where updates are delivered, and how that went."""

    url: str
    secret: str | None
    max_connections: int
    error: str | None = None
    error_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of the bot, and what came of it. `message` is the message it made or changed."""

    number: int
    method: str
    chat: int | None
    text: str | None
    fault: str | None
    status: int
    message: int | None


class World:
    """The state. Whoever reads or writes it holds `changed`, which is told of every change."""

    def __init__(self, *, now: Callable[[], datetime], token: str | None = None) -> None:
        self.now = now
        self.token = token
        self.bot_id = int(token.partition(":")[0]) if token else 123456
        self.changed = threading.Condition(threading.RLock())
        self.stopping = False
        self.version = 0
        self.updates = Updates()
        self.faults = Faults()
        self.webhook: Webhook | None = None
        self.poll = 0
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StandInFile] = {}
        self.queries: dict[str, int] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.calls: list[Call] = []
        self._counts: dict[str, int] = {}

    def authorise(self, token: str) -> None:
        """Any well-formed token is good unless the stand-in was given its own. Raises ApiError 401."""
        match = TOKEN.fullmatch(token)
        if match is None or (self.token is not None and token != self.token):
            raise ApiError(401, "Unauthorized")
        self.bot_id = int(match[1])

    def bot_user(self) -> Json:
        return {"id": self.bot_id, "is_bot": True, "first_name": "Tanggap", "username": USERNAME}

    def count(self, what: str) -> int:
        """1, 2, 3 ... for each kind of thing, so that the same acts always give the same ids."""
        self._counts[what] = self._counts.get(what, 0) + 1
        return self._counts[what]

    def touch(self, chat: Chat | None = None) -> None:
        """Something changed: wake whoever waits."""
        self.version += 1
        if chat is not None:
            chat.version = self.version
        self.changed.notify_all()

    @contextmanager
    def locked(self) -> Iterator[None]:
        with self.changed:
            yield

    def chat(self, chat_id: int) -> Chat:
        """A chat by its id, whatever its state. Raises ApiError 400."""
        chat = self.chats.get(chat_id)
        if chat is None or chat.gone:
            raise bad_request("chat not found")
        return chat

    def post(self, chat: Chat, *, sender: Json, content: Json, by_bot: bool) -> StandInMessage:
        """A new message at the end of a chat."""
        data: Json = {
            "message_id": len(chat.messages) + 1,
            "from": sender,
            "chat": chat.as_chat(),
            "date": int(self.now().timestamp()),
        }
        message = StandInMessage(data | content, by_bot)
        chat.messages[message.data["message_id"]] = message
        self.touch(chat)
        return message

    def keep_file(
        self, content: bytes, *, folder: str, mime: str, name: str | None = None, size: int | None = None
    ) -> StandInFile:
        """Store a file under an id of its own."""
        number = self.count("file")
        ending = (name or "").rpartition(".")[2].lower() if name and "." in name else mime.partition("/")[2]
        ending = ending if re.fullmatch(r"[a-z0-9]{1,8}", ending) else "bin"
        path = f"{folder}/file_{number}.{ending}"
        file = StandInFile(
            file_id=f"FILE{number:08d}",
            path=path,
            content=content,
            size=len(content) if size is None else size,
            name=name,
            mime=mime,
        )
        self.files[file.file_id] = file
        return file


def _given(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value is not None}
