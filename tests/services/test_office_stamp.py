"""What is read of the office is kept between requests, and never outlives a change of the office."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.accounts.models import Account, RoleGrant
from complaints_service.errors import DomainError
from complaints_service.notify.hooks.models import Hook
from complaints_service.notify.hooks.service import hooks_called
from complaints_service.notify.officers.chat import chats_of
from complaints_service.notify.service import open_routes
from complaints_service.office_stamp import stamped_tables
from complaints_service.people.members import members, structure
from complaints_service.people.postings import in_force
from complaints_service.people.reach import reach_of
from complaints_service.people.rights import person_of
from complaints_service.people.roster import beyond_reach, directory_on
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import Office, open_office

pytestmark = ON_BOTH

NOW = when("Tue 2026-11-24 09:00")
ON = NOW.date()
ROOT = Path(__file__).parents[2]
#: Every read that is kept.
READS: dict[str, Callable[[Session], Any]] = {
    "directory": lambda session: directory_on(session, on=ON),
    "reach": reach_of,
    "beyond": lambda session: beyond_reach(session, on=ON),
    "hooks": hooks_called,
    "routes": open_routes,
    "chats": lambda session: chats_of(session, officers=range(100)),
    "structure": lambda session: structure(session, on=ON).posts,
    "members": lambda session: members(session),
    "postings": lambda session: in_force(session, on=ON),
    "person": lambda session: person_of(session, account_id=1, on=ON),
}


@pytest.fixture
def here(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def read_all(engine: Engine) -> dict[str, Any]:
    with db.reading(engine) as session:
        return {name: read(session) for name, read in READS.items()}


def test_what_is_kept_is_read_once_and_looks_at_stamped_tables_alone(
    here: Office, counting: Callable[[Engine], AbstractContextManager[list[str]]]
) -> None:
    with counting(here.engine) as first:
        read_all(here.engine)
    looked_at = set(re.findall(r'(?:FROM|JOIN) "?(\w+)"?', " ".join(first)))
    assert looked_at - {"office_stamp"} <= set(stamped_tables()), "a change there would go unseen"
    with counting(here.engine) as again:
        read_all(here.engine)
    assert len(again) == 1, "the stamp, once a transaction"


#: Every stamped table, changed beside the session: whatever door it comes by, it is seen.
CHANGES = {
    "unit": "UPDATE unit SET name = 'Unit lain' WHERE id = 1",
    "position": "UPDATE position SET title = 'Jabatan lain' WHERE id = 1",
    "structure_record": "INSERT INTO structure_record (subject, from_on, name, active, reason, recorded_at, "
    "recorded_by) VALUES ('unit:X', '2026-01-01', 'X', false, '', '2026-01-01 00:00:00', 'rule')",
    "officer": "UPDATE officer SET name = 'Orang lain' WHERE id = 1",
    "posting": "UPDATE posting SET until_on = '2026-01-01' WHERE id = 1",
    "personnel_record": "UPDATE personnel_record SET name = 'Orang lain' WHERE id = 1",
    "leave": "INSERT INTO leave (officer_id, first_on, last_on, kind, approved_at, approved_by, reason, late, "
    "waiting) VALUES (1, '2026-11-01', '2026-11-30', 'annual', '2026-01-01 00:00:00', 'rule', '', false, false)",
    "account": "UPDATE account SET active = false WHERE id = 1",
    "role_grant": "DELETE FROM role_grant WHERE id = 1",
    "officer_chat": "INSERT INTO officer_chat (account_id, officer_id, session_id, created_at, expires_at) "
    "VALUES (1, 1, 's', '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
    "route_state": "INSERT INTO route_state (route, opened_at) VALUES ('email', '2026-01-01 00:00:00')",
    "hook": "INSERT INTO hook (url, name, created_at) VALUES ('https://a.example', '', '2026-01-01 00:00:00')",
}


def stamp(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.execute(text("SELECT stamp FROM office_stamp")).scalar_one())


def test_every_change_of_the_office_draws_another_stamp(here: Office) -> None:
    assert CHANGES.keys() == stamped_tables().keys()
    seen = [stamp(here.engine)]
    for change in CHANGES.values():
        with here.engine.begin() as connection:
            connection.execute(text(change))
        seen.append(stamp(here.engine))
    assert len(set(seen)) == len(seen)


def test_a_sign_in_draws_none(here: Office) -> None:
    before = stamp(here.engine)
    with db.writing(here.engine) as session:
        session.execute(update(Account).values(last_signed_in_at=NOW, failed_count=0, last_failed_at=NOW))
    assert stamp(here.engine) == before


def change_and_fail(session: Session, rina: int) -> None:
    """Changes the office, by statements and by rows, looks at each change, and fails at last."""
    assert rina in reach_of(session).officers
    session.execute(update(Account).where(Account.officer_id == rina).values(active=False))
    assert rina not in reach_of(session).officers
    assert not hooks_called(session)
    session.add(Hook(url="https://a.example", name="", created_at=NOW))
    assert hooks_called(session)
    with session.begin_nested() as savepoint:
        session.execute(delete(Hook))
        assert not hooks_called(session)
        savepoint.rollback()
    assert hooks_called(session)
    raise ZeroDivisionError


def test_a_change_is_seen_by_the_transaction_that_made_it_and_is_gone_with_it(here: Office) -> None:
    """By either way of writing; a stamp that was rolled back is nobody else's."""
    rina = here.officers["rina"]
    with pytest.raises(ZeroDivisionError), db.writing(here.engine) as session:
        change_and_fail(session, rina)
    with db.writing(here.engine) as session:
        assert rina in reach_of(session).officers
        assert not hooks_called(session)
        session.execute(delete(RoleGrant).where(RoleGrant.id == 1))
        assert rina in reach_of(session).officers


def test_another_process_routes_to_nobody_who_left(here: Office, database_url: str) -> None:
    """This one has the office in its memory; the other one lets somebody go, then everybody."""
    rina = here.officers["rina"]
    assert holder_of(here) == rina, "nobody else has as little"
    elsewhere(database_url, f"UPDATE account SET active = false WHERE officer_id = {rina}")
    assert holder_of(here) not in (None, rina)
    elsewhere(database_url, "UPDATE account SET active = false")
    with pytest.raises(DomainError, match="nobody_here"):
        here.complain(now=NOW)


def holder_of(office: Office) -> int | None:
    """Who gets the next complaint."""
    number = office.complain(now=NOW).number
    with db.reading(office.engine) as session:
        return session.scalars(select(Ticket.holder_officer_id).where(Ticket.number == number)).one()


def elsewhere(url: str, statement: str) -> None:
    """Runs a statement in a process of its own."""
    code = (
        "import sys; from sqlalchemy import text; from tests.support.databases import make_engine\n"
        "with make_engine(sys.argv[1]).begin() as connection: connection.execute(text(sys.argv[2]))"
    )
    subprocess.run([sys.executable, "-c", code, url, statement], cwd=ROOT, check=True, capture_output=True)
