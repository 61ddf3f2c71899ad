"""Debian's own Firefox by Marionette, the protocol it speaks itself: no driver of another's, no download.

Playwright drives a build of its own, and over the open protocol asks for what a long-term Firefox has not yet.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.patience import PATIENCE_SECONDS

#: What keeps it quiet: no request leaves the machine, as with Chromium, and nothing is asked of whoever sits there.
_SETTINGS = {
    "marionette.port": 0,  # any free one; it writes down which
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "intl.accept_languages": "id",
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "app.normandy.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "services.settings.server": "http://127.0.0.1:9",
    "dom.ipc.processCount": 1,
    "browser.tabs.remote.separatePrivilegedContentProcess": False,
}
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


def find_firefox() -> str | None:
    """Where this machine has a Firefox, if anywhere."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


class Firefox:
    """One window. What is not there yet is waited for; what never comes raises AssertionError."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._buffer = b""
        self._number = 0
        self._read()  # it says who it is
        self.call(
            "WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"unhandledPromptBehavior": "ignore"}}}
        )

    def call(self, command: str, given: dict[str, Any] | None = None) -> Any:
        """What a command of WebDriver answers. Raises AssertionError for a refusal."""
        self._number += 1
        said = json.dumps([0, self._number, command, given or {}]).encode()
        self._line.sendall(str(len(said)).encode() + b":" + said)
        _kind, _number, error, result = self._read()
        assert not error, error
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def goto(self, address: str) -> None:
        self.call("WebDriver:Navigate", {"url": address})

    def evaluate(self, script: str, *given: Any) -> Any:
        """The value of a function's body in the page."""
        return self.call("WebDriver:ExecuteScript", {"script": script, "args": list(given)})

    def wait(self, script: str, *given: Any) -> Any:
        """Until it has a value."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not (found := self.evaluate(script, *given)):
            assert time.monotonic() < until, f"never came: {script}"
            threading.Event().wait(0.05)  # another program draws the page meanwhile
        return found

    def find(self, css: str) -> str:
        """Waits for the element and names it."""
        self.wait("return document.querySelector(arguments[0])", css)
        found = self.call("WebDriver:FindElement", {"using": "css selector", "value": css})
        return str(found[_ELEMENT])

    def click(self, css: str) -> None:
        self.call("WebDriver:ElementClick", {"id": self.find(css)})

    def type(self, css: str, text: str) -> None:
        """Keys for the element; for a field of files the paths, one a line."""
        self.call("WebDriver:ElementSendKeys", {"id": self.find(css), "text": text})

    def narrow(self) -> None:
        """As narrow as a window of Firefox gets: 500 px, scroll bar and all."""
        self.call("WebDriver:SetWindowRect", {"width": 360, "height": 900})

    def _read(self) -> Any:
        while b":" not in self._buffer:
            self._more()
        length, _, self._buffer = self._buffer.partition(b":")
        while len(self._buffer) < int(length):
            self._more()
        said, self._buffer = self._buffer[: int(length)], self._buffer[int(length) :]
        return json.loads(said)

    def _more(self) -> None:
        heard = self._line.recv(65536)
        assert heard, "Firefox hung up"
        self._buffer += heard


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """A Firefox without a window, with a profile of its own in `folder`."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _SETTINGS.items()]
    (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
    program = subprocess.Popen(
        [str(find_firefox()), "--headless", "--no-remote", "--marionette", "--profile", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(folder), "MOZ_HEADLESS": "1"},
        start_new_session=True,
    )
    try:
        with socket.create_connection(("127.0.0.1", _port(folder)), timeout=PATIENCE_SECONDS) as line:
            yield Firefox(line)
    finally:
        os.killpg(program.pid, signal.SIGKILL)  # with the processes that draw its pages
        program.wait()


def _port(folder: Path) -> int:
    """Waits until it listens."""
    told, until = folder / "MarionetteActivePort", time.monotonic() + PATIENCE_SECONDS
    while not (told.exists() and (said := told.read_text().strip())):
        assert time.monotonic() < until, "Firefox does not begin"
        threading.Event().wait(0.05)
    return int(said)
