"""Which tests run on both databases, where not all do: one rule for services, one for the edges over them.

A test of a service runs on SQLite. On PostgreSQL run those that say `ON_BOTH`, of themselves or for their module,
because their subject differs there (docs/tests.md), and the first test of every other module: its services' main way.
`make test BOTH=1` and `make check BOTH=1` run every test of a service on both. What says `AT_LENGTH` runs on both in
every `make check`.

Pages, the API and chats: what they do themselves is the same on either. The services under them are asked of both,
and so is every route, in the access matrix and with hostile addresses. A module whose subject is chosen, sorted,
searched or counted by the database, or may be refused by it, or meets itself there, says `ON_BOTH` of itself or of
single tests.
"""

from __future__ import annotations

import os

import pytest

from tests.support.databases import BACKENDS

ON_BOTH = pytest.mark.both
EVERYTHING = os.environ.get("TANGGAP_TEST_BOTH") == "1"
#: For what asks the same of every route or every day of a year: SQLite, and PostgreSQL too before anything lands.
AT_LENGTH = pytest.mark.parametrize(
    "backend",
    BACKENDS if EVERYTHING or os.environ.get("TANGGAP_TEST_AT_LENGTH") == "1" else BACKENDS[:1],
    indirect=True,
)


def choose_databases(metafunc: pytest.Metafunc, *, others_on_both: bool) -> bool:
    """Gives a test that asks for a database both, or SQLite alone; whether it had both to be given.

    One that names its databases by itself, or for its module, is left alone.
    """
    definition = metafunc.definition
    named = [mark.args[0] for mark in definition.iter_markers("parametrize")]
    if "backend" not in metafunc.fixturenames or "backend" in named or hasattr(metafunc.module, "backend"):
        return False
    both = others_on_both or definition.get_closest_marker("both") is not None
    metafunc.parametrize("backend", BACKENDS if both else BACKENDS[:1], indirect=True)
    return both
