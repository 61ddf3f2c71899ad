"""Keeps the bot's token out of every log record, traceback and all."""

from __future__ import annotations

import logging

HIDDEN = "<token>"


class RedactingFormatter(logging.Formatter):
    """Formats like another formatter, then takes the secrets out of the whole record."""

    def __init__(self, inner: logging.Formatter, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._inner = inner
        # The part after the colon is the secret; the number before it is public.
        parts = {part for secret in secrets for part in (secret, secret.partition(":")[2]) if len(part) >= 8}
        self._parts = sorted(parts, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        text = self._inner.format(record)
        for part in self._parts:
            text = text.replace(part, HIDDEN)
        return text


def start_logging(*secrets: str, level: int = logging.INFO) -> None:
    """Logs to standard error without these secrets; libraries that name addresses only speak of trouble."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        RedactingFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"), secrets)
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("httpx", "httpcore", "telegram", "werkzeug", "waitress"):
        logging.getLogger(name).setLevel(logging.WARNING)
