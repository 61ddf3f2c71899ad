"""Acts of officers on a ticket, for pages and API alike."""

from __future__ import annotations

from complaints_service import clock
from complaints_service.edge.files.sent_files import attach_to_act, require_room
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import writing
from complaints_service.idempotency import Key
from complaints_service.moment import Moment
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.service import Performed, perform


def officer_act(
    signed_in: SignedIn, number: str, request: Request, *, key: Key | None = None, shown: bool = True
) -> Performed:
    """Performs an officer's act with the files that came with it, once per key.

    `shown`: the citizen sees the files, where the act is told to the citizen.
    """
    office, now = service(), clock.now()
    require_room(request)

    return writing(
        lambda session: attach_to_act(
            moment := Moment(session=session, now=now, actor=signed_in.actor, rulebook=office.rulebook),
            perform(
                moment,
                number=read_number(number) or number,
                request=request,
                rights=signed_in.rights,
                tracking_key=office.settings.tracking_key,
                key=key,
            ),
            request,
            shown=shown,
        )
    )
