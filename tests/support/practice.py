"""The invented office that people practise on, filled once in a process: it takes seconds."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from complaints_service.edge.resources import Service
from complaints_service.practice import offices
from complaints_service.practice.template import make_office


def fill_once(monkeypatch: pytest.MonkeyPatch, factory: pytest.TempPathFactory) -> None:
    """Lets every test of this process practise on the office that the first one filled."""
    kept = factory.getbasetemp() / "invented.db"

    def make(real: Service, path: Path, *, now: datetime) -> None:
        if not kept.exists():
            make_office(real, kept, now=now)
        path.write_bytes(kept.read_bytes())

    monkeypatch.setattr(offices, "make_office", make)
