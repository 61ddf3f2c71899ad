"""Puts a notice in words: the rulebook's sentence, its subject, and how to stop hearing. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from complaints_service.notify.known_routes import EMAIL, is_chat
from complaints_service.notify.messages import NOTICES, Notice
from complaints_service.notify.outbox import Claimed
from complaints_service.notify.senders import Letter
from complaints_service.notify.senders.mail_text import REPLY_MARK
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class Links:
    """What a letter names that no row holds: where it leads, where one stops hearing or answers, a code.

    `survey`: where its reader says how they were served, once the report is closed.
    """

    link: str | None = None
    stop: str | None = None
    code: str | None = None
    reply_to: str | None = None
    survey: str | None = None


def write_letter(claimed: Claimed, *, links: Links, rulebook: Rulebook) -> Letter:
    """The letter of a claimed notice in its reader's language; a person's words stand on own lines."""
    tongue = claimed.language
    if NOTICES[claimed.kind].passing:
        return _as_said(claimed, links, rulebook)
    values: dict[str, Any] = {**_quoted(claimed.params), "number": claimed.number, "link": links.link}
    values["code"] = links.code
    values.setdefault("text", "")
    office = rulebook.office.names.read(tongue)
    footer = rulebook.text("mail.footer", tongue, None, office=office)
    if links.stop:
        key = "mail.stop" if NOTICES[claimed.kind].stops == "report" else "mail.stop_monthly"
        stop = rulebook.text(key, tongue, None, number=claimed.number, stop=links.stop)
        footer = f"{footer}\n{stop}"
    notice = NOTICES[claimed.kind]
    subject_key, said = notice.subject_key, [rulebook.text(notice.text_key, tongue, None, **values)]
    if claimed.gathered:
        values["count"], subject_key = len(claimed.gathered), f"{notice.subject_key}_many"
        said = [rulebook.text(subject_key, tongue, None, **values), _lines(claimed, notice, rulebook)]
        said.append(rulebook.text("officer.open_here", tongue, None, link=links.link))
    elif notice.chat:
        said.append(rulebook.text(_what_to_do(notice, claimed.route), tongue, None, link=links.link))
    if links.survey:
        said.append(rulebook.text("notice.survey", tongue, None, survey=links.survey))
    return Letter(
        key=claimed.key,
        kind=claimed.kind,
        number=claimed.number,
        address=claimed.address,
        language=tongue,
        subject=rulebook.text(subject_key, tongue, None, **values),
        text=_set_apart("\n\n".join([*_whether_read(claimed, links, rulebook), *said])),
        footer=footer,
        office=office,
        written_at=claimed.created_at,
        link=links.link,
        stop_link=links.stop,
        reply_to=links.reply_to,
        survey_link=links.survey,
        parts=claimed.parts,
        params=claimed.params,
    )


def _lines(claimed: Claimed, notice: Notice, rulebook: Rulebook) -> str:
    """What each row of a letter of several says, a line each."""
    return "\n".join(
        rulebook.text(f"{notice.text_key}_line", claimed.language, None, **params, number=number)
        for number, params in claimed.gathered
    )


def _whether_read(claimed: Claimed, links: Links, rulebook: Rulebook) -> list[str]:
    """The first line of a letter by mail: that one may answer it, or that nobody reads an answer."""
    if claimed.route != EMAIL.code:
        return []
    if links.reply_to:
        return [f"{REPLY_MARK} {rulebook.text('mail.reply', claimed.language, None)} {REPLY_MARK}"]
    return [rulebook.text("mail.unread" if links.link else "mail.unread_alone", claimed.language, None)]


def _what_to_do(notice: Notice, route: str) -> str:
    """What its officer does with a ticket they heard of, by where they read it."""
    if notice.to_take:
        return "officer.take_here"
    return "officer.answer_here" if is_chat(route) else "officer.open_here"


def _as_said(claimed: Claimed, links: Links, rulebook: Rulebook) -> Letter:
    """The letter of what a conversation said: its own words, with the link where it left room for one."""
    text = str(claimed.params["text"])
    if claimed.params.get("fill") and links.link:
        text = text.replace("{link}", links.link)
    return Letter(
        key=claimed.key,
        kind=claimed.kind,
        number=claimed.number,
        address=claimed.address,
        language=claimed.language,
        subject=str(claimed.params.get("subject", "")),
        text=text,
        footer="",
        office=rulebook.office.names.read(claimed.language),
        written_at=claimed.created_at,
        link=links.link,
        parts=claimed.parts,
        params=claimed.params,
    )


def _quoted(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: f"\n\n{value}\n\n" if name == "text" and value else value for name, value in params.items()}


def _set_apart(words: str) -> str:
    return re.sub(r" *\n\n+ *", "\n\n", words).strip()
