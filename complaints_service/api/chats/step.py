"""One step of a chat: updates, draft, complaint, words, acts and replies, all of it or nothing, and once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.api.chats import survey
from complaints_service.api.chats.following import follow_in_chat
from complaints_service.api.chats.officer import officer_sayings
from complaints_service.api.chats.schemas import WireDraft
from complaints_service.api.chats.telling import report_draft
from complaints_service.api.chats.words import instant_words
from complaints_service.chats import drafts
from complaints_service.edge.resources import Service
from complaints_service.errors import Actor, DomainError, NotFound, invalid, words
from complaints_service.intake.attachments import Wanted, want_file
from complaints_service.intake.service import Submission, submit
from complaints_service.moment import Moment
from complaints_service.notify import chat as chats
from complaints_service.notify.buttons import button_data
from complaints_service.notify.chat import Saying, say
from complaints_service.notify.route import Route
from complaints_service.notify.routes import revive
from complaints_service.notify.service import Recipient, subscribe
from complaints_service.survey.service import add_comment, rate
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.ending.disputing import disputing
from complaints_service.tickets.acts.registry import request_for
from complaints_service.tickets.acts.saying.write import Write
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.service import perform


@dataclass(frozen=True, kw_only=True)
class ChatStepTaken:
    """A loaded step of one chat, and the instant it is taken."""

    route: Route
    chat: str
    asked: Mapping[str, Any]
    now: datetime
    service: Service

    @property
    def update_ids(self) -> list[int]:
        return [self.asked["update_id"], *self.asked["also"]]

    @property
    def bot(self) -> str:
        """The bot that hands it over, told apart from one of the same name on another route."""
        return self.route.own(self.asked["bot"])

    @property
    def citizen(self) -> Actor:
        """Whoever writes in the chat."""
        return Actor.citizen(self.route.code)

    @property
    def draft(self) -> WireDraft | None:
        """The chat as the step leaves it; None where nothing of it is kept."""
        return None if self.forget else self.asked["draft"]

    @property
    def page_token(self) -> str | None:
        """What opens the report on the page; None where no report is open."""
        if self.draft is None or self.draft.report is None:
            return None
        key, chat = self.service.settings.tracking_key, self.route.own(self.chat)
        return drafts.page_token(key, chat, self.draft.report.id)

    @property
    def forget(self) -> bool:
        """Whether nothing may be kept that points from the complaint to the chat."""
        return bool(self.asked.get("submit", {}).get("privacy") == "anonymous")


def take_step(session: Session, step: ChatStepTaken) -> dict[str, Any]:
    """Commits a step's whole effect. Raises StaleDraft, DomainError `steps_taken`, what its acts raise."""
    asked = step.asked
    taken = drafts.steps_taken(session, bot=step.bot, update_ids=step.update_ids)
    if len(taken) == len(set(step.update_ids)):
        told = drafts.told_in(session, route=step.route, chat=step.chat)
        return {"repeated": True, "version": told.version}
    if taken:
        raise DomainError(
            "steps_taken", words("Sebagian dari langkah ini sudah dicatat. Kirim sisanya saja."), taken=taken
        )
    drafts.note_steps(session, bot=step.bot, update_ids=sorted(set(step.update_ids)), now=step.now)
    revive(session, route=step.route.code, address=step.chat)
    submission = None
    if "submit" in asked:
        submission = submit(
            Moment(session=session, now=step.now, actor=step.citizen, rulebook=step.service.rulebook),
            draft=report_draft(asked["submit"], route=step.route, language=asked["language"]),
            tracking_key=step.service.settings.tracking_key,
        )
        _listen(session, step, submission)
    for said in asked["messages"]:
        _write(session, step, said)
    for act in asked["acts"]:
        _act(session, step, act)
    for file in asked["files"]:
        _want(session, step, file, submission)
    version = _keep(session, step, submission)
    _say(session, step, submission)
    answer: dict[str, Any] = {"repeated": False, "version": version}
    return {**answer, "number": submission.number} if submission else answer


def _listen(session: Session, step: ChatStepTaken, submission: Submission) -> None:
    """The chat hears of the complaint from now on, unless nothing may lead from one to the other."""
    if not step.forget:
        recipient = Recipient(step.route.code, step.chat, step.asked["language"])
        subscribe(session, number=submission.number, recipient=recipient, now=step.now)


def _keep(session: Session, step: ChatStepTaken, submission: Submission | None) -> int:
    """Keeps the chat as the step leaves it, or nothing of it; its version."""
    left = step.draft
    version = drafts.keep_draft(
        session,
        route=step.route,
        chat=step.chat,
        seen=step.asked["version"],
        report=left.report if left else None,
        state=left.state if left else None,
        page=step.page_token,
        handed_in=submission.number if submission else None,
        now=step.now,
    )
    if step.forget:
        chats.forget_sayings(session, route=step.route.code, chat=step.chat)
    return version


