"""Citizens who talk with the bot by a script, and remember what they told it and what it must have kept."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from tools.telegram_stand_in import company, people
from tools.telegram_stand_in.errors import ApiError
from tools.telegram_stand_in.world import World

INSIDE = (3.685, 98.655)  # in Tanah Enam Ratus
TOLD = re.compile(r"Nomornya (MRL-[0-9A-Z-]+)\.")
#: Passes over a question of the category; sends one's own report beside a neighbour's.
PASS, OWN = "Lewati", "Kirim laporan saya sendiri"
PRIVACY = {"Terbuka": "open", "Rahasia": "confidential", "Anonim": "anonymous"}
_WHAT = ("Parit tumpat", "Lampu jalan mati", "Sampah menumpuk", "Jalan berlubang", "Air masuk teras")

Ready = Callable[[], bool]
Script = Iterator[Ready]


@dataclass
class Handed:
    """A report that was sent: exactly one complaint must hold these words with this privacy."""

    text: str
    privacy: str


@dataclass
class Draft:
    """What the chat's draft must hold; nothing of it when `pieces` and `photos` are empty."""

    pieces: list[str] = field(default_factory=list)
    photos: int = 0
    placed: bool = False
    privacy: str | None = None

    @property
    def begun(self) -> bool:
        return bool(self.pieces or self.photos)


class Citizen:
    """One person in one chat. Callers hold the world's lock."""

    def __init__(
        self, world: World, chooser: random.Random, number: int, *, scripts: Collection[str] = ()
    ) -> None:
        self.world = world
        self.chooser = chooser
        self.number = number
        self.chat = company.person(world, first_name=f"Warga {number}")["chat"]
        self.draft = Draft()
        self.handed: list[Handed] = []
        self.added: list[str] = []
        self.forgotten = False
        self.finished = False
        self._words = 0
        self._seen = 0
        self.offered = ""
        name, make = chooser.choice([one for one in SCRIPTS if not scripts or one[0] in scripts])
        self.script_name = name
        self._script: Script = make(self)
        self._ready: Ready = lambda: True

    def go_on(self) -> bool:
        """Does what comes next, if the bot has said what it waits for; whether it did."""
        if self.finished or not self._ready():
            return False
        try:
            self._ready = next(self._script)
        except StopIteration:
            self.finished = True
        return True

    def said_by_bot(self) -> list[str]:
        """Everything the bot said here, in order."""
        return [_words_of(one.data) for one in self.world.chats[self.chat].messages.values() if one.by_bot]

    # ---------------------------------------------------------------- what citizens do

    def words(self, what: str | None = None) -> str:
        """A sentence that nobody else says, and this one says once."""
        self._words += 1
        return f"{what or self.chooser.choice(_WHAT)}, tanda w{self.number}k{self._words}z."

    def write(self, words: str, **context: Any) -> int:
        return int(people.text(self.world, chat=self.chat, text=words, **context)["message_id"])

    def tell(self, words: str, **context: Any) -> int:
        """Words for the draft."""
        self.draft.pieces.append(words)
        return self.write(words, **context)

    def show_place(self) -> None:
        people.location(self.world, chat=self.chat, lat=INSIDE[0], lng=INSIDE[1])
        self.draft.placed = True

    def press(self, button: str) -> None:
        people.press(self.world, chat=self.chat, button=button)
        if button in PRIVACY:
            self.draft.privacy = PRIVACY[button]

    def send(self) -> None:
        """Presses twice, as people do when nothing seems to happen."""
        self.press("Kirim")
        self.press("Kirim")
        self.handed.append(Handed("\n".join(self.draft.pieces), self.draft.privacy or ""))
        self.forgotten = self.draft.privacy == "anonymous"
        self.draft = Draft()

    def add(self, words: str, **context: Any) -> None:
        """Words for a complaint that was sent already."""
        self.added.append(words)
        self.write(words, **context)

    # ---------------------------------------------------------------- what they wait for

    def hears(self, *words: str) -> Ready:
        """Until the bot says one of these."""
        return lambda: self._look(lambda one: any(word in _words_of(one) for word in words))

    def offers(self, *buttons: str) -> Ready:
        """Until the bot shows one of these buttons; which it was is `offered`."""

        def shown(one: dict[str, Any]) -> bool:
            self.offered = next((button for button in buttons if button in _buttons(one)), "")
            return bool(self.offered)

        return lambda: self._look(shown)

    def takes_it(self) -> Ready:
        """Until the bot tells the number, or asks first whether a neighbour's report is the same."""

        def told(one: dict[str, Any]) -> bool:
            self.offered = OWN if OWN in _buttons(one) else ""
            return bool(self.offered) or "Nomornya" in _words_of(one)

        return lambda: self._look(told)

    def _look(self, wanted: Callable[[dict[str, Any]], bool]) -> bool:
        messages = self.world.chats[self.chat].messages
        for number in range(self._seen + 1, len(messages) + 1):
            if messages[number].by_bot and wanted(messages[number].data):
                self._seen = number
                return True
        return False


