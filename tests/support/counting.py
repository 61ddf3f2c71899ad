"""Which tests `make check` counts no branches of: those that walk through the whole house or judge thousands of times.

They take most of what counting costs, half as much again as without, and enter next to nothing that the tests of
rules, services, pages, API and chats do not: docs/tests.md tells what was measured.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest

UNCOUNTED = (
    "tests/browser/test_answers_first.py",
    "tests/browser/test_every_page.py",
    "tests/browser/test_heights.py",
    "tests/browser/test_prints.py",
    "tests/journeys/test_no_key_reaches_a_reader.py",
    "tests/journeys/test_the_calendar_ends.py",
    "tests/repository/",
    "tests/sla/test_histories.py",
    "tests/web/shell/test_hostile_addresses.py",
    "tests/web/shell/test_statements.py",
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Lets such a test run, and the threads it starts, without whoever counts."""
    if not item.nodeid.startswith(UNCOUNTED):
        return (yield)
    counting, in_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)  # type: ignore[arg-type]
    try:
        return (yield)
    finally:
        threading.settrace(in_threads)  # type: ignore[arg-type]
        sys.settrace(counting)
        _counted_again()


def _counted_again() -> None:
    """The first call after it was set is where coverage's tracer takes its place again."""
