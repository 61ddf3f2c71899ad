"""How long a chat takes: from a thumb to the officer's desk, from the desk to the chat, and beside a flood.

Web, worker and polling bot are processes of their own, as `tanggap up` starts them, on a sample office; the
stand-in for Telegram and the measuring client are this process. Nothing is shortened: polls and timetable are
those of the service.

* desk: from the press of Kirim until GET /api/v1/tickets shows the ticket.
* answer: from the 201 of an officer's answer until the chat has the message.
* flood: one chat sends 1,000 messages; ten others write right behind them and wait for the bot. Their delay
  is what they waited longer than the median of ten who wrote before, with no flood.

`python benchmarks/chat.py [--backend sqlite|postgresql] [--runs 20]`
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402
from sqlalchemy import select  # noqa: E402

from benchmarks.intake import databases  # noqa: E402
from benchmarks.results import Result, report  # noqa: E402
from complaints_service import clock, db  # noqa: E402
from complaints_service.accounts.keys import NewKey, issue_key  # noqa: E402
from complaints_service.accounts.models import Account  # noqa: E402
from complaints_service.app import create_app  # noqa: E402
from complaints_service.cli.setup import bot_key, prepare  # noqa: E402
from complaints_service.edge.resources import KEY, Service  # noqa: E402
from complaints_service.errors import Actor  # noqa: E402
from complaints_service.notify.known_routes import TELEGRAM  # noqa: E402
from complaints_service.replay.demo import office as demo  # noqa: E402
from config.settings import load_settings, prepare_folders  # noqa: E402
from tools.telegram_stand_in.control import Json  # noqa: E402
from tools.telegram_stand_in.server import HOST, Running, start  # noqa: E402

TOKEN = "123456:" + "B" * 35
SETUP = Actor("setup", "cli")
INSIDE = (3.685, 98.655)
OTHERS, FLOOD = 10, 1000
PATIENCE_SECONDS = 60.0


@dataclass
class House:
    """A running service with its bot, and keys of its officers by officer."""

    telegram: Running
    api: httpx.Client
    keys: dict[int, str]

    def report(self, chat: int, mark: str) -> None:
        """Tells a report up to its last button."""
        self.say(chat, f"Parit tumpat di depan gang, tanda {mark}.", "Di mana tepatnya?")
        self.wait(lambda: self.telegram.control.location(chat, *INSIDE), chat, "Siapa yang boleh tahu")
        self.wait(lambda: self.telegram.control.press(chat, "Terbuka"), chat, "Periksa dulu")

    def say(self, chat: int, text: str, answer: str) -> float:
        return self.wait(lambda: self.telegram.control.text(chat, text), chat, answer)

    def wait(self, act: Callable[[], object], chat: int, answer: str) -> float:
        """Acts, then waits until the bot says these words in the chat; seconds from the act's end."""
        seen = len(self.messages(chat))
        act()
        began = time.perf_counter()
        world = self.telegram.world
        with world.locked():
            while not any(answer in one["text"] for one in self.messages(chat)[seen:]):
                if time.perf_counter() - began > PATIENCE_SECONDS:
                    raise RuntimeError(f"the bot never said {answer!r}")
                world.changed.wait(0.05)
        return time.perf_counter() - began

    def messages(self, chat: int) -> list[Json]:
        with self.telegram.world.locked():
            said = self.telegram.world.chats[chat].messages.values()
            return [one.data for one in said if one.by_bot and "text" in one.data]

    def on_desk(self, mark: str) -> Json | None:
        """The ticket whose words hold the mark, as a manager's desk shows it."""
        answer = self.api.get("/api/v1/tickets", params={"q": mark}).raise_for_status().json()
        return answer["tickets"][0] if answer["tickets"] else None


def measure(backend: str, runs: int) -> list[Result]:
    """The three figures on one backend."""
    with databases(backend) as (url, _), running(url) as house:
        desk, answers = [], []
        for number in range(runs):
            chat = house.telegram.control.person(f"Warga {number}")
            desk.append(seconds_to_desk(house, chat, mark := secrets.token_hex(6)))
            answers.append(seconds_to_chat(house, chat, mark))
        delays = flood_delays(house)
    suffix = "" if backend == "sqlite" else "_postgresql"
    return [
        *_figures(f"chat.desk_seconds{suffix}", desk, f"typed in chat -> on the desk, {backend}"),
        *_figures(f"chat.answer_seconds{suffix}", answers, f"officer's answer -> in the chat, {backend}"),
        *_figures(
            f"chat.flood_delay_seconds{suffix}",
            delays,
            f"{FLOOD:,} messages of one chat delay {OTHERS} others, {backend}",
        ),
    ]


def _figures(key: str, seconds: list[float], against: str) -> list[Result]:
    return [
        Result(key, statistics.median(seconds), "s", f"{against}, median", len(seconds)),
        Result(f"{key}_max", max(seconds), "s", f"{against}, longest", len(seconds)),
    ]


def seconds_to_desk(house: House, chat: int, mark: str) -> float:
    house.report(chat, mark)
    house.telegram.control.press(chat, "Kirim")
    began = time.perf_counter()
    pause = threading.Event()
    while house.on_desk(mark) is None:
        if time.perf_counter() - began > PATIENCE_SECONDS:
            raise RuntimeError("the report never reached the desk")
        pause.wait(0.02)
    return time.perf_counter() - began


