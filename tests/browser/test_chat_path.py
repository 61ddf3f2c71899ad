"""`make chat` in a browser: the whole path of a report as a newcomer walks it, in both languages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.bots.talking import Clock, Talk, bot_key
from tests.support.patience import PATIENCE_SECONDS
from tests.support.ports import free_port
from tests.support.world import open_office
from tools.telegram_stand_in.samples import photo
from tools.telegram_stand_in.server import HOST, Running, start

ROOT = Path(__file__).resolve().parents[2]
MORNING = datetime(2026, 11, 19, 2, 3, tzinfo=UTC)
WORDS = {
    "id": {
        "begin": "Mulai", "send": "Kirim", "location": "Lokasi contoh", "about_office": "Tidak", "privacy": "Rahasia", "reply": "Balas",
        "complaint": "Parit di depan gang tumpat, air masuk teras.", "category": "Parit dan banjir",
        "where": "Di mana tepatnya?", "check": "Periksa dulu, ya.", "sent": "Sudah masuk. Nomornya",
        "passed": "Jam kantor berjalan lagi.", "accept": "Terima", "dispute": "Tolak", "again": "sudah saya teruskan",
        "score": "4 Sangat baik", "rated": "nilai Anda sudah dicatat",
    },
    "en": {
        "begin": "Start", "send": "Send", "location": "Example location", "about_office": "No", "privacy": "Confidential", "reply": "Reply",
        "complaint": "The drain in front of our alley is blocked.", "category": "Drains and floods",
        "where": "Where exactly?", "check": "Please check that I got it right.", "sent": "Its number is",
        "passed": "The office's clock runs again.", "accept": "Accept", "dispute": "Refuse", "again": "I have passed on",
        "score": "4 Very good", "rated": "your rating is noted",
    },
}  # fmt: skip
#: What only Indonesian has; the names of places, people and commands are left out before.
INDONESIAN = re.compile(r"\b(anda|saya|laporan|kami|kantor|sudah|seksi|tidak|dengan|untuk)\b", re.IGNORECASE)


@pytest.fixture
def backend() -> str:
    """A browser sees the same on either database."""
    return "sqlite"


@pytest.fixture
def telegram() -> Iterator[Running]:
    with start(practice=True) as running:
        yield running


@pytest.fixture
def room() -> Iterator[ThreadPoolExecutor]:
    """The thread of the bot and the worker: Playwright keeps the test's own for its loop."""
    with ThreadPoolExecutor(1) as made:
        yield made


@pytest.fixture
def talk(
    app: Flask,
    live_server: str,
    rulebook: Rulebook,
    telegram: Running,
    room: ThreadPoolExecutor,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Talk]:
    clock = Clock(MORNING)
    monkeypatch.setattr("complaints_service.clock.now", clock)
    engine = app.extensions[KEY].engine
    office = open_office(engine, rulebook)
    key = bot_key(engine, clock())
    made = room.submit(lambda: Talk(app, office, telegram, clock, live_server, key)).result()
    room.submit(made.post).result()
    yield made
    room.submit(made.close).result()


