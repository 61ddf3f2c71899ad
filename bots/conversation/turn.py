"""What one update leads to: the new state, what is said, and what the service is asked to do. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bots.conversation.incoming import RouteName
from bots.conversation.texts import say

State = dict[str, Any]
#: What a chat can wait for only while a report is open.
ON_REPORT = ("what", "where", "question", "about_office", "privacy", "check")


@dataclass(frozen=True)
class Button:
    """A button: an act of the conversation, or a page of the service (`tracking`, `draft`)."""

    label: str
    act: str | None = None
    page: str | None = None

    def as_json(self) -> dict[str, str]:
        return {"label": self.label, **({"act": self.act} if self.act else {"page": self.page or ""})}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A message of the bot. `passing`: a later one of the same step takes its place.

    `joined` is said instead where the report went into a neighbour's.
    `quiet`: said only in the place of another; the tenth photo of an album is worth no message of its own.
    `clear_keys`: takes the keyboard of places away; such a message can have no buttons.
    `spot`: a point with its name, shown as a map above the words where the route can.
    """

    text: str
    joined: str | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    place_key: str | None = None
    spot: Mapping[str, Any] | None = None
    clear_keys: bool = False
    number: str | None = None
    fill: bool = False
    passing: bool = False
    quiet: bool = False

    def as_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"text": self.text}
        if self.joined:
            shown["joined"] = self.joined
        if self.buttons:
            shown["buttons"] = [[button.as_json() for button in row] for row in self.buttons]
        if self.keys:
            shown["keys"] = [list(row) for row in self.keys]
        if self.place_key:
            shown["place_key"] = self.place_key
        if self.spot:
            shown["spot"] = dict(self.spot)
        if self.clear_keys:
            shown["clear_keys"] = True
        if self.number:
            shown["number"] = self.number
        if self.fill:
            shown["fill"] = True
        return shown


@dataclass(kw_only=True)
class Turn:
    """The outcome of one update, or of several taken together. `state` None: nothing of the chat is kept.

    `link`: a code that links the chat to an officer's account; `follow`: one by which a report made elsewhere
    is heard of here; `answer`: an officer's reply to a notice.
    `answers`: what a pressed button's owner sees at once, by query.
    `spent`: messages whose buttons lead nowhere any more, whatever comes of this.
    """

    state: State | None
    replies: list[Reply] = field(default_factory=list)
    submit: dict[str, Any] | None = None
    messages: list[dict[str, str]] = field(default_factory=list)
    acts: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    link: dict[str, str] | None = None
    follow: dict[str, str] | None = None
    answer: dict[str, Any] | None = None
    answers: dict[str, str] = field(default_factory=dict)
    spent: list[RouteName] = field(default_factory=list)

    @property
    def acts_on_service(self) -> bool:
        """Whether the service may refuse it, so that nothing may follow before it is committed."""
        return bool(self.submit or self.messages or self.acts or self.link or self.follow or self.answer)

    @property
    def said(self) -> list[Reply]:
        """The messages that go out."""
        return [reply for reply in self.replies if not reply.quiet]

    def then(self, later: Turn) -> Turn:
        """Both together, the later one's state."""
        return Turn(
            state=later.state,
            replies=_in_place(self.said, later.replies),
            submit=later.submit,
            messages=self.messages + later.messages,
            acts=self.acts + later.acts,
            files=self.files + later.files,
            link=later.link,
            follow=later.follow,
            answer=later.answer,
            answers=self.answers | later.answers,
            spent=self.spent + later.spent,
        )


def _in_place(earlier: list[Reply], later: list[Reply]) -> list[Reply]:
    replaced = any(reply.passing for reply in earlier)
    kept = [reply for reply in earlier if not (reply.passing and any(one.passing for one in later))]
    return kept + [replace(reply, quiet=reply.quiet and not replaced) for reply in later]


def opened(seen: Mapping[str, Any]) -> State:
    """A chat as the service tells of it, ready to go on: its own state, the report, and what that became."""
    state: State = dict(seen["draft"])
    if not state.get("report") and ("telling" in state or state.get("asks") in ON_REPORT):
        # It was finished on the page: the chat begins anew, in its language and with what it heard.
        state = {name: state[name] for name in ("language", "heard") if name in state}
    numbers = seen.get("sent") or {}
    if sent := state.get("sent"):
        state["sent"] = [{**one, "number": one["number"] or numbers.get(one.get("report"))} for one in sent]
    return state


def fresh(state: Mapping[str, Any], language: str) -> State:
    """A state that may be changed, with the members every state has."""
    # A state is JSON; this copies it several times faster than deepcopy, and a flood copies it often.
    made: State = json.loads(json.dumps(dict(state)))
    return _completed(made, language)


def same(state: Mapping[str, Any] | None, before: Mapping[str, Any]) -> bool:
    """Whether a state says what it said before; members that every state has are no news."""
    return state is not None and state == _completed(dict(before), "id")


def _completed(state: State, language: str) -> State:
    state.setdefault("language", language)
    state.setdefault("asks", "idle")
    state.setdefault("report", None)
    state.setdefault("about", None)
    state.setdefault("sent", [])
    if state["report"]:
        state.setdefault("telling", {"albums": []})
    return state


def stale(state: State, query: str | None) -> Turn:
    """A button that does nothing any more says so."""
    return Turn(state=state, answers={query: say("stale", state["language"])} if query else {})
