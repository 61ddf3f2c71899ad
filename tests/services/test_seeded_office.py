"""The office that tests begin with: put in as rows, it is the one that was hired."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from complaints_service.db import Base
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.service import hire_officer
from config.rulebook import Rulebook
from tests.support import world
from tests.support.databases import Databases, make_engine
from tests.support.world import OPENED, SETUP, open_office

NEXT = OfficerFacts(
    name="Baru Contoh", employment="pns", position="pelaksana_sarpras", works_from=date(2025, 2, 1)
)

#: Digests of identities are over a salt that is drawn anew each time.
DRAWN = {"written", "digest_salt", "office_stamp"}


def test_an_office_put_in_as_rows_is_the_one_that_was_hired(
    databases: Databases, backend: str, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world, "_seeded", {})
    told: list[tuple[object, ...]] = []
    for _ in range(2):
        url = databases.fresh(backend)
        engine = make_engine(url)
        office = open_office(engine, rulebook)
        with Session(engine) as session, session.begin():
            rows = [
                sorted(map(str, session.execute(select(table))))
                for table in Base.metadata.sorted_tables
                if table.name not in DRAWN
            ]
            told.append(
                (
                    office.officers,
                    office.accounts,
                    rows,
                    hire_officer(session, facts=NEXT, now=OPENED, actor=SETUP).id,
                )
            )
            if backend == "postgresql":
                last = (
                    "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
                )
                told[-1] += (session.execute(text(last)).all(),)
        engine.dispose()
        databases.drop(url)
    assert told[0] == told[1]
