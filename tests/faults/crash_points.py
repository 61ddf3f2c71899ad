"""Named places at which a process kills itself when told to: a file of the place's name, taken away by it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bots.conversation.gateway import ServiceGateway
from bots.telegram.application import Application
from complaints_service.api.chats import routes as chats
from complaints_service.jobs import sending
from complaints_service.notify.senders.telegram import TelegramSender

#: Process and place: what has happened when it dies, and what has not.
POINTS = {
    "bot.fetched": "updates are fetched, nothing is handed to the service",
    "bot.answered": "the service has committed a step and said so; the bot has done nothing with it",
    "bot.committed": "a chat's steps are committed, the offset is not moved (the webhook not answered)",
    "web.uncommitted": "a step's rows are written, the transaction is open",
    "web.committed": "a step is committed, the bot has no answer",
    "worker.claimed": "a letter is claimed, nothing is sent",
    "worker.sent": "Telegram has the letter, nothing is noted",
    "worker.noted": "the letter's fate is committed, the next is not begun",
}


def place(role: str, armed: Path) -> None:
    """Puts the points of one kind of process in place."""

    def crash(point: str) -> None:
        try:
            (armed / point).unlink()
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

    {"bot": _in_bot, "web": _in_web, "worker": _in_worker}[role](crash)


def _in_bot(crash: Callable[[str], None]) -> None:
    take, step = Application.take, ServiceGateway.step

    async def crashing_take(self: Application, updates: Any) -> None:
        crash("bot.fetched")
        await take(self, updates)
        crash("bot.committed")

    async def crashing_step(self: ServiceGateway, chat: int, step_: Any) -> Any:
        committed = await step(self, chat, step_)
        crash("bot.answered")
        return committed

    Application.take = crashing_take  # type: ignore[method-assign]
    ServiceGateway.step = crashing_step  # type: ignore[method-assign]


def _in_web(crash: Callable[[str], None]) -> None:
    take_step, writing = chats.take_step, chats.writing

    def crashing_step(session: Any, step: Any) -> Any:
        answer = take_step(session, step)
        session.flush()
        crash("web.uncommitted")
        return answer

    def crashing_writing(change: Any) -> Any:
        answer = writing(change)
        crash("web.committed")
        return answer

    chats.take_step, chats.writing = crashing_step, crashing_writing


def _in_worker(crash: Callable[[str], None]) -> None:
    take, note, send = sending.take, sending.note, TelegramSender.send

    def crashing_take(*place: Any, **words: Any) -> Any:
        taken = take(*place, **words)
        if taken is not None:
            crash("worker.claimed")
        return taken

    def crashing_send(self: TelegramSender, letter: Any) -> Any:
        outcome = send(self, letter)
        crash("worker.sent")
        return outcome

    def crashing_note(*place: Any) -> None:
        note(*place)
        crash("worker.noted")

    sending.take, sending.note = crashing_take, crashing_note
    TelegramSender.send = crashing_send  # type: ignore[method-assign]
