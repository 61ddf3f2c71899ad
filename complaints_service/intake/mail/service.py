"""Takes a letter in, once: a reply becomes its citizen's words, any other person hears politely why not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from complaints_service.errors import Actor, DomainError, Words
from complaints_service.intake.attachments import Kept, Sending, attach_from_citizen
from complaints_service.intake.mail.models import ReadLetter
from complaints_service.intake.mail.reading import IncomingMail
from complaints_service.moment import Moment
from complaints_service.notify.chat import Saying, say
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.routes import is_open
from complaints_service.tickets.acts.registry import request_for
from complaints_service.tickets.links import ReplyTo, reply_to
from complaints_service.tickets.service import perform
from complaints_service.translation import sentence
from complaints_service.vault.marks import address_mark

#: So long a letter that a mailbox gives again is known; afterwards its way has new words or has ended.
LETTERS_KNOWN = timedelta(days=400)
#: A stranger is answered once in this time, so many of them a day: answers can be pointed at others.
ONCE_IN, MOST_A_DAY = timedelta(days=90), 50
_ANSWERED = ("unknown", "empty", "refused")


@dataclass(frozen=True, kw_only=True)
class MailOffice:
    """What taking letters in needs to know of this office: its key of links, and where its pages are."""

    tracking_key: bytes
    page: str


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What became of the files of a letter: those that were kept, and a sentence for each that was not."""

    kept: tuple[Kept, ...] = ()
    refused: tuple[Words, ...] = ()


def is_read(session: Session, *, digest: str) -> bool:
    """Whether this letter came before."""
    return session.get(ReadLetter, digest) is not None


def forget_letters(session: Session, *, before: datetime) -> None:
    """Forgets letters that nobody sends again."""
    session.execute(delete(ReadLetter).where(ReadLetter.at < before))


def take_in(
    moment: Moment, *, mail: IncomingMail, brought: Brought, office: MailOffice, old: bool = False
) -> str:
    """What became of a letter, as `ReadLetter.outcome`; `known` for one that came before, which does nothing.

    `old`: strangers hear nothing. Its row and what it did are one transaction: a letter that is read again
    after a crash finds both or none.
    """
    session = moment.session
    if is_read(session, digest=mail.digest):
        return "known"
    sender = address_mark(session, route=EMAIL.code, address=mail.sender) if mail.sender else None
    number, outcome = None, mail.kind
    if mail.kind == "person":
        whose = None if mail.token is None else reply_to(session, token=mail.token, key=office.tracking_key)
        number = None if whose is None else whose.ticket.number
        outcome = (
            _unknown(moment, mail, None if old else sender, office.page)
            if whose is None
            else _answer(moment, mail, whose, brought)
        )
    row = {"digest": mail.digest, "outcome": outcome, "sender": sender, "number": number, "at": moment.now}
    session.execute(insert(ReadLetter).values(row))
    return outcome


def _answer(moment: Moment, mail: IncomingMail, whose: ReplyTo, brought: Brought) -> str:
    """The reply as the citizen's words; the same as an answer on the page of the link in that letter."""
    language, told = whose.language, [_said(each, whose.language) for each in brought.refused]
    text = mail.text
    if not text and brought.kept:
        text = moment.rulebook.text("mail.only_files", language, None)
    if not text:
        told.insert(0, moment.rulebook.text("mail.in_empty", language, None))
        _say(moment, mail, whose, told)
        return "empty"
    citizen = Moment(
        session=moment.session, now=moment.now, rulebook=moment.rulebook, actor=Actor.citizen(EMAIL.code)
    )
    try:
        with moment.session.begin_nested():
            request = request_for("write", text=text)
            done = perform(
                citizen,
                number=whose.ticket.number,
                request=request,
                rights=None,
                tracking_key=None,
                citizen="reader",
            )
    except DomainError as error:
        told.insert(0, _said(error.detail, language))
        _say(moment, mail, whose, told)
        return "refused"
    spoken = [each for each in done.events if each.data.get("message") == each.seq]
    entry = (spoken or done.events)[0]
    sending = Sending(
        ticket_id=done.ticket.id,
        seq=entry.seq,
        author=citizen.actor.ref,
        at=moment.now,
        shown_to_citizen=True,
    )
    attach_from_citizen(moment.session, done.ticket, sending, [(each, "") for each in brought.kept])
    if told:
        _say(moment, mail, whose, told)
    return "taken"


def _say(moment: Moment, mail: IncomingMail, whose: ReplyTo, told: Sequence[str]) -> None:
    """Tells what could not be taken, to the way the answered letter went: never to whoever wrote."""
    subject = moment.rulebook.text("mail.in_subject", whose.language, None, number=whose.ticket.number)
    text = moment.rulebook.text("mail.in_refused", whose.language, None, why="\n".join(told))
    _send(moment, mail, to=whose.address, text=text, subject=subject, language=whose.language)


def _unknown(moment: Moment, mail: IncomingMail, sender: str | None, page: str) -> str:
    """Whoever writes to us without a letter of ours to answer hears once what this address is for."""
    if sender is None or _answered_lately(moment, sender):
        return "silent"
    rulebook, both = moment.rulebook, ("id", "en")
    text = "\n\n".join(rulebook.text("mail.in_unknown", language, None, page=page) for language in both)
    _send(
        moment, mail, to=mail.sender, text=text, subject=rulebook.text("mail.in_unknown_subject", "id", None),
        language="id",
    )  # fmt: skip
    return "unknown"


def _answered_lately(moment: Moment, sender: str) -> bool:
    before = (ReadLetter.sender == sender, ReadLetter.at > moment.now - ONCE_IN)
    once = select(ReadLetter.digest).where(*before, ReadLetter.outcome.in_(_ANSWERED)).limit(1)
    if moment.session.scalar(once) is not None:
        return True
    today = (ReadLetter.outcome == "unknown", ReadLetter.at > moment.now - timedelta(days=1))
    return (
        moment.session.scalar(select(func.count()).select_from(ReadLetter).where(*today)) or 0
    ) >= MOST_A_DAY


def _send(moment: Moment, mail: IncomingMail, *, to: str, text: str, subject: str, language: str) -> None:
    if not to or not is_open(moment.session, route=EMAIL.code):
        return
    saying = Saying({"text": text, "subject": subject}, language)
    cause = f"mail|{mail.digest}"
    say(moment.session, route=EMAIL.code, chat=to, cause=cause, sayings=[saying], now=moment.now)


def _said(detail: Words | str, language: str) -> str:
    if isinstance(detail, str):
        return sentence(detail, language)
    return re.sub(r"\s+", " ", sentence(detail.template, language, **detail.values))
