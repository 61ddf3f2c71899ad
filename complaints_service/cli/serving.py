"""The embedded server, with an end to every client's time: slow and many connections cost the others nothing.

waitress reads a request before a thread has anything to do with it, but waits for it for ever as long as a
byte comes now and then, and takes no further connection once it has a hundred.
"""

from __future__ import annotations

import gc
import resource
import signal
import threading
import time
from dataclasses import dataclass
from typing import Any

import waitress.channel
import waitress.server
from flask import Flask
from waitress import wasyncore

from complaints_service.edge.files.uploads import SENT_BY_ANYONE

#: Of the files this process may open so many are for what is no connection: database, logs, what is sent.
_OTHER_FILES = 200
_WANTED_FILES = 4096
#: Whoever is inside when the process is told to stop has so long; a supervisor kills it later than that.
_LEAVE_SECONDS = 8.0
#: So long somebody who came and has said nothing yet counts as about to: a busy machine reads late.
_NEW_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long a client may take, and how many connections there may be.

    A request's head has `head_seconds`; its body as long again, and a second for every `slowest` bytes: a
    phone with a bad line sends a photo in minutes. `idle_seconds`: an open line that asks for nothing.
    `per_address`: 0 for any number, where all come through one proxy.
    """

    head_seconds: float = 30.0
    slowest: int = 2_000
    idle_seconds: int = 30
    connections: int = 2_000
    per_address: int = 400


def make_server(app: Flask, *, host: str, port: int, patience: Patience) -> Any:
    """The server, listening; `run()` serves until the process is told to stop."""
    server = waitress.server.create_server(
        app,
        host=host,
        port=port,
        threads=8,
        ident=None,
        connection_limit=min(patience.connections, _files_for_connections()),
        channel_timeout=patience.idle_seconds,
        max_request_body_size=SENT_BY_ANYONE.body,  # counted as it comes, whatever its head says
        cleanup_interval=min(10, patience.idle_seconds),
        asyncore_use_poll=True,  # select knows no file beyond the 1,024th
        backlog=1024,
    )

    class TimedChannel(_Channel):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self.begin(patience)

    for each in _listening(server):
        each.channel_class = TimedChannel
    return server


def serve_until_told(server: Any) -> None:
    """Serves until the process is told to stop; then nobody new is let in, and who is inside gets an answer.

    So an upgrade takes one process after the other away, and cuts no request off in its middle.
    """
    told = threading.Event()

    def stop(*_: Any) -> None:
        told.set()
        server.pull_trigger()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    lines = server.map if isinstance(server, waitress.server.MultiSocketServer) else server._map
    while not told.is_set():
        wasyncore.loop(timeout=1, map=lines, use_poll=True, count=1)
    doors = _listening(server)
    for door in doors:
        _let_in(door)
        wasyncore.dispatcher.close(door)
    until = time.monotonic() + _LEAVE_SECONDS
    while time.monotonic() < until:
        # What has come already is read before anybody is taken for one who asks nothing.
        wasyncore.loop(timeout=0, map=lines, use_poll=True, count=1)
        inside = [line for door in doors for line in door.active_channels.values()]
        if not inside:
            return
        for line in inside:
            line.will_close = line.will_close or not line.busy()
        wasyncore.loop(timeout=0.1, map=lines, use_poll=True, count=1)


def _let_in(door: Any) -> None:
    """Takes in all who stand before the door already: who still does when it is closed is cut off."""
    inside = -1
    while inside < len(door.active_channels):
        inside = len(door.active_channels)
        door.handle_accept()


def settle() -> None:
    """Leaves what the start made out of every later search for garbage, once all of it is there.

    Of a third of a million objects a full search takes some 0.3 s, in which no request goes on.
    """
    gc.collect()
    gc.freeze()


def _listening(server: Any) -> list[Any]:
    """One server for each address that the host's name stands for."""
    if isinstance(server, waitress.server.MultiSocketServer):
        return [each for each in server.map.values() if isinstance(each, waitress.server.BaseWSGIServer)]
    return [server]


def _files_for_connections() -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _WANTED_FILES if hard == resource.RLIM_INFINITY else min(hard, _WANTED_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most - _OTHER_FILES


class _Channel(waitress.channel.HTTPChannel):
    """A connection whose request has a last moment."""

    def begin(self, patience: Patience) -> None:
        """Counts from now on; one too many of an address is closed at once."""
        self.patience = patience
        self.came, self.silent = time.monotonic(), True
        self.began: float | None = None
        self.bytes = 0
        own = sum(each.addr[0] == self.addr[0] for each in self.server.active_channels.values())
        if 0 < patience.per_address < own:
            self.will_close = True

    def busy(self) -> bool:
        """Whether a request is coming, being worked on, or its answer on its way; or may be about to come."""
        new = self.silent and time.monotonic() - self.came < _NEW_SECONDS
        return bool(new or self.request or self.requests or self.total_outbufs_len)

    def received(self, data: bytes) -> bool:
        """Takes what came, and knows since when the request has been coming."""
        self.silent = False
        if self.began is None:
            self.began, self.bytes = time.monotonic(), 0
        self.bytes += len(data)
        taken = bool(super().received(data))
        if self.request is None:  # it is whole
            self.began = None
        return taken

    def readable(self) -> bool:
        """Asked in every round of the server: a request that takes too long ends its connection."""
        if self.began is not None and time.monotonic() - self.began > self._allowed():
            self.will_close = True
        return bool(super().readable())

    def _allowed(self) -> float:
        head = self.patience.head_seconds
        if self.request is None or not self.request.headers_finished:
            return head
        return 2 * head + self.bytes / self.patience.slowest
