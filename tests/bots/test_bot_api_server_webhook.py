"""Updates delivered to an address: the secret, the order, and trying again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from tests.support.patience import PATIENCE_SECONDS
from tools.telegram_stand_in.control import Control
from tools.telegram_stand_in.server import Running, start

TOKEN = "123456:ABCDEFGHIJKLMNOPQRST"
SECRET = "a-secret_of_the_webhook"


class Listener(ThreadingHTTPServer):
    """A bot's webhook: remembers what came, and answers as told (200 where nothing is told)."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receive)
        self.came: list[tuple[str | None, dict[str, Any]]] = []
        self.answers: list[int] = []
        self.changed = threading.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/telegram"

    def texts(self, count: int) -> list[str]:
        """The texts that came, once there are so many."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.came) >= count, timeout=PATIENCE_SECONDS), self.came
            return [update["message"]["text"] for _, update in self.came]


class _Receive(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.changed:
            secret = self.headers["X-Telegram-Bot-Api-Secret-Token"]
            self.server.came.append((secret, json.loads(body)))
            status = self.server.answers.pop(0) if self.server.answers else 200
            self.server.changed.notify_all()
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def telegram() -> Iterator[Running]:
    with start(webhook_pause_seconds=0.01) as running:
        yield running


@pytest.fixture
def control(telegram: Running) -> Control:
    return telegram.control


def call(telegram: Running, method: str, **words: Any) -> dict[str, Any]:
    """One call in JSON, which the Bot API takes as well as forms."""
    answer = httpx.post(f"{telegram.base_url}{TOKEN}/{method}", json=words)
    found: dict[str, Any] = answer.json()
    return found


def test_updates_come_with_the_secret(telegram: Running, control: Control, listener: Listener) -> None:
    chat = control.person()
    assert call(telegram, "setWebhook", url=listener.url, secret_token=SECRET)["result"] is True
    control.text(chat, "halo")
    assert listener.texts(1) == ["halo"]
    assert listener.came[0][0] == SECRET
    assert control.settled()


def test_what_waited_before_is_delivered_too(telegram: Running, control: Control, listener: Listener) -> None:
    control.texts(control.person(), ["satu", "dua"])
    call(telegram, "setWebhook", url=listener.url)
    assert listener.texts(2) == ["satu", "dua"]
    assert listener.came[0][0] is None


def test_an_update_comes_again_until_it_is_taken(
    telegram: Running, control: Control, listener: Listener
) -> None:
    chat = control.person()
    listener.answers = [500, 503, 302]
    call(telegram, "setWebhook", url=listener.url)
    control.texts(chat, ["satu", "dua"])
    assert listener.texts(5) == ["satu", "satu", "satu", "satu", "dua"]
    assert control.settled()
    info = call(telegram, "getWebhookInfo")["result"]
    assert (info["url"], info["pending_update_count"]) == (listener.url, 0)
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"


def test_one_chat_in_trouble_does_not_hold_up_another(
    telegram: Running, control: Control, listener: Listener
) -> None:
    rina, budi = control.person("Rina"), control.person("Budi")
    call(telegram, "setWebhook", url=listener.url, max_connections=1)
    listener.answers = [500]
    control.text(rina, "gagal dulu")
    control.text(budi, "lancar")
    assert sorted(listener.texts(3)) == ["gagal dulu", "gagal dulu", "lancar"]


def test_nobody_listens_yet(telegram: Running, control: Control) -> None:
    chat = control.person()
    call(telegram, "setWebhook", url="http://127.0.0.1:1/")
    control.text(chat, "halo")
    with telegram.world.locked():
        webhook = telegram.world.webhook
        assert webhook is not None
        assert telegram.world.changed.wait_for(lambda: webhook.error is not None, timeout=PATIENCE_SECONDS)
    assert call(telegram, "getWebhookInfo")["result"]["pending_update_count"] == 1


def test_polling_and_webhook_exclude_each_other(telegram: Running, listener: Listener) -> None:
    call(telegram, "setWebhook", url=listener.url)
    refused = call(telegram, "getUpdates")
    assert (refused["error_code"], "webhook is active" in refused["description"]) == (409, True)
    call(telegram, "deleteWebhook")
    assert call(telegram, "getUpdates")["result"] == []
    assert call(telegram, "getWebhookInfo")["result"]["url"] == ""


def test_pending_updates_may_be_dropped(telegram: Running, control: Control) -> None:
    control.text(control.person(), "halo")
    call(telegram, "deleteWebhook", drop_pending_updates=True)
    assert control.waiting() == []


@pytest.mark.parametrize(
    "words",
    [
        {"url": "https://contoh.id/telegram"},
        {"url": "http://10.0.0.1/"},
        {"url": "http://127.0.0.1/", "secret_token": "with space"},
        {"url": "http://127.0.0.1/", "secret_token": "x" * 257},
        {"url": "http://127.0.0.1/", "max_connections": 101},
    ],
)
def test_webhooks_that_are_refused(telegram: Running, words: dict[str, Any]) -> None:
    assert call(telegram, "setWebhook", **words)["error_code"] == 400
