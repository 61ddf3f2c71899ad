"""The conversation: a state and an update in, a turn out. Pure; `conversation.mmd` draws it.

`wants` names what the service must tell first, `decide` decides, `refused` says what was not taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bots.conversation import afterwards, officers, report, unplaced
from bots.conversation.incoming import Incoming
from bots.conversation.report import PRIVACY
from bots.conversation.texts import say
from bots.conversation.turn import Button, Reply, State, Turn, fresh, same, stale

Facts = Mapping[str, Any]
ASKS = ("idle", "what", "where", "privacy", "check", "dispute", "comment", "which")
#: Messages of a chat of which it is remembered that they were heard.
HEARD_KEPT = 300
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
_YES = frozenset({"kirim", "ya", "iya", "ok", "oke", "send", "yes"})
_NO = frozenset({"batal", "cancel", "gak jadi", "tidak jadi"})


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
    elif incoming.text and not incoming.command and thorough and not (told and told.get("full")):
        before = report.text_of(told) if told and state.get("asks") != "where" else ""
        asked["text"] = f"{before}\n{incoming.text}".strip()[:20_000]
    if incoming.place is not None:
        asked["lat"], asked["lng"] = incoming.place.lat, incoming.place.lng
    if incoming.reply_to is not None:
        asked["reply_to"] = incoming.reply_to
    if incoming.album is not None and not asked.get("number"):
        asked["number"] = _album_number(state, incoming)
    return {name: value for name, value in asked.items() if value not in (None, False, "")}


def decide(before: Mapping[str, Any], incoming: Incoming, facts: Facts) -> Turn:
    """What one update leads to; nothing, where another update brought the same message before."""
    key = incoming.natural_key
    if key is not None and key in before.get("heard", ()):
        return Turn(fresh(before, "id"))
    turn = _decide(before, incoming, facts)
    # What leads to nothing leaves nothing behind: the chat may be one that was forgotten.
    effect = turn.replies or turn.acts_on_service or turn.files or not same(turn.state, before)
    if key is not None and turn.state is not None and effect:
        turn.state["heard"] = [*before.get("heard", ()), key][-HEARD_KEPT:]
    return turn


def _decide(before: Mapping[str, Any], incoming: Incoming, facts: Facts) -> Turn:
    if not incoming.private:
        hint = [Reply(say("group", _spoken(incoming)))] if incoming.command else []
        return Turn(None, hint)
    state = fresh(before, "id")
    if incoming.button is not None:
        return _pressed(state, incoming, facts)
    if incoming.edited:
        return _edited(state, incoming, facts)
    if (code := officers.code_in(incoming)) is not None:
        return officers.link(state, incoming, code)
    if incoming.command is not None:
        return _commanded(state, incoming, facts)
    if facts.get("desk"):
        return officers.answer(state, incoming)
    if incoming.text.casefold().strip(" .!") in _NO:
        return _cancel(state)
    if (number := facts.get("replied")) and (incoming.text or incoming.files):
        return afterwards.add_to(state, incoming, facts, number)
    if (number := _album_number(state, incoming)) is not None:
        return afterwards.add_to(state, incoming, facts, number)
    if state["asks"] in ("dispute", "comment"):
        turn = afterwards.words_wanted(state, incoming, facts)
        if turn.acts and state.get("unplaced"):
            turn.replies.append(unplaced.question(state))
        return turn
    if state["asks"] == "which" and (incoming.text or incoming.files):
        return unplaced.keep(state, incoming)
    if state["asks"] == "which" and incoming.place is not None:
        unplaced.begin_new(state, incoming, facts)
    if incoming.reply_to is not None and state["asks"] == "idle":
        return unplaced.place(state, incoming, facts) or _told(state, incoming, facts)
    return _told(state, incoming, facts)


def refused(before: Mapping[str, Any], incoming: Incoming, detail: str) -> Turn:
    """The service would not take the step: says why; everything told so far stays."""
    state = fresh(before, "id")
    tongue = state["language"]
    buttons: tuple[tuple[Button, ...], ...] = report.change_buttons(state) if state["report"] else ()
    answers = {incoming.query: say("stale", tongue)} if incoming.query else {}
    if state["asks"] in ("dispute", "comment"):
        state.update(asks="idle", about=None)
    return Turn(state, [Reply(say("refused", tongue, detail=detail), buttons=buttons)], answers=answers)


def _told(state: State, incoming: Incoming, facts: Facts) -> Turn:
    """Words, files or a place for the report; begins one where there is none."""
    tongue = state["language"]
    if state["report"] is None and not incoming.files and incoming.place is None:
        if NUMBER.match(incoming.text):
            return afterwards.status(state, facts, list(facts.get("tickets") or {}))
        if incoming.text.casefold().strip(" .!,") in _GREETINGS:
            return Turn(state, [_welcome(state, incoming)])
        if not incoming.text:
            return Turn(state, [Reply(say("not_understood", tongue))])
    if not (incoming.text or incoming.files or incoming.place):
        return Turn(state, [Reply(say("not_understood", tongue))])
    began = state["report"] is None
    told = report.begin(state, incoming) if began else state["report"]
    if state["asks"] == "check" and incoming.text.casefold().strip(" .!") in _YES and not incoming.files:
        return report.hand_in(state, incoming)
    understood, problem = _take_in(state, told, incoming, facts)
    if problem == "full":
        if told.get("full"):
            return Turn(state)
        told["full"] = True
        understood = (say("full", tongue),)
    elif problem is not None:
        understood = (problem,)
    later_photo = (
        incoming.album in told["albums"] and not incoming.text and not began and told.get("album_seen")
    )
    told["album_seen"] = bool(incoming.album)
    said = report.go_on(state, facts, understood=understood)
    if later_photo and problem is None and len(said) == 1:
        return Turn(state, [replace(said[0], quiet=True)])
    if began and state["sent"] and (last := state["sent"][-1].get("number")):
        return Turn(state, [Reply(say("another_report", tongue, number=last)), *said])
    return Turn(state, said)


def _take_in(
    state: State, told: dict[str, Any], incoming: Incoming, facts: Facts
) -> tuple[tuple[str, ...], str | None]:
    """Puts what came into the report; what was understood, and what was wrong (a sentence, or `full`)."""
    tongue = state["language"]
    understood: list[str] = []
    understood += [say(key, tongue) for key in incoming.refusals]
    if incoming.taken:
        if not report.add_files(told, incoming):
            return (), "full"
        understood.append(_files_words(told, tongue))
    if (problem := report.add_place(told, incoming, facts)) is not None:
        return (), say("outside", tongue, problem=problem)
    if incoming.text:
        if _is_privacy(state, incoming.text) is not None:
            told["privacy"] = _is_privacy(state, incoming.text)
            return tuple(understood), None
        if _is_address(state, incoming) and _take_address(told, incoming, facts):
            return tuple(understood), None
        first = not told["pieces"] or bool(told.get("rewrite"))
        if not report.add_words(told, incoming.message, incoming.text):
            return (), "full"
        told["category"] = (
            told["category"] if told.get("category_chosen") else facts.get("category") or told["category"]
        )
        told["kelurahan"] = told["kelurahan"] or report.mentioned_in(incoming.text, facts)
        understood += _words_understood(told, tongue, first=first)
    return tuple(understood), None


def _is_address(state: State, incoming: Incoming) -> bool:
    """Whether words answer the question where it is, rather than go on telling what happened."""
    asked = state["asks"] == "where" and bool(state["report"]["pieces"])
    plain = not incoming.files and not incoming.forwarded and incoming.place is None
    return asked and plain and len(incoming.text) <= report.MOST_ADDRESS


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
    if named is None and not report.add_address(told, incoming.text):
        return False
    told["kelurahan"] = named or report.mentioned_in(incoming.text, facts) or told["kelurahan"]
    if named is None and told["place"] is not None and told["kelurahan"] is None:
        told["place"] = None
    return True


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


def _is_privacy(state: State, text: str) -> str | None:
    if state["asks"] != "privacy":
        return None
    spoken = text.casefold().strip(" .!")
    return next((level for level in PRIVACY if spoken in (level, say(level, "id").casefold())), None)


def _pressed(state: State, incoming: Incoming, facts: Facts) -> Turn:
    act = facts.get("button")
    if not act:
        return stale(state, incoming.query)
    verb = act.split(":")[0]
    if verb == "lang":
        state["language"] = "en" if act == "lang:en" else "id"
        chosen = say("language_chosen", state["language"])
        if state["report"]:
            return Turn(state, [Reply(chosen), *report.go_on(state, facts)], answers=_done(state, incoming))
        words = f"{chosen}\n\n{say('welcome', state['language'])}" if not state["sent"] else chosen
        return Turn(state, [Reply(words)], answers=_done(state, incoming))
    if verb == "to":
        return unplaced.chosen(state, incoming, facts, act)
    if verb in afterwards.JUDGEMENTS:
        return afterwards.judge(state, incoming, facts, act)
    parts = act.split(":", 2)
    told = state["report"]
    if verb != "d" or told is None or len(parts) < 3 or parts[1] != told["id"]:
        return stale(state, incoming.query)
    return _pressed_on_report(state, incoming, facts, parts[2])


def _pressed_on_report(state: State, incoming: Incoming, facts: Facts, verb: str) -> Turn:
    tongue, told = state["language"], state["report"]
    answers = _done(state, incoming)
    if verb == "send":
        return report.hand_in(state, incoming) if state["asks"] == "check" else stale(state, incoming.query)
    if verb == "cancel":
        turn = _cancel(state)
        turn.answers = answers
        return turn
    if verb == "why":
        reply = Reply(say("privacy_help", tongue), buttons=report.privacy_buttons(state, explained=True))
        return Turn(state, [reply], answers=answers)
    if verb == "change":
        reply = Reply(say("ask_change", tongue), buttons=report.change_buttons(state))
        return Turn(state, [reply], answers=answers)
    if verb == "category":
        reply = Reply(say("ask_category", tongue), buttons=report.category_buttons(state, facts))
        return Turn(state, [reply], answers=answers)
    if verb == "what":
        told["rewrite"] = True
        state.update(asks="what", about=None)
        return Turn(state, [Reply(say("ask_what_again", tongue))], answers=answers)
    if verb == "where":
        told.update(place=None, kelurahan=None, address=None)
    elif verb == "who":
        told["privacy"] = None
    elif verb.startswith("p:") and verb[2:] in PRIVACY:
        told["privacy"] = verb[2:]
    elif verb.startswith("c:"):
        chosen = next((one for one in facts.get("categories", ()) if one["code"] == verb[2:]), None)
        told["category"] = chosen or {"code": verb[2:], "name": verb[2:].replace("_", " ")}
        told["category_chosen"] = True
    elif verb != "check":
        return stale(state, incoming.query)
    return Turn(state, report.go_on(state, facts), answers=answers)


def _edited(state: State, incoming: Incoming, facts: Facts) -> Turn:
    """An edit before sending changes the report; after sending it is passed on, and overwrites nothing."""
    told = state["report"]
    if told is not None and incoming.text and report.change_words(told, incoming.message, incoming.text):
        understood = (say("got_edit", state["language"]),)
        return Turn(state, report.go_on(state, facts, understood=understood))
    number = _sent_number(state, incoming)
    if number is not None and incoming.text:
        return afterwards.add_to(state, incoming, facts, number, correction=True)
    return Turn(state)


def _commanded(state: State, incoming: Incoming, facts: Facts) -> Turn:
    tongue = state["language"]
    match incoming.command:
        case "start":
            if state["report"] is not None:
                return Turn(state, [Reply(say("goes_on", tongue)), *report.go_on(state, facts)])
            return Turn(state, [_welcome(state, incoming)])
        case "lapor" | "report":
            if state["report"] is not None:
                return Turn(state, [Reply(say("goes_on", tongue)), *report.go_on(state, facts)])
            if state.get("unplaced"):
                return unplaced.begin_new(state, incoming, facts)
            report.begin(state, incoming)
            state.update(asks="what", about=None)
            return Turn(state, [Reply(say("begin", tongue))])
        case "status":
            return afterwards.status(state, facts)
        case "batal" | "cancel":
            return _cancel(state)
        case "bahasa" | "language":
            buttons = ((Button("Indonesia", "lang:id"), Button("English", "lang:en")),)
            return Turn(state, [Reply(say("language", tongue), buttons=buttons)])
        case _:
            return Turn(state, [Reply(say("help", tongue))])


def _cancel(state: State) -> Turn:
    open_draft = state["report"] is not None or state["asks"] != "idle"
    state.update(report=None, asks="idle", about=None)
    state.pop("unplaced", None)
    said = say("cancelled" if open_draft else "nothing_to_cancel", state["language"])
    return Turn(state, [Reply(said, clear_keys=state.pop("keys", False))])


def _welcome(state: State, incoming: Incoming) -> Reply:
    tongue = state["language"]
    if _spoken(incoming) == tongue:
        return Reply(say("welcome", tongue))
    words = f"{say('welcome', tongue)}\n\n{say('other_language', tongue)}"
    other = Button("Indonesia", "lang:id") if tongue == "en" else Button("English", "lang:en")
    return Reply(words, buttons=((other,),))


def _spoken(incoming: Incoming) -> str:
    """The language of the sender's own Telegram, as far as we speak it."""
    return "id" if incoming.language.split("-")[0] in ("id", "ms", "jv", "su", "min", "bbc", "ban") else "en"


def _done(state: State, incoming: Incoming) -> dict[str, str]:
    return {incoming.query: say("done", state["language"])} if incoming.query else {}


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