@pytest.mark.parametrize(("language", "width", "scheme"), [("id", 360, "light"), ("en", 1280, "dark")])
def test_a_report_is_told_answered_disputed_accepted_and_rated(
    browser: Browser,
    talk: Talk,
    room: ThreadPoolExecutor,
    telegram: Running,
    language: str,
    width: int,
    scheme: str,
) -> None:
    words = WORDS[language]
    chat = telegram.control.person("Ann" if language == "en" else "Rina", language=language)
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{telegram.address}/?chat={chat}&lang={language}")
    said = page.locator("li.msg:not(.me)")

    def do(act: Callable[[], object], *expected: str) -> None:
        """The citizen does something in the page; the bot hears it, and its answer appears there."""
        world, before = telegram.world, telegram.world.updates.next_id
        act()
        with world.locked():
            assert world.changed.wait_for(lambda: world.updates.next_id > before, PATIENCE_SECONDS)
        room.submit(talk.turn).result()
        for one in expected:
            expect(said.filter(has_text=one).last).to_be_visible()

    def write(text: str) -> Callable[[], object]:
        page.get_by_role("textbox").fill(text)
        return lambda: page.keyboard.press("Enter")

    def press(button: str) -> Callable[[], object]:
        return lambda: page.locator("li.msg").get_by_role("button", name=button, exact=True).last.click()

    do(page.get_by_role("button", name=words["begin"], exact=True).click)
    if language == "en":
        do(press("English"), "Fine, English it is.")
    picture = {"name": "parit.jpg", "mimeType": "image/jpeg", "buffer": photo(1)}
    do(lambda: page.locator("#file").set_input_files([picture]))
    do(write(words["complaint"]), words["category"], words["where"])
    expect(page.locator("#pad")).to_be_visible()
    do(page.get_by_role("button", name=words["location"]).click, "Rengas Pulau")
    expect(page.locator("#pad")).to_be_hidden()
    do(press(words["about_office"]))
    do(press(words["privacy"]), words["check"])
    do(press(words["send"]), words["sent"])
    number = re.search(r"MRL-\d{4}-\w{5}", said.filter(has_text=words["sent"]).last.inner_text())
    assert number

    def answer(act: str, text: str) -> None:
        room.submit(lambda: talk.act(number[0], act, text=text)).result()
        expect(said.filter(has_text=text)).to_be_visible()

    talk.clock.pass_time(hours=1)
    answer("question", "Bisakah mobil bak masuk?")
    press(words["reply"])()
    do(write("Pasar 3."), words["passed"])
    talk.clock.pass_time(hours=1)
    answer("resolve", "Satu kali.")
    do(press(words["dispute"]))
    do(write("Belum."), words["again"])
    talk.clock.pass_time(hours=1)
    answer("resolve", "Dua kali.")
    do(press(words["accept"]))
    do(press(words["score"]), words["rated"])

    assert talk.rows("SELECT state, close_reason FROM ticket") == [("closed", "accepted")]
    assert talk.rows("SELECT score FROM rating") == [(4,)]
    assert talk.rows("SELECT kind FROM attachment") == [("photo",)]
    assert page.evaluate("document.documentElement.scrollWidth") <= width and problems == []
    if language == "en":
        english = [
            text for text in said.all_inner_texts()[1:] if "Bisakah" not in text and "kali." not in text
        ]
        assert [text for text in english if INDONESIAN.search(text)] == []
    context.close()


@pytest.mark.slow
def test_make_chat_starts_everything_and_the_bot_answers(page: Page, tmp_path: Path) -> None:
    """`python -m tools.telegram_stand_in.practice`, which `make chat` runs, in a folder of its own and without the sample office."""
    port, chat_port = free_port(), free_port()
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TANGGAP_RULEBOOK": str(ROOT / "config" / "marelan"),
        "DEMO": "0",
    }
    (tmp_path / "var").mkdir()
    with (tmp_path / "log").open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "tools.telegram_stand_in.practice", "--port", str(port), "--chat-port", str(chat_port)],
            cwd=tmp_path, env=environ, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        _until_answered(page, f"http://{HOST}:{chat_port}/")
        page.get_by_role("button", name="Mulai", exact=True).click()
        answer = page.locator("li.msg:not(.me)")
        expect(answer.first).to_contain_text("Ceritakan saja apa yang terjadi")
    finally:
        running.terminate()
        running.wait(PATIENCE_SECONDS)
    assert running.returncode is not None and "Traceback" not in (tmp_path / "log").read_text()


def _until_answered(page: Page, address: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            page.goto(address)
        except Exception:  # noqa: BLE001  # refused until it listens
            page.wait_for_timeout(200)
        else:
            return
    raise AssertionError("the chat page never answered")
