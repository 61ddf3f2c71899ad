"""The databases of the tests of the edges: pages, the API and chats. The rule stands in `tests/support/both.py`."""

from __future__ import annotations

import pytest

from tests.support.both import choose_databases


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """SQLite, and PostgreSQL where a test or its module says `ON_BOTH`."""
    choose_databases(metafunc, others_on_both=False)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """The database of a test of an edge."""
    return str(request.param)
