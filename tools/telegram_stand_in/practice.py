"""`python -m tools.telegram_stand_in.practice`: the service and its bot against a stand-in for Telegram.

It needs no Telegram account; nothing leaves the machine. Its database (`var/chat.db`) begins anew each time:
the stand-in counts people and messages from the start again, and old ones must not be taken for new ones.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from tools.telegram_stand_in.server import HOST, start

TOKEN = "100001:practice-on-this-machine-only"  # noqa: S105  # opens nothing but the stand-in
DATABASE = Path("var/chat.db")


def main() -> None:
    """Start the stand-in, then the service with the bot, until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m tools.telegram_stand_in.practice", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="the service's pages (default: %(default)s)")
    parser.add_argument("--chat-port", type=int, default=8081, help="the chat page (default: %(default)s)")
    chosen = parser.parse_args()
    for path in DATABASE.parent.glob(f"{DATABASE.name}*"):
        path.unlink()
    with start(chosen.chat_port, token=TOKEN, practice=True) as running:
        environ = {
            **os.environ,
            "TANGGAP_DATABASE_URL": f"sqlite:///{DATABASE}",
            "PORT": str(chosen.port),
            "TANGGAP_API_URL": f"http://{HOST}:{chosen.port}",
            "TANGGAP_TELEGRAM_TOKEN": TOKEN,
            "TANGGAP_TELEGRAM_API_URL": running.address,
        }
        service = subprocess.Popen([sys.executable, "-m", "complaints_service", "up"], env=environ)
        sys.stdout.write(f"Obrolan / chat page: {running.address}/\n")
        sys.stdout.flush()
        # Told to stop, the service stops by itself; the stand-in waits for it.
        signal.signal(signal.SIGTERM, lambda *_: service.terminate())
        while service.poll() is None:
            with contextlib.suppress(KeyboardInterrupt):
                service.wait()


if __name__ == "__main__":
    main()
