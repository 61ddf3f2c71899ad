"""The officer's side of a step: a code that links the chat, a reply or a button that does something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.accounts.sign_in import account_actor
from complaints_service.api.chats.unsent import counted, held, taken_back, undo_button
from complaints_service.edge.acting import require_filled
from complaints_service.edge.files.sent_files import NO_PROOF, NONE_TAKEN, spoken_by, wants_proof
from complaints_service.errors import DomainError, NotFound, invalid, words
from complaints_service.intake.attachments import Sending, Wanted, want_file
from complaints_service.moment import Moment
from complaints_service.notify import chat as chats
from complaints_service.notify.chat import Saying
from complaints_service.notify.officers.chat import link_of_chat, offer_link
from complaints_service.notify.route import Route
from complaints_service.people.rights import rights_of
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.ending.resolve import Resolve
from complaints_service.tickets.acts.holding.handover import HandOver
from complaints_service.tickets.acts.holding.take import Take
from complaints_service.tickets.acts.registry import act_of
from complaints_service.tickets.acts.saying.message import SendMessage
from complaints_service.tickets.acts.saying.question import Ask
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.queries import ticket_in_view
from complaints_service.tickets.service import Performed, perform
from config.rulebook import Rulebook

#: So long the photos of an album may come after its words.
ALBUM_FOR = timedelta(minutes=10)


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
        told = _answer(session, route, chat, asked["language"], answer, now, rulebook, tracking_key)
        said += [told] if told.shown["text"] else []
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
    number = read_number(asked["number"]) if "number" in asked else None
    if number is None and "reply_to" in asked:
        receipt = str(asked["reply_to"])
        number = chats.number_spoken_of(session, route=route.code, chat=chat, receipt=receipt, desk=True)
    link = link_of_chat(session, route=route.code, chat=chat)
    rights = rights_of(session, account_id=link.account_id, on=rulebook.local_date(now)) if link else None
    if link is None or rights is None:
        raise DomainError(
            "chat_not_linked",
            words("Obrolan ini tidak terhubung dengan akun petugas, jadi tidak ada tiket yang dijawab."),
        )
    actor = account_actor(link.account_id, link.officer_id, route.code)
    moment = Moment(session=session, now=now, actor=actor, rulebook=rulebook)
    if asked["act"] == "attach":
        _attach_more(moment, number or "", rights, route, asked["files"])
        return Saying({"text": ""}, language)
    if asked["act"] == "undo":
        return taken_back(moment, asked, number=number or "", rights=rights, language=language)
    request = _request(asked)
    require_filled(request)
    try:
        if number is None:
            raise NotFound
        if asked["held"] and act_of(request).held and not asked["files"]:
            text, letter = held(moment, request, asked, number=number, rights=rights, language=language)
            button = undo_button(
                number, letter, words=asked["undo"], route=route, chat=chat, key=tracking_key
            )
            return Saying({"text": text, "buttons": [[button]]}, language)
        done = perform(moment, number=number, request=request, rights=rights, tracking_key=tracking_key)
    except DomainError as error:
        if error.code not in (NotFound().code, "act_not_allowed"):
            raise
        raise DomainError(
            "not_yours",
            words("Tiket ini bukan lagi milik Anda atau sudah selesai, jadi balasan Anda tidak terkirim."),
        ) from error
    _want_files(moment, done, request, route, asked["files"])
    clocks = counted(moment, done, language) if asked["act"] == "message" else ""
    said = asked["counted"] if clocks else asked["nothing"]
    text = (said if asked["act"] == "message" else asked["done"]).replace("{number}", done.ticket.number)
    return Saying({"text": text.replace("{counted}", clocks)}, language)


def _request(asked: Mapping[str, Any]) -> Request:
    """The act's own request; what it lacks the act refuses."""
    match asked["act"]:
        case "take":
            return Take()
        case "question":
            return Ask(text=asked.get("text", ""))
        case "resolve":
            return Resolve(text=asked.get("text", ""))
        case "handover":
            return HandOver(to=asked.get("to", ""), reason=asked.get("text", ""))
        case _:
            return SendMessage(text=asked.get("text", ""))


def _want_files(
    moment: Moment, done: Performed, request: Request, route: Route, files: Sequence[Mapping[str, Any]]
) -> None:
    """Notes the files that came with an act; they are fetched later, and what was said stands without them.

    A photo that is still with the route is the proof of the work: if it never comes, its sender hears of it.
    """
    act = act_of(request)
    if files and not act.files:
        raise DomainError("files_not_taken", NONE_TAKEN)
    if wants_proof(moment, done, request) and not any(file["kind"] == "photo" for file in files):
        raise invalid("files", NO_PROOF)
    sending = Sending(
        ticket_id=done.ticket.id,
        seq=spoken_by(done),
        author=moment.actor.ref,
        at=moment.now,
        shown_to_citizen=act.files == "citizen",
        role="after" if act.to == "resolved" else "",
    )
    _note(moment, done.ticket.number, sending, route, files)


def _attach_more(
    moment: Moment, number: str, rights: Rights, route: Route, files: Sequence[Mapping[str, Any]]
) -> None:
    """More photos of what this person said last on the ticket, if that was just now. Raises NotFound."""
    seen = ticket_in_view(moment.session, number=number, rights=rights)
    said = [
        each for each in seen.events if each.data.get("message") == each.seq and each.by == moment.actor.ref
    ]
    if not said or moment.now - said[-1].recorded_at > ALBUM_FOR:
        raise NotFound
    resolved = any(each.kind == "ticket.resolved" and each.seq > said[-1].seq for each in seen.events)
    sending = Sending(
        ticket_id=seen.ticket.id,
        seq=said[-1].seq,
        author=moment.actor.ref,
        at=moment.now,
        role="after" if resolved else "",
    )
    _note(moment, number, sending, route, files)


def _note(
    moment: Moment, number: str, sending: Sending, route: Route, files: Sequence[Mapping[str, Any]]
) -> None:
    for file in files:
        wanted = Wanted(
            route=route.code,
            source=file["file"],
            kind=file["kind"],
            size=file.get("size"),
            mime=file.get("mime"),
        )
        want_file(moment.session, number=number, wanted=wanted, now=moment.now, sending=sending)
