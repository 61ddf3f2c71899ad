"""What follows a report: its news, additions, judgement and rating. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bots.conversation.incoming import Incoming, RouteName
from bots.conversation.report import go_on, refusals
from bots.conversation.texts import name, office_words, say
from bots.conversation.turn import Button, Reply, State, Turn, stale

Facts = Mapping[str, Any]
MOST_SHOWN = 5
#: Messages of one complaint whose edits are passed on.
MOST_REMEMBERED = 100
JUDGEMENTS = ("accept", "dispute", "comment", "rate1", "rate2", "rate3", "rate4")


def status(state: State, facts: Facts, numbers: list[str] | None = None) -> Turn:
    """News of the chat's complaints, newest first, with buttons where the citizen is to judge."""
    tongue, tickets = state["language"], facts.get("tickets") or {}
    duties = facts.get("duties")
    waiting = [] if duties is None else [Reply(text=say("duties", tongue, count=duties))]
    shown = [one for one in (numbers if numbers is not None else facts.get("reports", ())) if one in tickets]
    if waiting and not shown:
        return Turn(state=state, replies=waiting)
    if not shown:
        return Turn(
            state=state, replies=[Reply(text=say("nothing_here" if numbers is None else "not_here", tongue))]
        )
    replies = [
        Reply(
            text=f"{number}\n{tickets[number]['title']}\n{state_words(tickets[number], tongue)}",
            buttons=_judging(number, tickets[number], tongue),
            number=number,
        )
        for number in shown[:MOST_SHOWN]
    ]
    return Turn(state=state, replies=[*waiting, *replies])


def state_words(ticket: Mapping[str, Any], tongue: str) -> str:
    state = office_words().word("state", ticket["state"], tongue)
    words = say(f"state_{ticket['state']}", tongue, holder=ticket["holder"], due=ticket["due"], state=state)
    return words[:1].upper() + words[1:]


def add_to(state: State, incoming: Incoming, facts: Facts, number: str, *, correction: bool = False) -> Turn:
    """The citizen's words, or files, go to a complaint of theirs; to one that is over they do not."""
    tongue = state["language"]
    ticket = (facts.get("tickets") or {}).get(number)
    if ticket is None or "write" not in ticket["acts"]:
        key = "not_here" if ticket is None else "cannot_write"
        return Turn(state=state, replies=[Reply(text=say(key, tongue, number=number))])
    turn = Turn(state=state)
    if incoming.text:
        text = say("correction", tongue, text=incoming.text) if correction else incoming.text
        turn.messages.append({"number": number, "text": text})
        _remember(state, number, incoming.message)
    turn.files += [{**file.as_json(), "number": number} for file in incoming.taken]
    turn.replies += not_taken(state, incoming)
    key = "passed_on_waiting" if ticket["state"] == "waiting" and incoming.text else "passed_on"
    if turn.messages or turn.files:
        turn.replies.append(Reply(text=say(key, tongue, number=number), number=number))
    elif not turn.replies:
        turn.replies.append(Reply(text=say("not_understood", tongue)))
    return turn


def not_taken(state: State, incoming: Incoming) -> list[Reply]:
    """Says of each file that is not taken why; what came with it counts all the same."""
    return [Reply(text=words) for words in refusals(incoming, state["language"])]


def _remember(state: State, number: str, message: RouteName) -> None:
    """Whose words a message was, so that an edit of it finds the way."""
    known = next((sent for sent in state["sent"] if sent["number"] == number), None)
    if known is None:
        known = {"number": number, "report": None, "messages": [], "albums": []}
        state["sent"] = [known, *state["sent"]]
    if message not in known["messages"]:
        known["messages"] = [*known["messages"], message][-MOST_REMEMBERED:]


def judge(state: State, incoming: Incoming, facts: Facts, act: str) -> Turn:
    """A button under a notice. It holds for the resolution it stood under and for no other."""
    tongue = state["language"]
    verb, _, rest = act.partition(":")
    number, _, stamp = rest.partition(":")
    ticket = (facts.get("tickets") or {}).get(number)
    if ticket is None:
        return stale(state, incoming.query)
    answers = {incoming.query: say("done", tongue)} if incoming.query else {}
    if verb in ("accept", "dispute"):
        if verb not in ticket["acts"] or str(ticket["resolved"]) != stamp:
            return stale(state, incoming.query)
        if verb == "dispute":
            state.update(asks="dispute", about={"number": number})
            return Turn(
                state=state, replies=[Reply(text=say("ask_dispute", tongue, number=number))], answers=answers
            )
        reply = Reply(
            text=say("accepted", tongue, number=number), buttons=_scores(number, tongue), number=number
        )
        return Turn(state=state, replies=[reply], acts=[{"act": "accept", "number": number}], answers=answers)
    if verb == "comment":
        if ticket["score"] is None:
            return stale(state, incoming.query)
        state.update(asks="comment", about={"number": number})
        return Turn(state=state, replies=[Reply(text=say("ask_comment", tongue))], answers=answers)
    if ticket["state"] != "closed" or ticket["score"] is not None:
        return stale(state, incoming.query)
    more = ((Button(say("write_comment", tongue), f"comment:{number}:0"),),)
    acts = [{"act": "rate", "number": number, "rating": int(verb[-1])}]
    return Turn(
        state=state,
        replies=[Reply(text=say("rated", tongue), buttons=more, number=number)],
        acts=acts,
        answers=answers,
    )


def words_wanted(state: State, incoming: Incoming, facts: Facts) -> Turn:
    """The words a dispute or a rating waited for; photos may come first. Then an open report goes on."""
    tongue, asked, number = state["language"], state["asks"], state["about"]["number"]
    files = [{**file.as_json(), "number": number} for file in incoming.taken]
    refused = not_taken(state, incoming)
    if not incoming.text:
        again = (
            say("ask_dispute", tongue, number=number) if asked == "dispute" else say("ask_comment", tongue)
        )
        return Turn(state=state, replies=[*refused, Reply(text=again, passing=True)], files=files)
    state.update(asks="idle", about=None)
    if asked == "comment":
        reply = Reply(text=say("commented", tongue))
        acts = [{"act": "comment", "number": number, "text": incoming.text[:1000]}]
    else:
        reply = Reply(text=say("disputed", tongue, number=number), number=number)
        acts = [{"act": "dispute", "number": number, "text": incoming.text}]
    follow = go_on(state, facts) if state["report"] else []
    return Turn(state=state, replies=[*refused, reply, *follow], acts=acts, files=files)


def _judging(number: str, ticket: Mapping[str, Any], tongue: str) -> tuple[tuple[Button, ...], ...]:
    if "accept" in ticket["acts"] and ticket["resolved"]:
        return (
            tuple(
                Button(say(verb, tongue), f"{verb}:{number}:{ticket['resolved']}")
                for verb in ("accept", "dispute")
            ),
        )
    if ticket["state"] == "closed" and ticket["score"] is None:
        return _scores(number, tongue)
    return ()


def _scores(number: str, tongue: str) -> tuple[tuple[Button, ...], ...]:
    made = [
        Button(f"{score} {name('score', str(score), tongue)}", f"rate{score}:{number}:0")
        for score in (1, 2, 3, 4)
    ]
    return ((made[0], made[1]), (made[2], made[3]))
