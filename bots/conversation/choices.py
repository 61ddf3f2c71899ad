"""The buttons under the questions of a report that is being told. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bots.conversation.texts import name, say
from bots.conversation.turn import Button, Reply, State

Facts = Mapping[str, Any]
PRIVACY = ("open", "confidential", "anonymous")
#: Whether it is about staff or the office.
ABOUT_OFFICE = ("yes", "no", "unsure")


def act(state: State, verb: str) -> str:
    """A button's act on this report and on no other."""
    return f"d:{state['report']['id']}:{verb}"


def about_office_buttons(state: State) -> tuple[tuple[Button, ...], ...]:
    """Yes, no, not sure: one row."""
    tongue = state["language"]
    return (tuple(Button(name("about_office", one, tongue), act(state, f"o:{one}")) for one in ABOUT_OFFICE),)


def privacy_buttons(state: State, *, explained: bool = False) -> tuple[tuple[Button, ...], ...]:
    """The choices, two in a row so that a phone shows them whole; `explained`: the difference was told."""
    tongue = state["language"]
    first, second, third = (
        Button(name("privacy", level, tongue), act(state, f"p:{level}")) for level in PRIVACY
    )
    why = () if explained else (Button(say("difference", tongue), act(state, "why")),)
    return ((first, second), (third, *why))


def category_buttons(state: State, facts: Facts) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (Button(one["name"][:60], act(state, f"c:{one['code']}")),) for one in facts.get("categories", ())
    )


def change_buttons(state: State) -> tuple[tuple[Button, ...], ...]:
    tongue = state["language"]

    def made(key: str, verb: str) -> Button:
        return Button(say(key, tongue), act(state, verb))

    return (
        (made("change_what", "what"), made("change_where", "where")),
        (made("change_about_office", "staff"), made("change_category", "category")),
        (made("change_privacy", "who"), made("nothing", "check")),
    )


def check_buttons(state: State) -> tuple[tuple[Button, ...], ...]:
    tongue = state["language"]
    return (
        (
            Button(say("send", tongue), act(state, "send")),
            Button(say("change", tongue), act(state, "change")),
            Button(say("cancel", tongue), act(state, "cancel")),
        ),
        (Button(say("on_page", tongue), page="draft"),),
    )


def asked_again(state: State) -> Reply:
    """The question once more, with what each answer means: what was said can be meant in two ways."""
    tongue = state["language"]
    if state["asks"] == "privacy":
        words = f"{say('which_one', tongue)}\n\n{say('privacy_help', tongue)}"
        return Reply(text=words, buttons=privacy_buttons(state, explained=True), passing=True)
    words = f"{say('which_one', tongue)} {say('ask_about_office', tongue)}"
    return Reply(text=words, buttons=about_office_buttons(state), passing=True)


def not_yet(state: State) -> Reply:
    """What was told stays as it is until it is sent."""
    return Reply(text=say("not_yet", state["language"]), buttons=check_buttons(state), passing=True)
