"""Forgets what is due, and brings into order what rested on it."""

from __future__ import annotations

from complaints_service.jobs import work
from complaints_service.jobs.work import Shift


def forget(shift: Shift) -> None:
    """Erases what is due."""
    work.forget_past_terms(shift)
