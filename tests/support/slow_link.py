"""A line between two machines that can be slow, stand still, or be cut: a small proxy on loopback."""

from __future__ import annotations

import contextlib
import socket
import threading

HOST = "127.0.0.1"
_CHUNK = 65_536


class SlowLink:
    """Passes on what comes to its port, each piece after so many seconds; nothing while it stands still."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._flows = threading.Event()
        self._flows.set()
        self._to = 0
        self._lines: list[socket.socket] = []
        self._door = socket.create_server((HOST, 0))
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()

    def leads_to(self, port: int) -> None:
        """Where new lines end."""
        self._to = port

    def stand_still(self) -> None:
        """Nothing gets through, and nobody is told."""
        self._flows.clear()

    def go_on(self) -> None:
        """What waited gets through."""
        self._flows.set()

    def cut(self) -> None:
        """Ends every line; what waited in them is lost."""
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        self._lines.clear()
        self._flows.set()

    def close(self) -> None:
        """Ends the link itself."""
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self.cut()

    def _listen(self) -> None:
        while True:
            try:
                here, _address = self._door.accept()
            except OSError:
                return
            try:
                there = socket.create_connection((HOST, self._to))
            except OSError:
                here.close()
                continue
            self._lines += [here, there]
            for source, end in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=(source, end), daemon=True).start()

    def _carry(self, source: socket.socket, end: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(_CHUNK):
                if self.seconds:
                    threading.Event().wait(self.seconds)
                self._flows.wait()
                end.sendall(piece)
        for line in (source, end):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
