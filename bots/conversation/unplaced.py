"""Words that answer a message of which nobody knows any more what it spoke of. Pure.

With one open complaint in the chat it is clear where they go; with several the bot asks, and keeps them until
it is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bots.conversation import besides, placing, report
from bots.conversation.afterwards import add_to, not_taken, shortened
from bots.conversation.incoming import File, Incoming
from bots.conversation.texts import say
from bots.conversation.turn import Button, Reply, State, Turn, stale

Facts = Mapping[str, Any]
MOST_OFFERED = 5


def place(state: State, incoming: Incoming, facts: Facts) -> Turn | None:
    """What becomes of such a reply; None where the chat has no open complaint it could go to."""
    if not facts.get("open") or not (incoming.text or incoming.files):
        return None
    if not (incoming.text or incoming.taken):
        return Turn(state=state, replies=not_taken(state, incoming))
    numbers: list[str] = facts["open"][:MOST_OFFERED]
    if len(numbers) == 1:
        return add_to(state, incoming, facts, numbers[0])
    titles = {number: facts["tickets"][number]["title"] for number in numbers}
    state["unplaced"] = {"titles": titles, "pieces": [], "files": []}
    return keep(state, incoming)


def keep(state: State, incoming: Incoming) -> Turn:
    """Keeps the words with those that wait, and asks where they go."""
    waiting = state["unplaced"]
    if incoming.text and len(waiting["pieces"]) < report.MOST_PIECES:
        waiting["pieces"].append({"m": incoming.message, "t": incoming.text})
    kept = [file.as_json() for file in incoming.taken]
    waiting["files"] = [*waiting["files"], *kept][: report.MOST_FILES]
    return Turn(state=state, replies=[*not_taken(state, incoming), question(state)])


def question(state: State) -> Reply:
    """Asks which complaint is meant."""
    tongue = state["language"]
    state.update(asks="which", about=None)
    rows = [
        (Button(shortened(f"{number} · {title}"), f"to:{number}"),)
        for number, title in state["unplaced"]["titles"].items()
    ]
    return Reply(
        text=say("ask_which", tongue),
        buttons=(*rows, (Button(say("which_new", tongue), "to:new"),)),
        passing=True,
    )


def words_of(state: Mapping[str, Any]) -> str:
    """What waits to be placed."""
    return "\n".join(piece["t"] for piece in (state.get("unplaced") or {}).get("pieces", ()))


def waits(state: Mapping[str, Any]) -> bool:
    """Whether words wait for a complaint to be chosen; those that went to a rating wait for nothing."""
    return bool((state.get("unplaced") or {}).get("titles"))


def chosen(state: State, incoming: Incoming, facts: Facts, act: str) -> Turn:
    """A button under the question: the words go to that complaint, or begin a new one."""
    if not state.get("unplaced"):
        return stale(state, incoming.query)
    answers = {incoming.query: say("done", state["language"])} if incoming.query else {}
    number = act.partition(":")[2]
    turn = (
        begin_new(state, incoming, facts) if number == "new" else _hand_over(state, incoming, facts, number)
    )
    turn.answers |= answers
    return turn


def begin_new(state: State, incoming: Incoming, facts: Facts) -> Turn:
    """The words are the beginning of another report."""
    waiting = state["unplaced"]
    told = report.begin(state, incoming)
    told["pieces"] = [{"message": piece["m"], "text": piece["t"]} for piece in waiting["pieces"]]
    told["files"] = [file.kept() for file in _files(waiting)]
    told["kelurahan"] = placing.mentioned_in(words_of({"unplaced": waiting}), facts)
    if facts.get("category"):
        besides.of_category(state, facts["category"])
    return Turn(state=state, replies=report.go_on(state, facts))


def _hand_over(state: State, incoming: Incoming, facts: Facts, number: str) -> Turn:
    waiting = state.pop("unplaced")
    state.update(asks="idle", about=None)
    text = words_of({"unplaced": waiting})
    return add_to(state, replace(incoming, text=text, files=_files(waiting)), facts, number)


def _files(waiting: Mapping[str, Any]) -> tuple[File, ...]:
    return tuple(File(**file) for file in waiting["files"])
