"""Mistakes that are easily made, each put into the running processes to see whether the checker tells of it.

The crash points lie over them, so that a point still stands where its name says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bots.conversation.incoming import Incoming
from bots.telegram.application import Application
from bots.telegram.raw import after
from bots.telegram.updates import KINDS
from complaints_service.chats import drafts
from complaints_service.jobs import sending
from complaints_service.notify import outbox, outcomes
from complaints_service.notify.messages import NOTICES
from complaints_service.notify.outcomes import settle
from complaints_service.notify.senders import Accepted, Later, Unclear
from complaints_service.notify.senders.telegram import TelegramSender


def confirm_before_commit() -> None:
    """The bot moves the offset as soon as it has the updates, as python-telegram-bot's own updater does."""
    take_all = Application.take_all

    async def careless(self: Application, updates: Sequence[Any]) -> int | None:
        await self.bot.get_updates(offset=after(updates), limit=1, timeout=0, allowed_updates=KINDS)
        return await take_all(self, updates)

    Application.take_all = careless  # type: ignore[method-assign]


def forget_what_was_taken() -> None:
    """No ids of updates and no messages are remembered: a step that comes again counts again.

    Either alone would do for what citizens do here; each has its tests (`tests/api/test_chats.py`,
    `tests/bots/test_telegram_faults.py`).
    """
    drafts.steps_taken = lambda *_, **__: []
    drafts.note_steps = lambda *_, **__: None
    Incoming.natural_key = property(lambda _: None)  # type: ignore[method-assign, assignment]


def mark_before_sending() -> None:
    """The sender notes a letter as sent, then sends it."""
    take = sending.take

    def careless(room: Any, route: str, now: Any, **words: Any) -> Any:
        taken = take(room, route, now, **words)
        if taken is not None:
            sending.writing(
                lambda session: settle(session, claimed=taken.claimed, outcome=Accepted(), now=now),
                room.engine,
            )
        return taken

    sending.take = careless


def end_leases_early() -> None:
    """A sender takes what another has in its hands for left behind."""
    ended = outcomes.note_ended_senders

    def careless(session: Any, *, route: str, now: Any) -> Any:
        return ended(session, route=route, now=now + outbox.LEASE)

    outcomes.note_ended_senders = careless


def send_held_again() -> None:
    """A one-time link whose answer was lost goes out once more by itself."""
    NOTICES["lost_link"] = replace(NOTICES["lost_link"], again=True)


def take_silence_for_yes() -> None:
    """A lost answer counts as an acceptance."""
    _read_unclear_as(lambda _: Accepted())


def take_silence_for_no() -> None:
    """A lost answer counts as a refused connection: sent again, and nobody sees that it may be twice."""
    _read_unclear_as(lambda unclear: Later(unclear.detail, parts=unclear.parts))


def _read_unclear_as(reading: Callable[[Unclear], Any]) -> None:
    send = TelegramSender.send

    def careless(self: TelegramSender, letter: Any) -> Any:
        outcome = send(self, letter)
        return reading(outcome) if isinstance(outcome, Unclear) else outcome

    TelegramSender.send = careless  # type: ignore[method-assign]


BUGS: dict[str, Callable[[], None]] = {
    bug.__name__: bug
    for bug in (
        confirm_before_commit,
        forget_what_was_taken,
        mark_before_sending,
        end_leases_early,
        send_held_again,
        take_silence_for_yes,
        take_silence_for_no,
    )
}
