"""The diagram beside the conversation draws exactly the arrows that the code has."""

from __future__ import annotations

import json
import re
from collections import deque
from pathlib import Path
from typing import Any

import bots.conversation
from bots.conversation.besides import open_question
from bots.conversation.incoming import File, Incoming, PointSent
from bots.conversation.steps import decide

KELURAHAN = [{"code": "12.71.12.1002", "name": "Rengas Pulau"}]
LAMP = {
    "code": "l",
    "name": "Lampu",
    "questions": [{"code": "tiang", "ask": {"id": "Nomor?", "en": "Number?"}, "hint": None}],
}
TICKET = {
    "title": "t",
    "state": "resolved",
    "close_reason": None,
    "holder": "h",
    "due": "d",
    "resolved": 5,
    "score": None,
}
DRAWN = re.compile(r"^\s*(\w+) --> (\w+):", re.MULTILINE)


def alphabet(state: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """(fields of the update, facts) of everything that can happen in a chat."""
    inside = {"place": {"kelurahan": KELURAHAN[0], "problem": None}}
    outside = {"place": {"kelurahan": None, "problem": "Di luar."}}
    judged = {"tickets": {"N": {**TICKET, "acts": ["accept", "dispute", "write"]}}}
    unrated = {"tickets": {"N": {**TICKET, "state": "closed", "acts": []}}}
    rated = {"tickets": {"N": {**TICKET, "state": "closed", "acts": [], "score": 3}}}
    two = {number: {**TICKET, "acts": ["write"]} for number in ("N", "M")}
    happenings: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"text": word}, {})
        for word in (
            "parit",
            "halo",
            "batal",
            "kirim",
            "/lapor",
            "/status",
            "/start",
            "/bantuan",
            "rengas pulau",
        )
    ]
    happenings += [
        ({"text": "parit di Rengas Pulau"}, {}),
        ({"text": "lampu di Rengas Pulau"}, {"category": LAMP}),
        ({"text": "kirim"}, {"neighbours": [{"number": "N", "what": "w", "since": "s"}]}),
        ({"files": (File(file="F", kind="photo"),)}, {}),
        ({"place": PointSent(1, 2)}, inside),
        ({"place": PointSent(1, 2)}, outside),
        ({"text": "balas", "reply_to": 1}, {"replied": "N", **judged}),
        ({"text": "balas", "reply_to": 1}, {"open": ["N"], **judged}),
        ({"text": "balas", "reply_to": 1}, {"open": ["N", "M"], "tickets": two}),
        ({"files": (File(file="F", kind="photo"),), "reply_to": 1}, {"open": ["N", "M"], "tickets": two}),
        ({"button": "b", "query": "q"}, {"button": "to:N", "tickets": two}),
        ({"button": "b", "query": "q"}, {"button": "to:new"}),
        ({"button": "b", "query": "q"}, {"button": "dispute:N:5", **judged}),
        ({"button": "b", "query": "q"}, {"button": "accept:N:5", **judged}),
        ({"button": "b", "query": "q"}, {"button": "comment:N:0", **rated}),
        ({"button": "b", "query": "q"}, {"button": "rate3:N:0", **unrated}),
        ({"text": "cepat"}, {"tickets": {"N": {**TICKET, "score": 3, "rated_seconds": 60}}}),
        ({"text": "cepat"}, {"tickets": {"N": {**TICKET, "closed_seconds": 60}}}),
    ]
    if state.get("report"):
        name = state["report"]["id"]
        verbs = (
            "send",
            "change",
            "cancel",
            "what",
            "where",
            "who",
            "why",
            "check",
            "category",
            "c:x",
            "p:open",
            "staff",
            "o:yes",
            "pass",
            "asked",
            "j:N",
        )
        happenings += [({"button": "b", "query": "q"}, {"button": f"d:{name}:{verb}"}) for verb in verbs]
    return happenings


def shape(state: dict[str, Any]) -> tuple[Any, ...]:
    """What of a state decides where it can go."""
    report = state.get("report") or {}
    known = tuple(
        bool(report.get(part)) for part in ("id", "pieces", "kelurahan", "address", "about_office", "privacy")
    )
    besides = bool(report.get("answers")), open_question(state) is not None if report else None
    rewrite = bool((state.get("telling") or {}).get("rewrite"))
    unplaced = state.get("unplaced")
    waits = None if unplaced is None else bool(unplaced["pieces"])
    about = state.get("about") or {}
    return (
        state.get("asks", "idle"),
        bool(about),
        bool(about.get("offered")),
        waits,
        rewrite,
        *besides,
        *known,
    )


def arrows() -> set[tuple[str, str]]:
    found, seen = set(), set()
    waiting: deque[dict[str, Any]] = deque([{}])
    while waiting:
        state = waiting.popleft()
        for fields, facts in alphabet(state):
            made = decide(
                state, Incoming(update_id=1, chat=7, message=1, **fields), {"kelurahan": KELURAHAN, **facts}
            )
            after: dict[str, Any] = json.loads(json.dumps(made.state)) or {}
            after.pop("heard", None)  # every message of the walk has the same number
            found.add((state.get("asks", "idle"), after.get("asks", "idle")))
            if len((after.get("report") or {}).get("pieces", ())) < 4 and shape(after) not in seen:
                seen.add(shape(after))
                waiting.append(after)
    return found


def test_the_diagram_draws_the_code() -> None:
    diagram = (Path(bots.conversation.__path__[0]) / "conversation.mmd").read_text(encoding="utf-8")
    drawn = set(DRAWN.findall(diagram))
    walked = arrows()
    assert walked - drawn == set(), "arrows the diagram lacks"
    assert drawn - walked == set(), "arrows the code does not have"
