"""An officer in a chat: links it by a code, and answers a ticket by replying to its notice. Pure."""

from __future__ import annotations

import re

from bots.conversation.incoming import Incoming
from bots.conversation.texts import say
from bots.conversation.turn import Reply, State, Turn

#: 28 letters as the page shows them, or as its link carries them; one of them is a digit.
_CODE = re.compile(r"(?=.*\d)[0-9A-HJKMNP-TV-Z]{4}(?:-?[0-9A-HJKMNP-TV-Z]{4}){6}", re.IGNORECASE)


def code_in(incoming: Incoming) -> str | None:
    """The code that a message is, alone or behind /start; only in a message of one's own."""
    if incoming.files or incoming.edited or incoming.forwarded:
        return None
    typed = incoming.payload if incoming.command == "start" else incoming.text
    return typed if _CODE.fullmatch(typed) else None


def link(state: State, incoming: Incoming, code: str) -> Turn:
    """Hands the code over. The account's owner confirms on the page; nothing is linked here."""
    tongue, route = state["language"], incoming.medium.name
    said = {one: say(f"link_{one}", tongue, route=route) for one in ("offered", "wrong", "often")}
    return Turn(state=state, link={"code": code, "name": incoming.name, **said})


def answer(state: State, incoming: Incoming) -> Turn:
    """The words answer the ticket that the notice spoke of, if the service still lets this chat."""
    tongue = state["language"]
    if incoming.files or not incoming.text:
        return Turn(state=state, replies=[Reply(text=say("desk_text_only", tongue))])
    asked = {
        "reply_to": incoming.reply_to,
        "text": incoming.text,
        "counted": say("desk_counted", tongue),
        "nothing": say("desk_nothing", tongue),
    }
    return Turn(state=state, answer=asked)
