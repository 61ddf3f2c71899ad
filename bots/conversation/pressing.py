"""What a pressed button leads to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bots.conversation import afterwards, besides, choices, officers, report, survey, unplaced
from bots.conversation.choices import ABOUT_OFFICE, PRIVACY
from bots.conversation.commands import cancel
from bots.conversation.incoming import Incoming
from bots.conversation.texts import say
from bots.conversation.turn import Reply, State, Turn, stale

Facts = Mapping[str, Any]


def pressed(state: State, incoming: Incoming, facts: Facts) -> Turn:
    """Does what a button of ours says; one that is not ours, or of another report, says so."""
    act = facts.get("button")
    if not act:
        return stale(state, incoming.query)
    verb = act.split(":")[0]
    if verb == "lang":
        report.speak(state, "en" if act == "lang:en" else "id")
        chosen = say("language_chosen", state["language"])
        if state["report"]:
            return Turn(
                state=state,
                replies=[Reply(text=chosen), *report.go_on(state, facts)],
                answers=_done(state, incoming),
            )
        words = f"{chosen}\n\n{say('welcome', state['language'])}" if not state["sent"] else chosen
        return Turn(state=state, replies=[Reply(text=words)], answers=_done(state, incoming))
    if verb == "to":
        return unplaced.chosen(state, incoming, facts, act)
    if verb == "show":
        return afterwards.shown_one(state, incoming, facts, act)
    if verb in afterwards.JUDGEMENTS:
        return afterwards.judge(state, incoming, facts, act)
    if verb == officers.VERB:
        return officers.pressed(state, incoming, facts, act)
    if verb == survey.VERB:
        return survey.asked_next(state, incoming, facts, act)
    parts = act.split(":", 2)
    told = state["report"]
    if verb != "d" or told is None or len(parts) < 3 or parts[1] != told["id"]:
        return stale(state, incoming.query)
    return _pressed_on_report(state, incoming, facts, parts[2])


def _pressed_on_report(state: State, incoming: Incoming, facts: Facts, verb: str) -> Turn:
    tongue, answers = state["language"], _done(state, incoming)
    if verb == "send":
        checked = state["asks"] == "check"
        return report.hand_in(state, incoming, facts) if checked else stale(state, incoming.query)
    if verb.startswith("j:") and state["asks"] == "check":
        return report.hand_in(state, incoming, facts, joins=verb[2:])
    if verb == "cancel":
        turn = cancel(state)
        turn.answers = answers
        return turn
    if verb == "why":
        reply = Reply(
            text=say("privacy_help", tongue), buttons=choices.privacy_buttons(state, explained=True)
        )
        return Turn(state=state, replies=[reply], answers=answers)
    if verb == "change":
        reply = Reply(text=say("ask_change", tongue), buttons=report.change_buttons(state))
        return Turn(state=state, replies=[reply], answers=answers)
    if verb == "category":
        reply = Reply(text=say("ask_category", tongue), buttons=choices.category_buttons(state, facts))
        return Turn(state=state, replies=[reply], answers=answers)
    if verb == "what":
        state["telling"]["rewrite"] = True
        state.update(asks="what", about=None)
        return Turn(state=state, replies=[Reply(text=say("ask_what_again", tongue))], answers=answers)
    if not _changed(state, facts, verb):
        return stale(state, incoming.query)
    return Turn(state=state, replies=report.go_on(state, facts), answers=answers)


def _changed(state: State, facts: Facts, verb: str) -> bool:
    """Whether a button gave an answer or took one back, so that the report goes on."""
    told = state["report"]
    if verb == "where":
        told.update(place=None, kelurahan=None, address=None)
    elif verb == "who":
        told["privacy"] = None
    elif verb == "staff":
        told["about_office"] = None
    elif verb.startswith("o:") and verb[2:] in ABOUT_OFFICE:
        told["about_office"] = verb[2:]
    elif verb.startswith("p:") and verb[2:] in PRIVACY:
        told["privacy"] = verb[2:]
    elif verb.startswith("c:"):
        chosen = next((one for one in facts.get("categories", ()) if one["code"] == verb[2:]), None)
        besides.of_category(state, chosen or {"code": verb[2:], "name": verb[2:].replace("_", " ")})
        state["telling"]["category_chosen"] = True
    elif verb == "asked":
        besides.ask_again(state)
    elif verb == "pass" and state["asks"] == "question":
        besides.pass_over(state)
    else:
        return verb == "check"
    return True


def _done(state: State, incoming: Incoming) -> dict[str, str]:
    return {incoming.query: say("done", state["language"])} if incoming.query else {}
