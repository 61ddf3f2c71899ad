"""Acts of officers on a ticket, for pages and API alike."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import Rights
from complaints_service.answering.drafts import drop_draft, keep_draft
from complaints_service.answering.filling import left_open, named_in
from complaints_service.edge.files.sent_files import attach_to_act, require_proof, require_room
from complaints_service.edge.files.uploads import uploads
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import Actor, invalid
from complaints_service.idempotency import Key
from complaints_service.moment import Moment
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.registry import act_of
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.service import Performed, perform
from complaints_service.tickets.unsent.service import hold, is_due, let_leave, take_back


def officer_act(
    signed_in: SignedIn,
    number: str,
    request: Request,
    *,
    key: Key | None = None,
    shown: bool = True,
    held: bool = False,
) -> Performed:
    """Performs an officer's act with the files that came with it, once per key.

    `shown`: the citizen sees the files, where the act is told to the citizen. `held`: an act that may wait
    waits half a minute, unless files came with it.
    """
    office, now = service(), clock.now()
    require_room(request)
    require_filled(request)
    if held and may_be_held(request):
        return _held(signed_in, number, request, key=key)

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


def may_be_held(request: Request) -> bool:
    """Whether an act of this request waits before it leaves: words alone go to the citizen."""
    return act_of(request).held and not uploads()


def take_letter_back(moment: Moment, *, number: str, letter_id: int, rights: Rights) -> None:
    """Takes one's own letter back; its words stand in the box, a question's as a command."""
    letter = take_back(moment, number=number, letter_id=letter_id, rights=rights)
    text = letter.text if letter.act == "message" else f"/tanya {letter.text}"
    account, ticket = rights.account_id, letter.ticket_id
    keep_draft(moment.session, ticket_id=ticket, account_id=account, text=text, now=moment.now)


def letters_left(number: str) -> bool:
    """Lets the letters of a ticket leave whose time has come, for whoever looks at it; whether any did."""
    now, office = clock.now(), service()
    with reading() as session:
        if not is_due(session, now=now, number=number):
            return False
    actor = Actor.rule()
    writing(
        lambda session: let_leave(
            Moment(session=session, now=now, actor=actor, rulebook=office.rulebook), number=number
        )
    )
    return True


def _held(signed_in: SignedIn, number: str, request: Request, *, key: Key | None) -> Performed:
    office, now, rights = service(), clock.now(), signed_in.rights

    def change(session: Session) -> Performed:
        moment = Moment(session=session, now=now, actor=signed_in.actor, rulebook=office.rulebook)
        done = hold(moment, number=read_number(number) or number, request=request, rights=rights, key=key)
        if act_of(request).code == "message":
            drop_draft(session, ticket_id=done.ticket.id, account_id=rights.account_id)
        return done

    return writing(change)


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
