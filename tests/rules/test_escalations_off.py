"""Escalations switched off by days: which rungs are dropped, and that no promise is touched (sentence 43)."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.entries.office import EscalationsOff
from config.loading import load_rulebook
from config.rulebook import Rulebook
from tests.rules.conftest import RULEBOOK

WRITTEN = """
[[escalations_off]]
effective_from = 2026-12-01
effective_until = 2026-12-14
source = "test"
"""
WEEKS = EscalationsOff("all", date(2026, 12, 1), date(2026, 12, 14), "test")
FOR_GOOD = EscalationsOff("all", date(2026, 12, 1), None, "test")
VERSION = "2025-01-01"


def at(text: str) -> datetime:
    """An instant of Medan, seven hours ahead of UTC."""
    return datetime.fromisoformat(f"{text}+07:00").astimezone(UTC)


def dropped(rulebook: Rulebook, off: EscalationsOff, fell: str, now: str, version: str = VERSION) -> bool:
    switched = replace(rulebook, escalations_off=(off,))
    return switched.drops_rung(at(fell), policy_version=version, now=at(now))


@pytest.mark.parametrize(
    ("fell", "now", "gone"),
    [
        ("2026-11-30T15:00", "2026-11-30T23:59:59", False),  # not switched off yet
        ("2026-11-30T15:00", "2026-12-01T00:00", True),  # not sent by then
        ("2026-12-07T09:00", "2026-12-07T09:00", True),
        ("2026-12-14T16:30", "2026-12-14T16:30", True),  # the last day is included
        ("2026-12-14T16:30", "2027-01-20T09:00", True),  # and never comes later
        ("2026-12-15T08:00", "2026-12-15T08:00", False),  # on again
        ("2026-12-15T08:00", "2026-12-10T08:00", False),  # what is to come then
    ],
)
def test_what_was_not_sent_and_what_falls_meanwhile_is_dropped(
    rulebook: Rulebook, fell: str, now: str, gone: bool
) -> None:
    assert dropped(rulebook, WEEKS, fell, now) is gone


def test_without_an_end_it_stays_off(rulebook: Rulebook) -> None:
    assert dropped(rulebook, FOR_GOOD, "2029-05-02T09:00", "2029-05-02T09:00")


def test_one_version_can_be_switched_off_alone(rulebook: Rulebook) -> None:
    one = replace(FOR_GOOD, policy=VERSION)
    assert dropped(rulebook, one, "2026-12-07T09:00", "2026-12-07T09:00")
    assert not dropped(rulebook, one, "2026-12-07T09:00", "2026-12-07T09:00", version="2026-06-01")


def test_it_is_read_from_the_policies_file_and_no_part_of_any_version(
    tmp_path: Path, rulebook: Rulebook
) -> None:
    book = Path(shutil.copytree(RULEBOOK, tmp_path / "book"))
    with (book / "policies.toml").open("a", encoding="utf-8") as file:
        file.write(WRITTEN)
    switched = load_rulebook(book)
    assert switched.escalations_off == (WEEKS,)
    assert switched.versions() == rulebook.versions(), "tickets in use are judged as before"
