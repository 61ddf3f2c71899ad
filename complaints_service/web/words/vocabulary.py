"""The words for what data say in codes, in the reader's language: the rulebook's vocabulary."""

from __future__ import annotations

from complaints_service.edge.language import language
from complaints_service.edge.resources import service


def word_of(group: str, code: str, **values: object) -> str:
    """A code's word as it stands within a sentence."""
    return service().rulebook.vocabulary.word(group, code, language(), **values)


def name_of(group: str, code: str, **values: object) -> str:
    """A code's word where it stands alone: a badge, a choice, a cell."""
    return service().rulebook.vocabulary.name(group, code, language(), **values)


def names_in(group: str) -> dict[str, str]:
    """Every code of a group with its name, in the order of the file."""
    return service().rulebook.vocabulary.names(group, language())
