"""A real provider of sign-ins (pyop, an OpenID Connect provider that others wrote) behind a server of this process.

Its discovery, keys, codes, PKCE and tokens are its own; a page to choose who one is is all that is added here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPErrorProcessor, Request, build_opener

import pytest
from Cryptodome.PublicKey import RSA
from flask import Flask, Response, jsonify, redirect, request
from jwkest.jwk import RSAKey
from pyop import provider as pyop_provider
from pyop.authz_state import AuthorizationState
from pyop.exceptions import OAuthError
from pyop.provider import Provider
from pyop.subject_identifier import HashBasedSubjectIdentifierFactory
from pyop.userinfo import Userinfo

from tests.support.serving import serving

CLIENT, SECRET = "tanggap", "rahasia-antara-dua-mesin"
PEOPLE = {
    "rina": {"sub": "8f2c-rina", "name": "Rina P.", "email": "rina@kota.example"},
    "bukan": {"sub": "77aa-bukan", "name": "Orang Lain", "email": "rina@kota.example"},
}


@dataclass
class City:
    """The provider as tests turn it. `says`: claims of its ID tokens; `asked`: the paths it was asked for.

    `down`: it answers nothing but errors.
    """

    address: str
    provider: Provider
    says: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    down: bool = False

    def turn_keys(self, name: str) -> None:
        """Signs with another key from now on, and publishes that one alone."""
        self.provider.signing_key = _key(name)

    def sent_back(self, way: str, who: str = "rina") -> str:
        """Where a browser that comes by `way` and signs in there as `who` is sent back to, path and query."""
        assert way.startswith(self.address)
        answered = _opener.open(Request(f"{way}&who={who}", method="POST"))  # noqa: S310
        assert answered.status == 303, answered.read()
        parts = urlsplit(answered.headers["Location"])
        return f"{parts.path}?{parts.query}"


class _NoRedirects(HTTPErrorProcessor):
    def http_response(self, request: Any, response: Any) -> Any:
        return response


_opener = build_opener(_NoRedirects)
_keys: dict[str, RSAKey] = {}


def _key(name: str) -> RSAKey:
    if name not in _keys:
        _keys[name] = RSAKey(key=RSA.generate(2048), alg="RS256", use="sig", kid=name)
    return _keys[name]


@contextmanager
def city_provider(office: str, now: datetime) -> Iterator[City]:
    """The provider, which knows the office at the address `office`, and whose clock says `now`."""
    app = Flask(__name__)
    with serving(app) as address, pytest.MonkeyPatch.context() as patch:
        patch.setattr(pyop_provider, "time", SimpleNamespace(time=now.timestamp))
        city = City(address, _provider(address, office))
        _answer(app, city, now)
        yield city


def _provider(address: str, office: str) -> Provider:
    client = {
        "client_secret": SECRET,
        "redirect_uris": [f"{office}/masuk/penyedia/kembali"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "client_secret_basic",
    }
    told = {
        "issuer": address,
        "authorization_endpoint": f"{address}/authorize",
        "token_endpoint": f"{address}/token",
        "jwks_uri": f"{address}/jwks",
        "end_session_endpoint": f"{address}/end",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "scopes_supported": ["openid", "profile"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
    }
    state = AuthorizationState(HashBasedSubjectIdentifierFactory("garam"))
    # It starts with https alone; on loopback there is none, and it is told its address afterwards.
    secure = {**told, "issuer": address.replace("http:", "https:")}
    made = Provider(_key("first"), secure, state, {CLIENT: client}, Userinfo(PEOPLE))
    made.configuration_information["issuer"] = address
    return made


def _answer(app: Flask, city: City, now: datetime) -> None:
    there = city.provider

    @app.before_request
    def _note() -> tuple[str, int] | None:
        city.asked.append(request.path)
        return ("gangguan", 502) if city.down else None

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        return jsonify(there.provider_configuration.to_dict())

    @app.get("/jwks")
    def jwks() -> Response:
        return jsonify(there.jwks)

    @app.get("/authorize")
    def choose() -> str:
        there.parse_authentication_request(request.query_string.decode())
        ways = "".join(
            f'<form method="post" action="{escape(request.full_path)}&who={who}"><button>{who}</button></form>'
            for who in (*PEOPLE, "cancel")
        )
        return f"<!doctype html><html lang='id'><title>Kota</title><main><h1>Kota</h1>{ways}</main></html>"

    @app.post("/authorize")
    def authorize() -> Any:
        asked = there.parse_authentication_request(request.query_string.decode())
        who = parse_qs(request.query_string.decode())["who"][0]
        if who == "cancel":
            return redirect(f"{asked['redirect_uri']}?error=access_denied&state={asked['state']}", 303)
        return redirect(there.authorize(asked, who).request(asked["redirect_uri"]), 303)

    @app.post("/token")
    def token() -> Any:
        said = {"auth_time": int(now.timestamp()), **city.says}
        try:
            given = there.handle_token_request(request.get_data(as_text=True), request.headers, said)
        except OAuthError as error:
            return jsonify(error=error.oauth_error), 400
        return jsonify(given.to_dict())
