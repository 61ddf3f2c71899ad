"""The conversation: a state and an update in, a turn out. Pure; `conversation.mmd` draws it.

`wants` names what the service must tell first, `decide` decides, `refused` says what was not taken. What a
button, a command and words for the report lead to is decided in `pressing`, `commands` and `telling`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bots.conversation import afterwards, besides, officers, report, unplaced
from bots.conversation.choosing import says_send
from bots.conversation.commands import cancel, commanded, is_no, spoken
from bots.conversation.incoming import Incoming
from bots.conversation.pressing import pressed
from bots.conversation.telling import NUMBER, tell
from bots.conversation.texts import say
from bots.conversation.turn import ON_REPORT, Button, Reply, State, Turn, fresh, same

Facts = Mapping[str, Any]
ASKS = ("idle", *ON_REPORT, "dispute", "comment", "which")
#: Messages of a chat of which it is remembered that they were heard.
HEARD_KEPT = 300


def wants(state: Mapping[str, Any], incoming: Incoming, *, thorough: bool = True) -> dict[str, Any]:
    """What to ask the service before deciding. Not `thorough`: words are taken as they are."""
    if not incoming.private:
        return {}
    asked: dict[str, Any] = {}
    told = state.get("report")
    if incoming.button is not None:
        asked["button"] = incoming.button
        verb = incoming.button.split("|")[0].split(":")[2:3]
        asked["categories"] = verb in (["category"], ["c"])
        asked["text"] = unplaced.words_of(state)[:20_000] if incoming.button.startswith("to:") else ""
    elif incoming.edited:
        asked["number"] = _sent_number(state, incoming)
    elif incoming.command == "status":
        asked["reports"] = True
    elif officers.code_in(incoming) is not None:
        return {}
    elif NUMBER.match(incoming.text):
        asked["number"] = incoming.text
    elif incoming.text and not incoming.command and thorough and not (state.get("telling") or {}).get("full"):
        before = report.text_of(told) if told and state.get("asks") != "where" else ""
        asked["text"] = f"{before}\n{incoming.text}".strip()[:20_000]
    about = state.get("about") or {}
    if about.get("offered") and not asked.get("number"):
        asked["number"] = about["number"]  # how long ago it was rated
    if _sends(state, incoming) and besides.neighbours_unseen(state):
        asked["neighbours"] = report.handed_in(state)
    if incoming.place is not None:
        asked["lat"], asked["lng"] = incoming.place.lat, incoming.place.lng
        asked["accuracy"] = incoming.place.accuracy
    if incoming.reply_to is not None:
        asked["reply_to"] = incoming.reply_to
    if incoming.album is not None and not asked.get("number"):
        asked["number"] = _album_number(state, incoming)
    return {name: value for name, value in asked.items() if value not in (None, False, "")}


def decide(before: Mapping[str, Any], incoming: Incoming, facts: Facts) -> Turn:
    """What one update leads to; nothing, where another update brought the same message before."""
    key = incoming.natural_key
    if key is not None and key in before.get("heard", ()):
        return Turn(state=fresh(before, "id"))
    turn = _decide(before, incoming, facts)
    # What leads to nothing leaves nothing behind: the chat may be one that was forgotten.
    effect = turn.replies or turn.acts_on_service or turn.files or not same(turn.state, before)
    if key is not None and turn.state is not None and effect:
        turn.state["heard"] = [*before.get("heard", ()), key][-HEARD_KEPT:]
    return turn


def _decide(before: Mapping[str, Any], incoming: Incoming, facts: Facts) -> Turn:
    if not incoming.private:
        hint = [Reply(text=say("group", spoken(incoming)))] if incoming.command else []
        return Turn(state=None, replies=hint)
    state = fresh(before, "id")
    if incoming.button is not None:
        return pressed(state, incoming, facts)
    if incoming.edited:
        return _edited(state, incoming, facts)
    if (code := officers.code_in(incoming)) is not None:
        return officers.link(state, incoming, code)
    if incoming.command is not None:
        return commanded(state, incoming, facts)
    if is_no(incoming.text) and (state.get("desk") or not facts.get("desk")):
        return cancel(state)
    if (turn := officers.rest_of_album(state, incoming)) is not None:
        return turn
    if state.get("desk") and facts.get("desk") in (None, state["desk"]["number"]):
        return officers.awaited(state, incoming)
    if facts.get("desk"):
        return officers.answer(state, incoming, facts)
    if (number := facts.get("replied")) and (incoming.text or incoming.files):
        return afterwards.add_to(state, incoming, facts, number)
    if (number := _album_number(state, incoming)) is not None:
        return afterwards.add_to(state, incoming, facts, number)
    return _awaited(state, incoming, facts) or tell(state, incoming, facts)


def _awaited(state: State, incoming: Incoming, facts: Facts) -> Turn | None:
    """What the chat waits for other than a report: words of a dispute or a rating, or where others go."""
    if state["asks"] == "comment" and not afterwards.speaks_of_rating(state, incoming, facts):
        state.update(asks="idle", about=None)
    if state["asks"] in ("dispute", "comment"):
        turn = afterwards.words_wanted(state, incoming, facts)
        if turn.acts and unplaced.waits(state):
            turn.replies.append(unplaced.question(state))
        return turn
    if state["asks"] == "which" and (incoming.text or incoming.files):
        return unplaced.keep(state, incoming)
    if state["asks"] == "which" and incoming.place is not None:
        unplaced.begin_new(state, incoming, facts)
    if incoming.reply_to is not None and state["asks"] == "idle":
        return unplaced.place(state, incoming, facts)
    return None


def refused(before: Mapping[str, Any], incoming: Incoming, detail: str) -> Turn:
    """The service would not take the step: says why; everything told so far stays."""
    state = fresh(before, "id")
    tongue = state["language"]
    buttons: tuple[tuple[Button, ...], ...] = report.change_buttons(state) if state["report"] else ()
    answers = {incoming.query: say("stale", tongue)} if incoming.query else {}
    if state["asks"] in ("dispute", "comment"):
        state.update(asks="idle", about=None)
    return Turn(
        state=state,
        replies=[Reply(text=say("refused", tongue, detail=detail), buttons=buttons)],
        answers=answers,
    )


def _edited(state: State, incoming: Incoming, facts: Facts) -> Turn:
    """An edit before sending changes the report; after sending it is passed on, and overwrites nothing."""
    told = state["report"]
    if told is not None and incoming.text and report.change_words(told, incoming.message, incoming.text):
        understood = (say("got_edit", state["language"]),)
        return Turn(state=state, replies=report.go_on(state, facts, understood=understood))
    number = _sent_number(state, incoming)
    if number is not None and incoming.text:
        return afterwards.add_to(state, incoming, facts, number, correction=True)
    return Turn(state=state)


def _sends(state: Mapping[str, Any], incoming: Incoming) -> bool:
    """Whether an update may send the report that was checked."""
    if state.get("asks") != "check":
        return False
    if incoming.button is not None:
        return incoming.button.split("|")[0].split(":")[2:] == ["send"]
    return bool(says_send(incoming.text))


def _sent_number(state: Mapping[str, Any], incoming: Incoming) -> str | None:
    """The complaint whose words a message was."""
    for sent in state.get("sent", ()):
        if incoming.message in sent["messages"]:
            number: str | None = sent["number"]
            return number
    return None


def _album_number(state: Mapping[str, Any], incoming: Incoming) -> str | None:
    """The complaint that the rest of an album was sent with."""
    if incoming.album is None:
        return None
    for sent in state.get("sent", ()):
        if incoming.album in sent["albums"]:
            number: str | None = sent["number"]
            return number
    return None
