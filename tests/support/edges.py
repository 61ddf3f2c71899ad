"""Which databases the edges are tested on: pages, the API and chats.

What they do themselves is the same on either: SQLite. The services under them are asked of both, and so is every
route, in the access matrix and with hostile addresses. A module whose subject is chosen, sorted, searched or counted
by the database, or may be refused by it, or meets itself there, says `ON_BOTH` of itself or of single tests.
"""

from __future__ import annotations

import pytest

from tests.support.databases import BACKENDS

ON_BOTH = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """The database of a test of an edge."""
    return str(request.param)
