"""Asks a scanner whether a file holds a harmful program: clamd, over its socket."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

_PIECE = 65_536
_MOST_ANSWER = 1_000
SECONDS = 20.0


class ScannerAway(Exception):
    """The scanner gave no verdict now; it may another time. Holds nothing of the file."""


class Scanner(Protocol):
    """Whatever knows harmful files."""

    def is_harmful(self, content: bytes) -> bool:
        """Whether these bytes hold a harmful program. Raises ScannerAway."""
        ...


@dataclass(frozen=True)
class Clamd:
    """ClamAV's daemon at `unix:/run/clamav/clamd.ctl` or `tcp://127.0.0.1:3310`."""

    address: str

    def is_harmful(self, content: bytes) -> bool:
        """Sends the bytes in pieces (INSTREAM) and reads the verdict."""
        try:
            with self._line() as line:
                line.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), _PIECE):
                    piece = content[start : start + _PIECE]
                    line.sendall(struct.pack(">I", len(piece)) + piece)
                line.sendall(bytes(4))
                answer = _answer(line)
        except OSError as error:
            raise ScannerAway(type(error).__name__) from None
        if answer.endswith(b" FOUND"):
            return True
        if answer.endswith(b" OK"):
            return False
        raise ScannerAway("no verdict")

    def _line(self) -> socket.socket:
        parts = urlsplit(self.address)
        if parts.scheme == "unix":
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(SECONDS)
            try:
                line.connect(parts.path)
            except OSError:
                line.close()
                raise
            return line
        return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=SECONDS)


def _answer(line: socket.socket) -> bytes:
    told = b""
    while not told.endswith(b"\0") and len(told) < _MOST_ANSWER:
        piece = line.recv(_MOST_ANSWER)
        if not piece:
            break
        told += piece
    return told.rstrip(b"\0\n")


def scanner_at(address: str | None) -> Scanner | None:
    """The scanner that is set; None where there is none."""
    return Clamd(address) if address else None
