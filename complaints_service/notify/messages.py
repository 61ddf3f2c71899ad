"""The notices Tanggap knows: what each says, how urgent it is, and what an unclear sending means for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One kind of notice; the rulebook has its words as `notice.<kind>`, its e-mail subject as `mail.<kind>`.

    `urgent`: it may not wait for the end of quiet hours. `again`: when nobody knows whether it arrived it is
    sent once more (news twice is a nuisance); otherwise it is held for a person to decide (a one-time code
    twice is a riddle). `subscribed`: it goes to those who subscribed to the number, and only while they are.
    `passing`: its words came with it, from a conversation, and it is deleted as soon as it is sent.
    `desk`: it goes to an officer and leads to the desk, never to the citizen's page. `chat`: it goes to an
    officer's linked chat, and a reply to it answers the ticket; `to_take`: only once somebody took it.
    """

    kind: str
    urgent: bool = False
    again: bool = True
    subscribed: bool = True
    passing: bool = False
    desk: bool = False
    chat: bool = False
    to_take: bool = False

    @property
    def text_key(self) -> str:
        """The rulebook's key of its words."""
        return self.kind.replace("officer_", "officer.", 1) if self.chat else f"notice.{self.kind}"

    @property
    def subject_key(self) -> str:
        """The rulebook's key of its subject."""
        return "mail.escalated" if self.chat else f"mail.{self.kind}"


NOTICES: dict[str, Notice] = {
    notice.kind: notice
    for notice in (
        Notice(kind="received"),
        Notice(kind="answered"),
        Notice(kind="asked", urgent=True),
        Notice(kind="moved"),
        Notice(kind="relocated"),
        Notice(kind="resolved"),
        Notice(kind="disputed"),
        Notice(kind="rejected"),
        Notice(kind="closed"),
        Notice(kind="reopened"),
        Notice(kind="merged"),
        Notice(kind="survivor"),
        Notice(kind="late"),
        Notice(kind="escalated", subscribed=False, desk=True),
        *(
            Notice(kind=f"officer_{about}", subscribed=False, desk=True, chat=True)
            for about in ("assigned", "citizen_wrote", "warning", "breach", "disputed", "escalation")
        ),
        Notice(kind="officer_queued", subscribed=False, desk=True, chat=True, to_take=True),
        Notice(kind="lost_link", urgent=True, again=False),
        Notice(kind="confirm_route", urgent=True, again=False, subscribed=False),
        Notice(kind="password_link", urgent=True, again=False, subscribed=False),
        Notice(kind="sign_in_tries", urgent=True, subscribed=False),
        Notice(kind="evaluation", subscribed=False),
        Notice(kind="chat_reply", urgent=True, subscribed=False, passing=True),
    )
}

#: What officers hear in a linked chat.
CHAT_KINDS = tuple(notice.kind for notice in NOTICES.values() if notice.chat)

#: Kinds that go out at any hour.
URGENT = tuple(notice.kind for notice in NOTICES.values() if notice.urgent)
