"""The content of a year's feedback record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints_service.appraisal.documents.parties import Party, office_name
from complaints_service.appraisal.documents.words import DocumentWords
from complaints_service.appraisal.feedback.queries import FeedbackView, Thanks
from complaints_service.measurement.indicators.measures import INDICATORS
from config.rulebook import Rulebook

TITLE = "Catatan Umpan Balik Berkelanjutan"


@dataclass(frozen=True, kw_only=True)
class FeedbackYear:
    """What was said of one person's work in a year."""

    year: int
    officer: Party
    rater: Party
    given: Sequence[FeedbackView]
    thanks: Sequence[Thanks]


def feedback_content(
    year: FeedbackYear, *, sample: bool, now: datetime, rulebook: Rulebook
) -> dict[str, Any]:
    """All that the document says; `digest` is of what it lists, and of whom it is about and from."""
    told = DocumentWords.of(rulebook)
    listed = {
        "officer": year.officer.content(),
        "rater": year.rater.content(),
        "given": [_given(each, told, rulebook) for each in year.given],
        "thanks": [
            {"at": told.instant(each.given_at), "ticket": each.ticket, "words": each.words}
            for each in year.thanks
        ],
    }
    return {
        "title": TITLE,
        "subtitle": f"Tahun {year.year}",
        "sample": sample,
        "office": office_name(rulebook),
        **listed,
        "digest": _digest(listed),
        "as_of": told.instant(now),
    }


def _given(one: FeedbackView, told: DocumentWords, rulebook: Rulebook) -> dict[str, str]:
    about = []
    if one.value_code is not None:
        names = {value.code: value.names.id for value in rulebook.behaviour_values}
        about.append(names.get(one.value_code, one.value_code))
    if one.ticket is not None:
        about.append(f"laporan {one.ticket}")
    if one.indicator_code is not None:
        indicator = INDICATORS.get(one.indicator_code)
        about.append(indicator.names.id if indicator is not None else one.indicator_code)
    return {
        "at": told.instant(one.given_at),
        "giver": f"{one.giver}, {told.word('relation', one.relation)}",
        "kind": told.word("feedback_kind", one.kind),
        "about": ", ".join(about),
        "words": one.words,
    }


def _digest(listed: Mapping[str, Any]) -> str:
    told = json.dumps(listed, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()
