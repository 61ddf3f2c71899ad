"""A report begun in a chat, as bot, service and page read it: typed, with a version. Pure.

What the conversation needs besides (what it asks next, which album a photo came in) is its own and not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

#: Of the shape below. A new shape takes the next number, and a function in `_UPGRADES` that leads there.
VERSION = 4


class UnreadableReport(ValueError):
    """A report of a shape that no version has."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Words of the report; `message`: the chat's own name of the message that brought them."""

    message: int | str
    text: str


@dataclass(frozen=True, kw_only=True)
class ReportPoint:
    """Where it is, in WGS84 degrees; `accuracy` in metres, None: exact."""

    lat: float
    lng: float
    accuracy: int | None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An entry of the rulebook that was chosen, and how the chat called it."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class QuestionAnswer:
    """What was answered to a question of the category, by its code, and the message that brought it."""

    code: str
    text: str
    message: int | str


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How the citizen calls themselves, and where else they are reached."""

    name: str | None
    phone: str | None
    email: str | None


@dataclass(frozen=True, kw_only=True)
class ChatFile:
    """A file that is still with the route; `file` is its name there, `size` in bytes."""

    file: str
    kind: str
    size: int | None
    name: str | None
    mime: str | None


@dataclass(frozen=True, kw_only=True)
class DraftReport:
    """What is known of a report so far. `id`: its name within the chat.

    `about_office`: whether it is about staff or the office (`yes`, `no`, `unsure`; None: not asked yet).
    """

    id: str
    pieces: tuple[Piece, ...]
    place: ReportPoint | None
    address: str | None
    kelurahan: Choice | None
    category: Choice | None
    answers: tuple[QuestionAnswer, ...]
    privacy: str | None
    about_office: str | None
    contact: Contact
    files: tuple[ChatFile, ...]
    language: str

    @property
    def text(self) -> str:
        """Everything that was written, in the order it came."""
        return "\n".join(piece.text for piece in self.pieces)

    def as_json(self) -> dict[str, Any]:
        """The report as it crosses the wire and is kept."""
        given = asdict(self)
        lists = {name: list(given[name]) for name in ("pieces", "files", "answers")}
        return {"version": VERSION, **given, **lists}


def read_report(kept: Mapping[str, Any]) -> DraftReport:
    """A report as it was kept, of whatever version. Raises UnreadableReport."""
    return _built(up_to_date(kept)[0])


def up_to_date(kept: Mapping[str, Any], language: str = "id") -> tuple[dict[str, Any], dict[str, Any]]:
    """A report in the shape of today, and what older shapes held in it for the conversation alone.

    `language`: of the chat, which a report without a version does not name. Raises UnreadableReport.
    """
    told = dict(kept)
    private: dict[str, Any] = {}
    version = told.pop("version", 0)
    if version == 0:
        told.setdefault("language", language)
    if not isinstance(version, int) or not 0 <= version <= VERSION:
        raise UnreadableReport(f"no version {version!r} of a report")
    for older in range(version, VERSION):
        told, left = _UPGRADES[older](told)
        private |= left
    return {"version": VERSION, **told}, private


def _from_0(told: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first shape was the bot's own: what only the conversation needs lay among the rest."""
    shared = ("place", "address", "kelurahan", "category", "privacy")
    known = {"id", "pieces", "files", "name", "language", *shared}
    private = {"albums", "rewrite", "full", "album_seen", "category_chosen"}
    if strange := set(told) - known - private:
        raise UnreadableReport(f"unknown in a report: {', '.join(sorted(strange))}")
    try:
        pieces = [{"message": piece["m"], "text": piece["t"]} for piece in told.get("pieces", ())]
        files = [{"size": None, "name": None, "mime": None, **file} for file in told.get("files", ())]
    except (KeyError, TypeError) as error:
        raise UnreadableReport("words or files of a report are not readable") from error
    made = {
        "id": told.get("id"),
        "pieces": pieces,
        "files": files,
        "contact": {"name": told.get("name") or None, "phone": None, "email": None},
        "language": told["language"],
        **{name: told.get(name) for name in shared},
    }
    return made, {name: told[name] for name in private if name in told}


def _from_1(told: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Nobody was asked whether it is about staff."""
    return {**told, "about_office": None}, {}


def _from_2(told: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A point said nothing of how accurate it was."""
    place = told.get("place")
    return {**told, "place": {"accuracy": None, **place} if isinstance(place, Mapping) else place}, {}


def _from_3(told: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The questions of a category were not asked in a chat."""
    return {**told, "answers": []}, {}


_UPGRADES: dict[int, Callable[[Mapping[str, Any]], tuple[dict[str, Any], dict[str, Any]]]] = {
    0: _from_0,
    1: _from_1,
    2: _from_2,
    3: _from_3,
}


def _built(told: Mapping[str, Any]) -> DraftReport:
    def one(kind: type, given: Mapping[str, Any] | None) -> Any:
        return None if given is None else kind(**given)

    try:
        return DraftReport(
            **{
                **{name: value for name, value in told.items() if name != "version"},
                "pieces": tuple(Piece(**piece) for piece in told["pieces"]),
                "files": tuple(ChatFile(**file) for file in told["files"]),
                "answers": tuple(QuestionAnswer(**answer) for answer in told["answers"]),
                "place": one(ReportPoint, told["place"]),
                "kelurahan": one(Choice, told["kelurahan"]),
                "category": one(Choice, told["category"]),
                "contact": Contact(**told["contact"]),
            }
        )
    except (KeyError, TypeError) as error:
        raise UnreadableReport(str(error)) from error
