"""The service's own log: one record, one line of JSON, and of a request what is named here and nothing else.

An address, a text, a name or a chat is in no record: of an address the rule of its route is written, and the
public number; of whoever is refused, the number of their account; of an error its kind and where it happened,
because what it says may hold what was typed; of a library's record its template.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, request
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from complaints_service.tickets.ledger.numbers import read_number

#: Whose records are written with their values: ours, and libraries that speak of jobs and migrations alone.
_OURS = ("complaints_service", "tanggap", "alembic", "apscheduler", "migrations")
#: Errors that say how the machine stands and never what was typed.
_PLAIN = (ImportError, PoolTimeout, MemoryError, RecursionError)
_HOUSE = Path(__file__).parents[2]


def _frames_only(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Puts an error as its kind and where it happened, each cause before what it led to."""
    told = event.pop("exc_info", None)
    error = told if isinstance(told, BaseException) else told[1] if isinstance(told, tuple) else None
    if told is True:
        error = sys.exc_info()[1]
    if error is not None:
        event["exception"] = [line for each in reversed(list(_chain(error))) for line in _told_of(each)]
    return event


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told_of(error: BaseException) -> Iterator[str]:
    yield type(error).__qualname__ + _plain_words(error)
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        where = path.relative_to(_HOUSE) if path.is_relative_to(_HOUSE) else path.name
        yield f"{where}:{frame.lineno} {frame.name}"


def _plain_words(error: BaseException) -> str:
    if isinstance(error, OperationalError):  # such as: locked, no connection, disk full
        return f": {str(error.orig).splitlines()[0]}" if str(error.orig) else ""
    if isinstance(error, DBAPIError):
        constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        return f": {constraint}" if constraint else ""
    return f": {error}" if isinstance(error, _PLAIN) else ""


def _template_only(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of a library's record what its code says, not the values it was given."""
    record = event["_record"]
    if record.name.split(".")[0] not in _OURS and record.levelno >= logging.WARNING:
        event["event"] = (str(record.msg).splitlines() or [""])[0]
    return event


# Both the service's own records and those of its libraries take the same way.
_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _frames_only,
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

#: A bot's token, known by its form wherever it stands: the number before the colon is public.
_TOKEN = re.compile(r"(\d{6,}):[A-Za-z0-9_-]{16,}")

_to_json = structlog.processors.JSONRenderer()


def configure(stream: TextIO | None = None) -> None:
    """Sends every record of the process to a stream (standard error) as one line of JSON each."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_template_only, *_SHARED],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _one_line,
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for noisy in ("apscheduler", "waitress.queue", "httpx", "flask-limiter"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _one_line(logger_: Any, method: str, event: MutableMapping[str, Any]) -> str:
    """A record as JSON, without a bot's token: libraries write it in addresses, and in what they raise.

    JSON escapes every control character, so that a record stays one line whatever was typed.
    """
    return _TOKEN.sub(r"\1:<token>", str(_to_json(logger_, method, event)))


def _asked_by() -> int | None:
    """Whose account asked, where somebody looked already: nobody is looked up for the log."""
    found = g.get("_login_user")  # where Flask-Login remembers its answer for the request
    rights = getattr(found, "rights", None)
    return rights.account_id if rights is not None else None


def register(app: Flask) -> None:
    """Writes one record for each answer: which route, of which report, how it ended, how long it took.

    Of a refusal also whose account asked, by its number.
    """

    @app.before_request
    def _begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        took = round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None
        asked: dict[str, Any] = {"route": request.url_rule.rule if request.url_rule else "none"}
        if number := read_number(str((request.view_args or {}).get("number", ""))):
            asked["number"] = number
        if 400 <= response.status_code < 500 and (account_id := _asked_by()) is not None:
            asked["account"] = account_id  # whoever tries what is not theirs can be found again
        logger.info("answered", method=request.method, **asked, status=response.status_code, ms=took)
        return response
