"""Kept files on their way out: as a browser takes them, and only those that may be given."""

from __future__ import annotations

import io
import logging

from flask import Response, abort, send_file

from complaints_service.edge.headers import SANDBOX
from complaints_service.edge.resources import service
from complaints_service.errors import DomainError, NotFound
from complaints_service.file_store.opening import open_store
from complaints_service.file_store.store import FileStore
from complaints_service.intake.media import NOT_GIVEN, standing
from complaints_service.intake.small import small_picture

logger = logging.getLogger(__name__)


def file_answer(
    path: str, mime: str | None, *, name: str, drawn: bool = False, small: bool = False
) -> Response:
    """A kept file as a browser takes it; `drawn`: by itself, instead of kept. Held ones are not given.

    `small`: the picture in small, made by the first who asks. `name` goes without an ending.
    Raises DomainError `file_held`, `file_harmful`.
    """
    store = open_store(service().settings.media_url)
    ending = path.rpartition(".")[2]
    try:
        content = _given(store, path, small=small)
    except FileNotFoundError:
        raise NotFound("file") from None
    except OSError:
        logger.exception("a file was not read")
        abort(503)
    answer = send_file(
        io.BytesIO(content),
        mimetype=mime,
        as_attachment=not drawn,
        download_name=f"{name}.{ending}",
        conditional=False,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _given(store: FileStore, path: str, *, small: bool) -> bytes:
    """The bytes of a file that may be given. Raises DomainError and OSError."""
    stands = standing(store, path)
    if stands != "here":
        raise DomainError(f"file_{stands}", NOT_GIVEN[stands])
    return store.read(small_picture(store, path) if small else path)
