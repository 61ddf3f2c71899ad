"""A small server on loopback that speaks as clamd does, and knows one harmful file."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.support.patience import PATIENCE_SECONDS

#: https://www.eicar.org: what every scanner takes for harmful, and nothing else does. In two pieces, so that
#: no scanner stops at this source.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class FakeClamd:
    """What was asked of it, and how it answers (`answer` None: it hangs up without a word)."""

    address: str
    seen: list[bytes] = field(default_factory=list)
    silent: bool = False


@contextmanager
def fake_clamd() -> Iterator[FakeClamd]:
    """A scanner at an address of its own."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = FakeClamd(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        thread = threading.Thread(target=_serve, args=(server, told), daemon=True)
        thread.start()
        yield told
        server.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE_SECONDS)


def _serve(server: socket.socket, told: FakeClamd) -> None:
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        with line, line.makefile("rb") as reading:
            if told.silent:
                continue
            command = reading.read(10)
            assert command == b"zINSTREAM\0", command
            content = b""
            while size := struct.unpack(">I", reading.read(4))[0]:
                content += reading.read(size)
            told.seen.append(content)
            line.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")
