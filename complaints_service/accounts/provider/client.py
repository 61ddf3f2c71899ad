"""The talk with a provider (OpenID Connect, authorization code with PKCE): discovery, keys, tokens.

Nothing here touches the database: a provider may be slow, and no transaction is open while it is asked. What
it says of itself is kept for an hour; a key nobody knows has it asked for its keys again, once a minute at
most, so that keys may turn at any time and a stranger's token cannot make us ask without end.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client

from complaints_service.accounts.provider.answers import (
    Proved,
    ProviderDown,
    ProviderFacts,
    ProviderRefused,
    Returned,
    Trip,
)
from complaints_service.accounts.provider.tokens import Keys, Token, read_keys
from complaints_service.outside import NotOutside, NotReached, OutsideCall, called

#: So long what a provider says of itself is believed, and so often its keys are asked for at most.
KEPT, ASKED_EVERY = timedelta(hours=1), timedelta(minutes=1)
_MOST_BYTES, _SECONDS = 200_000, 5.0
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Provider:
    """One provider, and what it said of itself lately."""

    def __init__(self, facts: ProviderFacts) -> None:
        self.facts = facts
        self._told: tuple[dict[str, Any], datetime] | None = None
        self._keys: tuple[Keys, datetime] | None = None

    def way_in(self, *, back: str, fresh: bool, now: datetime) -> tuple[str, Trip]:
        """The address a browser is sent to, and what it has to bring back. Raises ProviderDown.

        `back`: where the provider sends it after; `fresh`: whoever sits there signs in anew.
        """
        told = self._discovered(now)
        trip = Trip(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            began_at=now,
            fresh=fresh,
        )
        asked: dict[str, str] = {"nonce": trip.nonce}
        if fresh:
            asked |= {"prompt": "login", "max_age": "0"}
        offered = sorted(self.facts.second_step & _words(told.get("acr_values_supported")))
        if offered:
            asked["acr_values"] = " ".join(offered)
        address, _state = self._client(told, back).create_authorization_url(
            told["authorization_endpoint"], state=trip.state, code_verifier=trip.verifier, **asked
        )
        return address, trip

    def who_came(self, trip: Trip, returned: Returned, *, back: str, now: datetime) -> Proved:
        """Whom the provider vouches for, once a browser is back. Raises ProviderDown, ProviderRefused."""
        if not compare_digest(returned.state.encode(), trip.state.encode()):
            raise ProviderRefused("state")
        if returned.issuer and returned.issuer != self.facts.issuer:
            raise ProviderRefused("issuer")
        if returned.error:
            raise ProviderRefused(returned.error)
        if not returned.code:
            raise ProviderRefused("code")
        told = self._discovered(now)
        token = self._exchanged(told, trip, returned.code, back)
        return token.read(self._keys_for(token, told, now), trip, self.facts, now=now)

    def way_out(self, *, back: str, now: datetime) -> str | None:
        """Where one signs out at the provider too; None where it knows no such place or does not answer."""
        try:
            end = self._discovered(now).get("end_session_endpoint")
        except ProviderDown:
            return None
        if not isinstance(end, str) or not self._is_safe(end):
            return None
        asked = urlencode({"client_id": self.facts.client_id, "post_logout_redirect_uri": back})
        return f"{end}{'&' if '?' in end else '?'}{asked}"

    def _client(self, told: Mapping[str, Any], back: str) -> OAuth2Client:
        offered = _words(told.get("token_endpoint_auth_methods_supported"))
        post = "client_secret_post" in offered and "client_secret_basic" not in offered
        return OAuth2Client(
            session=_Wire(),
            client_id=self.facts.client_id,
            client_secret=self.facts.client_secret,
            token_endpoint_auth_method="client_secret_post" if post else "client_secret_basic",
            scope="openid profile",
            redirect_uri=back,
            code_challenge_method="S256",
        )

    def _exchanged(self, told: Mapping[str, Any], trip: Trip, code: str, back: str) -> Token:
        client = self._client(told, back)
        try:
            tokens = client.fetch_token(
                told["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=trip.verifier,
            )
        except AuthlibBaseError as error:
            raise ProviderRefused("code") from error
        except ValueError as error:
            raise ProviderDown from error
        id_token, access_token = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            raise ProviderRefused("no token")
        return Token(id_token=id_token, access_token=access_token)

    def _discovered(self, now: datetime) -> dict[str, Any]:
        """What the provider says of itself; one that names another issuer, or plain http, is not it."""
        if self._told is not None and now - self._told[1] < KEPT:
            return self._told[0]
        told = _asked(f"{self.facts.issuer}/.well-known/openid-configuration")
        if told.get("issuer") != self.facts.issuer:
            raise ProviderDown
        if not all(isinstance(told.get(name), str) and self._is_safe(told[name]) for name in _NEEDED):
            raise ProviderDown
        self._told = (told, now)
        return told

    def _keys_for(self, token: Token, told: Mapping[str, Any], now: datetime) -> Keys:
        """The keys that may have signed this token; asked for anew where none of those known did."""
        known = self._keys
        if known is not None and now - known[1] < KEPT:
            fitting = token.signers(known[0])
            if fitting or now - known[1] < ASKED_EVERY:
                return fitting
        keys = read_keys(_asked(told["jwks_uri"]))
        self._keys = (keys, now)
        return token.signers(keys)

    def _is_safe(self, address: str) -> bool:
        """https; or plain http where the provider itself is, which only one on loopback may be."""
        return urlsplit(address).scheme == "https" or (
            urlsplit(address)[:2] == urlsplit(self.facts.issuer)[:2]
        )


def _words(said: object) -> frozenset[str]:
    return (
        frozenset(each for each in said if isinstance(each, str)) if isinstance(said, list) else frozenset()
    )


def _asked(address: str) -> dict[str, Any]:
    return _Reply(_call(OutsideCall(url=address, most=_MOST_BYTES, seconds=_SECONDS, house=True))).json()


def _call(call: OutsideCall) -> tuple[int, bytes]:
    try:
        reply = called(call)
    except (NotOutside, NotReached) as error:
        raise ProviderDown from error
    return reply.status, reply.body


class _Reply:
    """An answer in the shape Authlib reads."""

    def __init__(self, answered: tuple[int, bytes]) -> None:
        self.status_code, self._body = answered

    def raise_for_status(self) -> None:
        """Raises ProviderDown: what says no and is no JSON was said by no provider."""
        if self.status_code >= 400:
            raise ProviderDown

    def json(self) -> dict[str, Any]:
        """The object in it. Raises ProviderDown."""
        try:
            read = json.loads(self._body)
        except (ValueError, RecursionError) as error:
            raise ProviderDown from error
        if not isinstance(read, dict):
            raise ProviderDown
        return read


class _Wire:
    """What Authlib sends with: our own calls, bounded in time and size, which follow no redirect."""

    def post(self, url: str, *, data: dict[str, str], headers: dict[str, str], auth: ClientAuth) -> _Reply:
        """Sends a form, with our name and secret as the provider wants them."""
        to, given, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        call = OutsideCall(
            url=to,
            method="POST",
            headers=given,
            body=body.encode() if isinstance(body, str) else body,
            most=_MOST_BYTES,
            seconds=_SECONDS,
            house=True,
        )
        return _Reply(_call(call))
