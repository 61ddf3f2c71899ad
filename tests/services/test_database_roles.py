"""What PostgreSQL itself refuses to the service's role and to the sealer's, once they were granted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.audit.roles import grant_sealer, grant_service
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError
from migrations import upgrade
from tests.support.databases import Databases, let_go, make_engine
from tests.support.sealing import seal_everything

NOW = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
CLI = Actor("rule", "cli")
GRANTS = {"tanggap_service": grant_service, "tanggap_sealer": grant_sealer}
RECORD = ("ticket_event", "audit_event", "written", "seal", "checkpoint")


@pytest.fixture
def owned(databases: Databases) -> Iterator[Engine]:
    """A migrated database with both roles."""
    url = databases.fresh("postgresql")
    engine = make_engine(url)
    with db.writing(engine) as session:
        for role, grant in GRANTS.items():
            session.execute(text(f"CREATE ROLE {role}"))
            grant(session, role=role)
            grant(session, role=role)  # as often as one likes
    yield engine
    with db.writing(engine) as session:
        for role in GRANTS:
            session.execute(text(f"DROP OWNED BY {role}"))
            session.execute(text(f"DROP ROLE {role}"))
    let_go(engine)
    databases.drop(url)


def as_role(session: Session, role: str) -> None:
    session.execute(text(f"SET LOCAL ROLE {role}"))


@pytest.mark.parametrize("role", GRANTS)
@pytest.mark.parametrize("table", RECORD)
def test_neither_can_change_what_was_written(owned: Engine, role: str, table: str) -> None:
    for statement in (
        f"UPDATE {table} SET {'digest' if table in ('written', 'seal') else 'at'} = NULL",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}",
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        f"DROP TRIGGER {table}_no_delete ON {table}",
        f"DROP TABLE {table}",
    ):
        with db.reading(owned) as session:
            as_role(session, role)
            with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
                session.execute(text(statement))


def test_the_service_writes_and_cannot_seal(owned: Engine) -> None:
    with db.writing(owned) as session:
        as_role(session, "tanggap_service")
        record(session, now=NOW, actor=CLI, kind="office.seeded", subject="office")
    with db.reading(owned) as session:
        as_role(session, "tanggap_service")
        with pytest.raises(ProgrammingError, match="permission denied for table seal"):
            seal_everything(session, now=NOW)


def test_the_sealer_seals_and_writes_nothing_else(owned: Engine) -> None:
    with db.writing(owned) as session:
        record(session, now=NOW, actor=CLI, kind="office.seeded", subject="office")
    with db.writing(owned) as session:
        as_role(session, "tanggap_sealer")
        assert seal_everything(session, now=NOW) == 1
    with db.reading(owned) as session:
        as_role(session, "tanggap_sealer")
        with pytest.raises(ProgrammingError, match="permission denied for table audit_event"):
            record(session, now=NOW, actor=CLI, kind="office.seeded", subject="office")


def test_the_service_starts_without_being_the_owner(owned: Engine) -> None:
    """A database at the head is migrated by nobody: no right to create is needed."""
    with db.writing(owned) as session:
        session.execute(text("ALTER ROLE tanggap_service LOGIN"))
    url = owned.url.set(username="tanggap_service")
    engine = make_engine(url.render_as_string(hide_password=False))
    upgrade(engine)
    engine.dispose()


@pytest.mark.parametrize("grant", GRANTS.values())
def test_what_cannot_be_granted_is_refused(
    databases: Databases, owned: Engine, grant: Callable[..., None]
) -> None:
    with db.reading(owned) as session, pytest.raises(DomainError, match="bad_role"):
        grant(session, role='x"; DROP TABLE seal; --')
    sqlite = make_engine(databases.fresh("sqlite"))
    with db.reading(sqlite) as session, pytest.raises(DomainError, match="no_roles"):
        grant(session, role="tanggap_service")
    let_go(sqlite)
