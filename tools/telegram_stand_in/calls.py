"""One call of the bot: who may, what goes wrong on demand, what is done, what is written down."""

from __future__ import annotations

import threading
from typing import Any

from tools.telegram_stand_in.errors import ApiError
from tools.telegram_stand_in.faults import ArrangedFault
from tools.telegram_stand_in.methods import METHODS
from tools.telegram_stand_in.parameters import Parameters
from tools.telegram_stand_in.receiving import RECEIVING
from tools.telegram_stand_in.world import Call, World


class Dropped(Exception):
    """The connection shall be closed without an answer."""


def perform(world: World, token: str, method: str, given: Parameters, *, stopped: threading.Event) -> Any:
    """The call's result. Raises ApiError, or Dropped where a fault wants no answer.

    `stopped` ends a wait that a fault asked for.
    """
    name = method.lower()
    with world.locked():
        world.authorise(token)
        if name not in METHODS and name not in RECEIVING:
            raise ApiError(404, "Not Found: method not found")
        fault = world.faults.take(name, _chat(given))
    try:
        _before(fault, stopped)
        if name in RECEIVING:
            result = RECEIVING[name](world, given)
        else:
            with world.locked():
                result = METHODS[name](world, given)
    except ApiError as error:
        _record(world, method, given, fault, error.code, None)
        raise
    except Dropped:
        _record(world, method, given, fault, 0, None)
        raise
    broken = fault is not None and fault.kind == "error"
    status = 0 if fault is not None and fault.kind == "drop" else fault.code if fault and broken else 200
    _record(world, method, given, fault, status, result)
    _after(fault, stopped)
    return result


def download(world: World, token: str, path: str, *, stopped: threading.Event) -> tuple[bytes, str]:
    """A file's bytes and kind. The name of this call to faults is `download`."""
    with world.locked():
        world.authorise(token)
        fault = world.faults.take("download", None)
        file = next((file for file in world.files.values() if file.path == path), None)
    _before(fault, stopped)
    if file is None:
        raise ApiError(404, "Not Found")
    _after(fault, stopped)
    return file.content, file.mime


def _before(fault: ArrangedFault | None, stopped: threading.Event) -> None:
    """What goes wrong before anything is done."""
    if fault is None:
        return
    if fault.kind == "retry_after":
        seconds = max(1, int(fault.seconds))
        raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
    if fault.kind == "refuse":
        raise Dropped
    if fault.kind == "error" and not fault.done:
        raise _broken(fault)
    if fault.kind == "delay":
        stopped.wait(fault.seconds)


def _after(fault: ArrangedFault | None, stopped: threading.Event) -> None:
    """What goes wrong with the answer, when everything is done."""
    if fault is None:
        return
    if fault.kind == "drop":
        raise Dropped
    if fault.kind == "hang":
        stopped.wait(fault.seconds)
    if fault.kind == "error":
        raise _broken(fault)


def _broken(fault: ArrangedFault) -> ApiError:
    words = {
        500: "Internal Server Error",
        502: "Bad Gateway",
        503: "Service Unavailable",
        504: "Gateway Timeout",
    }
    return ApiError(fault.code, words.get(fault.code, "Error on demand"))


def _chat(given: Parameters) -> int | None:
    try:
        return given.number("chat_id")
    except ApiError:
        return None


def _record(
    world: World, method: str, given: Parameters, fault: ArrangedFault | None, status: int, result: Any
) -> None:
    """Write the call down. Polls are left out: there are thousands, and they send nothing."""
    if method.lower() == "getupdates":
        return
    message = result.get("message_id") if isinstance(result, dict) else None
    text = given.text("text") or given.text("caption")
    kind = fault.kind if fault else None
    with world.locked():
        number = len(world.calls) + 1
        world.calls.append(
            Call(
                number=number,
                method=method,
                chat=_chat(given),
                text=text,
                fault=kind,
                status=status,
                message=message,
            )
        )
        world.changed.notify_all()