def _say(session: Session, step: ChatStepTaken, submission: Submission | None) -> None:
    """Queues the replies, those to an officer and to whoever follows a report first."""
    asked, service = step.asked, step.service
    sayings = officer_sayings(
        session,
        step.route,
        step.chat,
        asked=asked,
        now=step.now,
        rulebook=service.rulebook,
        tracking_key=service.settings.tracking_key,
    )
    followed = follow_in_chat(
        session,
        step.route,
        step.chat,
        asked=asked,
        now=step.now,
        tracking_key=service.settings.tracking_key,
    )
    say(
        session,
        route=step.route.code,
        chat=step.chat,
        cause=f"{asked['bot']}|{asked['update_id']}",
        sayings=[
            *sayings,
            *followed,
            *(_saying(session, step, reply, submission) for reply in asked["replies"]),
        ],
        now=step.now,
    )


def _write(session: Session, step: ChatStepTaken, said: Mapping[str, Any]) -> None:
    _perform(session, step, _own(session, step, said["number"]), Write(text=said["text"]))


def _act(session: Session, step: ChatStepTaken, asked: Mapping[str, Any]) -> None:
    number = _own(session, step, asked["number"])
    match asked["act"]:
        case "rate":
            rate(session, number=number, score=asked.get("rating", 0), now=step.now)
        case "survey":
            survey.answered(session, number, asked.get("text", ""), now=step.now, service=step.service)
        case "comment":
            add_comment(session, number=number, comment=asked.get("text", ""))
        case "dispute":
            ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
            _perform(session, step, number, disputing(ticket, asked.get("text") or ""))
        case act:
            text = {"text": asked["text"]} if asked.get("text") else {}
            _perform(session, step, number, request_for(act, **text))


def _want(
    session: Session, step: ChatStepTaken, file: Mapping[str, Any], submission: Submission | None
) -> None:
    """A file of the complaint that is handed in, or of one that the file names; fetched later by a job."""
    if (named := file.get("number")) is not None:
        number = _own(session, step, named)
    elif submission is not None:
        number = submission.number
    else:
        raise invalid("files", words("Berkas ini tidak menyebut laporannya."))
    wanted = Wanted(
        route=step.route.code,
        source=file["file"],
        kind=file["kind"],
        size=file.get("size"),
        mime=file.get("mime"),
    )
    want_file(session, number=number, wanted=wanted, now=step.now)


def _perform(session: Session, step: ChatStepTaken, number: str, request: Request) -> None:
    perform(
        Moment(session=session, now=step.now, actor=step.citizen, rulebook=step.service.rulebook),
        number=number,
        request=request,
        rights=None,
    )


def _own(session: Session, step: ChatStepTaken, typed: str) -> str:
    """The number, if it is this chat's own. Raises NotFound for all others alike."""
    number = read_number(typed)
    if number is None or not chats.hears_of(session, route=step.route.code, chat=step.chat, number=number):
        raise NotFound
    return number


def _saying(
    session: Session, step: ChatStepTaken, reply: Mapping[str, Any], submission: Submission | None
) -> Saying:
    text, number = reply["text"], None
    filled = bool(reply["fill"] and submission)
    if submission and filled:
        number = submission.number
        if reply.get("joined") and _went_into_another(session, number):
            text = reply["joined"]
        for name, value in _values(step, submission).items():
            text = text.replace("{" + name + "}", value)
    elif reply.get("number"):
        number = _own(session, step, reply["number"])
    shown: dict[str, Any] = {"text": text}
    if filled:
        shown["fill"] = True
    if reply["buttons"]:
        shown["buttons"] = [[_button(step, button) for button in row] for row in reply["buttons"]]
    if reply["keys"] or reply.get("place_key"):
        shown["keys"], shown["place_key"] = reply["keys"], reply.get("place_key")
    if reply.get("spot"):
        shown["spot"] = reply["spot"]
    if reply["clear_keys"]:
        shown["clear_keys"] = True
    return Saying(shown, step.asked["language"], number, forget=step.forget)


def _went_into_another(session: Session, number: str) -> bool:
    return session.scalar(select(Ticket.state).where(Ticket.number == number)) == "merged"


def _button(step: ChatStepTaken, button: Mapping[str, Any]) -> dict[str, Any]:
    settings = step.service.settings
    label = button["label"]
    if button.get("page") == "tracking":
        return {"label": label, "link": True}
    if button.get("page") == "draft":
        token = step.page_token
        return {"label": label, "url": f"{settings.base_url}/lapor" + (f"/draf/{token}" if token else "")}
    return {
        "label": label,
        "data": button_data(
            settings.tracking_key,
            chat=step.route.own(step.chat),
            act=button.get("act", ""),
            most=step.route.side.button_bytes,
        ),
    }


def _values(step: ChatStepTaken, submission: Submission) -> dict[str, str]:
    tongue, due = step.asked["language"], submission.answer["due"]
    zone = step.service.rulebook.office.zone
    return {
        "number": submission.number,
        "holder": submission.answer["holder"],
        "first_due": instant_words(due.get("first_response"), zone=zone, language=tongue),
        "done_due": instant_words(due.get("resolution"), zone=zone, language=tongue),
    }
