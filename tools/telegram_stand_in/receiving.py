"""How the bot hears of updates: it asks (long poll), or has them delivered to an address on loopback."""

from __future__ import annotations

import ipaddress
import json
import re
import threading
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from tools.telegram_stand_in.errors import ApiError, bad_request
from tools.telegram_stand_in.parameters import Parameters
from tools.telegram_stand_in.world import Json, Webhook, World

LONGEST_POLL_SECONDS = 50
MOST_AT_ONCE = 100
DELIVERERS = 8
LONGEST_PAUSE_SECONDS = 60.0


def get_updates(world: World, given: Parameters) -> list[Json]:
    """Confirm what came before `offset`, then wait for more. A newer poll ends an older one: 409."""
    seconds = min(max(given.number("timeout") or 0, 0), LONGEST_POLL_SECONDS)
    limit = given.number("limit") or MOST_AT_ONCE
    limit = limit if 1 <= limit <= MOST_AT_ONCE else MOST_AT_ONCE
    with world.locked():
        _refuse_beside_webhook(world)
        _choose_kinds(world, given)
        _move_offset(world, given.number("offset") or 0)
        world.poll += 1
        mine = world.poll
        world.changed.notify_all()
        until = time.monotonic() + seconds
        while True:
            batch = world.updates.first(limit)
            left = until - time.monotonic()
            if batch or left <= 0 or world.stopping:
                return batch
            world.changed.wait(left)
            if world.poll != mine:
                raise ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
            _refuse_beside_webhook(world)


def set_webhook(world: World, given: Parameters) -> bool:
    """Deliver to this address from now on; an empty one ends delivery."""
    url = given.text("url") or ""
    if not url:
        return delete_webhook(world, given)
    secret = given.text("secret_token")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    connections = given.number("max_connections") or 40
    if not 1 <= connections <= 100:
        raise bad_request("max_connections must be between 1 and 100")
    if not _on_loopback(url):
        raise bad_request("bad webhook: this stand-in delivers to http addresses on loopback only")
    with world.locked():
        _choose_kinds(world, given)
        if given.flag("drop_pending_updates"):
            world.updates.clear()
        world.webhook = Webhook(url=url, secret=secret, max_connections=connections)
        world.touch()
    return True


def delete_webhook(world: World, given: Parameters) -> bool:
    with world.locked():
        if given.flag("drop_pending_updates"):
            world.updates.clear()
        world.webhook = None
        world.touch()
    return True


def get_webhook_info(world: World, given: Parameters) -> Json:
    with world.locked():
        webhook = world.webhook
        info: Json = {
            "url": webhook.url if webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(world.updates),
        }
        if world.updates.allowed:
            info["allowed_updates"] = list(world.updates.allowed)
        if webhook is not None:
            info["max_connections"] = webhook.max_connections
            if webhook.error is not None and webhook.error_at is not None:
                info["last_error_message"] = webhook.error
                info["last_error_date"] = int(webhook.error_at.timestamp())
        return info


RECEIVING = {
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
}


class Delivery:
    """Delivers to the webhook: chats side by side, each in order, again until answered with 2xx.

    `pause_seconds`: before the second try; each failure of a chat doubles it.
    """

    def __init__(self, world: World, *, pause_seconds: float, patience_seconds: float) -> None:
        self._world = world
        self._pause = pause_seconds
        self._patience = patience_seconds
        self._busy: set[int] = set()
        self._failures: dict[int, int] = {}
        self._not_before: dict[int, float] = {}
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(DELIVERERS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        """Wait for the threads; the world is stopping."""
        for thread in self._threads:
            thread.join(timeout=self._patience)

    def _work(self) -> None:
        world = self._world
        while True:
            with world.locked():
                while (found := self._next()) is None:
                    if world.stopping:
                        return
                    world.changed.wait(self._soonest())
                webhook, lane, update_id = found
                self._busy.add(lane)
                body = world.updates.made[update_id]
            error = self._deliver(webhook, body)
            with world.locked():
                self._busy.discard(lane)
                self._conclude(webhook, lane, update_id, error)
                world.changed.notify_all()

    def _next(self) -> tuple[Webhook, int, int] | None:
        """The oldest update of a chat that is neither being served nor paused after a failure."""
        webhook = self._world.webhook
        if webhook is None or self._world.stopping or len(self._busy) >= webhook.max_connections:
            return None
        now = time.monotonic()
        for lane, update_id in self._world.updates.heads():
            if lane not in self._busy and self._not_before.get(lane, 0) <= now:
                return webhook, lane, update_id
        return None

    def _soonest(self) -> float | None:
        """Seconds until a paused chat may be tried again; None: nothing to do before a change."""
        paused = [
            self._not_before[lane]
            for lane, _ in self._world.updates.heads()
            if lane in self._not_before and lane not in self._busy
        ]
        if self._world.webhook is None or not paused:
            return None
        return max(0.001, min(paused) - time.monotonic())

    def _conclude(self, webhook: Webhook, lane: int, update_id: int, error: str | None) -> None:
        world = self._world
        if error is None:
            if world.updates.waits(update_id):
                world.updates.remove(update_id)
            self._failures.pop(lane, None)
            self._not_before.pop(lane, None)
            return
        webhook.error, webhook.error_at = error, world.now()
        failures = self._failures[lane] = self._failures.get(lane, 0) + 1
        pause = min(self._pause * 2.0 ** min(failures - 1, 20), LONGEST_PAUSE_SECONDS)
        self._not_before[lane] = time.monotonic() + pause

    def _deliver(self, webhook: Webhook, body: Json) -> str | None:
        """Post one update; the error in words, or None."""
        parts = urlsplit(webhook.url)
        headers = {"Content-Type": "application/json"}
        if webhook.secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=self._patience)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("POST", path, json.dumps(body).encode(), headers)
            answer: HTTPResponse = connection.getresponse()
            answer.read()
        except TimeoutError:
            return "Read timeout expired"
        except (OSError, HTTPException):
            return "Connection refused"
        finally:
            connection.close()
        if 200 <= answer.status < 300:
            return None
        return f"Wrong response from the webhook: {answer.status} {answer.reason}"


def _refuse_beside_webhook(world: World) -> None:
    if world.webhook is not None:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )


def _choose_kinds(world: World, given: Parameters) -> None:
    """Without `allowed_updates` the last choice stays; what was made before stays too."""
    kinds: list[Any] | None = given.items("allowed_updates")
    if kinds is not None:
        world.updates.allowed = tuple(str(kind) for kind in kinds)


def _move_offset(world: World, offset: int) -> None:
    if offset > 0:
        world.updates.confirm(offset)
    elif offset < 0:
        world.updates.keep_last(-offset)


def _on_loopback(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http":
        return False
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
