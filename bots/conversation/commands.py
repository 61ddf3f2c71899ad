"""What a command leads to, and the words that do what commands do. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bots.conversation import afterwards, report, unplaced
from bots.conversation.choosing import says_cancel
from bots.conversation.incoming import Incoming
from bots.conversation.texts import say
from bots.conversation.turn import Button, Reply, State, Turn

Facts = Mapping[str, Any]
#: As the service makes it (`notify/citizens/chat_codes.py` there).
_FOLLOWS = re.compile(r"ikut_[0-9A-Za-z]{8,16}_[0-9a-f]{1,10}_[a-z2-7]{24}")


def commanded(state: State, incoming: Incoming, facts: Facts) -> Turn:
    """Does what a command says; one that nobody knows is answered with what there is."""
    tongue = state["language"]
    match incoming.command:
        case "start" if (code := code_of_report(incoming)) is not None:
            said = {one: say(f"follow_{one}", tongue) for one in ("followed", "wrong")}
            return Turn(state=state, follow={"code": code, **said})
        case "start":
            if state["report"] is not None:
                return Turn(
                    state=state, replies=[Reply(text=say("goes_on", tongue)), *report.go_on(state, facts)]
                )
            return Turn(state=state, replies=[welcome(state, incoming)])
        case "lapor" | "report":
            if state["report"] is not None:
                return Turn(
                    state=state, replies=[Reply(text=say("goes_on", tongue)), *report.go_on(state, facts)]
                )
            if unplaced.waits(state):
                return unplaced.begin_new(state, incoming, facts)
            report.begin(state, incoming)
            state.update(asks="what", about=None)
            return Turn(state=state, replies=[Reply(text=say("begin", tongue))])
        case "status":
            return afterwards.status(state, facts)
        case "batal" | "cancel":
            return cancel(state)
        case "bahasa" | "language":
            buttons = ((Button("Indonesia", "lang:id"), Button("English", "lang:en")),)
            return Turn(state=state, replies=[Reply(text=say("language", tongue), buttons=buttons)])
        case _:
            return Turn(state=state, replies=[Reply(text=say("help", tongue))])


def code_of_report(incoming: Incoming) -> str | None:
    """The code behind /start by which a report made on a page is followed here."""
    return incoming.payload if _FOLLOWS.fullmatch(incoming.payload) else None


def is_no(text: str) -> bool:
    """Whether words say no, as the command does."""
    return says_cancel(text)


def cancel(state: State) -> Turn:
    """Throws away what is open."""
    open_draft = state["report"] is not None or state["asks"] != "idle" or "desk" in state
    state.pop("desk", None)
    report.end(state)
    state.pop("unplaced", None)
    said = say("cancelled" if open_draft else "nothing_to_cancel", state["language"])
    return Turn(state=state, replies=[Reply(text=said, clear_keys=state.pop("keys", False))])


def welcome(state: State, incoming: Incoming) -> Reply:
    """Says who we are, and offers the other language to whose device speaks it."""
    tongue = state["language"]
    if spoken(incoming) == tongue:
        return Reply(text=say("welcome", tongue))
    words = f"{say('welcome', tongue)}\n\n{say('other_language', tongue)}"
    other = Button("Indonesia", "lang:id") if tongue == "en" else Button("English", "lang:en")
    return Reply(text=words, buttons=((other,),))


def spoken(incoming: Incoming) -> str:
    """The language of the sender's own device, as far as we speak it."""
    return "id" if incoming.language.split("-")[0] in ("id", "ms", "jv", "su", "min", "bbc", "ban") else "en"
