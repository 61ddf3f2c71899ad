"""A real IMAP server on loopback, with one mailbox in memory."""

from __future__ import annotations

import argparse
import asyncio
import imaplib
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer, IMAPService

from tests.support.patience import PATIENCE_SECONDS

USER, PASSWORD = "balas", "rahasia contoh"


@dataclass(frozen=True)
class ImapMailbox:
    """Where the server listens."""

    port: int

    @property
    def url(self) -> str:
        """The address for the settings."""
        return f"imap://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self.port}/INBOX"

    def deliver(self, raw: bytes) -> None:
        """A letter arrives."""
        with self.opened() as client:
            answer, told = client.append("INBOX", "", None, raw)  # type: ignore[arg-type]
            assert answer == "OK", told

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        """The mailbox as a mail program opens it."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE_SECONDS) as client:
            client.login(USER, PASSWORD)
            client.select("INBOX")
            yield client


@contextmanager
def imap_server() -> Iterator[ImapMailbox]:
    """A server that lives as long as the block; another one gives its mailbox another UIDVALIDITY."""
    loop, ready, told = asyncio.new_event_loop(), threading.Event(), list[int]()
    over = asyncio.Event()

    async def serve() -> None:
        parser = argparse.ArgumentParser()
        IMAPService.add_arguments(parser)
        subparsers = parser.add_subparsers(dest="backend")
        DictBackend.add_subparser("dict", subparsers)
        asked = ["--host", "127.0.0.1", "--port", "0", "--no-tls", "dict"]
        asked += ["--demo-user", USER, "--demo-password", PASSWORD, "--demo-data"]
        args = parser.parse_args(asked)
        for name in ("passlib_cfg", "debug"):
            setattr(args, name, getattr(args, name, None))
        backend, config = await DictBackend.init(args)
        config.apply_context()
        async with AsyncExitStack() as stack:
            await backend.start(stack)
            callback = ProxyProtocolReader(config.proxy_protocol).get_callback(
                IMAPServer(backend.login, config)
            )
            server = await asyncio.start_server(callback, host="127.0.0.1", port=0)
            await stack.enter_async_context(server)
            told.append(server.sockets[0].getsockname()[1])
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    try:
        assert ready.wait(PATIENCE_SECONDS)
        yield ImapMailbox(told[0])
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(PATIENCE_SECONDS)
        loop.close()
