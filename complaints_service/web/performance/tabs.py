"""The tabs over a person's pages: figures, plan, what was reported, evaluations, feedback, training."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _


@dataclass(frozen=True)
class Tab:
    """One word over a person's pages; `count` stays empty here."""

    href: str
    text: str
    current: bool
    count: int | None = None


#: Only civil servants have a plan and what follows from it.
_OF_CIVIL_SERVANTS = frozenset({"plans.person", "reporting.person", "evaluations.person"})


def tabs(officer_id: int, current: str, *, civil_servant: bool = True) -> list[Tab]:
    """A person's pages in the order of the cycle; `current` is the endpoint of the one that is open."""
    words = {
        "figures.officer": _("Angka"),
        "plans.person": _("Rencana"),
        "reporting.person": _("Realisasi"),
        "evaluations.person": _("Evaluasi"),
        "feedback.person": _("Umpan balik"),
        "trainings.person": _("Pelatihan"),
    }
    return [
        Tab(url_for(endpoint, officer_id=officer_id), text, endpoint == current)
        for endpoint, text in words.items()
        if endpoint in current_app.view_functions and (civil_servant or endpoint not in _OF_CIVIL_SERVANTS)
    ]
