"""Who is at the other end: a signed-in account by cookie, or one by a bearer token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, Request, Response, abort, g
from flask_login import UserMixin, current_user

from complaints_service import clock
from complaints_service.accounts import queries as accounts
from complaints_service.accounts import service as account_service
from complaints_service.accounts.access import Rights
from complaints_service.edge.service import service
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import Actor
from complaints_service.extensions import login


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """The person behind a request, with what they may do."""

    rights: Rights
    name: str
    origin: str

    def get_id(self) -> str:
        """Flask-Login's name for the account."""
        return str(self.rights.account_id)

    @property
    def actor(self) -> Actor:
        """This person as the ledger and the audit record name them."""
        if self.rights.officer_id is None:
            return Actor(f"account:{self.rights.account_id}", self.origin, account_id=self.rights.account_id)
        return Actor.officer(self.rights.officer_id, self.origin, self.rights.account_id)


def cookie_name() -> str:
    """`__Host-` where the site is https, so that no other host can set it."""
    return "__Host-tanggap" if service().settings.secure else "tanggap"


def set_session_cookie(response: Response, token: str) -> None:
    """Gives the browser its session; scripts cannot read it and other sites cannot send it."""
    response.set_cookie(
        cookie_name(), token, httponly=True, secure=service().settings.secure, samesite="Lax", path="/"
    )


def person() -> SignedIn | None:
    """Who is signed in, or None."""
    return cast(SignedIn, current_user) if current_user.is_authenticated else None


def officer() -> SignedIn:
    """Who is signed in; 401 (a page: to the sign-in) for nobody."""
    found = person()
    if found is None:
        if login.unauthorized_callback:
            abort(cast(Response, login.unauthorized()))
        abort(401)
    return found


def register(app: Flask) -> None:
    """Binds Flask-Login to our own sessions and tokens."""
    login.init_app(app)
    login.session_protection = None

    @login.request_loader
    def _load(request: Request) -> SignedIn | None:
        header = request.headers.get("Authorization", "")
        if header.startswith("Bearer "):
            return _by_bearer(header.removeprefix("Bearer ").strip())
        token = request.cookies.get(cookie_name())
        return _by_session(token) if token else None


def _by_session(token: str) -> SignedIn | None:
    now = clock.now()
    with reading() as session:
        account_id = account_service.resolve_session(session, token=token, now=now)
        if account_id is None:
            return None
        found = _signed_in(accounts.rights_of(session, account_id=account_id), accounts.name_of(session, account_id=account_id), "web")
        stale = account_service.needs_touch(session, token=token, now=now)
    if stale:
        writing(lambda session: account_service.touch_session(session, token=token, now=now))
    return found


def _by_bearer(token: str) -> SignedIn | None:
    with reading() as session:
        resolved = account_service.resolve_token(session, token=token, now=clock.now())
        if resolved is None:
            return None
        g.token_scope = resolved.scope
        return _signed_in(
            accounts.rights_of(session, account_id=resolved.account_id),
            accounts.name_of(session, account_id=resolved.account_id), "api",
        )


def _signed_in(rights: Rights, name: str, origin: str) -> SignedIn:
    return SignedIn(rights, name, origin)
