"""`tanggap explain` in a terminal: by name, in either language, folded or in full. On both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from complaints_service import clock
from complaints_service.cli.commands import main
from config.rulebook import Rulebook
from tests.rules.conftest import RULEBOOK
from tests.services.test_explaining import NOW
from tests.support.world import open_office


@pytest.fixture
def number(
    engine: Engine, database_url: str, rulebook: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """A complaint four months old that nobody has answered."""
    number = open_office(engine, rulebook).complain(now=NOW).number
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TANGGAP_DATABASE_URL", database_url)
    monkeypatch.setenv("TANGGAP_RULEBOOK", str(RULEBOOK))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=120))
    return number


def told(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["explain", *arguments])
    return done.exit_code, done.output


def test_a_clock_is_explained_by_name_folded_and_in_full(number: str) -> None:
    code, short = told(number)
    assert code == 0
    assert short.startswith("Penyelesaian: terlambat\n")
    assert "Contoh]" in short, "a person's name"
    assert "person:" not in short
    _code, full = told(number, "--full")
    assert len(full.splitlines()) > 10 * len(short.splitlines())


def test_in_english_and_for_another_clock(number: str) -> None:
    code, text = told(number, "--clock", "first_response", "--language", "en")
    assert (code, text.split("\n", 1)[0]) == (0, "First answer: late")


def test_a_number_nobody_has_is_said(number: str) -> None:
    code, text = told("MRL-2603-00000")
    assert code == 1
    assert text.startswith("Error: ")