def _words_of(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")


def _buttons(message: dict[str, Any]) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [str(button["text"]) for row in rows for button in row]


# -------------------------------------------------------------------- scripts


def _until(citizen: Citizen, button: str) -> Script:
    """Passes over what the bot asks of a category until it shows a button."""
    while True:
        yield citizen.offers(button, PASS)
        if citizen.offered == button:
            return
        citizen.press(PASS)


def _sent(citizen: Citizen, privacy: str) -> Script:
    """From the place to the number: nobody is in danger, and no neighbour's report is followed instead."""
    citizen.show_place()
    yield from _until(citizen, "Tidak")
    citizen.press("Tidak")
    yield from _until(citizen, privacy)
    citizen.press(privacy)
    yield from _until(citizen, "Kirim")
    citizen.send()
    yield citizen.takes_it()
    if citizen.offered:
        citizen.press(OWN)
        yield citizen.hears("Nomornya")


def _report(citizen: Citizen, privacy: str) -> Script:
    citizen.tell(citizen.words(), forwarded_from="Tetangga")
    yield citizen.hears("Di mana tepatnya?")
    yield from _sent(citizen, privacy)


def reports_openly(citizen: Citizen) -> Script:
    """A whole report, each button pressed once but the last."""
    yield from _report(citizen, "Terbuka")


def reports_and_adds(citizen: Citizen) -> Script:
    """A confidential report, then an addition by replying to the number."""
    yield from _report(citizen, "Rahasia")
    citizen.add(citizen.words("Tambahan"), reply_to=_number_message(citizen))
    yield citizen.hears("diteruskan ke", "Saya tangkap")


def reports_and_corrects(citizen: Citizen) -> Script:
    """Edits once before sending and once after it."""
    first = citizen.words()
    message = citizen.tell(first)
    better = citizen.words("Lebih tepat")
    people.edit(citizen.world, chat=citizen.chat, message=message, text=better)
    citizen.draft.pieces = [better]
    yield citizen.hears("Di mana tepatnya?")
    yield from _sent(citizen, "Terbuka")
    again = citizen.words("Ralat")
    people.edit(citizen.world, chat=citizen.chat, message=message, text=again)
    citizen.added.append(f"Perbaikan dari pelapor:\n{again}")
    yield citizen.hears("diteruskan ke")


def reports_twice(citizen: Citizen) -> Script:
    """Two complaints from one chat."""
    yield from _report(citizen, "Rahasia")
    yield from _report(citizen, "Terbuka")


def reports_namelessly(citizen: Citizen) -> Script:
    """An anonymous report: nothing of the chat may stay."""
    yield from _report(citizen, "Anonim")


def begins_with_an_album(citizen: Citizen) -> Script:
    """Ten photos with words, and the draft is left."""
    words = citizen.words()
    people.album(citizen.world, chat=citizen.chat, count=10, caption=words)
    citizen.draft.pieces.append(words)
    citizen.draft.photos = 10
    yield citizen.hears("Di mana tepatnya?")


def tells_in_pieces(citizen: Citizen) -> Script:
    """Six messages in one breath, and a second breath; the draft is left."""
    for _ in range(6):
        citizen.tell(citizen.words(), forwarded_from="Tetangga")
    yield citizen.hears("Di mana tepatnya?")
    citizen.tell(citizen.words(), forwarded_from="Tetangga")
    citizen.show_place()
    yield from _until(citizen, "Tidak")
    citizen.press("Tidak")
    yield from _until(citizen, "Terbuka")
    citizen.press("Terbuka")
    yield from _until(citizen, "Kirim")


def changes_their_mind(citizen: Citizen) -> Script:
    """Throws a draft away and begins another."""
    citizen.write(citizen.words("Salah kirim"))
    yield citizen.hears("Di mana tepatnya?")
    citizen.write("/batal")
    yield citizen.hears("sudah saya buang")
    citizen.tell(citizen.words())
    yield citizen.hears("Di mana tepatnya?")


def _number_message(citizen: Citizen) -> int:
    messages = citizen.world.chats[citizen.chat].messages
    told = [number for number, one in messages.items() if one.by_bot and TOLD.search(_words_of(one.data))]
    if not told:
        raise ApiError(400, "no number was told")
    return told[-1]


SCRIPTS: tuple[tuple[str, Callable[[Citizen], Script]], ...] = tuple(
    (script.__name__, script)
    for script in (
        reports_openly,
        reports_openly,
        reports_and_adds,
        reports_and_adds,
        reports_and_corrects,
        reports_twice,
        reports_namelessly,
        begins_with_an_album,
        tells_in_pieces,
        changes_their_mind,
    )
)
