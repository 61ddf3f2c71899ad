"""The public survey in a chat: nine questions by buttons. Pure.

What was answered so far stands in the buttons themselves and in no state of the chat: nothing of it is kept
until the last press hands it over whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bots.conversation.incoming import Incoming
from bots.conversation.texts import say
from bots.conversation.turn import Button, Reply, State, Turn, stale

Facts = Mapping[str, Any]
VERB = "survey"


def offer(number: str, ticket: Mapping[str, Any], tongue: str) -> tuple[tuple[Button, ...], ...]:
    """The button that begins it, where a survey asks after this report."""
    return ((Button(say("survey_offer", tongue), f"{VERB}:{number}:"),),) if ticket.get("survey") else ()


def asked_next(state: State, incoming: Incoming, facts: Facts, act: str) -> Turn:
    """A press: the next question, or after the last one the whole answer."""
    _verb, number, given = act.split(":", 2)
    tongue, questions = state["language"], facts.get("survey") or []
    ticket = (facts.get("tickets") or {}).get(number)
    if ticket is None or not ticket.get("survey") or not questions:
        return stale(state, incoming.query)
    answers = {incoming.query: say("done", tongue)} if incoming.query else {}
    if len(given) >= len(questions):
        acts = [{"act": "survey", "number": number, "text": given}]
        return Turn(state=state, replies=[Reply(text=say("survey_done", tongue))], acts=acts, answers=answers)
    asked = questions[len(given)]
    buttons = tuple(
        (Button(words, f"{VERB}:{number}:{given}{score}"),)
        for score, words in enumerate(asked["answers"], start=1)
    )
    text = f"{len(given) + 1}/{len(questions)}. {asked['question']}"
    if not given:
        text = f"{say('survey_begin', tongue)}\n\n{text}"
    return Turn(state=state, replies=[Reply(text=text, buttons=buttons)], answers=answers)