def seconds_to_chat(house: House, chat: int, mark: str) -> float:
    row = house.on_desk(mark)
    assert row is not None
    number = row["number"]
    ticket = house.api.get(f"/api/v1/tickets/{number}").raise_for_status().json()
    # What lies in a queue the head of the office answers.
    headers = {"Authorization": f"Bearer {key}"} if (key := house.keys.get(ticket["holder"])) else {}
    words = {"version": ticket["version"], "text": f"Kami datang besok, jawaban {mark}."}

    def answer() -> None:
        house.api.post(f"/api/v1/tickets/{number}/messages", json=words, headers=headers).raise_for_status()

    return house.wait(answer, chat, f"jawaban {mark}")


def flood_delays(house: House) -> list[float]:
    """How much longer than the quiet median each of the others waited behind the flood."""
    control = house.telegram.control
    quiet = _answered(house, [control.person(f"Tenang {number}") for number in range(OTHERS)])
    flooding = control.person("Banjir")
    others = [control.person(f"Tetangga {number}") for number in range(OTHERS)]
    control.texts(flooding, [f"banjir {number}" for number in range(FLOOD)])
    waited = _answered(house, others)
    usual = statistics.median(quiet)
    return [max(0.0, seconds - usual) for seconds in waited]


def _answered(house: House, chats: list[int]) -> list[float]:
    """All write at once; how long each waited for the bot."""
    waited: dict[int, float] = {}

    def one(chat: int) -> None:
        waited[chat] = house.say(chat, "Lampu jalan mati di depan rumah.", "Di mana tepatnya?")

    writers = [threading.Thread(target=one, args=(chat,)) for chat in chats]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return [waited[chat] for chat in chats]


# ------------------------------------------------------------------------------------------- the house


@contextmanager
def running(url: str) -> Iterator[House]:
    """A sample office with web, worker and bot before the stand-in for Telegram."""
    with tempfile.TemporaryDirectory() as name, start(token=TOKEN) as telegram:
        folder, port = Path(name), _free_port()
        environ = {
            "TANGGAP_DATABASE_URL": url,
            "TANGGAP_SECRET_KEY": secrets.token_hex(32),
            "TANGGAP_TRACKING_KEY": secrets.token_hex(32),
            "TANGGAP_IDENTITY_KEY": secrets.token_hex(32),
            "TANGGAP_RATE_LIMITS": "0",
            "TANGGAP_RULEBOOK": str(_without_quiet_hours(folder)),
            "TANGGAP_TELEGRAM_TOKEN": TOKEN,
            "TANGGAP_TELEGRAM_API_URL": telegram.address,
        }
        keys, bot, manager = _furnish(environ, folder)
        ways = {"TANGGAP_API_URL": f"http://{HOST}:{port}", "TANGGAP_API_TOKEN": bot}
        whole = {**os.environ, **environ, **ways, "PORT": str(port), "HOST": HOST, "PYTHONPATH": str(ROOT)}
        log = (folder / "log").open("wb")
        processes = [
            subprocess.Popen([sys.executable, "-m", *words], env=whole, cwd=folder, stdout=log, stderr=log)
            for words in (
                ["complaints_service", "serve"],
                ["complaints_service", "worker"],
                ["bots.telegram"],
            )
        ]
        try:
            with httpx.Client(base_url=ways["TANGGAP_API_URL"], timeout=30) as api:
                api.headers["Authorization"] = f"Bearer {manager}"
                house = House(telegram, api, keys)
                _warm_up(house)
                yield house
        except RuntimeError:
            print((folder / "log").read_text(errors="replace")[-4000:], file=sys.stderr)
            raise
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(20)
            log.close()


def _warm_up(house: House) -> None:
    """Until web, worker and bot have all done their part once."""
    house.say(house.telegram.control.person("Pertama"), "Lampu jalan mati.", "Di mana tepatnya?")
    house.api.get("/api/v1/tickets").raise_for_status()


def _furnish(environ: dict[str, str], folder: Path) -> tuple[dict[int, str], str, str]:
    """Fills the office; keys of its officers, the bot's key, and that of a manager of everything."""
    prepare_folders(environ, folder)
    service: Service = create_app(load_settings(environ, folder)).extensions[KEY]
    now = clock.now()
    prepare(service, now=now)
    asked = demo.Demo(days=30, complaints=200)
    for _ in demo.fill(service.engine, service.rulebook, service.settings, asked=asked, now=now):
        continue
    with db.writing(service.engine) as session:
        accounts = session.execute(select(Account.id, Account.officer_id, Account.login)).all()
        made = {
            account: issue_key(
                session, account_id=account.id, new=NewKey(scopes=("read", "act")), now=now, actor=SETUP
            )
            for account in accounts
        }
    bot = bot_key(service, bot=TELEGRAM.side.bot, now=now)
    service.engine.dispose()
    keys = {account.officer_id: key for account, key in made.items() if account.officer_id is not None}
    return keys, bot, next(key for account, key in made.items() if account.login == "camat")


def _without_quiet_hours(folder: Path) -> Path:
    """The rulebook as it is, but for the hours in which news waits: a benchmark may run at night."""
    copied = folder / "rulebook"
    copied.mkdir()
    for path in (ROOT / "config" / "marelan").iterdir():
        text = path.read_bytes()
        if path.name == "limits.toml":
            text = re.sub(rb'(key = "quiet_(?:from|until)"\nvalue = )\d+', rb"\g<1>0", text)
        (copied / path.name).write_bytes(text)
    return copied


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--backend", choices=["sqlite", "postgresql"])
    parser.add_argument("--runs", type=int, default=20)
    chosen = parser.parse_args()
    results = []
    for backend in [chosen.backend] if chosen.backend else ["sqlite", "postgresql"]:
        results += measure(backend, chosen.runs)
    report(results)


if __name__ == "__main__":
    main()
