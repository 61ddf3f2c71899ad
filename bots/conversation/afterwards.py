"""What follows a report: its news, additions, judgement and rating. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bots.conversation import survey
from bots.conversation.choosing import score_in
from bots.conversation.incoming import Incoming, RouteName
from bots.conversation.report import go_on, refusals
from bots.conversation.texts import name, office_words, say
from bots.conversation.turn import Button, Reply, State, Turn, stale

Facts = Mapping[str, Any]
#: So many reports are listed, each with a button that opens it.
MOST_SHOWN = 20
#: So long after a rating a sentence that nobody asked for still speaks of it.
RIGHT_AFTER_SECONDS = 15 * 60
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
    if len(shown) == 1:
        return Turn(state=state, replies=[*waiting, _one(shown[0], tickets[shown[0]], tongue)])
    return Turn(state=state, replies=[*waiting, _list(shown, tickets, tongue)])


def shown_one(state: State, incoming: Incoming, facts: Facts, act: str) -> Turn:
    """A button of the list: one report, with what can be done about it now."""
    number = act.partition(":")[2]
    ticket = (facts.get("tickets") or {}).get(number)
    if ticket is None:
        return stale(state, incoming.query)
    answers = {incoming.query: say("done", state["language"])} if incoming.query else {}
    return Turn(state=state, replies=[_one(number, ticket, state["language"])], answers=answers)


def _one(number: str, ticket: Mapping[str, Any], tongue: str) -> Reply:
    page = ((Button(say("track", tongue), page="tracking"),),)
    return Reply(
        text=f"{number}\n{ticket['title']}\n{state_words(ticket, tongue)}",
        buttons=(*_judging(number, ticket, tongue), *page),
        number=number,
    )


def _list(numbers: list[str], tickets: Mapping[str, Any], tongue: str) -> Reply:
    """All reports in one message, each with its button."""
    listed = numbers[:MOST_SHOWN]
    lines = [
        f"{place}. {number} · {tickets[number]['title']}\n   {state_words(tickets[number], tongue)}"
        for place, number in enumerate(listed, start=1)
    ]
    head = say("your_reports", tongue, count=len(numbers))
    rows = tuple(
        (Button(shortened(f"{number} · {tickets[number]['title']}"), f"show:{number}"),) for number in listed
    )
    return Reply(text="\n\n".join((head, *lines)), buttons=rows)


def shortened(label: str, most: int = 60) -> str:
    """What fits on a button."""
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


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
        _listen(state, number)
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
    turn = _rated(state, number, int(verb[-1]), ticket)
    turn.answers = answers
    return turn


def _rated(state: State, number: str, score: int, ticket: Mapping[str, Any]) -> Turn:
    """A rating, with the sentence that was written before it; else one may follow."""
    tongue, about = state["language"], state["about"] or {}
    acts: list[dict[str, Any]] = [{"act": "rate", "number": number, "rating": score}]
    if about.get("number") == number and (written := about.get("words")):
        state.update(asks="idle", about=None)
        acts.append({"act": "comment", "number": number, "text": written})
        noted = Reply(
            text=say("commented", tongue), buttons=survey.offer(number, ticket, tongue), number=number
        )
        return Turn(state=state, replies=[noted], acts=acts)
    _listen(state, number)
    comment = (Button(say("write_comment", tongue), f"comment:{number}:0"),)
    more = (comment, *survey.offer(number, ticket, tongue))
    return Turn(
        state=state, replies=[Reply(text=say("rated", tongue), buttons=more, number=number)], acts=acts
    )


def _listen(state: State, number: str) -> None:
    """What is written next speaks of how a report was handled, where nothing else is asked for."""
    if state["asks"] == "idle" or (state["about"] or {}).get("offered"):
        state.update(asks="comment", about={"number": number, "offered": True})


def speaks_of_rating(state: Mapping[str, Any], incoming: Incoming, facts: Facts) -> bool:
    """Whether words belong to a rating just given, or just asked for, and come with nothing else."""
    about = state["about"] or {}
    if not about.get("offered"):
        return True  # asked for by its button
    ticket = (facts.get("tickets") or {}).get(about["number"]) or {}
    since = ticket.get("rated_seconds") if ticket.get("score") is not None else ticket.get("closed_seconds")
    alone = bool(incoming.text) and not incoming.files and incoming.place is None and not incoming.forwarded
    return alone and since is not None and since <= RIGHT_AFTER_SECONDS


def words_wanted(state: State, incoming: Incoming, facts: Facts) -> Turn:
    """The words a dispute or a rating waited for; photos may come first. Then an open report goes on."""
    tongue, asked, number = state["language"], state["asks"], state["about"]["number"]
    offered = state["about"].get("offered", False)
    ticket = (facts.get("tickets") or {}).get(number) or {}
    if offered and ticket["score"] is None:
        return _before_score(state, incoming, number, ticket)
    files = [{**file.as_json(), "number": number} for file in incoming.taken]
    refused = not_taken(state, incoming)
    if not incoming.text:
        again = (
            say("ask_dispute", tongue, number=number) if asked == "dispute" else say("ask_comment", tongue)
        )
        return Turn(state=state, replies=[*refused, Reply(text=again, passing=True)], files=files)
    state.update(asks="idle", about=None)
    if asked == "comment":
        reply = _noted(state, incoming, number) if offered else Reply(text=say("commented", tongue))
        acts = [{"act": "comment", "number": number, "text": incoming.text[:1000]}]
    else:
        reply = Reply(text=say("disputed", tongue, number=number), number=number)
        acts = [{"act": "dispute", "number": number, "text": incoming.text}]
    follow = go_on(state, facts) if state["report"] else []
    return Turn(state=state, replies=[*refused, reply, *follow], acts=acts, files=files)


def _before_score(state: State, incoming: Incoming, number: str, ticket: Mapping[str, Any]) -> Turn:
    """Words where a rating was asked for: one in words is taken, others wait for it."""
    if (score := score_in(incoming.text)) is not None:
        return _rated(state, number, score, ticket)
    state["about"] = {**state["about"], "words": incoming.text[:1000]}
    tongue = state["language"]
    asked = Reply(text=say("which_score", tongue, number=number), buttons=_scores(number, tongue))
    return Turn(state=state, replies=[asked])


def _noted(state: State, incoming: Incoming, number: str) -> Reply:
    """Says that the words went to the rating; one press makes a report of them, should they be one."""
    tongue = state["language"]
    state["unplaced"] = {
        "titles": {}, "pieces": [{"m": incoming.message, "t": incoming.text}], "files": [],
    }  # fmt: skip
    again = ((Button(say("rather_new", tongue), "to:new"),),)
    return Reply(text=say("commented_offered", tongue, number=number), buttons=again)


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
    return survey.offer(number, ticket, tongue) if ticket["state"] == "closed" else ()


def _scores(number: str, tongue: str) -> tuple[tuple[Button, ...], ...]:
    made = [
        Button(f"{score} {name('score', str(score), tongue)}", f"rate{score}:{number}:0")
        for score in (1, 2, 3, 4)
    ]
    return ((made[0], made[1]), (made[2], made[3]))
