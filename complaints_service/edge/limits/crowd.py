"""Many people behind one address are many; a program that fills forms in is told apart by pace and curiosity.

Nobody is asked to solve a puzzle. Whoever is taken for a program loses nothing: one more press sends it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

from flask import session
from flask_limiter.util import get_remote_address

from complaints_service.edge.resources import service
from complaints_service.errors import Invalid, words
from complaints_service.extensions import limiter

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

#: How much more may come from one address than from one visitor: a school, an office, a provider's gateway.
CROWD = 20
#: Files made as they are asked for, a minute: each may cost a second, and nobody reads more.
TAKEN_ALONG = 30
_LIMITED = "_limited"
#: The field that people do not see and programs fill in; where the cookie says when the form was opened.
TRAP, OPENED = "situs", "dibuka"
#: Nobody reads, fills in and checks a form in less.
LEAST = timedelta(seconds=3)
_TRAPPED = words("Satu isian yang tidak terlihat ikut terisi, jadi kami kosongkan. Tekan Kirim sekali lagi.")
_FAST = words(
    "Terkirim cepat sekali. Periksa sebentar, lalu tekan Kirim sekali lagi; yang Anda tulis masih ada."
)


def visitor() -> str:
    """One browser at one address, as far as it keeps the cookie of its forms; else the address alone."""
    token = session.get("csrf_token")
    mark = hashlib.sha256(str(token).encode()).hexdigest()[:16] if token else ""
    return f"{get_remote_address()}|{mark}"


def limited(a_minute: int) -> Callable[[Callable[Given, Answer]], Callable[Given, Answer]]:
    """So many calls a minute from one visitor, and no more than a crowd's from one address."""

    def around(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
        whole: Callable[Given, Answer] = limiter.limit(f"{a_minute * CROWD}/minute")(view)
        each: Callable[Given, Answer] = limiter.limit(f"{a_minute}/minute", key_func=visitor)(whole)
        setattr(each, _LIMITED, a_minute)
        return each

    return around


def limit_of(view: Callable[..., object]) -> int | None:
    """How many calls a minute one visitor has of a route; None for any number."""
    found = getattr(view, _LIMITED, None)
    return found if isinstance(found, int) else None


def note_opened(now: datetime) -> None:
    """Remembers in the browser's own signed cookie when it was first shown the form."""
    session.setdefault(OPENED, int(now.timestamp()))


def refuse_programs(form: Mapping[str, str], *, now: datetime) -> None:
    """Raises Invalid `filled_by_program` or `too_fast` for a form that no person sends so.

    A page that a browser kept for a long time is as good as a new one: only haste is looked at.
    """
    if not service().settings.rate_limits:
        return
    if form.get(TRAP, "").strip():
        raise Invalid({"": [_TRAPPED]}, code="filled_by_program")
    opened = session.get(OPENED)
    if opened is None or now.timestamp() - opened < LEAST.total_seconds():
        raise Invalid({"": [_FAST]}, code="too_fast")


def note_sent() -> None:
    """The next form of this browser is opened anew."""
    session.pop(OPENED, None)
