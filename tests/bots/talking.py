"""A citizen, the stand-in for Telegram, the bot and the service with its worker, all on this machine."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select
from telegram import Bot
from telegram.request import HTTPXRequest

from bots.conversation.gateway import ServiceGateway
from bots.telegram.application import Application
from bots.telegram.raw import after, raw_updates
from complaints_service import db
from complaints_service.accounts.keys import NewKey, issue_key
from complaints_service.accounts.service import NewAccount, create_account
from complaints_service.edge.resources import KEY, Service
from complaints_service.errors import Actor
from complaints_service.jobs.linking import PostRoom
from complaints_service.jobs.sending import run_route
from complaints_service.moment import Moment
from complaints_service.notify.senders.telegram import TelegramSender
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.unsent.service import let_all_leave
from tests.support.world import SETUP, Office
from tools.telegram_stand_in.control import Control, Json, buttons
from tools.telegram_stand_in.server import Running

TOKEN = "123456:ABCDEFGHIJKLMNOP"
INSIDE = (3.685, 98.655)  # in Rengas Pulau


@dataclass
class Clock:
    """The service's clock, moved by hand."""

    instant: datetime

    def __call__(self) -> datetime:
        return self.instant

    def pass_time(self, **words: float) -> None:
        self.instant += timedelta(**words)


def bot_key(engine: object, now: datetime) -> str:
    """A key with which a bot may use the chat door."""
    with db.writing(engine) as session:
        account = create_account(session, new=NewAccount("bot-telegram"), now=now, actor=SETUP)
        return issue_key(session, account_id=account.id, new=NewKey(scopes=("bot",)), now=now, actor=SETUP)


def make_bot(telegram: Running) -> Bot:
    """The bot's line to the stand-in."""
    lines = [HTTPXRequest(connection_pool_size=4) for _ in range(2)]
    return Bot(
        TOKEN,
        base_url=telegram.base_url,
        base_file_url=telegram.base_file_url,
        request=lines[0],
        get_updates_request=lines[1],
    )


@dataclass
class Talk:
    """Everything between a citizen's thumb and the ledger; `turn()` lets all that waits happen."""

    app: Flask
    office: Office
    telegram: Running
    clock: Clock
    api_url: str
    api_key: str
    offset: int | None = None
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def __post_init__(self) -> None:
        self.bot = make_bot(self.telegram)
        self.application = Application(service=self.runner.run(self._gateway()), bot=self.bot)

    async def _gateway(self) -> ServiceGateway:
        return ServiceGateway(self.api_url, self.api_key, route="telegram", bot="123456")

    @property
    def control(self) -> Control:
        return self.telegram.control

    @property
    def service(self) -> Service:
        return self.app.extensions[KEY]

    def hear(self) -> int | None:
        """The bot takes what waits; the first update it could not commit, or None."""
        updates = self.runner.run(raw_updates(self.bot, offset=self.offset, timeout=0, read_timeout=10))
        if not updates:
            return None
        failed = self.runner.run(self.application.take_all(updates))
        self.offset = failed if failed is not None else after(updates)
        return failed

    def post(self) -> int:
        """The worker sends what is due."""
        settings = self.service.settings
        sender = TelegramSender(TOKEN, api_url=self.telegram.address, button_key=settings.tracking_key)
        room = PostRoom.of(self.service.engine, self.service.rulebook, settings)
        return run_route(room, "telegram", sender, self.clock)

    def turn(self) -> None:
        """The bot hears, the worker sends."""
        assert self.hear() is None
        self.post()

    def say(self, chat: int, text: str, **context: object) -> list[Json]:
        """Someone writes; what the bot said to it."""
        before = len(self.control.sent(chat))
        self.control.text(chat, text, **context)
        self.turn()
        return self.control.sent(chat)[before:]

    def press(self, chat: int, button: str, **words: object) -> list[Json]:
        """Someone presses a button; what the bot said to it."""
        before = len(self.control.sent(chat))
        self.control.press(chat, button, **words)
        self.turn()
        return self.control.sent(chat)[before:]

    def report(
        self, chat: int, text: str = "Parit tumpat di depan gang, air masuk teras.", who: str = "Rahasia"
    ) -> str:
        """Tells a whole report and sends it; the number."""
        self.say(chat, text)
        self.control.location(chat, *INSIDE)
        self.turn()
        while "Lewati" in buttons(self.control.sent(chat)[-1]):  # what the category asks besides
            self.press(chat, "Lewati")
        self.press(chat, "Tidak")
        self.press(chat, who)
        said = self.press(chat, "Kirim")
        words = said[0]["text"]
        return words.split("Nomornya ")[1].split(".")[0]

    def holder(self, number: str) -> str:
        """Who has the ticket, by sign-in name."""
        with db.reading(self.service.engine) as session:
            holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
        return next(login for login, officer in self.office.officers.items() if officer == holder)

    def act(self, number: str, act: str, **fields: object) -> None:
        """Its holder acts, and the chat hears of it."""
        self.office.act(self.holder(number), number, act, now=self.clock(), **fields)
        self.post()

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        with self.service.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]

    def close(self) -> None:
        self.runner.run(self.application.service.close())
        self.runner.close()


def texts_of(messages: list[Json]) -> list[str]:
    """What each says; of a place on the map its address."""
    return [one.get("text") or one["venue"]["address"] for one in messages]


def words_of(messages: list[Json]) -> str:
    """All that was said, the name of a place on the map too, with the buttons."""
    texts = texts_of(messages)
    return "\n".join(f"{said} {buttons(one)}" for said, one in zip(texts, messages, strict=True))


def let_letters_leave(service: Service, now: datetime) -> None:
    """The worker comes by: what waited half a minute goes to its citizen."""
    with db.writing(service.engine) as session:
        moment = Moment(session=session, now=now, actor=Actor.rule("job"), rulebook=service.rulebook)
        while let_all_leave(moment):
            pass
