"""Where a report is: the point, the address and the kelurahan that were told of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bots.conversation.incoming import Incoming
from bots.conversation.texts import say
from bots.conversation.turn import State

Facts = Mapping[str, Any]
MOST_ADDRESS = 300
_WORD = re.compile(r"[^\W_]+")


def place_of(report: Mapping[str, Any]) -> str:
    """The place in words."""
    return ", ".join(part for part in ((report["kelurahan"] or {}).get("name"), report["address"]) if part)


def spot_of(state: State) -> dict[str, Any] | None:
    """The point that was sent, with the place in words; None where there is only an address."""
    point, words = state["report"]["place"], place_of(state["report"])
    if point is None or not words:
        return None
    title = say("spot", state["language"])
    return {"lat": point["lat"], "lng": point["lng"], "title": title, "address": words}


def mentioned_in(text: str, facts: Facts) -> dict[str, str] | None:
    """The one kelurahan that words name; None for none and for several."""
    spoken = f" {' '.join(_WORD.findall(text.casefold()))} "
    named = [one for one in facts.get("kelurahan", ()) if f" {one['name'].casefold()} " in spoken]
    return dict(named[0]) if len(named) == 1 else None


def add_address(report: dict[str, Any], text: str) -> bool:
    """Takes words in as the address, behind those that told of it before; False where there is no room."""
    whole = f"{report['address']}, {text}" if report["address"] else text
    if len(whole) > MOST_ADDRESS:
        return False
    report["address"] = whole
    return True


def add_place(report: dict[str, Any], incoming: Incoming, facts: Facts) -> str | None:
    """Takes a point in; what is wrong with it, if it is not ours."""
    if incoming.place is None:
        return None
    found = facts.get("place") or {}
    if found.get("problem"):
        advice = found.get("advice") or ""
        problem = str(found["problem"])
        return problem if not advice or advice in problem else f"{problem} {advice}"
    point = incoming.place
    report["place"] = {"lat": point.lat, "lng": point.lng, "accuracy": point.accuracy}
    # A point that is too uncertain says nothing about the kelurahan: the one that was named stays.
    report["kelurahan"] = report["kelurahan"] if found.get("unsure") else found.get("kelurahan")
    report["address"] = incoming.place.address or report["address"]
    return None
