"""What a report is asked besides: its category's questions, and whether a neighbour told the same. Pure.

`telling["questions"]` are those of the category, `passed` the codes of those left unanswered; `neighbours`
is of which matter others' reports were shown: once, unless kind or place changed since.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bots.conversation.choices import act
from bots.conversation.texts import say
from bots.conversation.turn import Button, Reply, State

Facts = Mapping[str, Any]
#: An answer is short: what is longer goes on telling what happened.
MOST_LETTERS = 200


def of_category(state: State, category: Mapping[str, Any]) -> None:
    """The report is of this category from now on; what another one asked is dropped."""
    told, marks = state["report"], state["telling"]
    if (told["category"] or {}).get("code") != category["code"]:
        marks.pop("passed", None)
    told["category"] = {"code": category["code"], "name": category["name"]}
    marks["questions"] = list(category.get("questions", ()))
    asked = {one["code"] for one in marks["questions"]}
    told["answers"] = [one for one in told["answers"] if one["code"] in asked]


def open_question(state: State) -> Mapping[str, Any] | None:
    """The question that waits for its answer; None where all are answered or passed over."""
    marks = state["telling"]
    done = {one["code"] for one in state["report"]["answers"]} | set(marks.get("passed", ()))
    return next((one for one in marks.get("questions", ()) if one["code"] not in done), None)


def asks(state: State, question: Mapping[str, Any]) -> Reply:
    """The question with its hint; nobody has to answer."""
    tongue = state["language"]
    hint = question["hint"][tongue] if question["hint"] else ""
    words = "\n".join(part for part in (question["ask"][tongue], hint) if part)
    return Reply(text=words, buttons=((Button(say("pass_over", tongue), act(state, "pass")),),), passing=True)


def answer(state: State, message: int | str, text: str) -> None:
    """Takes words as the answer to the question that waits."""
    if (question := open_question(state)) is not None:
        state["report"]["answers"].append({"code": question["code"], "text": text, "message": message})


def pass_over(state: State) -> None:
    """Leaves the question that waits without an answer."""
    if (question := open_question(state)) is not None:
        state["telling"]["passed"] = [*state["telling"].get("passed", ()), question["code"]]


def ask_again(state: State) -> None:
    """All questions wait anew."""
    state["report"]["answers"] = []
    state["telling"].pop("passed", None)


def lines(state: State) -> list[str]:
    """Each answer behind its question, for who checks the whole."""
    asked = {one["code"]: one["ask"][state["language"]] for one in state["telling"].get("questions", ())}
    told = [(asked.get(one["code"], one["code"]), one["text"]) for one in state["report"]["answers"]]
    return [f"{ask} {text}" if ask.endswith("?") else f"{ask}: {text}" for ask, text in told]


def change_button(state: State) -> tuple[tuple[Button, ...], ...]:
    """Leads back to the questions; nothing where the category has none."""
    if not state["telling"].get("questions"):
        return ()
    return ((Button(say("change_answers", state["language"]), act(state, "asked")),),)


def neighbours_unseen(state: Mapping[str, Any]) -> bool:
    """Whether a report that is told whole was not yet laid beside what neighbours reported of it."""
    told = state.get("report")
    if not told or told["about_office"] is None or told["privacy"] is None:
        return False
    return bool((state.get("telling") or {}).get("neighbours") != _matter(told))


def _matter(told: Mapping[str, Any]) -> list[Any]:
    return [told["category"] and told["category"]["code"], told["place"], told["kelurahan"], told["address"]]


def offer(state: State, facts: Facts) -> Reply | None:
    """Neighbours' reports of the same matter, to follow or not; None for none, and once they were shown."""
    found = facts.get("neighbours")
    if not found or not neighbours_unseen(state):
        return None
    state["telling"]["neighbours"] = _matter(state["report"])
    tongue = state["language"]
    rows = [
        say("neighbour", tongue, place=place, what=one["what"], since=one["since"])
        for place, one in enumerate(found, 1)
    ]
    follow = tuple(
        Button(say("follow_one", tongue, place=place), act(state, f"j:{one['number']}"))
        for place, one in enumerate(found, 1)
    )
    own = Button(say("send_own", tongue), act(state, "send"))
    text = say("neighbours", tongue, count=len(found), rows="\n".join(rows))
    return Reply(text=text, buttons=(follow, (own,)), passing=True)
