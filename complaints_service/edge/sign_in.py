"""Who is at the other end: a signed-in account by cookie, or in the API one by a program's key.

There is one way of signing in per request. A request to the API that has an `Authorization` header is known
by that header or by nobody, its cookies are not looked at; everywhere else it is the cookie alone. So a
header that opens nothing can never make a cookie count without its form's token.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from flask import Flask, Request, Response, abort, g, redirect, request, url_for
from flask_login import UserMixin, current_user

from complaints_service import clock, db
from complaints_service.accounts import queries as accounts
from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.accounts.factor.rules import is_fresh
from complaints_service.accounts.keys import note_use, resolve_key
from complaints_service.accounts.sign_in import account_actor, touch_session
from complaints_service.edge.came_from import note_signed_in
from complaints_service.edge.cookies.cookie import Cookie
from complaints_service.edge.practice import Practising, practising
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import afterwards, reading
from complaints_service.errors import Actor
from complaints_service.extensions import login
from complaints_service.people.rights import person_of

#: Below this address programs speak, with keys; pages know none.
API = "/api/"
SESSION_COOKIE = Cookie("tanggap")


@dataclass(frozen=True, kw_only=True)
class SignedIn(UserMixin):
    """The person behind a request, with what they may do.

    `session_id` is None for a program with a key; `scopes` are what that key is for, None for a browser.
    `proved_at`: when whoever sits at this browser last proved to be its owner; `enrols`: a second step must
    be set up before anything else.
    """

    rights: Rights
    name: str
    session_id: str | None = None
    scopes: frozenset[str] | None = None
    proved_at: datetime | None = None
    enrols: bool = False

    def get_id(self) -> str:
        """Flask-Login's name for the account."""
        return str(self.rights.account_id)

    @property
    def sees_board(self) -> bool:
        """Whether there is any unit whose board this person may see."""
        return may_in_office(self.rights, "view_board")

    @property
    def enters(self) -> bool:
        """Whether this person enters reports for citizens at the counter."""
        return may_in_office(self.rights, "enter")

    @property
    def actor(self) -> Actor:
        """This person as the ledger and the audit record name them."""
        origin = "web" if self.session_id else "api"
        return account_actor(self.rights.account_id, self.rights.officer_id, origin)


def set_session_cookie(response: Response, token: str) -> None:
    """Gives the browser its session; scripts cannot read it and other sites cannot send it."""
    SESSION_COOKIE.give(response, token)


def clear_session_cookie(response: Response) -> None:
    """Takes the session from the browser and what the browser kept of it."""
    SESSION_COOKIE.take_back(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def person() -> SignedIn | None:
    """Who is signed in, or None."""
    return cast(SignedIn, current_user) if current_user.is_authenticated else None


class SignInNeeded(Exception):
    """A form was sent by nobody: its session ended. The sign-in page that answers keeps what was typed."""


class ProofNeeded(Exception):
    """A form was sent that hands out power or takes data along, and its sender has to prove who they are."""

    def __init__(self, account_id: int) -> None:
        super().__init__(account_id)
        self.account_id = account_id


def has_proved(reader: SignedIn) -> bool:
    """Whether it is a program with its key, or somebody who proved within minutes to be the owner."""
    return not reader.session_id or is_fresh(reader.proved_at, clock.now())


def require_proof(reader: SignedIn) -> None:
    """Leads to the page that asks for a proof, unless there was one within minutes.

    Raises ProofNeeded where a form was sent, so that nothing typed is lost on the way.
    """
    if is_fresh(reader.proved_at, clock.now()):
        return
    if request.method == "POST":
        raise ProofNeeded(reader.rights.account_id)
    abort(redirect(url_for("proof.show", next=request.full_path.rstrip("?")), code=303))


def officer() -> SignedIn:
    """Who is signed in; for nobody 401 in the API, and the sign-in page for people.

    Raises SignInNeeded where a form was sent, so that nothing typed is lost on the way.
    """
    found = person()
    if found is None:
        if request.path.startswith(API):
            abort(401)
        if request.method == "POST":
            raise SignInNeeded
        abort(redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), code=303))
    return found


def asked_anew() -> SignedIn:
    """Who is signed in now: rights may have changed since this request was let in."""
    g.pop("_login_user", None)  # where Flask-Login remembers its answer for the request
    return officer()


def sends_from_a_session() -> bool:
    """Whether this request comes from a browser that is signed in; asked before its body is read at all."""
    token = SESSION_COOKIE.read(request)
    if not token:
        return False
    with db.reading(service().engine) as session:
        return accounts.resolve_session(session, token=token, now=clock.now()) is not None


def register(app: Flask) -> None:
    """Binds Flask-Login to our own sessions and keys."""
    login.init_app(app)
    login.session_protection = None
    login.request_loader(_load)


def _load(incoming: Request) -> SignedIn | None:
    if (played := practising()) is not None:
        return _by_practice(played)
    if incoming.path.startswith(API) and "Authorization" in incoming.headers:
        scheme, _sep, token = incoming.headers["Authorization"].partition(" ")
        return by_key(token.strip(), incoming.remote_addr or "") if scheme.lower() == "bearer" else None
    cookie = SESSION_COOKIE.read(incoming)
    return _by_session(cookie) if cookie else None


def _today() -> date:
    return service().rulebook.local_date(clock.now())


def _by_session(token: str) -> SignedIn | None:
    now = clock.now()
    with reading() as session:
        found = accounts.resolve_session(session, token=token, now=now)
        who = person_of(session, account_id=found.account_id, on=_today()) if found else None
        if found is None or who is None:
            return None
        rights, name = who
        signed_in = SignedIn(
            rights=rights,
            name=name,
            session_id=found.session_id,
            proved_at=found.proved_at,
            enrols=found.enrols,
        )
    note_signed_in("session", found.session_id)
    if found.touch_due(now):
        afterwards(lambda session: touch_session(session, session_id=found.session_id, now=now))
    return signed_in


def _by_practice(played: Practising) -> SignedIn | None:
    """The invented person as whom somebody practises: the gate has looked who it is."""
    with reading() as session:
        who = person_of(session, account_id=played.account_id, on=_today())
    return None if who is None else SignedIn(rights=who[0], name=who[1], session_id=played.played)


def by_key(token: str, ip: str) -> SignedIn | None:
    """Who a program's key stands for, with what it is for; None for one that opens nothing."""
    today = _today()
    with reading() as session:
        found = resolve_key(session, token=token, now=clock.now(), ip=ip)
        who = person_of(session, account_id=found.account_id, on=today) if found else None
        if found is None or who is None:
            return None
    note_signed_in("key", found.key_id)
    if found.last_used_on is None or found.last_used_on < today:
        afterwards(lambda session: note_use(session, key_id=found.key_id, on=today))
    rights, name = who
    return SignedIn(rights=rights, name=name, scopes=found.scopes)
