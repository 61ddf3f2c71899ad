"""An officer in a chat: links it by a code, answers by replying to a notice, acts by its buttons. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bots.conversation.incoming import Incoming
from bots.conversation.texts import say
from bots.conversation.turn import Button, Reply, State, Turn, stale

#: So many files go with one act.
MOST_FILES = 10
#: The verb of the buttons under a notice to an officer.
VERB = "desk"
#: The one under words that wait half a minute; whether they left meanwhile the service knows.
UNDO = "undo"
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


def answer(state: State, incoming: Incoming, facts: Mapping[str, Any]) -> Turn:
    """The words, and photos with them, answer the ticket that the notice spoke of, if this chat still may."""
    tongue = state["language"]
    if not incoming.text:
        return Turn(state=state, replies=[Reply(text=say("desk_words_too", tongue))])
    turn = _done(state, "message", text=incoming.text, files=_photos(incoming), reply_to=incoming.reply_to)
    _remember_album(turn, incoming, facts["desk"])
    return turn


def pressed(state: State, incoming: Incoming, facts: Mapping[str, Any], act: str) -> Turn:
    """A button under a notice: takes the ticket, or asks for what the act needs."""
    told, (_desk, verb, number, *rest) = facts.get("at_desk"), act.split(":", 3)
    allowed = {"to": "handover"}.get(verb, verb)
    if told is None or (verb != UNDO and allowed not in told["acts"]):
        return stale(state, incoming.query)
    tongue = state["language"]
    answers = {incoming.query: say("done", tongue)} if incoming.query else {}
    if verb in ("take", UNDO):
        turn = _done(state, verb, number=number, letter=int(rest[0]) if rest else None)
        turn.answers = answers
        turn.spent = [incoming.message] if verb == UNDO else []
        return turn
    if verb == "handover":
        buttons = tuple(
            (Button(one["name"][:60], f"desk:to:{number}:{one['to']}"),) for one in told["receivers"]
        )
        key = "desk_whom" if buttons else "desk_nobody"
        return Turn(
            state=state,
            replies=[Reply(text=say(key, tongue, number=number), buttons=buttons)],
            answers=answers,
        )
    proof = verb == "resolve" and told["proof"]
    state["desk"] = {"act": allowed, "number": number, "to": rest[0] if rest else None, "proof": proof}
    return Turn(state=state, replies=[_asks(state)], answers=answers)


def awaited(state: State, incoming: Incoming) -> Turn:
    """What a button asked for: words, and for work that needs proof a photo; in either order."""
    desk, tongue = state["desk"], state["language"]
    desk["text"] = incoming.text or desk.get("text", "")
    desk["files"] = [*desk.get("files", []), *_photos(incoming)][:MOST_FILES]
    if desk["act"] == "handover":
        desk["files"] = []
    if not desk["text"]:
        return Turn(state=state, replies=[Reply(text=say("desk_words_too", tongue))])
    if desk["proof"] and not any(file["kind"] == "photo" for file in desk["files"]):
        return Turn(state=state, replies=[Reply(text=say("desk_photo_too", tongue))])
    del state["desk"]
    given = {"to": desk["to"]} if desk["to"] else {}
    turn = _done(state, desk["act"], number=desk["number"], text=desk["text"], files=desk["files"], **given)
    _remember_album(turn, incoming, desk["number"])
    return turn


def rest_of_album(state: State, incoming: Incoming) -> Turn | None:
    """The other photos of an album whose first one brought the words: they go where it went."""
    album = state.get("desk_album")
    if album is None or incoming.album != album["album"] or not incoming.taken:
        return None
    return Turn(state=state, answer={"act": "attach", "number": album["number"], "files": _photos(incoming)})


def _remember_album(turn: Turn, incoming: Incoming, number: str) -> None:
    if turn.state is not None and incoming.album is not None:
        turn.state["desk_album"] = {"album": incoming.album, "number": number}


def _asks(state: State) -> Reply:
    desk = state["desk"]
    key = "desk_ask_proof" if desk["proof"] else f"desk_ask_{desk['act']}"
    return Reply(text=say(key, state["language"], number=desk["number"]))


def _photos(incoming: Incoming) -> list[dict[str, Any]]:
    return [file.as_json() for file in incoming.taken]


def _done(state: State, act: str, **given: Any) -> Turn:
    """Hands the act over, with what is said once it is done."""
    tongue = state["language"]
    said = {
        "counted": say("desk_counted", tongue),
        "nothing": say("desk_nothing", tongue),
        "done": say("desk_counted" if act == "message" else f"desk_done_{act}", tongue),
    }
    if act in ("message", "question"):
        waits = ("held", "held_counted", "undo")
        said |= {each: say(f"desk_{each}", tongue) for each in waits}
    given = {name: value for name, value in given.items() if value}
    return Turn(state=state, answer={"act": act, **given, **said})
