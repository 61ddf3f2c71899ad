"""Marks and seals anew every address there is, when the office's identity key is changed."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.models import Outbox, SentMessage, Subscription
from complaints_service.notify.monthly.models import MonthlyReader
from complaints_service.vault.marks import address_mark, is_mark
from complaints_service.vault.opening import RULE, OpenedIdentity, open_identity, open_passing
from complaints_service.vault.rotating import Remarked
from complaints_service.vault.sealing import report_key, seal_passing


def mark_anew(session: Session) -> Remarked:
    """Gives every address its mark under the new key; returns which mark took the place of which.

    The keys of reports are wrapped under the new one already. A mark of which no address is left stays a mark
    of nobody.
    """
    changed: dict[tuple[str, str], str] = {}
    opened: dict[str, OpenedIdentity] = {}
    for way in session.scalars(select(Subscription).where(Subscription.sealed.is_not(None))).all():
        if way.number not in opened:
            opened[way.number] = open_identity(session, number=way.number, reader=RULE)
        address = opened[way.number].address(mark=way.address, sealed=way.sealed)
        if address is None:
            continue
        mark = address_mark(session, route=way.route, address=address)
        changed[way.route, way.address] = mark
        way.sealed = report_key(session, number=way.number).seal_address(mark=mark, address=address)
        way.address = mark
    for row in session.scalars(select(Outbox).where(Outbox.sealed.is_not(None))).all():
        assert row.sealed is not None
        address = open_passing(session, mark=row.address, sealed=row.sealed)
        mark = address_mark(session, route=row.route, address=address)
        changed[row.route, row.address] = mark
        row.sealed = seal_passing(session, mark=mark, text=address)
    for reader in session.scalars(select(MonthlyReader)).all():
        address = open_passing(session, mark=reader.address, sealed=reader.sealed)
        mark = address_mark(session, route=EMAIL.code, address=address)
        changed[EMAIL.code, reader.address] = mark
        reader.sealed, reader.address = seal_passing(session, mark=mark, text=address), mark
    session.flush()
    for kind in (Outbox, SentMessage):
        for route, was in session.execute(select(kind.route, kind.address).distinct()).all():
            if is_mark(was) and (route, was) in changed:
                mine = (kind.route == route, kind.address == was)
                session.execute(update(kind).where(*mine).values(address=changed[route, was]))
    return changed
