"""Neighbours' open reports beside a report that is still being told, for whatever door it is told at."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.intake.suggesting.keywords import suggest_category
from complaints_service.places.place import settled
from complaints_service.tickets.opening.draft import Draft
from complaints_service.tickets.public.similar import SimilarReport, similar_reports
from config.rulebook import Rulebook

#: So much of a text is looked at while it is told.
MOST_LETTERS = 4000


def neighbours_of(
    session: Session, *, draft: Draft, now: datetime, rulebook: Rulebook
) -> list[SimilarReport]:
    """Reports of others that a draft may repeat; none while its category or its place cannot be told."""
    text = draft.text[:MOST_LETTERS]
    known = rulebook.categories_on(rulebook.local_date(now))
    category = draft.category or suggest_category(text, known)
    place, wrong = settled(draft.place, rulebook)
    if wrong or category not in {one.code for one in known}:
        return []
    told = replace(draft, text=text, category=category, place=place)
    return similar_reports(session, draft=told, now=now, rulebook=rulebook)
