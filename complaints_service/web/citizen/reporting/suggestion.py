"""Which category is proposed while one types, and what the proposals have been worth so far."""

from __future__ import annotations

from dataclasses import dataclass
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
from complaints_service.intake.suggesting.service import propose

blueprint = Blueprint("suggestion", __name__)

#: From how many letters on there is something to say, and how much of a text is looked at.
LEAST, MOST = 12, 4000
#: From which certainty on a proposal is called likely, and sure.
LIKELY, SURE = 0.2, 0.45


@dataclass(frozen=True)
class ProposedCategory:
    """One proposed category: its name, how sure that is and by which words, in the reader's language."""

    code: str
    name: str
    sure: str
    because: str


@blueprint.post("/lapor/jenis")
@limited(120)
@needs(ANYONE)
def proposals() -> str:
    """The proposals for what was typed so far, as a part of the form; it is read and kept nowhere."""
    with reading() as session:
        return render_template("citizen/_jenis.html", proposals=rows(session, request.form.get("text", "")))


def rows(session: Session, text: str) -> list[ProposedCategory]:
    """What the form shows beside the category: nothing for a text that says too little."""
    if len(text.strip()) < LEAST:
        return []
    rulebook, now = service().rulebook, clock.now()
    names: dict[str, Any] = {
        each.code: each.names for each in rulebook.categories_on(rulebook.local_date(now))
    }
    return [
        ProposedCategory(
            code=one.category,
            name=names[one.category].read(language()),
            sure=_sure(one.certainty),
            because=", ".join(one.because),
        )
        for one in propose(session, text=text[:MOST], now=now, rulebook=rulebook)
    ]


def _sure(certainty: float) -> str:
    if certainty >= SURE:
        return _("cukup yakin")
    return _("mungkin") if certainty >= LIKELY else _("barangkali")
