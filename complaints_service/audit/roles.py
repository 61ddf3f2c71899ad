"""What the roles of a PostgreSQL database may do: the owner migrates, the service adds, the sealer seals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.orm import Session

from complaints_service.db import Base
from complaints_service.errors import DomainError, words

#: Rows of these are only ever added, and the service itself adds them.
ADDED = (
    "ticket_event",
    "erased_entry",
    "erased_act",
    "audit_event",
    "written",
    "report_issue",
    "ticket_paper",
    "meeting_minutes",
)
#: These the sealer alone adds to.
SEALED = ("seal", "checkpoint")
_ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def grant_service(session: Session, *, role: str) -> None:
    """Lets a role run the service: rows of the record it may add and read, seals and checkpoints only read.

    Raises DomainError where the database knows no roles, or where this is no name of one.
    """
    _run(session, role, _service_rights(role))


def grant_sealer(session: Session, *, role: str) -> None:
    """Lets a role seal: it reads all and adds seals, checkpoints and its own runs. Raises DomainError."""
    _run(session, role, _sealer_rights(role))


def _run(session: Session, role: str, statements: Iterator[str]) -> None:
    if session.get_bind().dialect.name != "postgresql":
        raise DomainError("no_roles", words("Hanya PostgreSQL mengenal peran basis data."))
    if _ROLE.fullmatch(role) is None:
        raise DomainError("bad_role", words("Nama peran: huruf kecil, angka, dan garis bawah."))
    for statement in statements:
        session.execute(text(statement))


def _service_rights(role: str) -> Iterator[str]:
    for table in sorted(Base.metadata.tables):
        yield f'REVOKE ALL ON TABLE "{table}" FROM {role}'
        rights = "SELECT, INSERT, UPDATE, DELETE"
        if table in ADDED:
            rights = "SELECT, INSERT"
        elif table in SEALED:
            rights = "SELECT"
        yield f'GRANT {rights} ON TABLE "{table}" TO {role}'
    # What somebody said is erased where they ask for that; a trigger lets nothing else of an entry change.
    for table in ("ticket_event", "audit_event"):
        yield f"GRANT UPDATE (data) ON TABLE {table} TO {role}"
    yield from _around(role)


def _sealer_rights(role: str) -> Iterator[str]:
    for table in sorted(Base.metadata.tables):
        yield f'REVOKE ALL ON TABLE "{table}" FROM {role}'
        rights = "SELECT, INSERT" if table in (*SEALED, "job_run") else "SELECT"
        if table == "heartbeat":
            rights = "SELECT, INSERT, UPDATE"
        yield f'GRANT {rights} ON TABLE "{table}" TO {role}'
    yield from _around(role)


def _around(role: str) -> Iterator[str]:
    """What every role of the service needs besides: to see the schema, count, and know the revision."""
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"REVOKE CREATE ON SCHEMA public FROM {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    yield f"GRANT SELECT ON TABLE alembic_version TO {role}"
