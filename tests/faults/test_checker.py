"""A checker that is never seen to fail proves nothing: mistakes are put in, and it must tell of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.rulebook import Rulebook
from tests.faults.checking import findings_of
from tests.faults.crew import Nursery
from tests.faults.plan import Plan
from tests.faults.storm import weathered
from tests.support.databases import Databases
from tests.support.lengths import long_form

#: What is wrong, how the run brings it out, and the words with which a finding must begin.
CASES = {
    "confirm_before_commit": (Plan(citizens=6, kills=3, deaths=("bot.fetched",)), ("lost", "stalled")),
    "forget_what_was_taken": (
        Plan(
            citizens=12,
            kills=12,
            deaths=("bot.committed",),
            scripts=("reports_and_adds", "reports_and_corrects"),
        ),
        ("doubled",),
    ),
    "mark_before_sending": (
        Plan(citizens=6, notices=12, kills=8, deaths=("worker.claimed",)),
        ("dropped", "stalled"),
    ),
    "end_leases_early": (Plan(citizens=8, notices=40), ("copies", "hidden: answered")),
    "send_held_again": (Plan(citizens=4, notices=4, held=4, lost_every=2), ("hidden: lost_link",)),
    "take_silence_for_yes": (Plan(citizens=4, notices=6, lost_every=3), ("hidden: answered",)),
    "take_silence_for_no": (Plan(citizens=4, notices=6, lost_every=3), ("hidden: answered",)),
}


@pytest.fixture
def finding(
    nursery: Nursery, durable: Databases, tmp_path: Path, rulebook: Rulebook
) -> Iterator[Callable[[Plan], list[str]]]:
    """The findings of a run on a database of its own."""
    url = durable.fresh("sqlite")

    def found(plan: Plan) -> list[str]:
        with weathered(plan, url, tmp_path, rulebook=rulebook, nursery=nursery) as storm:
            return findings_of(storm)

    yield found
    durable.drop(url)


@long_form
@pytest.mark.slow
@pytest.mark.parametrize("bug", CASES)
def test_the_checker_tells_of_a_seeded_bug(bug: str, finding: Callable[[Plan], list[str]]) -> None:
    plan, beginnings = CASES[bug]
    found = finding(replace(plan, bug=bug, patience_seconds=15))
    assert any(one.startswith(beginnings) for one in found), "\n".join(["found only:", *found])


@long_form
@pytest.mark.slow
@pytest.mark.parametrize("bug", CASES)
def test_without_the_bug_the_same_run_is_clean(bug: str, finding: Callable[[Plan], list[str]]) -> None:
    found = finding(CASES[bug][0])
    assert not found, "\n".join(found)
