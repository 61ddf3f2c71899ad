"""What tests of services share: the databases they run on."""

from __future__ import annotations

import pytest

from tests.support.both import EVERYTHING, choose_databases

#: The modules whose first test was given both databases.
_BEGUN: set[str] = set()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """SQLite, and PostgreSQL by the rule in `tests/support/both.py`."""
    module = metafunc.module.__name__
    if choose_databases(metafunc, others_on_both=EVERYTHING or module not in _BEGUN):
        _BEGUN.add(module)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """The database of a test of a service."""
    return str(request.param)
