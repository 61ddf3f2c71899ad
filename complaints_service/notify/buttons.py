"""What a button in a chat carries: an act, and proof that we put it into that chat. Pure.

`chat` is the chat as its route calls it among all (`Route.own`): no other route's chat is taken for it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from complaints_service.errors import marked
from complaints_service.notify.messages import NOTICES
from complaints_service.notify.senders import Letter
from complaints_service.translation import sentence

_ACCEPT, _DISPUTE, _RATE = marked("Terima"), marked("Tolak"), marked("Nilai %(score)s")
_SURVEY = marked("Isi survei kepuasan")
#: What an officer may do under a notice: before somebody has the ticket, and once it is theirs.
_TO_TAKE = (("take", marked("Ambil")),)
_AT_DESK = (
    ("message", marked("Jawab")),
    ("question", marked("Tanya")),
    ("handover", marked("Serahkan")),
    ("resolve", marked("Selesai")),
)
#: Letters that one may answer simply by replying to them in the chat.
ANSWERED_HERE = ("asked", "answered")


def button_data(key: bytes, *, chat: str, act: str, most: int = 64) -> str:
    """What the button of an act carries in one chat; the route takes `most` bytes.

    Raises ValueError for an act that does not fit.
    """
    data = f"{act}|{_mac(key, chat, act)}"
    if len(data.encode()) > most:
        raise ValueError(f"a button's act is too long: {act}")
    return data


def read_button(key: bytes, *, chat: str, data: str) -> str | None:
    """The act of a button that we made for this chat; None for any other data."""
    act, bar, mac = data.rpartition("|")
    if not bar:
        return None
    return act if hmac.compare_digest(mac.encode(), _mac(key, chat, act).encode()) else None


def notice_buttons(letter: Letter, key: bytes, *, chat: str) -> list[tuple[str, str]]:
    """The acts that a notice invites to: what each button says, and what it carries.

    They name the instant of the resolution they judge.
    """
    tongue, stamp = letter.language, int(letter.written_at.timestamp())
    if (about := NOTICES.get(letter.kind)) is not None and about.chat and not about.gathered:
        asked = _TO_TAKE if about.to_take else _AT_DESK
        desk = [(sentence(label, tongue), f"desk:{act}:{letter.number}") for act, label in asked]
        return [(label, button_data(key, chat=chat, act=act)) for label, act in desk]
    acts: list[tuple[str, str]] = []
    if letter.kind == "resolved":
        acts = [(sentence(_ACCEPT, tongue), "accept"), (sentence(_DISPUTE, tongue), "dispute")]
    elif letter.kind == "closed":
        acts = [(sentence(_RATE, tongue, score=score), f"rate{score}") for score in (1, 2, 3, 4)]
    named = [(label, f"{act}:{letter.number}:{stamp}") for label, act in acts]
    if letter.survey_link:
        # Nothing is answered yet: the questions' own buttons carry the answers in the same place.
        named.append((sentence(_SURVEY, tongue), f"survey:{letter.number}:"))
    return [(label, button_data(key, chat=chat, act=act)) for label, act in named]


def _mac(key: bytes, chat: str, act: str) -> str:
    mac = hmac.new(key, f"button:{chat}:{act}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:8]).rstrip(b"=").decode()
