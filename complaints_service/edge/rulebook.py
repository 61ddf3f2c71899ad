"""The rulebook as the service takes it: no indicator that is not measured, no code without its word."""

from __future__ import annotations

from pathlib import Path

from complaints_service.edge.vocabulary import check_vocabulary
from complaints_service.measurement.indicators.measures import INDICATORS
from config.loading import load_rulebook
from config.rulebook import Rulebook


def office_rulebook(folder: Path) -> Rulebook:
    """The rulebook in a folder. Raises RulebookErrors with every mistake, each with its file and key."""
    rulebook = load_rulebook(folder, measured=INDICATORS)
    check_vocabulary(rulebook)
    return rulebook
