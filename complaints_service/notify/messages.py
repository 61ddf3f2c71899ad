"""The notices Tanggap knows: what each says, how urgent it is, and what an unclear sending means for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: The report's own citizen, those of reports merged into it, whoever works here, and whose address waits
#: for its owner.
#: Programs are other services' hooks.
Reader = Literal["citizen", "merged", "officer", "owner of an address", "program"]
_CITIZEN: frozenset[Reader] = frozenset({"citizen"})
_MERGED: frozenset[Reader] = frozenset({"merged"})
_OFFICER: frozenset[Reader] = frozenset({"officer"})


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One kind of notice; the rulebook has its words as `notice.<kind>`, its e-mail subject as `mail.<kind>`.

    `urgent`: it may not wait for the end of quiet hours. `again`: when nobody knows whether it arrived it is
    sent once more (news twice is a nuisance); otherwise it is held for a person to decide (a one-time code
    twice is a riddle). `subscribed`: it goes to those who subscribed to the number, and only while they are.
    `passing`: its words came with it, from a conversation, and it is deleted as soon as it is sent.
    `readers`: who hears of it, named for every kind; nobody else does.
    `desk`: it goes to an officer and leads to the desk, never to the citizen's page. `chat`: it goes to an
    officer's linked chat, and a reply to it answers the ticket; `to_take`: only once somebody took it.
    `gathered`: after one the next ones to its reader wait for an hour and go out together, as one letter.
    `stops`: what its stop link ends, news of one `report` or the `monthly` letter.
    """

    kind: str
    readers: frozenset[Reader]
    urgent: bool = False
    again: bool = True
    subscribed: bool = True
    passing: bool = False
    desk: bool = False
    chat: bool = False
    to_take: bool = False
    gathered: bool = False
    stops: str = "report"

    @property
    def for_programs(self) -> bool:
        """Whether a program reads it, which needs no words."""
        return "program" in self.readers

    @property
    def text_key(self) -> str:
        """The rulebook's key of its words; with `_line` of one among several gathered in one letter."""
        return self.kind.replace("officer_", "officer.", 1) if self.chat else f"notice.{self.kind}"

    @property
    def subject_key(self) -> str:
        """The rulebook's key of its subject; with `_many` of several gathered in one."""
        return "mail.escalated" if self.chat else f"mail.{self.kind}"


NOTICES: dict[str, Notice] = {
    notice.kind: notice
    for notice in (
        Notice(kind="received", readers=_CITIZEN),
        Notice(kind="answered", readers=_CITIZEN),
        Notice(kind="asked", readers=_CITIZEN, urgent=True),
        Notice(kind="moved", readers=_CITIZEN | _MERGED),
        Notice(kind="relocated", readers=_CITIZEN),
        Notice(kind="resolved", readers=_CITIZEN),
        Notice(kind="disputed", readers=_CITIZEN),
        Notice(kind="rejected", readers=_CITIZEN),
        Notice(kind="closed", readers=_CITIZEN),
        Notice(kind="reopened", readers=_CITIZEN | _MERGED),
        Notice(kind="merged", readers=_CITIZEN),
        # Words the office meant for them, and that the report they went into stands otherwise.
        Notice(kind="survivor", readers=_MERGED),
        Notice(kind="merged_state", readers=_MERGED),
        Notice(kind="late", readers=_CITIZEN),
        Notice(kind="file_refused", readers=_CITIZEN),
        Notice(kind="escalated", readers=_OFFICER, subscribed=False, desk=True, gathered=True),
        *(
            Notice(kind=f"officer_{about}", readers=_OFFICER, subscribed=False, desk=True, chat=True)
            for about in (
                "assigned",
                "citizen_wrote",
                "warning",
                "breach",
                "disputed",
                "mentioned",
                "reminder",
                "file_refused",
                "not_passed",
            )
        ),
        *(
            Notice(
                kind=f"officer_{about}",
                readers=_OFFICER,
                subscribed=False,
                desk=True,
                chat=True,
                gathered=True,
            )
            for about in ("escalation", "ended")
        ),
        Notice(kind="officer_queued", readers=_OFFICER, subscribed=False, desk=True, chat=True, to_take=True),
        Notice(kind="lost_link", readers=_CITIZEN, urgent=True, again=False),
        Notice(kind="links_replaced", readers=_CITIZEN, urgent=True),
        Notice(kind="data_decided", readers=_CITIZEN),
        Notice(kind="owner_code", readers=_CITIZEN, urgent=True, again=False),
        Notice(
            kind="confirm_route",
            readers=frozenset({"owner of an address"}),
            urgent=True,
            again=False,
            subscribed=False,
        ),
        *(
            Notice(kind=kind, readers=frozenset({"owner of an address"}), subscribed=False, stops="monthly")
            for kind in ("monthly", "monthly_few")
        ),
        Notice(
            kind="monthly_asking",
            readers=frozenset({"owner of an address"}),
            urgent=True,
            again=False,
            subscribed=False,
        ),
        Notice(kind="password_link", readers=_OFFICER, urgent=True, again=False, subscribed=False),
        Notice(kind="sign_in_tries", readers=_OFFICER, urgent=True, subscribed=False),
        Notice(kind="second_step_changed", readers=_OFFICER, urgent=True, subscribed=False),
        Notice(kind="provider_link_changed", readers=_OFFICER, urgent=True, subscribed=False),
        Notice(kind="test_letter", readers=_OFFICER, urgent=True, subscribed=False),
        Notice(kind="trial_ready", readers=_OFFICER, subscribed=False),
        Notice(kind="evaluation", readers=_OFFICER, subscribed=False),
        *(
            Notice(kind=kind, readers=_OFFICER, subscribed=False)
            for kind in (
                "office_report",
                "office_report_out",
                "referral_letter",
                "report_ready",
                "seals_of_day",
                "meeting_tomorrow",
                "meeting_today",
            )
        ),
        Notice(kind="ticket_event", readers=frozenset({"program"}), urgent=True, subscribed=False),
        Notice(kind="chat_reply", readers=_CITIZEN | _OFFICER, urgent=True, subscribed=False, passing=True),
    )
}

#: What officers hear in a linked chat.
CHAT_KINDS = tuple(notice.kind for notice in NOTICES.values() if notice.chat)

#: Kinds that go out at any hour.
URGENT = tuple(notice.kind for notice in NOTICES.values() if notice.urgent)

#: Kinds of which those that come within an hour go out together.
GATHERED = tuple(notice.kind for notice in NOTICES.values() if notice.gathered)
