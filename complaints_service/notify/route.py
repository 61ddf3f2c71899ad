"""What a route is: everything that tells one way to people from another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from complaints_service.notify.senders import Fetcher, Sender
from config.entries.office import Bilingual
from config.settings import Settings


def _nothing(_settings: Settings) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Bot:
    """The program that speaks for a chat route. `login`: the account whose keys let it in.

    `longest_lease`: so many seconds one process of it may poll before it asks again. `told`: what its
    environment has of the route besides what it inherits, since some of it is entered on pages.
    """

    module: str
    login: str
    longest_lease: int = 300
    told: Callable[[Settings], Mapping[str, str]] = _nothing


@dataclass(frozen=True, kw_only=True)
class ChatSide:
    """What a route has on which people write back.

    `address`: how its chats read, a regular expression. `button_bytes`: what a button may carry. `fetcher`:
    brings the files people sent; None where the installation is not set up. `link_of`: the address that opens
    a chat with our bot and says a code there, if there is one. `bare`: its chats and bots stand in signatures
    without the route, because there was no other when the first ones were made.
    """

    address: str
    button_bytes: int
    fetcher: Callable[[Settings], Fetcher | None]
    link_of: Callable[[Settings, str], str | None]
    bot: Bot
    bare: bool = False


@dataclass(frozen=True, kw_only=True)
class Route:
    """One way to people, declared once; `code` names it in rows, addresses and the door of bots.

    `sender`: carries its letters; None where the installation is not set up. It looks for work every so many
    seconds, and so many `senders` work side by side. `chat` is None where nobody writes back.
    `people`: somebody hears by it, and not another service. `entered`: its settings that may be entered on a
    page, first what opens it, then what it is called.
    """

    code: str
    names: Bilingual
    sender: Callable[[Settings], Sender | None]
    every_seconds: float = 1
    senders: int = 1
    people: bool = True
    entered: tuple[str, ...] = ()
    chat: ChatSide | None = None

    @property
    def side(self) -> ChatSide:
        """What it has as a chat route. Raises ValueError for a route on which nobody writes back."""
        if self.chat is None:
            raise ValueError(f"nobody writes back by {self.code}")
        return self.chat

    def has_chat(self, address: str) -> bool:
        """Whether an address reads like a chat of this route."""
        return self.chat is not None and re.fullmatch(self.chat.address, address, re.ASCII) is not None

    def own(self, name: str) -> str:
        """A name of this route's, told apart from the same name on another."""
        return name if self.side.bare else f"{self.code}:{name}"
