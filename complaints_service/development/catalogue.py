"""The rulebook's trainings as this slice takes them, and their names in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from complaints_service.development.service import TrainingSpec
from config.rulebook import Rulebook
from config.versions import in_force


def catalogue(rulebook: Rulebook, on: date) -> list[TrainingSpec]:
    """What `seed_trainings` is given: the entries that hold on a local day."""
    return [
        TrainingSpec(
            code=each.code,
            title=each.names.id,
            provider=each.provider,
            lesson_hours=each.lesson_hours,
            indicator=each.indicator,
            value=each.value,
        )
        for each in in_force(rulebook.trainings, on)
    ]


def training_names(rulebook: Rulebook, language: str) -> Mapping[str, str]:
    """Names by code; a training that left the rulebook keeps the title it was seeded with."""
    return {each.code: each.names.read(language) for each in rulebook.trainings}
