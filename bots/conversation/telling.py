"""Puts what came into the report that is being told: words, files, a place, an answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bots.conversation import afterwards, besides, placing, report
from bots.conversation.choices import asked_again, not_yet
from bots.conversation.choosing import asks_back, says_pass, says_send, understood
from bots.conversation.commands import welcome
from bots.conversation.incoming import Incoming
from bots.conversation.texts import say
from bots.conversation.turn import Reply, State, Turn

Facts = Mapping[str, Any]
NUMBER = re.compile(r"^[A-Za-z]{2,4}[- ]?\d{4}[- ]?[0-9A-Za-z]{5}$")
_GREETINGS = frozenset(
    {
        "halo",
        "hai",
        "hi",
        "hello",
        "pagi",
        "siang",
        "sore",
        "malam",
        "assalamualaikum",
        "tes",
        "test",
        "ping",
        "p",
    }
)


def tell(state: State, incoming: Incoming, facts: Facts) -> Turn:
    """Words, files or a place for the report; begins one where there is none."""
    tongue = state["language"]
    if state["report"] is None and not incoming.files and incoming.place is None:
        if NUMBER.match(incoming.text):
            return afterwards.status(state, facts, list(facts.get("tickets") or {}))
        if incoming.text.casefold().strip(" .!,") in _GREETINGS:
            return Turn(state=state, replies=[welcome(state, incoming)])
        if not incoming.text:
            return Turn(state=state, replies=[Reply(text=say("not_understood", tongue))])
    if not (incoming.text or incoming.files or incoming.place):
        return Turn(state=state, replies=[Reply(text=say("not_understood", tongue))])
    began = state["report"] is None
    if began:
        report.begin(state, incoming)
    if (answered := _answered(state, incoming, facts)) is not None:
        return answered
    marks = state["telling"]
    taken, problem = _take_in(state, incoming, facts)
    if problem == "full":
        if marks.get("full"):
            return Turn(state=state)
        marks["full"] = True
        taken = (say("full", tongue),)
    elif problem is not None:
        taken = (problem,)
    later_photo = (
        incoming.album in marks["albums"] and not incoming.text and not began and marks.get("album_seen")
    )
    marks["album_seen"] = bool(incoming.album)
    said = report.go_on(state, facts, understood=taken)
    if later_photo and problem is None and len(said) == 1:
        return Turn(state=state, replies=[replace(said[0], quiet=True)])
    if began and state["sent"] and (last := state["sent"][-1].get("number")):
        return Turn(state=state, replies=[Reply(text=say("another_report", tongue, number=last)), *said])
    return Turn(state=state, replies=said)


def _answered(state: State, incoming: Incoming, facts: Facts) -> Turn | None:
    """What words lead to that answer the question asked last; None for words that go on telling."""
    if incoming.files or incoming.place is not None:
        return None
    if state["asks"] == "check":
        sends = says_send(incoming.text)
        if sends is None:
            return None
        if sends:
            return report.hand_in(state, incoming, facts)
        return Turn(state=state, replies=[not_yet(state)])
    if state["asks"] == "question":
        return _to_question(state, incoming, facts)
    if state["asks"] not in ("privacy", "about_office"):
        return None
    answer = understood(incoming.text, state["asks"])
    if answer.unclear:
        return Turn(state=state, replies=[asked_again(state)])
    if answer.choice is None:
        return None
    state["report"][state["asks"]] = answer.choice
    return _with_rest(state, incoming, facts, answer.rest)


def _to_question(state: State, incoming: Incoming, facts: Facts) -> Turn | None:
    """Words answer the question of the category; what is too long for that goes on telling."""
    if asks_back(incoming.text):
        return Turn(state=state, replies=report.go_on(state, facts))
    if len(incoming.text) > besides.MOST_LETTERS:
        return None
    if says_pass(incoming.text):
        besides.pass_over(state)
    else:
        besides.answer(state, incoming.message, incoming.text)
    return Turn(state=state, replies=report.go_on(state, facts, understood=tuple(_calls(state, facts))))


def _with_rest(state: State, incoming: Incoming, facts: Facts, rest: str) -> Turn:
    """Goes on after an answer; what was told beside it is more of what happened."""
    if not rest:
        return Turn(state=state, replies=report.go_on(state, facts))
    state["asks"] = "what"
    taken, problem = _take_in(state, replace(incoming, text=rest), facts)
    said = () if problem is not None else taken
    return Turn(state=state, replies=report.go_on(state, facts, understood=said))


def _take_in(state: State, incoming: Incoming, facts: Facts) -> tuple[tuple[str, ...], str | None]:
    """Puts what came into the report; what was understood, and what was wrong (a sentence, or `full`)."""
    tongue, told, marks = state["language"], state["report"], state["telling"]
    taken = report.refusals(incoming, tongue)
    if incoming.taken:
        if not report.add_files(state, incoming):
            return (), "full"
        taken.append(_files_words(told, tongue))
    if (problem := placing.add_place(told, incoming, facts)) is not None:
        return (), say("outside", tongue, problem=problem)
    if incoming.place is not None and (unsure := (facts.get("place") or {}).get("unsure")):
        taken.append(str(unsure))
    if incoming.text:
        if _is_address(state, incoming) and _take_address(told, incoming, facts):
            return tuple(taken), None
        first = not told["pieces"] or bool(marks.get("rewrite"))
        if not report.add_words(state, incoming.message, incoming.text):
            return (), "full"
        if facts.get("category") and not marks.get("category_chosen"):
            besides.of_category(state, facts["category"])
        told["kelurahan"] = told["kelurahan"] or placing.mentioned_in(incoming.text, facts)
        taken += _calls(state, facts)
        taken += _words_understood(told, tongue, first=first)
    return tuple(taken), None


def _is_address(state: State, incoming: Incoming) -> bool:
    """Whether words answer the question where it is, rather than go on telling what happened."""
    asked = state["asks"] == "where" and bool(state["report"]["pieces"])
    plain = not incoming.files and not incoming.forwarded and incoming.place is None
    return asked and plain and len(incoming.text) <= placing.MOST_ADDRESS


def _take_address(told: dict[str, Any], incoming: Incoming, facts: Facts) -> bool:
    """Whether the words were taken as the place: a kelurahan's name, or more of the address."""
    named = next(
        (
            one
            for one in facts.get("kelurahan", ())
            if one["name"].casefold() == incoming.text.casefold().strip(" .")
        ),
        None,
    )
    if named is None and not placing.add_address(told, incoming.text):
        return False
    told["kelurahan"] = named or placing.mentioned_in(incoming.text, facts) or told["kelurahan"]
    if named is None and told["place"] is not None and told["kelurahan"] is None:
        told["place"] = None
    return True


def _calls(state: State, facts: Facts) -> list[str]:
    """Whom to call first, said once for a report."""
    numbers = facts.get("emergency")
    if not numbers or state["telling"].get("called"):
        return []
    state["telling"]["called"] = True
    told = ", ".join(f"{one['name']} {one['phone']}" for one in numbers)
    return [say("call_first", state["language"], numbers=told)]


def _words_understood(told: Mapping[str, Any], tongue: str, *, first: bool) -> list[str]:
    if not first:
        return [say("got_more", tongue)]
    said = [say("got_text", tongue, title=report.title_of(told))]
    if told["category"]:
        said.append(say("got_category", tongue, category=told["category"]["name"]))
    return said


def _files_words(told: Mapping[str, Any], tongue: str) -> str:
    kinds = [file["kind"] for file in told["files"]]
    photos = kinds.count("photo")
    if kinds[-1] == "photo":
        return say("got_photo", tongue) if photos == 1 else say("got_photos", tongue, count=photos)
    return say(f"got_{kinds[-1]}", tongue)
