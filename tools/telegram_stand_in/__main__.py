"""`python -m tools.telegram_stand_in --port 8081`: the stand-in with its page, until it is told to end."""

from __future__ import annotations

import argparse
import contextlib
import sys

from tools.telegram_stand_in.server import start


def main() -> None:
    """Serve, and say where."""
    parser = argparse.ArgumentParser(prog="python -m tools.telegram_stand_in", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--token", help="the only token that is good (default: any well-formed one)")
    chosen = parser.parse_args()
    with start(chosen.port, token=chosen.token, practice=True) as running:
        sys.stdout.write(f"Chat page: {running.address}/\nBot API: {running.base_url}<token>/<method>\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            running.wait()


if __name__ == "__main__":
    main()
