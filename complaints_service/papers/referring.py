"""Sends the letter of a referral to an office that is reached by mail: once, with what the paper says."""

from __future__ import annotations

from collections.abc import Mapping

from complaints_service.accounts.access import Rights
from complaints_service.accounts.queries import account_of_officer
from complaints_service.errors import DomainError, NotFound
from complaints_service.moment import Moment
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.service import Cause, Recipient, notice_key, open_routes, queue_notice
from complaints_service.papers.models import TicketPaper
from complaints_service.papers.service import issue_paper
from complaints_service.passing.letters import KIND, note_queued, note_unsent
from complaints_service.passing.models import PassedOn
from complaints_service.passing.service import referred_by, take_up
from complaints_service.people.rights import rights_of
from complaints_service.tickets.ledger.models import Ticket


def send_referrals(moment: Moment, *, mailboxes: Mapping[str, str]) -> None:
    """Queues the letter of whatever was referred to these offices since; `mailboxes`: agency -> address.

    Where none can leave, whoever referred the report hears that it is theirs to hand over.
    """
    session = moment.session
    for row in take_up(session, agencies=mailboxes, now=moment.now):
        if EMAIL.code not in open_routes(session):
            note_unsent(session, row, "no_route", now=moment.now)
        elif (paper := _paper(moment, row)) is None:
            note_unsent(session, row, "no_paper", now=moment.now)
        else:
            _queue(moment, row, paper, mailboxes[row.agency])


def _paper(moment: Moment, row: PassedOn) -> TicketPaper | None:
    """The letter, made for whoever referred the report, or the one they made already."""
    rights = _rights(moment, row)
    number = moment.session.get_one(Ticket, row.ticket_id).number
    if rights is None:
        return None
    try:
        return issue_paper(moment, number=number, kind="referral", rights=rights)
    except (DomainError, NotFound):
        return None


def _rights(moment: Moment, row: PassedOn) -> Rights | None:
    officer = referred_by(moment.session, row)
    account = None if officer is None else account_of_officer(moment.session, officer_id=officer)
    today = moment.rulebook.local_date(moment.now)
    return None if account is None else rights_of(moment.session, account_id=account.id, on=today)


def _queue(moment: Moment, row: PassedOn, paper: TicketPaper, address: str) -> None:
    number = moment.session.get_one(Ticket, row.ticket_id).number
    cause, to = Cause(number=number, seq=row.seq, kind=KIND), Recipient(EMAIL.code, address, "id")
    queue_notice(
        moment.session,
        cause=cause,
        recipients=[to],
        params={"paper": paper.id, "letter": paper.number},
        actor=moment.actor,
        now=moment.now,
    )
    note_queued(row, letter=notice_key(cause, to))
