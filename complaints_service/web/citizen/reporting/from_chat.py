"""A report begun in a chat and sent from the page: one report with one draft, whose files come along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.chats.drafts import FinishedReport, draft_for_page, finish_on_page
from complaints_service.chats.report import DraftReport
from complaints_service.edge.transaction import reading
from complaints_service.errors import DomainError, marked, words
from complaints_service.intake.attachments import Wanted, want_file
from complaints_service.notify.chat import Saying, forget_sayings, say
from complaints_service.notify.service import Recipient, subscribe
from complaints_service.translation import sentence
from complaints_service.web.citizen.reporting.first_look import ANSWER

_GONE = words(
    "Laporan yang Anda mulai di obrolan sudah dikirim atau dibatalkan di sana. "
    "Tekan Kirim sekali lagi hanya kalau ini laporan lain."
)

_SENT = marked("Laporan ini sudah Anda kirim lewat halaman. Nomornya %(number)s.")
_SENT_NAMELESS = marked(
    "Laporan ini sudah Anda kirim lewat halaman, tanpa nama. Obrolan ini tidak menyimpan apa-apa."
)
_WITH_FILES = marked("%(count)s berkas ikut terkirim.")


@dataclass(frozen=True, kw_only=True)
class ChatDraftSent:
    """What the page knew of a chat's draft when it was sent: its link's secret, how many messages it had."""

    token: str
    messages: int


def fields_from_chat(token: str) -> dict[str, str]:
    """The form's fields as they were told in a chat, by the secret of its link; none for any other string."""
    told = _told(token)
    if told is None:
        return {}
    found = {"text": told.text, "address": told.address, "privacy": told.privacy, "draf": token}
    found["draf_pesan"] = str(len(told.pieces))
    if told.category is not None:
        found["category"] = told.category.code
    found |= {ANSWER + one.code: one.text for one in told.answers}
    if told.about_office is not None:
        found["about_office"] = told.about_office
    if told.kelurahan is not None:
        found["kelurahan"] = told.kelurahan.code
    if told.place is not None:
        found |= {"lat": str(told.place.lat), "lng": str(told.place.lng), "origin": "chat"}
        if told.place.accuracy is not None:
            found["accuracy"] = str(told.place.accuracy)
    if told.privacy != "anonymous":
        found |= {"name": told.contact.name, "phone": told.contact.phone, "email": told.contact.email}
    return {name: value for name, value in found.items() if value}


def files_words(token: str) -> str | None:
    """What of the chat's files comes along, said beside the form; None where there are none."""
    told = _told(token)
    if told is None or not told.files:
        return None
    return _("%(count)s berkas yang Anda kirim di obrolan ikut terkirim.", count=len(told.files))


def still_told(token: str) -> bool:
    """Whether the draft of a link is still there to be sent."""
    return _told(token) is not None


def _told(token: str) -> DraftReport | None:
    if not token:
        return None
    with reading() as session:
        return draft_for_page(session, token=token)


def finish(session: Session, sent: ChatDraftSent, *, forget: bool, now: datetime) -> FinishedReport:
    """Takes the draft out of its chat. Raises DomainError `draft_gone` where the chat has sent it itself."""
    finished = finish_on_page(session, token=sent.token, now=now, forget=forget)
    if finished is None:
        raise DomainError("draft_gone", _GONE)
    return finished


def later_words(finished: FinishedReport, sent: ChatDraftSent) -> list[str]:
    """What was written in the chat after the page had been opened: it belongs to the report as well."""
    return [piece.text for piece in finished.report.pieces[sent.messages :]]


def bring_along(
    session: Session, finished: FinishedReport, *, number: str, forget: bool, now: datetime
) -> None:
    """The chat's files become files of the report, the chat hears of it from now on, and is told so at once.

    `forget`: nothing may lead from the report to the chat; then the number is not said there.
    """
    for file in finished.report.files:
        wanted = Wanted(
            route=finished.route, source=file.file, kind=file.kind, size=file.size, mime=file.mime
        )
        want_file(session, number=number, wanted=wanted, now=now)
    language, values = finished.report.language, {"number": number, "count": len(finished.report.files)}
    if forget:
        forget_sayings(session, route=finished.route, chat=finished.chat)
    else:
        recipient = Recipient(finished.route, finished.chat, language)
        subscribe(session, number=number, recipient=recipient, now=now)
    told = [_SENT_NAMELESS if forget else _SENT, *([_WITH_FILES] if finished.report.files else [])]
    text = " ".join(sentence(each, language, **values) for each in told)
    saying = Saying({"text": text}, language, None if forget else number, forget=forget)
    say(session, route=finished.route, chat=finished.chat, cause=f"page|{number}", sayings=[saying], now=now)
