"""The practice chat in a browser: one writes, sends, presses, and the bot's words appear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import PHONE, sound
from tools.telegram_stand_in.samples import photo
from tools.telegram_stand_in.server import Running, start

TOKEN = "123456:ABCDEFGHIJKLMNOPQRST"


@pytest.fixture
def telegram() -> Iterator[Running]:
    with start(practice=True) as running:
        yield running


def call(telegram: Running, method: str, **words: Any) -> Any:
    return httpx.post(f"{telegram.base_url}{TOKEN}/{method}", json=words).json()["result"]


def test_a_newcomer_talks_to_the_bot(page: Page, telegram: Running) -> None:
    chat = telegram.control.do("chats")["chats"][0]["id"]
    call(telegram, "setMyCommands", commands=[{"command": "lapor", "description": "Mulai laporan baru"}])
    page.set_viewport_size({"width": PHONE, "height": 800})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)

    page.goto(telegram.address)
    page.get_by_role("button", name="Mulai", exact=True).click()
    expect(page.locator("li.me")).to_have_count(1)

    page.get_by_label("Pesan").fill("Parit tumpat <b>sekali</b>")
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.locator("li.me")).to_have_count(2)
    page.locator("#file").set_input_files(
        [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo(n)} for n in (1, 2)]
    )
    expect(page.get_by_role("img", name="Foto")).to_have_count(2)
    page.get_by_role("button", name="Lokasi contoh").click()
    expect(page.locator("li.me")).to_have_count(5)
    page.get_by_role("button", name="/lapor").last.click()
    expect(page.locator("li.me")).to_have_count(6)

    keys = [[{"text": "Kirim laporan", "callback_data": "kirim"}]]
    call(telegram, "sendMessage", chat_id=chat, text="Periksa dulu.", reply_markup={"inline_keyboard": keys})
    page.get_by_role("button", name="Kirim laporan").click()
    telegram.control.do("messages", chat=chat, sent=1)
    expect(page.get_by_role("button", name="Kirim laporan")).to_be_enabled()
    *_, last = telegram.control.waiting()
    assert last["callback_query"]["data"] == "kirim"
    call(telegram, "answerCallbackQuery", callback_query_id=last["callback_query"]["id"], text="Sudah masuk.")
    expect(page.get_by_role("status")).to_have_text("Sudah masuk.")
    call(telegram, "editMessageText", chat_id=chat, message_id=7, text="Nomornya MRL-2611-7K4Q2")
    expect(page.get_by_text("Nomornya MRL-2611-7K4Q2")).to_be_visible()
    expect(page.get_by_role("button", name="Kirim laporan")).to_have_count(0)

    page.get_by_role("button", name="Balas").click()
    page.get_by_label("Pesan").fill("Terima kasih")
    page.keyboard.press("Enter")
    expect(page.locator("li.me")).to_have_count(7)
    said = [update["message"] for update in telegram.control.waiting() if "message" in update]
    assert said[1]["text"] == "Parit tumpat <b>sekali</b>"
    assert said[2]["media_group_id"] == said[3]["media_group_id"]
    assert said[-1]["reply_to_message"]["message_id"] == 7

    sound(page)
    assert problems == []


def test_a_link_brings_its_payload(page: Page, telegram: Running) -> None:
    page.goto(f"{telegram.address}/?lang=en&start=kode")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("li.me")).to_contain_text("/start kode")
    (update,) = telegram.control.waiting()
    assert update["message"]["from"]["language_code"] == "en"
