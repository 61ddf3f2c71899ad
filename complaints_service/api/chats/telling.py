"""A report that is being told in a chat: its category's questions, and neighbours' of the same matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.dates import day_and_month
from complaints_service.edge.input.schemas import draft_of
from complaints_service.intake.neighbours import neighbours_of
from complaints_service.notify.route import Route
from complaints_service.tickets.opening.draft import Draft
from config.entries.office import Bilingual, Category
from config.rulebook import Rulebook


def report_draft(loaded: Mapping[str, Any], *, route: Route, language: str) -> Draft:
    """A loaded `SubmitSchema` as the draft intake takes; its address may stand without a point."""
    given = dict(loaded)
    address = given.pop("address", None)
    draft = draft_of(given, channel=route.code, language=language)
    if address and not draft.place.address:
        return replace(draft, place=replace(draft.place, address=address))
    return draft


def category_told(category: Category, language: str) -> dict[str, Any]:
    """A category by its name, with its questions in both languages: one may change over while they wait."""
    return {
        "code": category.code,
        "name": category.names.read(language),
        "questions": [
            {"code": one.code, "ask": _both(one.ask), "hint": _both(one.hint) if one.hint else None}
            for one in category.questions
        ],
    }


def neighbours_told(
    session: Session, draft: Draft, *, now: datetime, rulebook: Rulebook, language: str
) -> list[dict[str, str]]:
    """Each neighbour's report that a draft may repeat: its number, what and where it is, since when."""
    names = {one.code: one.name for one in rulebook.kelurahan}
    told = []
    for one in neighbours_of(session, draft=draft, now=now, rulebook=rulebook):
        kind = rulebook.category(one.category).names.read(language)
        where = (kind, one.street, names.get(one.kelurahan or "", ""))
        day = day_and_month(rulebook.local_date(one.received_at), language)
        told.append({"number": one.number, "what": ", ".join(part for part in where if part), "since": day})
    return told


def _both(text: Bilingual) -> dict[str, str]:
    return {"id": text.id, "en": text.en}
