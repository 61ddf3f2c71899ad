"""The rulebook as the service takes it: it may name no indicator that is not measured."""

from __future__ import annotations

from pathlib import Path

from complaints_service.measurement.indicators.measures import INDICATORS
from config.loading import load_rulebook
from config.rulebook import Rulebook


def office_rulebook(folder: Path) -> Rulebook:
    """The rulebook in a folder. Raises RulebookErrors with every mistake, each with its file and key."""
    return load_rulebook(folder, measured=INDICATORS)
