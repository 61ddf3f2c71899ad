"""Acts of officers on a ticket, for pages and API alike."""

from __future__ import annotations

from complaints_service import clock
from complaints_service.answering.drafts import drop_draft, keep_draft
from complaints_service.answering.filling import left_open, named_in
from complaints_service.edge.files.sent_files import attach_to_act, require_proof, require_room
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import writing
from complaints_service.errors import invalid
from complaints_service.idempotency import Key
from complaints_service.moment import Moment
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.registry import act_of
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
    require_filled(request)

    return writing(
        lambda session: _with_files(
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
            account_id=signed_in.rights.account_id,
            shown=shown,
        )
    )


def _with_files(
    moment: Moment, done: Performed, request: Request, *, account_id: int, shown: bool
) -> Performed:
    """The act with its files; of an answer that was sent nothing is half written any more."""
    require_proof(moment, done, request, shown=shown)
    if act_of(request).code == "message":
        drop_draft(moment.session, ticket_id=done.ticket.id, account_id=account_id)
    return attach_to_act(moment, done, request, shown=shown)


def require_filled(request: Request) -> None:
    """Raises Invalid for a letter in which a field of its template was left open: no citizen reads braces."""
    if not act_of(request).notice:
        return
    for name in ("text", "others_text"):
        if still_open := named_in(getattr(request, name, None) or ""):
            raise invalid(name, left_open(still_open))


def keep_typed(signed_in: SignedIn, ticket_id: int, text: str) -> None:
    """Keeps the words of a letter that was refused, as what is half written."""
    now, account = clock.now(), signed_in.rights.account_id
    writing(lambda session: keep_draft(session, ticket_id=ticket_id, account_id=account, text=text, now=now))
