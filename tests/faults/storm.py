"""A run: citizens talk, officers answer, processes are killed, and in the end everything is let settle."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, select, text

from bots.telegram.updates import KINDS
from bots.telegram.webhook import PATH
from complaints_service import db
from complaints_service.notify.service import Cause, queue_notice, subscribers
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from tests.bots.talking import TOKEN, bot_key
from tests.faults.citizens import Citizen
from tests.faults.crew import ROOT, Crew, Nursery
from tests.faults.plan import ROLES, Evidence, Notice, Plan
from tests.faults.progress import telling
from tests.faults.quickening import real_now
from tests.faults.troubles import Befalling, Place
from tests.faults.witness import Held, Witness
from tests.support.databases import IDENTITY_KEY, make_engine
from tests.support.marks import mark_of
from tests.support.patience import PATIENCE_SECONDS
from tests.support.ports import free_port
from tests.support.world import SETUP, Office, open_office
from tools.telegram_stand_in.faults import ArrangedFault
from tools.telegram_stand_in.server import HOST, Running, start
from tools.telegram_stand_in.updates import FIRST_ID
from tools.telegram_stand_in.world import Webhook

#: A Thursday morning in Medan, the office open: no quiet hours, whatever the machine's clock says.
MORNING = datetime(2026, 11, 19, 2, 3, tzinfo=UTC)
AT_ONCE = 40
SECRET = "a-secret-of-the-webhook"


class Storm:
    """One run against one database."""

    def __init__(
        self,
        plan: Plan,
        place: str | Place,
        folder: Path,
        *,
        rulebook: Rulebook,
        telegram: Running,
        nursery: Nursery,
    ) -> None:
        self.plan = plan
        url = place.url if isinstance(place, Place) else place
        self.telegram = telegram
        self.world = telegram.world
        self.engine: Engine = make_engine(url)
        self.rulebook = rulebook
        self.chooser = random.Random(plan.seed)
        self.evidence = Evidence(plan, Witness(folder / "witness"))
        self.shift = MORNING - real_now()
        self.office: Office = open_office(self.engine, rulebook)
        self._deck: list[str] = []
        self._planned = 0
        port, bot_port = free_port(), free_port()
        self.webhook = f"http://{HOST}:{bot_port}{PATH}"
        self.environ = {
            "TANGGAP_DATABASE_URL": url,
            "TANGGAP_SECRET_KEY": "a-secret-of-the-tests-" * 2,
            "TANGGAP_TRACKING_KEY": "a-tracking-key-of-the-tests-" * 2,
            "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
            "TANGGAP_RULEBOOK": str(ROOT / "config" / "marelan"),
            "TANGGAP_RATE_LIMITS": "0",
            "TANGGAP_TELEGRAM_TOKEN": TOKEN,
            "TANGGAP_TELEGRAM_API_URL": telegram.address,
            "TANGGAP_TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TANGGAP_API_URL": f"http://{HOST}:{port}",
            "TANGGAP_API_TOKEN": bot_key(self.engine, self.now()),
            "PORT": str(port),
            "HOST": HOST,
            "PATH": "/usr/bin:/bin",
            "TZ": "Pacific/Kiritimati",
        }
        self.crew = Crew(
            nursery,
            folder,
            self.environ,
            shift_seconds=int(self.shift.total_seconds()),
            bug=plan.bug,
            bot_arguments=["--webhook", "--port", str(bot_port)] if plan.webhook else [],
        )
        self._befalling = (
            Befalling(
                place,
                self.crew,
                seed=plan.seed,
                note=partial(self._note_touched, "trouble"),
                step=self._step_clock,
            )
            if isinstance(place, Place)
            else None
        )

    def now(self) -> datetime:
        """The service's time."""
        return real_now() + timedelta(seconds=int(self.shift.total_seconds()))

    def run(self) -> Evidence:
        """Everything, from the first start to the last letter."""
        began = time.monotonic()
        with self.crew, telling(self.evidence, self.world):
            for role in ROLES:
                self.crew.start(role)
            self._wait_for_route()
            if self.plan.webhook:
                with self.world.locked():
                    self.world.updates.allowed = KINDS
                    self.world.webhook = Webhook(url=self.webhook, secret=SECRET, max_connections=40)
            if self.plan.lost_every:
                with self.world.locked():
                    self.world.faults.add(
                        ArrangedFault(
                            kind="drop", method="sendMessage", forever=True, every=self.plan.lost_every
                        )
                    )
            with_officers = 0.25 if self.plan.notices else 0.0
            kills = round(self.plan.kills * (1 - with_officers))
            self._citizens_talk(kills)
            self._settle()
            self._officers_answer(self.plan.kills - kills)
            self._settle()
        self.evidence.witness.look()
        self.evidence.updates = self.world.updates.next_id - FIRST_ID
        self.evidence.seconds = time.monotonic() - began
        return self.evidence

    def close(self) -> None:
        """Ends everything, once the machine is in order again."""
        if self._befalling:
            self._befalling.close()
        self.crew.close()
        self.engine.dispose()

    # ---------------------------------------------------------------- the two halves

    def _citizens_talk(self, kills: int) -> None:
        waiting = self.plan.citizens
        active: list[Citizen] = []
        still = _Still()
        done = 0
        began = time.monotonic()
        while waiting or active:
            with self.world.locked():
                while waiting and len(active) < AT_ONCE:
                    made = Citizen(
                        self.world,
                        self.chooser,
                        len(self.evidence.citizens) + 1,
                        scripts=self.plan.scripts,
                    )
                    self.evidence.citizens.append(made)
                    active.append(made)
                    waiting -= 1
                moved = [citizen.go_on() for citizen in active]
                done += sum(citizen.finished for citizen in active)
                active = [citizen for citizen in active if not citizen.finished]
            self._befall(done, self.plan.citizens)
            self._tend()
            self._plan_deaths(kills, done, self.plan.citizens)
            most = self.plan.still_seconds
            if still.since(any(moved)) > most and still.since(self._busy()) > most:
                return  # what these citizens wait for will not come; the checker says why
            if time.monotonic() - began > self.plan.most_seconds:
                waiting = 0
            self._breathe()

    def _officers_answer(self, kills: int) -> None:
        tickets = self._tickets_with_chats()
        self._planned = 0
        if not tickets:
            return
        for place in range(self.plan.notices):
            number, login, chat = tickets[place % len(tickets)]
            mark = f"jawaban j{place}z"
            done = self.office.act(login, number, "message", now=self.now(), text=f"Petugas: {mark}.")
            self.evidence.notices.append(Notice(number, chat, mark, self._last_message(number), "answered"))
            assert done is not None
            if place < min(self.plan.held, len(tickets)):
                self._ask_for_link(number, chat)
            self._tend()
            self._plan_deaths(kills, place, self.plan.notices)

    def _ask_for_link(self, number: str, chat: int) -> None:
        with db.writing(self.engine) as session:
            seq = -1 - sum(one.number == number and one.kind == "lost_link" for one in self.evidence.notices)
            queue_notice(
                session,
                cause=Cause(number=number, seq=seq, kind="lost_link"),
                recipients=subscribers(session, number=number),
                params={},
                actor=SETUP,
                now=self.now(),
            )
        self.evidence.notices.append(Notice(number, chat, f"Tautan untuk laporan {number}", seq, "lost_link"))

    def _tickets_with_chats(self) -> list[tuple[str, str, int]]:
        logins = {officer: login for login, officer in self.office.officers.items()}
        rows = self._rows(
            "SELECT ticket.number, holder_officer_id, address FROM ticket "
            "JOIN subscription ON subscription.number = ticket.number "
            "WHERE route = 'telegram' AND holder_officer_id IS NOT NULL ORDER BY ticket.id"
        )
        most = max(self.plan.held, self.plan.notices // 10, 1)
        chats = {mark_of(chat): chat for chat in self.world.chats}
        return [(row[0], logins[row[1]], chats[row[2]]) for row in rows[:most]]

    def _last_message(self, number: str) -> int:
        with db.reading(self.engine) as session:
            ticket = session.scalars(select(Ticket.id).where(Ticket.number == number)).one()
        return int(self._rows(f"SELECT max(seq) FROM message WHERE ticket_id = {ticket}")[0][0])

    # ---------------------------------------------------------------- deaths

    def _plan_deaths(self, kills: int, done: int, of: int) -> None:
        """Spreads the deaths evenly over the work."""
        while not self._in_trouble() and self._planned < kills and done * kills >= self._planned * of:
            self._planned += 1
            if not self._deck:
                self._deck = list(self.plan.deaths)
                self.chooser.shuffle(self._deck)
            death = self._deck.pop()
            if death.startswith("kill "):
                self._tend()
                role = death.removeprefix("kill ")
                self.crew.kill(role)
                self._fell(role, death)
            elif not self.crew.arm(death):
                self._planned -= 1  # the last one of this kind still waits for its moment
                return

    def _tend(self) -> None:
        """Starts again what fell at a crash point, or found no database when it began."""
        if self._in_trouble():
            return
        for role, point in self.crew.fallen():
            self._fell(role, point)

    def _fell(self, role: str, death: str) -> None:
        if death.endswith("by itself") and self._befalling and time.monotonic() - self._befalling.ended < 10:
            self.evidence.gave_up[role] += 1
        else:
            self.evidence.deaths[death] += 1
        if role == "worker":
            self._note_touched("killed")
            self.evidence.witness.killed()
        self.crew.start(role)

    def _befall(self, done: int, of: int) -> None:
        """Spreads what befalls the machine evenly over the work, one thing at a time."""
        begun = self.evidence.troubles.total()
        due = begun < self.plan.troubles and done * self.plan.troubles >= begun * of
        if due and self._befalling and not self._befalling.under_way():
            self.evidence.troubles[self._befalling.next()] += 1

    def _in_trouble(self) -> bool:
        return self._befalling is not None and self._befalling.under_way()

    def _step_clock(self, seconds: int) -> None:
        self.shift += timedelta(seconds=seconds)
        self.crew.set_clock(int(self.shift.total_seconds()))

    def _note_touched(self, cause: str) -> None:
        """The letters that are in the sender's hands just now: of each it may have sent one copy."""
        for key, claim, kind, number in self._rows(
            "SELECT key, claim, kind, number FROM outbox WHERE state = 'sending'"
        ):
            told = number if kind == "chat_reply" else None
            self.evidence.witness.touch(cause, Held(claim, key, told))

    # ---------------------------------------------------------------- waiting

    def _wait_for_route(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._rows("SELECT route FROM route_state WHERE route = 'telegram'"):
            assert time.monotonic() < until, self.crew.log("worker")
            assert not (fallen := self.crew.fallen()), self.crew.log(fallen[0][0])
            self._breathe(0.1)

    def _settle(self) -> None:
        """Until no update waits and no letter is on its way."""
        self.crew.disarm()
        until = time.monotonic() + self.plan.patience_seconds
        while self._busy():
            self._tend()
            if time.monotonic() > until:
                self.evidence.settled = False
                return
            self._breathe(0.1)

    def _busy(self) -> bool:
        with self.world.locked():
            if len(self.world.updates):
                return True
        if self._in_trouble():
            return True
        return bool(
            self._rows(
                "SELECT id FROM outbox WHERE state IN ('queued', 'sending') "
                "OR (state = 'uncertain' AND not_before IS NOT NULL) LIMIT 1"
            )
        )

    def _breathe(self, seconds: float = 0.02) -> None:
        with self.world.locked():
            self.world.changed.wait(seconds)

    def _rows(self, statement: str) -> list[tuple]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]


class _Still:
    """How long nothing has moved."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def since(self, moved: bool) -> float:
        if moved:
            self._last = time.monotonic()
        return time.monotonic() - self._last


@contextmanager
def weathered(
    plan: Plan, place: str | Place, folder: Path, *, rulebook: Rulebook, nursery: Nursery
) -> Iterator[Storm]:
    """A storm that is over, its database and its Telegram still there to be looked at."""
    folder.mkdir(parents=True, exist_ok=True)
    with start(webhook_pause_seconds=0.2, webhook_patience_seconds=PATIENCE_SECONDS) as telegram:
        storm = Storm(plan, place, folder, rulebook=rulebook, telegram=telegram, nursery=nursery)
        try:
            storm.run()
            yield storm
        finally:
            storm.close()
