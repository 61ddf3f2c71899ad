"""The officer's side of a step: a code that links the chat, and a reply that answers a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.accounts.sign_in import account_actor
from complaints_service.errors import DomainError, NotFound, words
from complaints_service.moment import Moment
from complaints_service.notify import chat as chats
from complaints_service.notify.chat import Saying
from complaints_service.notify.officers.chat import link_of_chat, offer_link
from complaints_service.notify.route import Route
from complaints_service.people.rights import rights_of
from complaints_service.tickets.acts.saying.message import SendMessage
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.service import Performed, perform
from config.rulebook import Rulebook

_JUDGED = ("met", "breached")


def officer_sayings(
    session: Session,
    route: Route,
    chat: str,
    *,
    asked: Mapping[str, Any],
    now: datetime,
    rulebook: Rulebook,
    tracking_key: bytes,
) -> list[Saying]:
    """Does what the step asks of an officer's chat, and says what came of it.

    Raises DomainError `chat_not_linked` and `not_yours`, and what the act raises.
    """
    said: list[Saying] = []
    if link := asked.get("link"):
        outcome = offer_link(
            session, route=route.code, chat=chat, name=link["name"], code=link["code"], now=now
        )
        said.append(Saying({"text": link[outcome]}, asked["language"]))
    if answer := asked.get("answer"):
        said.append(_answer(session, route, chat, asked["language"], answer, now, rulebook, tracking_key))
    return said


def _answer(
    session: Session,
    route: Route,
    chat: str,
    language: str,
    asked: Mapping[str, Any],
    now: datetime,
    rulebook: Rulebook,
    tracking_key: bytes,
) -> Saying:
    receipt = str(asked["reply_to"])
    number = chats.number_spoken_of(session, route=route.code, chat=chat, receipt=receipt, desk=True)
    link = link_of_chat(session, route=route.code, chat=chat)
    rights = rights_of(session, account_id=link.account_id, on=rulebook.local_date(now)) if link else None
    if link is None or rights is None:
        raise DomainError(
            "chat_not_linked",
            words("Obrolan ini tidak terhubung dengan akun petugas, jadi tidak ada tiket yang dijawab."),
        )
    try:
        if number is None:
            raise NotFound
        done = perform(
            Moment(
                session=session,
                now=now,
                actor=account_actor(link.account_id, link.officer_id, route.code),
                rulebook=rulebook,
            ),
            number=number,
            request=SendMessage(text=asked["text"]),
            rights=rights,
            tracking_key=tracking_key,
        )
    except DomainError as error:
        if error.code not in (NotFound().code, "act_not_allowed"):
            raise
        raise DomainError(
            "not_yours",
            words("Tiket ini bukan lagi milik Anda atau sudah selesai, jadi balasan Anda tidak terkirim."),
        ) from error
    counted = _counted(session, done, language, now, rulebook)
    text = (asked["counted"] if counted else asked["nothing"]).replace("{number}", done.ticket.number)
    return Saying({"text": text.replace("{counted}", counted)}, language)


def _counted(session: Session, done: Performed, language: str, now: datetime, rulebook: Rulebook) -> str:
    """The clocks that the answer stopped, each with whether in time."""
    history = ledger.events_of(session, [done.ticket.id])[done.ticket.id]
    found = deadlines.judge(history, rulebook=rulebook, policy_version=done.ticket.policy_version, as_of=now)
    said = rulebook.vocabulary
    at = {event.at for event in done.events if event.kind == "message.sent"}
    return ", ".join(
        "{} ({})".format(
            said.name("clock", verdict.clock, language), said.word("clock_status", verdict.status, language)
        )
        for verdict in deadlines.verdicts(found)
        if verdict.stopped_at in at and verdict.status in _JUDGED
    )
