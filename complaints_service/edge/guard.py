"""Who may use a route: declared beside it, asked before it runs.

A right that belongs to something (a ticket, a person, a meeting) brings the loader that returns it or raises
NotFound, so that no route can forget to ask; the route is handed what was loaded. A route of the API that
asks who is there also names the one scope a program's key needs for it, so that a key never does more than
both its account and its scopes allow. The application refuses to start while a route declares too little.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import iscoroutinefunction, unwrap
from typing import Any, TypeVar

from flask import Flask, abort, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from complaints_service.accounts.access import (
    OFFICE_RIGHTS,
    WHOLE_OFFICE_RIGHTS,
    Rights,
    may_in_office,
)
from complaints_service.accounts.scopes import Scope
from complaints_service.edge.files.uploads import brings_files, take_in
from complaints_service.edge.peers import comes_by_a_proxy, is_loopback
from complaints_service.edge.sign_in import API, SignedIn, asked_anew, officer, require_proof
from complaints_service.edge.transaction import SAFE_METHODS, let_go, reading
from complaints_service.errors import Forbidden, NotFound, words

View = TypeVar("View", bound=Callable[..., Any])
_RIGHT, _SCOPE, _PROOF, _BRINGS_BACK = "_right", "_scope", "_proof", "_brings_back"


@dataclass(frozen=True, kw_only=True)
class Right:
    """What a route asks of whoever calls it; `who` is the sentence that docs/access.md says of it.

    `load(session, rights, **places of the address)` returns what the right is about, or raises NotFound for
    what is absent and for whom it is not alike. Without one, being signed in is all. Where nobody has to be
    signed in it is `load(session, **places of the address)`: what is needed stands in the request.
    `scope`: what a key must be for that the loader finds there. `enrolling`: it is also for who has to set
    up a second step of signing in first.
    """

    code: str
    who: str
    signed_in: bool = True
    scope: Scope | None = None
    load: Callable[..., Any] | None = None
    enrolling: bool = False


#: Rights that ask for nobody's name: what they need stands in the address, a cookie or a header.
ANYONE = Right(code="anyone", who="anyone", signed_in=False)
SECRET = Right(code="secret", who="whoever has the report's secret link or its cookie", signed_in=False)
#: Signed in, whoever it is; lists narrow themselves to what the reader may see.
SIGNED_IN = Right(code="signed_in", who="everyone who is signed in")


def _member(_session: Session, rights: Rights, **_places: object) -> int:
    if rights.officer_id is None:
        raise NotFound
    return rights.officer_id


#: Somebody who works here: pages about oneself.
MEMBER = Right(code="member", who="members of the office, each about themselves", load=_member)


def _bot(_session: Session, _rights: Rights, **_places: object) -> None:
    if officer().scopes is None:
        raise Forbidden("key_needed", words("Ini untuk program dengan kunci, bukan untuk orang yang masuk."))


#: A chat's bot; what it may do of a complaint goes by the chat the complaint came from.
BOT = Right(code="bot", who="programs with a key of the scope `bot`", load=_bot)


def _on_this_machine(_session: Session) -> None:
    if not is_loopback(request.remote_addr) or comes_by_a_proxy(request):
        raise NotFound


#: Whoever watches the machine and asks it directly; to other machines, and through a proxy, it is not there.
MACHINE = Right(code="machine", who="programs on this machine", signed_in=False, load=_on_this_machine)


def office_right(code: str) -> Right:
    """A right of the access table that belongs to no single thing; 404 for whoever has it over nothing."""
    roles = ", ".join(sorted(OFFICE_RIGHTS[code]))
    reach = "of the whole office" if code in WHOLE_OFFICE_RIGHTS else "within their grants"

    def load(_session: Session, rights: Rights, **_places: object) -> None:
        if not may_in_office(rights, code):
            raise NotFound

    return Right(code=code, who=f"{roles}, {reach}", load=load)


def needs(right: Right, *, scope: Scope | None = None, proof: bool = False) -> Callable[[View], View]:
    """Declares a route's right, and in the API the scope that a key needs; asks both first.

    `proof`: whoever sits at the browser must have proved within minutes to be its owner (`require_proof`):
    for what hands out power, takes data along, or looks for people.

    The view is called with the reader, then what the right's loader returned (when that is not None), then
    the places of the address. For a right without a signed-in reader it is called without one.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**places: Any) -> Any:
            reader = officer() if right.signed_in else None
            _require_scope(reader, scope)
            _require_second_step(reader, right)
            loaded = load(right, reader, places)
            if proof and reader is not None:
                require_proof(reader)
            if brings_files(view):
                let_go()
                take_in(view)
                reader = asked_anew() if right.signed_in else None
                _require_scope(reader, scope)
                loaded = load(right, reader, places)
            given = [each for each in (reader, loaded) if each is not None]
            return view(*given, **places)

        setattr(guarded, _RIGHT, right)
        setattr(guarded, _SCOPE, scope)
        setattr(guarded, _PROOF, proof)
        return guarded  # type: ignore[return-value]

    return declare


