"""What came in by a route, as the conversation reads it. Pure."""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import asdict, dataclass
from typing import Any

from bots.conversation.medium import PLAIN, Medium

#: A chat or a message, as its route calls it.
RouteName = int | str
#: Somebody at the office listens to every voice message from its beginning to its end.
MOST_SPOKEN_SECONDS = 300
_COMMAND = re.compile(r"^/([a-z]+)(?:@\w+)?(?:\s+(.*))?$", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class File:
    """A file to be fetched later; `size` in bytes where the route told it, `seconds` of a voice message."""

    file: str
    kind: str
    size: int | None = None
    name: str | None = None
    mime: str | None = None
    seconds: int | None = None

    def refusal(self, medium: Medium) -> str | None:
        """Which text says why it is not taken; None for a file that is."""
        if (self.size or 0) > medium.most_bytes:
            return "too_large"
        return "too_long" if self.kind == "voice" and (self.seconds or 0) > MOST_SPOKEN_SECONDS else None

    def kept(self) -> dict[str, Any]:
        """The file as a report keeps it: what its sender called it is nobody's business."""
        return {**{name: value for name, value in asdict(self).items() if name != "seconds"}, "name": None}

    def as_json(self) -> dict[str, Any]:
        """The file as it is handed over, without what nobody told."""
        return asked_for(self.kept())


def asked_for(kept: dict[str, Any]) -> dict[str, Any]:
    """A kept file as it is handed over, without what nobody told."""
    return {name: value for name, value in kept.items() if value is not None}


@dataclass(frozen=True)
class PointSent:
    """A point in WGS84 degrees, how accurate it is in metres, and the address a venue brought."""

    lat: float
    lng: float
    address: str | None = None
    accuracy: int | None = None


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One update. `name`: how its sender calls themselves. `button`: the data of a pressed button.

    `edited_at`: Unix seconds of an edit. `medium`: what it came by.
    """

    update_id: int
    chat: RouteName
    medium: Medium = PLAIN
    private: bool = True
    message: RouteName = 0
    text: str = ""
    files: tuple[File, ...] = ()
    place: PointSent | None = None
    album: str | None = None
    reply_to: RouteName | None = None
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
        # Whole seconds are told, and one can edit twice within one.
        return f"{self.message}/{self.edited_at}/{zlib.crc32(self.text.encode()):x}"

    @property
    def taken(self) -> tuple[File, ...]:
        """The files that can be kept."""
        return tuple(file for file in self.files if file.refusal(self.medium) is None)

    @property
    def refusals(self) -> tuple[tuple[str, str | None], ...]:
        """Which texts say why the others are not, and what each file is called."""
        said = ((file.refusal(self.medium), file.name) for file in self.files)
        return tuple((key, name) for key, name in said if key is not None)

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


def readable(text: str) -> str:
    """A typed text without what the service refuses to store: control characters and halves of pairs."""
    return "".join(
        letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
    ).strip()
