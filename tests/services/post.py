"""A route whose answers a test decides, and short ways to look into the outbox."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine, insert, select

from complaints_service import db
from complaints_service.accounts.models import OfficerChat
from complaints_service.jobs.linking import PostRoom
from complaints_service.jobs.sending import send_all
from complaints_service.notify.models import Outbox
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders import Accepted, Letter, Outcome
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from tests.support.world import TRACKING_KEY, Office

BASE_URL = "https://tanggap.contoh.example"


@dataclass
class Postman:
    """Answers in the order given, then accepts everything; keeps what it was handed."""

    route: str = "email"
    answers: deque[Outcome] = field(default_factory=deque)
    handed: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> Outcome:
        self.handed.append(letter)
        return self.answers.popleft() if self.answers else Accepted()

    def close(self) -> None:
        pass


def room_of(engine: Engine, rulebook: Rulebook) -> PostRoom:
    return PostRoom(engine=engine, rulebook=rulebook, base_url=BASE_URL, tracking_key=TRACKING_KEY)


def open_mail(office: Office, now: datetime) -> None:
    """Letters may leave by e-mail from now on."""
    with db.writing(office.engine) as session:
        open_route(session, route="email", now=now)


def link_chats(office: Office, chats: Mapping[str, str], now: datetime) -> None:
    """These officers, by login, linked these chats."""
    with db.writing(office.engine) as session:
        session.execute(
            insert(OfficerChat),
            [
                {
                    "account_id": office.accounts[login],
                    "officer_id": office.officers[login],
                    "session_id": login,
                    "created_at": now,
                    "expires_at": now,
                    "route": "telegram",
                    "chat": chat,
                    "chat_name": login,
                    "linked_at": now,
                }
                for login, chat in chats.items()
            ],
        )


def standing_at(now: datetime) -> Callable[[], datetime]:
    return lambda: now


def run(room: PostRoom, postman: Postman, now: datetime) -> list[Letter]:
    """What the route is handed in one run at `now`."""
    before = len(postman.handed)
    send_all(room, postman, standing_at(now))
    return postman.handed[before:]


def rows(engine: Engine) -> list[Outbox]:
    with db.reading(engine) as session:
        return list(session.scalars(select(Outbox).order_by(Outbox.id)))


def states(engine: Engine) -> list[tuple[str, str]]:
    return [(row.kind, row.state) for row in rows(engine)]


def travelled(engine: Engine, number: str) -> list[tuple[str, str, datetime]]:
    """(`delivered` or `bounced`, route, instant) of each entry on how a message travelled."""
    with db.reading(engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        events = ledger.events_of(session, [ticket.id])[ticket.id]
    return [
        (event.kind.removeprefix("message."), event.data["route"], event.at)
        for event in events
        if event.kind in ("message.delivered", "message.bounced")
    ]


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
