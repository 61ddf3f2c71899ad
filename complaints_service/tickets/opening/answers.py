"""Answers to the questions of a category: checked, kept with what was asked, and read back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from complaints_service.errors import Words, words
from complaints_service.texts import clean, text_problem
from complaints_service.tickets.ledger.folding import LedgerEntry
from complaints_service.tickets.opening.draft import Draft
from config.entries.office import Bilingual, Category

LONGEST_ANSWER = 200


def checked_answers(
    given: Mapping[str, str], category: Category
) -> tuple[dict[str, str], dict[str, list[Words]]]:
    """The answers that say something, and what is wrong by field: also an answer that nobody asked for."""
    asked = {question.code for question in category.questions}
    kept: dict[str, str] = {}
    wrong: dict[str, list[Words]] = {}
    for code, answer in given.items():
        if not answer.strip():
            continue
        if code not in asked:
            wrong[f"answers.{code}"] = [words("Kategori ini tidak menanyakan itu.")]
        elif problem := text_problem(answer, maximum=LONGEST_ANSWER):
            wrong[f"answers.{code}"] = [problem]
        else:
            kept[code] = clean(answer)
    return kept, wrong


def answers_told(draft: Draft, category: Category) -> list[dict[str, Any]]:
    """The answers as the ledger keeps them, each with its question as it was asked."""
    asked = {question.code: question.ask for question in category.questions}
    return [
        {"code": code, "asked": {"id": asked[code].id, "en": asked[code].en}, "answer": answer}
        for code, answer in draft.answers.items()
    ]


def answers_of(events: Iterable[LedgerEntry]) -> list[tuple[str, Bilingual, str]]:
    """What was answered when a report was received: (code, question, answer)."""
    first = next((event for event in events if event.kind == "ticket.received"), None)
    told = first.data.get("answers", ()) if first is not None else ()
    return [(one["code"], Bilingual(one["asked"]["id"], one["asked"]["en"]), one["answer"]) for one in told]
