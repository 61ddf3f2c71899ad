"""What is shown before a report is sent: neighbours' reports of the same matter, and its questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import ANYONE, needs
from complaints_service.edge.language import language
from complaints_service.edge.limits.crowd import limited
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import reading
from complaints_service.errors import Invalid, words
from complaints_service.intake.neighbours import MOST_LETTERS, neighbours_of
from complaints_service.tickets.opening.draft import Draft
from complaints_service.tickets.public.similar import SimilarReport, similar_reports
from complaints_service.web.citizen.reporting.calls import EmergencyShown, emergency_shown
from complaints_service.web.citizen.reporting.where import place_typed
from complaints_service.web.ticket.words import place_name
from complaints_service.web.words.formats import short_date
from config.errors import UnknownEntry

blueprint = Blueprint("first_look", __name__)
#: Of a question's field in the form, before its code.
ANSWER = "answer:"
#: What `seen` names once it was shown: neighbours' reports, and the questions of a category.
NEIGHBOURS, QUESTIONS = "serupa", "tanya:"
_NEIGHBOURS = words(
    "Ada laporan tetangga yang mungkin sama. Lihat di langkah 4: ikuti, atau kirim laporan Anda sendiri."
)
_QUESTIONS = words("Jenis ini punya pertanyaan kecil di langkah 1. Jawab kalau tahu, lalu kirim.")
_BOTH = words(
    "Jenis ini punya pertanyaan kecil di langkah 1, dan ada laporan tetangga yang mungkin sama di langkah 4. "
    "Lihat, lalu kirim."
)


@dataclass(frozen=True, kw_only=True)
class AskedBesides:
    """A question of the category by its code, the name of its field, and what was answered."""

    code: str
    field: str
    ask: str
    hint: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class FirstLook:
    """What is shown besides the form's own fields; `seen`: what is to be remembered as shown."""

    neighbours: tuple[tuple[str, str, str], ...] = ()
    asked: tuple[AskedBesides, ...] = ()
    seen: str = ""
    emergency: EmergencyShown | None = None


@blueprint.post("/lapor/dekat")
@limited(120)
@needs(ANYONE)
def parts() -> str:
    """The same while one is filling the form in, as parts of it; what was sent is kept nowhere."""
    with reading() as session:
        look = look_of(session, request.form.to_dict())
    return render_template("citizen/_dekat.html", look=look, form=request.form, errors={})


def look_of(session: Session, values: Mapping[str, str]) -> FirstLook:
    """What a form as it was typed so far brings to light."""
    category = values.get("category", "").strip()
    asked = _asked(category, values)
    rows = _rows(_found(session, values))
    seen = [*([NEIGHBOURS] if rows else []), *([QUESTIONS + category] if asked else [])]
    return FirstLook(
        neighbours=rows,
        asked=asked,
        seen=" ".join(seen),
        emergency=emergency_shown(values.get("text", "")[:MOST_LETTERS]),
    )


def hold_once(session: Session, whole: Draft, loaded: Mapping[str, Any], *, now: datetime) -> None:
    """Holds a report back the first time there is something to look at; raises Invalid `look_first`.

    `loaded`: the form; what its `seen` names was on the page that was sent. Only a category that was chosen
    asks.
    """
    before, chosen = set((loaded.get("seen") or "").split()), loaded.get("category")
    asks = bool(chosen and not whole.answers and QUESTIONS + chosen not in before and _asked(chosen, {}))
    similar = False
    if NEIGHBOURS not in before and whole.joins is None:
        similar = bool(similar_reports(session, draft=whole, now=now, rulebook=service().rulebook))
    if asks or similar:
        told = _BOTH if asks and similar else _QUESTIONS if asks else _NEIGHBOURS
        raise Invalid({"": [told]}, code="look_first")


def _asked(category: str, values: Mapping[str, str]) -> tuple[AskedBesides, ...]:
    if not category:
        return ()
    rulebook, tongue = service().rulebook, language()
    try:
        found = rulebook.category(category, rulebook.local_date(clock.now()))
    except UnknownEntry:
        return ()
    return tuple(
        AskedBesides(
            code=one.code,
            field=ANSWER + one.code,
            ask=one.ask.read(tongue),
            hint=one.hint.read(tongue) if one.hint else "",
            answer=values.get(ANSWER + one.code, ""),
        )
        for one in found.questions
    )


def _found(session: Session, values: Mapping[str, str]) -> list[SimilarReport]:
    draft = Draft(
        text=values.get("text", ""),
        category=values.get("category", "").strip(),
        place=replace(
            place_typed(values),
            kelurahan=values.get("kelurahan") or None,
            address=values.get("address", "").strip()[:300] or None,
        ),
        about=("unit:",) if values.get("about") else (),
        about_office=values.get("about_office") or None,
    )
    return neighbours_of(session, draft=draft, now=clock.now(), rulebook=service().rulebook)


def _rows(found: list[SimilarReport]) -> tuple[tuple[str, str, str], ...]:
    """Each as a choice: (number, what and where, since when)."""
    rulebook, tongue = service().rulebook, language()
    rows = []
    for one in found:
        name = rulebook.category(one.category).names.read(tongue)
        where = (name, one.street, place_name(rulebook, one.kelurahan))
        day = rulebook.local_date(one.received_at)
        title = ", ".join(part for part in where if part)
        rows.append(
            (
                one.number,
                _("Ikuti: %(what)s", what=title),
                _("Dilaporkan %(day)s.", day=short_date(day, tongue)),
            )
        )
    return tuple(rows)
