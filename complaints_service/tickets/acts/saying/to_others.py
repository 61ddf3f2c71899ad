"""A short text for the citizens of merged reports, beside what the ticket's own citizen reads. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from complaints_service.errors import Words, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import ActCase, Problems, Request
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.audience import TO_MERGED

#: What telling them writes.
TOLD = ("merged.told",)


@dataclass(frozen=True, kw_only=True)
class ToOthers(Request):
    """What those others read, where they are to read anything; what the citizen reads is never theirs."""

    others: bool = fields.tick(meaning="The citizens of merged reports read `others_text`.")
    others_text: str | None = fields.text(meaning="What they read: words of its own.")


def may_tell(privacy: str, others: int) -> bool:
    """Whether there is anybody to tell, and the report is one of which others may be told."""
    return privacy == "open" and others > 0


def problems(case: ActCase[Any]) -> Problems:
    """Why they cannot be told, by field."""
    asked: ToOthers = case.request
    found: dict[str, list[Words]] = {}
    if not asked.others:
        if asked.others_text:
            found["others"] = [words("Centang ini kalau teks untuk warga lain memang hendak dikirim.")]
        return found
    if case.ticket.complaint.privacy != "open":
        found["others"] = [words("Laporan ini tidak terbuka; warga lain tidak diberi tahu isinya.")]
    elif not case.state.duplicates:
        found["others"] = [words("Tidak ada laporan yang disatukan ke sini.")]
    if not (asked.others_text or "").strip():
        found["others_text"] = [fields.NO_TEXT]
    return found


def told_to_others(asked: ToOthers) -> list[NewEvent]:
    """The entry of it; last of what an act writes, because others name the message before it."""
    if not asked.others:
        return []
    return [NewEvent(kind="merged.told", data={"act": TO_MERGED}, text=asked.others_text)]
