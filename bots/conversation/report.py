"""The report that is being told: what is known of it, what is asked next, and what is handed in. Pure.

`state["report"]` has the shape that the service checks and the page reads (`chats/report.py` there). What
only the conversation needs meanwhile is in `state["telling"]`: `albums`, and the marks `rewrite` (new words
take the place of the old), `full`, `album_seen`, `called`, `category_chosen`, and those of `besides.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bots.conversation import besides, choices, placing
from bots.conversation.incoming import Incoming, RouteName, asked_for
from bots.conversation.texts import name, say
from bots.conversation.turn import Button, Reply, State, Turn

Facts = Mapping[str, Any]
#: Of the shape of a report.
VERSION = 4
MOST_PIECES, MOST_FILES, MOST_LETTERS = 50, 20, 10_000
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def begin(state: State, incoming: Incoming) -> dict[str, Any]:
    """An empty report, named by the update that began it."""
    report: dict[str, Any] = {
        "version": VERSION, "id": _name(incoming.update_id), "language": state["language"],
        "pieces": [], "files": [], "place": None, "address": None, "kelurahan": None, "category": None,
        "answers": [], "privacy": None, "about_office": None,
        "contact": {"name": incoming.name or None, "phone": None, "email": None},
    }  # fmt: skip
    state.update(report=report, telling={"albums": []})
    state.pop("unplaced", None)
    return report


def end(state: State) -> None:
    """No report is open any more."""
    state.update(report=None, asks="idle", about=None)
    state.pop("telling", None)


def speak(state: State, language: str) -> None:
    """The chat goes on in a language, and so does its report."""
    state["language"] = language
    if state["report"]:
        state["report"]["language"] = language


def text_of(report: Mapping[str, Any]) -> str:
    """Everything that was written, in the order it came."""
    return "\n".join(piece["text"] for piece in report["pieces"])


def title_of(report: Mapping[str, Any], most: int = 120) -> str:
    line = text_of(report).split("\n", 1)[0]
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def add_words(state: State, message: RouteName, text: str) -> bool:
    """Takes words in; False where there is no room for more."""
    report = state["report"]
    if state["telling"].pop("rewrite", False):
        report["pieces"] = []
    room = MOST_LETTERS - len(text_of(report)) - 1
    if len(report["pieces"]) >= MOST_PIECES or room < len(text):
        return False
    report["pieces"].append({"message": message, "text": text})
    return True


def change_words(report: dict[str, Any], message: RouteName, text: str) -> bool:
    """The sender edited a message: its words in the report change with it; False where it has none."""
    for told, most in ((report["pieces"], MOST_LETTERS), (report["answers"], besides.MOST_LETTERS)):
        for piece in told:
            if piece["message"] == message:
                piece["text"] = text[:most]
                return True
    return False


def add_files(state: State, incoming: Incoming) -> bool:
    """Takes files in; False where there is no room for more."""
    report, albums = state["report"], state["telling"]["albums"]
    kept = [file.kept() for file in incoming.taken]
    if len(report["files"]) + len(kept) > MOST_FILES:
        return False
    report["files"] += kept
    if incoming.album and incoming.album not in albums:
        albums.append(incoming.album)
    return True


def refusals(incoming: Incoming, tongue: str) -> list[str]:
    """Says of each file that is not taken which it is, why, and what to do."""
    most = incoming.medium.most_megabytes
    return [
        say(key, tongue, megabytes=most, file=called or say("this_file", tongue))
        for key, called in incoming.refusals
    ]


def go_on(state: State, facts: Facts, *, understood: tuple[str, ...] = ()) -> list[Reply]:
    """Says what was understood and asks on. The keyboard of places goes as soon as the place is known."""
    question = next_question(state, facts, understood=understood)
    if question.keys or not state.pop("keys", False):
        state.update({"keys": True} if question.keys else {})
        return [question]
    if state["asks"] == "what":
        return [replace(question, clear_keys=True)]
    known = say("got_place", state["language"], place=placing.place_of(state["report"]))
    # A message that takes the keyboard away can have no buttons of its own.
    cleared = Reply(text="\n".join((*understood, known)), clear_keys=True)
    return [cleared, next_question(state, facts)]


def next_question(state: State, facts: Facts, *, understood: tuple[str, ...] = ()) -> Reply:
    """Asks for the first thing that is missing, or shows the whole; moves `asks` along."""
    tongue, report = state["language"], state["report"]
    said = "\n".join(understood)
    state["about"] = None
    if not report["pieces"] or state["telling"].get("rewrite"):
        state["asks"] = "what"
        voice_only = report["files"] and all(file["kind"] == "voice" for file in report["files"])
        question = say("ask_what_voice" if voice_only else "ask_what", tongue)
        return Reply(text=_joined(said, question), passing=True)
    if report["kelurahan"] is None:
        state["asks"] = "where"
        if report["address"]:
            question = say("ask_kelurahan", tongue, address=report["address"])
        else:
            question = say("ask_where", tongue)
        return Reply(
            text=_joined(said, question),
            keys=_in_rows([one["name"] for one in facts.get("kelurahan", ())], 2),
            place_key=say("place_key", tongue),
            passing=True,
        )
    if (waiting := besides.open_question(state)) is not None:
        state["asks"] = "question"
        asked = besides.asks(state, waiting)
        return replace(asked, text=_joined(said, asked.text))
    if report["about_office"] is None:
        state["asks"] = "about_office"
        words = say("ask_about_office", tongue)
        return Reply(text=_joined(said, words), buttons=choices.about_office_buttons(state), passing=True)
    if report["privacy"] is None:
        state["asks"] = "privacy"
        return Reply(
            text=_joined(said, say("ask_privacy", tongue)),
            buttons=choices.privacy_buttons(state),
            passing=True,
        )
    state["asks"] = "check"
    return Reply(
        text=_joined(said, summary(state)),
        buttons=choices.check_buttons(state),
        spot=placing.spot_of(state),
        passing=True,
    )


def change_buttons(state: State) -> tuple[tuple[Button, ...], ...]:
    """What of the report can be changed: all of it, its answers where it was asked something."""
    return (*choices.change_buttons(state), *besides.change_button(state))


def summary(state: State) -> str:
    """The report as it will be sent."""
    tongue, report = state["language"], state["report"]
    category = report["category"]
    text = text_of(report)
    shown = text if len(text) <= 1500 else text[:1500].rstrip() + "…"
    about = say("line_category", tongue, category=category["name"]) if category else None
    lines = [say("check", tongue), "", shown, "", about or say("line_category_unknown", tongue)]
    lines += [*besides.lines(state), say("line_place", tongue, place=placing.place_of(report))]
    answer = name("about_office", report["about_office"], tongue)
    lines.append(f"{say('ask_about_office', tongue)} {answer}")
    if report["files"]:
        lines.append(say("line_files", tongue, count=len(report["files"])))
    lines.append(say(f"line_{report['privacy']}", tongue, name=report["contact"]["name"] or "-"))
    return "\n".join(lines)


def handed_in(state: Mapping[str, Any]) -> dict[str, Any]:
    """The report as the service takes it in."""
    tongue, report = state["language"], state["report"]
    submit: dict[str, Any] = {"text": text_of(report), "privacy": report["privacy"], "language": tongue}
    submit["about_office"] = report["about_office"]
    if report["category"]:
        submit["category"] = report["category"]["code"]
    if report["place"]:
        submit["location"] = {"origin": "chat", **asked_for(report["place"])}
    if report["kelurahan"]:
        submit["kelurahan"] = report["kelurahan"]["code"]
    if report["address"]:
        submit["address"] = report["address"]
    if report["answers"]:
        submit["answers"] = {one["code"]: one["text"] for one in report["answers"]}
    if report["contact"]["name"] and report["privacy"] != "anonymous":
        submit["reporter"] = {"name": report["contact"]["name"]}
    return submit


def hand_in(state: State, incoming: Incoming, facts: Facts, *, joins: str | None = None) -> Turn:
    """The report goes to the service; of an anonymous one the chat keeps nothing.

    Neighbours' reports of the same matter are offered first; `joins`: the one that was chosen of them.
    """
    tongue, report = state["language"], state["report"]
    if report["about_office"] is None:  # it was told before anybody asked
        return Turn(state=state, replies=[next_question(state, {})])
    answers = {incoming.query: say("done", tongue)} if incoming.query else {}
    if (offered := besides.offer(state, facts)) is not None:
        return Turn(state=state, replies=[offered], answers=answers)
    submit = {**handed_in(state), **({"joins": joins} if joins else {})}
    files = [asked_for(file) for file in report["files"]]
    track = ((Button(say("track", tongue), page="tracking"),),)
    if report["privacy"] == "anonymous":
        texts = say("sent_anonymous", tongue), say("joined_anonymous", tongue)
        reply = Reply(text=texts[0], joined=texts[1], buttons=track, fill=True)
        return Turn(state=None, replies=[reply], submit=submit, files=files, answers=answers)
    sent = {
        "number": None,  # the service tells it by the report's name
        "report": report["id"],
        "messages": [piece["message"] for piece in (*report["pieces"], *report["answers"])],
        "albums": state["telling"]["albums"],
    }
    end(state)
    state["sent"] = [*state["sent"][-4:], sent]
    return Turn(
        state=state,
        replies=[Reply(text=say("sent", tongue), joined=say("joined", tongue), buttons=track, fill=True)],
        submit=submit,
        files=files,
        answers=answers,
    )


def _joined(said: str, question: str) -> str:
    return f"{said}\n\n{question}" if said else question


def _in_rows(labels: list[str], width: int) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(labels[place : place + width]) for place in range(0, len(labels), width))


def _name(number: int) -> str:
    made = ""
    while number:
        number, rest = divmod(number, len(_DIGITS))
        made = _DIGITS[rest] + made
    return made or "0"
