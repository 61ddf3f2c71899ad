"""Every part of an entry that any test writes is known: to erasing, with whose words a new one would go unasked;
and of the office's record to its readers, who would be told a key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from complaints_service.audit.kinds import KINDS, PARTS
from complaints_service.audit.models import AuditEvent
from complaints_service.tickets.forgetting.scrubbing import BILINGUAL, GOES, STAYS, WITHIN
from complaints_service.tickets.ledger import append as ledger

KNOWN = STAYS | GOES | WITHIN | BILINGUAL


def unknown_parts(data: Mapping[str, Any]) -> set[str]:
    """The names in an entry's data, however deep, of which nothing says whether they stay or go."""
    found = set(data) - KNOWN
    for name, value in data.items():
        inner = value if isinstance(value, list) else [value]
        for each in inner:
            if name not in BILINGUAL and isinstance(each, Mapping):
                found |= unknown_parts(each)
    return found


def wordless_in(kind: str, data: Mapping[str, Any]) -> list[str]:
    """The kind of an entry of the record and its parts, of those that have no words."""
    return sorted({kind} - KINDS | data.keys() - PARTS.keys())


def _require(kind: str, data: Mapping[str, Any]) -> None:
    if missing := unknown_parts(data):
        told = "name them in tickets/forgetting/scrubbing.py: do they stay when a report is erased?"
        raise AssertionError(f"{kind} writes {sorted(missing)}; {told}")


@contextmanager
def naming_every_part() -> Iterator[None]:
    """Within it, an entry of a ledger, or of the record, with an unknown part is an error."""
    prepare = ledger.prepare

    def prepared(*args: Any, **named: Any) -> Any:
        events, messages = prepare(*args, **named)
        for one in events:
            _require(one.kind, one.data)
        return events, messages

    def recorded(_mapper: Any, _connection: Any, row: AuditEvent) -> None:
        if wordless := wordless_in(row.kind, row.data):
            raise AssertionError(f"the record has no words for {wordless}: name them in audit/kinds.py")
        if row.subject.startswith("ticket:"):
            _require(row.kind, row.data)

    event.listen(AuditEvent, "before_insert", recorded)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "prepare", prepared)
        yield
    event.remove(AuditEvent, "before_insert", recorded)
