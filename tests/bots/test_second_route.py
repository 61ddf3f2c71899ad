"""A route is added in one place: an entry and its adapter, and a citizen walks the whole way by it.

What stands in `docs/architecture.md` of a channel and a route is held here, against the real service.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bots.conversation.gateway import ServiceGateway
from bots.conversation.incoming import File
from complaints_service import db
from complaints_service.cli.setup import bot_key, bots
from complaints_service.edge.resources import KEY, Service
from complaints_service.jobs.fetching import fetch_files
from complaints_service.jobs.schedule import sending_jobs
from complaints_service.jobs.work import Shift
from complaints_service.moment import Moment
from complaints_service.notify.known_routes import ROUTES
from complaints_service.notify.officers.chat import begin_link, confirm_link, offer_to
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.unsent.service import HELD
from config.rulebook import Rulebook
from tests.bots.talking import INSIDE, Clock, let_letters_leave
from tests.bots.test_telegram_files import picture
from tests.support.marks import mark_of
from tests.support.memory_chat import CODE, MemoryBot, Shown, World, route
from tests.support.world import SETUP, Office, open_office

RINA = "rina"


@dataclass
class Talk:
    """A citizen, the second route, its bot, and the service with its worker."""

    world: World
    bot: MemoryBot
    office: Office
    service: Service
    clock: Clock
    key: str
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def turn(self) -> list[Shown]:
        """The bot hears, the worker sends; what is shown since."""
        before = len(self.world.shown.get(RINA, ()))
        assert self.runner.run(self.bot.hear()) is None
        self.work()
        return self.world.shown.get(RINA, [])[before:]

    def work(self) -> None:
        """The worker's own jobs: what the route sends and fetches."""
        shift = Shift(self.service.engine, self.service.rulebook, self.service.settings, self.clock())
        for job in sending_jobs():
            if job.name == f"send_{CODE}":
                job.run(shift)
        fetch_files(shift)

    def say(self, text: str, **context: object) -> str:
        self.world.happen(RINA, text=text, **context)
        return "\n".join(shown.text for shown in self.turn())

    def press(self, label: str) -> str:
        self.world.press(RINA, label)
        return "\n".join(shown.text for shown in self.turn())

    def act(self, number: str, act: str, **fields: object) -> Shown:
        """Its holder acts; the notice that the chat shows."""
        with db.reading(self.service.engine) as session:
            holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
        login = next(login for login, officer in self.office.officers.items() if officer == holder)
        self.clock.pass_time(hours=1)
        self.office.act(login, number, act, now=self.clock(), **fields)
        self.work()
        return self.world.shown[RINA][-1]

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        with self.service.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]


@pytest.fixture
def talk(
    app: Flask, live_server: str, rulebook: Rulebook, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Talk]:
    world = World()
    entry = route(world)
    monkeypatch.setitem(ROUTES, CODE, entry)  # the one place
    service: Service = app.extensions[KEY]
    office = open_office(service.engine, rulebook)
    key = bot_key(service, bot=entry.side.bot, now=clock())

    async def bot() -> MemoryBot:
        return MemoryBot(service=ServiceGateway(live_server, key, route=CODE, bot="1"), world=world)

    runner = asyncio.Runner()
    made = Talk(world, runner.run(bot()), office, service, clock, key, runner)
    made.work()  # the route opens
    yield made
    runner.run(made.bot.service.close())
    runner.close()


def sent(talk: Talk) -> str:
    """A whole report, told and sent; its number."""
    assert "Saya tangkap: Parit tumpat" in talk.say("Parit tumpat di depan gang.")
    talk.world.photo(RINA, picture())
    assert "Foto Anda sudah saya terima." in "\n".join(shown.text for shown in talk.turn())
    talk.world.place(RINA, *INSIDE)
    talk.turn()
    talk.press("Tidak")
    assert "Nama: Rina Contoh, rahasia" in talk.press("Rahasia")
    said = talk.press("Kirim")
    assert "Sudah masuk. Nomornya MRL-2611-" in said
    return said.split("Nomornya ")[1].split(".")[0]


def test_a_report_walks_the_whole_way_by_a_route_that_is_only_an_entry_and_an_adapter(
    talk: Talk, client: FlaskClient
) -> None:
    number = sent(talk)
    ((_, link),) = talk.world.shown[RINA][-1].buttons
    page = client.get("/lacak/" + link.partition("/lacak/")[2], follow_redirects=True).get_data(as_text=True)
    assert number in page and "lewat Ingatan" in page
    assert talk.rows("SELECT channel FROM complaint") == [(CODE,)]
    assert talk.rows("SELECT route, address FROM subscription") == [(CODE, mark_of(RINA, CODE))]
    assert talk.rows("SELECT kind, state, route FROM attachment") == [("photo", "kept", None)]
    assert number in talk.say("/status")

    asked = talk.act(number, "question", text="Apakah mobil bak bisa masuk?")
    assert "Apakah mobil bak bisa masuk?" in asked.text
    assert f"diteruskan ke {number}" in talk.say("Bisa, lewat Pasar 3.", reply_to=asked.name)
    notice = talk.act(number, "resolve", text="Parit sudah dikeruk.")
    assert [label for label, _ in notice.buttons] == ["Terima", "Tolak"]
    assert "Seberapa baik" in talk.press("Terima")
    assert "nilai Anda sudah dicatat" in talk.press("4 Sangat baik")
    assert talk.rows("SELECT state, close_reason FROM ticket") == [("closed", "accepted")]
    assert talk.rows("SELECT score FROM rating") == [(4,)]
    assert talk.rows("SELECT DISTINCT origin FROM ticket_event WHERE actor = 'citizen'") == [(CODE,)]


