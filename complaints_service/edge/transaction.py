"""The one transaction of a request: opened by its first look, read or written in, ended with it.

Signing in, the page, its frame and its act share it. A request that may change something begins it as a
writing one, so that what was asked of the rights and what is written under them cannot come apart. A job or a
command has no request: there every call is a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar, cast

from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge

from complaints_service import db
from complaints_service.edge.came_from import tell_the_record
from complaints_service.edge.input.forms_in import is_form
from complaints_service.edge.resources import service
from complaints_service.errors import DomainError, words

Result = TypeVar("Result")
TRIES = 3
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Set in the environment of a request that only brings a form back as it was typed: `web/account/again`.
SHOWN_AGAIN = "tanggap.shown_again"
_ONLY_LOOKS = "only_looks"
View = TypeVar("View", bound=Callable[..., object])

_SIGNED_IN_AGAIN = words(
    "Anda sudah masuk lagi, dan yang Anda tulis masih ada. Periksa sebentar, lalu kirim."
)
_OPEN_TOO_LONG = words(
    "Formulir ini terbuka terlalu lama, dan yang Anda tulis masih ada. "
    "Periksa sebentar, lalu kirim sekali lagi."
)


#: A browser that keeps no cookie never has a form in force, however often it loads the page again.
NO_COOKIES = words(
    "Peramban Anda tidak mengirim kuki, dan tanpa itu formulir tidak bisa kami terima. Izinkan kuki untuk "
    "halaman ini (tidak ada pelacak, hanya penjaga formulir), lalu kirim lagi. Tulisan Anda masih ada."
)


class ShownAgain(DomainError):
    """The form came after its sign-in or token had run out: it is shown again, nothing was changed."""

    def __init__(self) -> None:
        expired = _OPEN_TOO_LONG if request.cookies else NO_COOKIES
        super().__init__("shown_again", _SIGNED_IN_AGAIN if _signed_in_again() else expired)


class _Dropped(Exception):
    """Ends a transaction without keeping what it changed."""


class _Unit:
    """A request's session and its transaction; opened by the first use, opened anew after it ended."""

    def __init__(self, engine: Engine, *, writes: bool) -> None:
        self._engine = engine
        self._writes = writes
        self._open: tuple[ExitStack, Session] | None = None

    @property
    def session(self) -> Session:
        if self._open is None:
            stack = ExitStack()
            opened = db.writing(self._engine) if self._writes else db.reading(self._engine)
            self._open = stack, stack.enter_context(opened)
            tell_the_record(self._open[1])
        return self._open[1]

    def to_write(self) -> Session:
        """The session of a writing transaction: the open one, or a new one after what was only read."""
        if not self._writes:
            self.drop()
            self._writes = True
        return self.session

    def commit(self) -> None:
        """Keeps what was written; whoever looks after that looks anew."""
        opened, self._open, self._writes = self._open, None, False
        if opened is not None:
            opened[0].close()

    def drop(self) -> None:
        """Ends the transaction and keeps nothing of it."""
        opened, self._open, self._writes = self._open, None, False
        if opened is not None:
            opened[0].__exit__(_Dropped, _Dropped(), None)


def register(app: Flask) -> None:
    """Ends every request's transaction with the request; only a change that succeeded has been kept."""

    @app.teardown_request
    def _end(_error: BaseException | None) -> None:
        unit = g.pop("unit", None)
        if unit is not None:
            unit.drop()
        for change in g.pop("afterwards", ()):
            writing(change, service().engine)


def only_looks(view: View) -> View:
    """Says of a route that it changes nothing, whatever its method: it waits for nobody who writes."""
    setattr(view, _ONLY_LOOKS, True)
    return view


def afterwards(change: Callable[[Session], object]) -> None:
    """Runs `change` once the request's own transaction has ended, whatever became of it."""
    g.setdefault("afterwards", []).append(change)


@contextmanager
def reading() -> Iterator[Session]:
    """The request's consistent look at the database."""
    if has_request_context():
        yield _unit().session
    else:
        with db.reading(service().engine) as session:
            yield session


def writing(change: Callable[[Session], Result], engine: Engine | None = None) -> Result:
    """Runs `change` in the request's writing transaction and commits it.

    A change that met another one (the same idempotency key or number at the same moment, a deadlock)
    is rolled back and run again from the start: then it sees what the other wrote.
    Raises ShownAgain for a form that is only to be shown again.
    """
    if engine is not None or not has_request_context():
        return _tried(lambda: _alone(change, engine or service().engine))
    if is_shown_again():
        raise ShownAgain
    return _tried(lambda: _within_request(change))


def let_go() -> None:
    """Ends the request's transaction, so that nobody waits for what takes long; the next look opens anew."""
    if "unit" in g:
        g.pop("unit").drop()


def expire_form() -> None:
    """Says that this request's form came without a token that is in force."""
    g.form_expired = True


def is_shown_again() -> bool:
    """Whether this request only brings a form back, filled, and must change nothing."""
    return bool(g.get("form_expired")) or _signed_in_again()


def _signed_in_again() -> bool:
    return bool(request.environ.get(SHOWN_AGAIN))


def _unit() -> _Unit:
    if "unit" not in g:
        g.unit = _Unit(service().engine, writes=False)
        if _may_change() and _body_is_here():
            g.unit = _Unit(service().engine, writes=True)
    return cast(_Unit, g.unit)


def _may_change() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method not in SAFE_METHODS and not getattr(view, _ONLY_LOOKS, False)


def _body_is_here() -> bool:
    """Reads the whole body, before anything is locked: a slow client must not hold up the others' writing.

    False for one that is too large: whoever wants to read it says so, and the page that tells it only reads.
    """
    try:
        request.get_data(cache=True, parse_form_data=is_form(request))
    except RequestEntityTooLarge:
        return False
    return True


def _alone(change: Callable[[Session], Result], engine: Engine) -> Result:
    with db.writing(engine) as session:
        tell_the_record(session)
        return change(session)


def _within_request(change: Callable[[Session], Result]) -> Result:
    unit = _unit()
    try:
        result = change(unit.to_write())
        unit.commit()
    except BaseException:
        unit.drop()
        raise
    return result


def _tried(run: Callable[[], Result]) -> Result:
    for attempt in range(1, TRIES + 1):
        try:
            return run()
        except (IntegrityError, OperationalError) as error:
            if attempt == TRIES or not _worth_another_try(error):
                raise
    raise AssertionError("unreachable")


def _worth_another_try(error: IntegrityError | OperationalError) -> bool:
    if isinstance(error, IntegrityError):
        return getattr(error.orig, "sqlstate", None) == "23505" or "UNIQUE" in str(error.orig)
    return getattr(error.orig, "sqlstate", None) in ("40001", "40P01")
