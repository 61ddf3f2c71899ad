"""The service's own log: one record, one line of JSON, and no secret in it."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, request

# Both the service's own records and those of its libraries take the same way.
_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
logger = structlog.get_logger("tanggap.web")

#: Addresses whose last part opens something: a tracking link, a password link, a way to stop the news.
_SECRET_PATH = re.compile(r"^(/(?:lacak|sandi|berhenti|kabar|lapor/draf))/[^/]+")

#: A bot's token, known by its form wherever it stands: the number before the colon is public.
_TOKEN = re.compile(r"(\d{6,}):[A-Za-z0-9_-]{16,}")

_to_json = structlog.processors.JSONRenderer()


def configure(stream: TextIO | None = None) -> None:
    """Sends every record of the process to a stream (standard error) as one line of JSON each."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _one_line,
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for noisy in ("apscheduler", "waitress.queue", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _one_line(logger_: Any, method: str, event: MutableMapping[str, Any]) -> str:
    """A record as JSON, without a bot's token: libraries write it in addresses, and in what they raise.

    JSON escapes every control character, so that a record stays one line whatever was typed.
    """
    return _TOKEN.sub(r"\1:<token>", str(_to_json(logger_, method, event)))


def masked(path: str) -> str:
    """A path as it may stand in a log."""
    return _SECRET_PATH.sub(r"\1/…", path)


def register(app: Flask) -> None:
    """Writes one record for each answer: what was asked, how it ended, how long it took; never a query."""

    @app.before_request
    def _begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        took = round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None
        logger.info(
            "answered", method=request.method, path=masked(request.path), status=response.status_code, ms=took
        )
        return response