def _require_scope(reader: SignedIn | None, scope: Scope | None) -> None:
    """Raises Forbidden for a key that is not for this. Whoever signed in with a browser needs none."""
    if reader is None or reader.scopes is None:
        return
    if scope is None or scope.code not in reader.scopes:
        asked = scope.code if scope is not None else "-"
        raise Forbidden(
            "scope_missing", words("Kunci ini tidak untuk itu: perlu lingkup %(scope)s.", scope=asked)
        )


def _require_second_step(reader: SignedIn | None, right: Right) -> None:
    """Leads whoever has to set up a second step to its page; in the API raises Forbidden."""
    if reader is None or not reader.enrols or right.enrolling:
        return
    if request.path.startswith(API):
        raise Forbidden("second_step_needed", words("Pasang dulu langkah kedua di Akun saya."))
    abort(redirect(url_for("second_step.show"), code=303))


def load(right: Right, reader: SignedIn | None, places: dict[str, Any]) -> Any:
    """What a right is about, for this reader. Raises NotFound."""
    if right.load is None:
        return None
    with reading() as session:
        if reader is None:
            return right.load(session, **places)
        return right.load(session, reader.rights, **places)


def brings_back(view: View) -> View:
    """Says of a form that anyone may send that, come without a token in force, it comes back as it was typed.

    Forms of signed-in people all do.
    """
    setattr(view, _BRINGS_BACK, True)
    return view


def is_brought_back(view: Callable[..., Any]) -> bool:
    """Whether a route shows its form again instead of refusing it for its token."""
    right = right_of(view)
    return bool(getattr(view, _BRINGS_BACK, False)) or (right is not None and right.signed_in)


def right_of(view: Callable[..., Any]) -> Right | None:
    """The right a route declares; None where it forgot to."""
    found = getattr(view, _RIGHT, None)
    return found if isinstance(found, Right) else None


def scope_of(view: Callable[..., Any]) -> Scope | None:
    """The scope a key needs for a route; None for pages, and where nobody has to be signed in."""
    found = getattr(view, _SCOPE, None)
    return found if isinstance(found, Scope) else None


def asks_proof(view: Callable[..., Any]) -> bool:
    """Whether a route asks for a fresh proof of who sits there."""
    return bool(getattr(view, _PROOF, False))


def refuse_undeclared(app: Flask) -> None:
    """Stops the start while a route says too little of who may use it; names each with what is wrong."""
    wrong = sorted(
        f"{rule.endpoint} {lacks}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and (lacks := _lacking(rule, app.view_functions[rule.endpoint]))
    )
    if wrong:
        raise RuntimeError(f"routes that declare too little: {'; '.join(wrong)}")


def _lacking(rule: Rule, view: Callable[..., Any]) -> str:
    """What is wrong with a route's declaration; empty for nothing."""
    right, scope = right_of(view), scope_of(view)
    if right is None:
        return "declares no right"
    if iscoroutinefunction(unwrap(view)):
        return "is async, and nothing here waits for it"
    if (scope is not None) != (right.signed_in and rule.rule.startswith(API)):
        return "has a scope, and no key reaches it" if scope is not None else "declares no scope for keys"
    if asks_proof(view) and (scope is not None or not right.signed_in):
        return "asks for a proof that nobody there can give"
    if scope is not None and not scope.changes and (rule.methods or set()) - SAFE_METHODS:
        return f"changes something for keys that only read ({scope.code})"
    return ""
