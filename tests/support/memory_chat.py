"""A route of chats that is no more than a list in memory: what a second adapter has to bring, and nothing else.

`route` is the entry of the service's list of routes; `MemoryBot` reads what people do as the conversation does.
Chats and messages have names here, not numbers, and buttons carry more than they could elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bots.conversation.gateway import ServiceGateway
from bots.conversation.incoming import File, Incoming, PointSent, RouteName
from bots.conversation.medium import Medium
from bots.conversation.taking import Taker
from complaints_service.notify.buttons import notice_buttons
from complaints_service.notify.route import Bot, ChatSide, Route
from complaints_service.notify.senders import Accepted, Letter, NoSuchFile, Outcome
from config.entries.office import Bilingual
from config.settings import Settings

CODE = "memory"
MEDIUM = Medium(name="Ingatan", most_bytes=5_000_000)


@dataclass(frozen=True)
class Shown:
    """A message as it stands in a chat. `buttons`: what each says, and what it carries or opens."""

    name: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass
class World:
    """All chats: what is shown in each, what the bot has not heard yet, and the files people sent."""

    shown: dict[str, list[Shown]] = field(default_factory=dict)
    waiting: list[Incoming] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    count: int = 0

    def happen(self, chat: str, **what: Any) -> None:
        """Somebody does something in a chat."""
        self.count += 1
        self.waiting.append(
            Incoming(
                update_id=self.count,
                chat=chat,
                medium=MEDIUM,
                message=f"in-{self.count}",
                name="Rina Contoh",
                **what,
            )
        )

    def press(self, chat: str, label: str) -> None:
        """Somebody presses the newest button that says so."""
        data = next(
            carried
            for shown in reversed(self.shown[chat])
            for says, carried in shown.buttons
            if says == label
        )
        self.happen(chat, button=data, query=f"press-{self.count}")

    def photo(self, chat: str, content: bytes) -> None:
        """Somebody sends a photo."""
        name = f"photo-{len(self.files)}"
        self.files[name] = content
        self.happen(chat, files=(File(file=name, kind="photo", size=len(content)),))

    def place(self, chat: str, lat: float, lng: float) -> None:
        """Somebody sends where they are."""
        self.happen(chat, place=PointSent(lat, lng))


@dataclass
class MemorySender:
    """Shows letters in their chats."""

    world: World
    key: bytes
    route: str = CODE

    def send(self, letter: Letter) -> Outcome:
        chat = self.world.shown.setdefault(letter.address, [])
        rows = letter.params.get("buttons", ())
        said = [(one["label"], self._carried(one, letter)) for row in rows for one in row]
        said += notice_buttons(letter, self.key, chat=f"{CODE}:{letter.address}")
        chat.append(Shown(f"out-{len(chat)}", letter.text, tuple(said)))
        return Accepted((chat[-1].name,))

    def close(self) -> None:
        pass

    def _carried(self, button: Mapping[str, Any], letter: Letter) -> str:
        return button.get("data") or (letter.link if button.get("link") else None) or button.get("url", "")


@dataclass
class MemoryFetcher:
    """Has the files at hand."""

    world: World

    def fetch(self, source: str) -> bytes:
        if source not in self.world.files:
            raise NoSuchFile("unknown_file")
        return self.world.files[source]

    def close(self) -> None:
        pass


def route(world: World) -> Route:
    """The entry: the one thing the service is told of this route."""

    def sender(settings: Settings) -> MemorySender:
        return MemorySender(world, settings.tracking_key)

    return Route(
        code=CODE,
        names=Bilingual("Ingatan", "Memory"),
        sender=sender,
        chat=ChatSide(
            address=r"[a-z0-9]{1,20}",
            button_bytes=200,
            fetcher=lambda _: MemoryFetcher(world),
            link_of=lambda _, code: f"https://ingatan.example/{code}",
            bot=Bot(module="tests.support.memory_chat", login="bot-memory", longest_lease=60),
        ),
    )


class MemoryBot(Taker):
    """The adapter's half on the bot's side."""

    def __init__(self, *, service: ServiceGateway, world: World) -> None:
        super().__init__(service=service)
        self.world = world

    async def answer(self, query: str, text: str) -> None:
        self.world.answers.append(text)

    async def take_buttons_away(self, chat: RouteName, message: RouteName) -> None:
        """What is shown once stays on this route."""

    async def hear(self) -> int | None:
        """Takes what waits; the first update it could not commit, or None."""
        lanes: dict[RouteName, list[Incoming]] = {}
        for incoming in self.world.waiting:
            lanes.setdefault(incoming.chat, []).append(incoming)
        self.world.waiting.clear()
        return await self.take_lanes(lanes)
