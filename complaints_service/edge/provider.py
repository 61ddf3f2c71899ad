"""The city's provider of this office, and the way there and back that one browser is on.

What a browser has to bring back lies in a cookie of its own, signed by us, for ten minutes: no table knows
of tries that nobody finished, and what another browser began is worth nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from flask import Response, current_app, request, url_for
from itsdangerous import BadData

from complaints_service.accounts.provider.answers import ProviderFacts, Trip
from complaints_service.accounts.provider.client import Provider
from complaints_service.edge.cookies.cookie import Cookie
from complaints_service.edge.input.signed_words import signer
from complaints_service.edge.resources import service

KEY = "tanggap.provider"
LIFE = timedelta(minutes=10)
COOKIE = Cookie("penyedia")
#: What for: to sign in, to prove who sits at a signed-in browser, to link the account.
Use = Literal["sign_in", "proof", "link"]


@dataclass(frozen=True, kw_only=True)
class OwnTrip:
    """A trip of this browser. `session_id`: whose it must still be at its end; empty before signing in."""

    trip: Trip
    use: Use
    goes_on: str
    session_id: str


def provider() -> Provider | None:
    """The provider that the settings name; one for the app, as it remembers what that one said."""
    settings = service().settings
    if settings.provider_issuer is None:
        return None
    facts = ProviderFacts(
        issuer=settings.provider_issuer,
        client_id=settings.provider_client_id or "",
        client_secret=settings.provider_client_secret or "",
        second_step=settings.provider_second_step,
    )
    known: Provider | None = current_app.extensions.get(KEY)
    if known is None or known.facts != facts:
        known = current_app.extensions[KEY] = Provider(facts)
    return known


def way_back() -> str:
    """Where the provider sends browsers back to: under the address of the settings, whatever was asked."""
    return service().settings.base_url + url_for("provider.back")


def keep_trip(answer: Response, own: OwnTrip) -> None:
    """Lets this browser, and none other, end what it began."""
    told = {
        "state": own.trip.state,
        "nonce": own.trip.nonce,
        "verifier": own.trip.verifier,
        "began": own.trip.began_at.isoformat(),
        "fresh": own.trip.fresh,
        "use": own.use,
        "goes_on": own.goes_on,
        "session": own.session_id,
    }
    COOKIE.give(answer, str(signer("provider trip").dumps(told)), seconds=int(LIFE.total_seconds()))


def forget_trip(answer: Response) -> None:
    """A trip ends once, well or not."""
    COOKIE.take_back(answer)


def own_trip(now: datetime) -> OwnTrip | None:
    """The trip this browser is on; None for none, one that is not ours, or one that took too long."""
    try:
        told = signer("provider trip").loads(COOKIE.read(request))
    except BadData:
        return None
    began = datetime.fromisoformat(told["began"])
    if not began <= now < began + LIFE:
        return None
    return OwnTrip(
        trip=Trip(
            state=told["state"],
            nonce=told["nonce"],
            verifier=told["verifier"],
            began_at=began,
            fresh=told["fresh"],
        ),
        use=told["use"],
        goes_on=told["goes_on"],
        session_id=told["session"],
    )


def subject_word(subject: str, *, session_id: str, now: datetime) -> str:
    """Our word for whom the provider vouched for, until this session says that they are to be linked."""
    until = int((now + LIFE).timestamp())
    return str(signer("provider subject").dumps({"subject": subject, "session": session_id, "until": until}))


def read_subject(word: str, *, session_id: str, now: datetime) -> str | None:
    """Whom such a word names; None for one that is not ours, of another session, or has ended."""
    try:
        told = signer("provider subject").loads(word)
    except BadData:
        return None
    good = told["session"] == session_id and now.timestamp() < told["until"]
    return str(told["subject"]) if good else None