def test_what_its_adapter_says_of_it_is_what_people_read(talk: Talk) -> None:
    talk.world.happen(RINA, files=(File(file="F", kind="document", size=6_000_000),))
    assert "lebih dari 5 MB" in "\n".join(shown.text for shown in talk.turn())
    assert "halaman Ingatan di Tanggap" not in talk.say("bukan kode")
    assert "halaman Ingatan" in talk.say("0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV")


def test_an_officer_links_a_chat_by_it_and_answers_there(talk: Talk) -> None:
    number = sent(talk)
    engine, office, chat = talk.service.engine, talk.office, "petugas"
    with db.reading(engine) as session:
        holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
    login = next(login for login, officer in office.officers.items() if officer == holder)
    me = {"now": talk.clock(), "actor": SETUP}
    with db.writing(engine) as session:
        code = begin_link(session, account_id=office.accounts[login], officer_id=holder, session_id="s", **me)
    talk.world.happen(chat, text=code)
    talk.turn()
    with db.writing(engine) as session:
        offer = offer_to(session, session_id="s", now=talk.clock())
        confirm_link(
            Moment(session=session, rulebook=talk.service.rulebook, **me), session_id="s", offer_id=offer.id
        )
    talk.say(
        "Air masuk teras.", reply_to=next(one.name for one in talk.world.shown[RINA] if number in one.text)
    )
    notice = talk.world.shown[chat][-1]
    assert number in notice.text and "Balas pesan ini" in notice.text
    talk.world.happen(chat, text="Kami datang besok.", reply_to=notice.name)
    talk.turn()
    assert f"{number}: terkirim ke warga dalam 30 detik." in talk.world.shown[chat][-1].text
    assert talk.world.shown[chat][-1].buttons[0][0] == "Urungkan"
    let_letters_leave(talk.service, talk.clock() + HELD)
    talk.turn()
    assert "Kami datang besok." in "\n".join(one.text for one in talk.world.shown[RINA])


def test_its_bot_is_started_with_the_service(talk: Talk) -> None:
    programs = list(bots(talk.service, now=talk.clock()))
    assert [program.module for program in programs] == ["tests.support.memory_chat"], "the other has no token"


def test_its_report_is_finished_on_the_page_and_the_chat_hears_of_it(talk: Talk, client: FlaskClient) -> None:
    talk.say("Parit tumpat di Terjun.")
    talk.press("Tidak")
    talk.press("Terbuka")
    page = next(link for label, link in talk.world.shown[RINA][-1].buttons if label.startswith("Lanjut"))
    link = "/lapor" + page.partition("/lapor")[2]
    shown = client.get(link, follow_redirects=True).get_data(as_text=True)
    assert "Parit tumpat di Terjun." in shown and "Rina Contoh" in shown


def test_a_chat_of_the_same_name_on_another_route_is_another_chat(talk: Talk, client: FlaskClient) -> None:
    headers = {"Authorization": f"Bearer {talk.key}"}
    body = {"bot": "1", "update_id": 1, "version": 0, "draft": {"own": "thing"}}
    for code in (CODE, "telegram"):
        path = f"/api/v1/chats/{code}/77"
        assert client.get(path, headers=headers).json["version"] == 0
        assert client.post(f"{path}/steps", json=body, headers=headers).status_code == 201
    buttons = {"replies": [{"text": "x", "buttons": [[{"label": "y", "act": "lang:en"}]]}]}
    step = {**body, "update_id": 2, "version": 1, **buttons}
    client.post(f"/api/v1/chats/{CODE}/77/steps", json=step, headers=headers)
    talk.work()
    data = talk.world.shown["77"][-1].buttons[0][1]
    look = {code: f"/api/v1/chats/{code}/77/look" for code in (CODE, "telegram")}
    pressed = {
        code: client.post(path, json={"button": data}, headers=headers).json["button"]
        for code, path in look.items()
    }
    assert pressed == {CODE: "lang:en", "telegram": None}


def test_its_lease_is_its_own(talk: Talk, client: FlaskClient) -> None:
    def lease(name: str, seconds: int) -> int:
        answer = client.put(
            f"/api/v1/bots/{name}/lease",
            json={"holder": "a", "seconds": seconds},
            headers={"Authorization": f"Bearer {talk.key}"},
        )
        return answer.status_code

    assert [lease(f"{CODE}-1", 60), lease(f"{CODE}-1", 61), lease("telegram-1", 61)] == [200, 422, 200]
    assert lease("nobody-1", 10) == 404


def test_a_route_that_nobody_declared_is_not_there(talk: Talk, client: FlaskClient) -> None:
    headers = {"Authorization": f"Bearer {talk.key}"}
    for path in ("nobody/5", "email/5", "telegram/rina", f"{CODE}/R-1", f"{CODE}/{'a' * 21}"):
        assert client.get(f"/api/v1/chats/{path}", headers=headers).status_code == 404, path
