"""Whether what was issued with a number still says what the record says it was issued with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent
from complaints_service.measurement.checks.findings import Finding


@dataclass(frozen=True, kw_only=True)
class IssuedRow:
    """Something kept for good: its id, how it is quoted, what it says as JSON, the digest stored with it."""

    id: int
    number: str
    content: str
    digest: str


def verify_issued(
    session: Session,
    rows: Iterable[IssuedRow],
    *,
    code: str,
    kind: str,
    digest: Callable[[Mapping[str, Any]], str],
) -> Iterator[Finding]:
    """Each row that is not what it was: its words against its digest, that against the entries of `kind`."""
    entries = select(AuditEvent.subject, AuditEvent.data).where(AuditEvent.kind == kind)
    told = {subject: data.get("digest") for subject, data in session.execute(entries)}
    for row in rows:
        recorded = told.pop(f"{code}:{row.id}", None)
        if _digest(row.content, digest) != row.digest:
            yield Finding(code, row.number, "its content is not that of its digest")
        if recorded != row.digest:
            yield Finding(code, row.number, f"the record says its digest was {recorded}")
    for subject in sorted(told):
        yield Finding(code, subject, "was issued by the record, and is gone")


def _digest(content: str, digest: Callable[[Mapping[str, Any]], str]) -> str | None:
    try:
        return digest(json.loads(content))
    except ValueError:
        return None
