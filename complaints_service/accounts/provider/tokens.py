"""ID tokens: who may have signed one, and what it says once its signature and every claim hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key

from complaints_service.accounts.provider.answers import (
    SUBJECT_LETTERS,
    Proved,
    ProviderFacts,
    ProviderRefused,
    Trip,
)

#: Signatures with a key pair alone: never none, never one made with the secret that both sides know.
SIGNED_BY = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
#: So far the clocks of two machines may be apart, in seconds.
APART = 60
Keys = Sequence[Key]


def read_keys(told: Mapping[str, Any]) -> Keys:
    """The keys of a provider that can check a signature; what nobody here can read is none of them."""
    found: list[Key] = []
    listed = told.get("keys")
    for each in listed if isinstance(listed, list) else ():
        if not isinstance(each, dict) or each.get("use", "sig") != "sig" or each.get("kty") == "oct":
            continue
        try:
            found.append(JWKRegistry.import_key(each))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    return found


@dataclass(frozen=True, kw_only=True)
class Token:
    """What the provider gave for a code; nothing of it is believed before `read`."""

    id_token: str = field(repr=False)
    access_token: str = field(repr=False)

    def signers(self, keys: Keys) -> Keys:
        """Those of the keys that may have signed it, by the name it gives; all where it gives none."""
        name = self._header().get("kid")
        return keys if name is None else [key for key in keys if key.kid == name]

    def read(self, keys: Keys, trip: Trip, facts: ProviderFacts, *, now: datetime) -> Proved:
        """Whom it vouches for. Raises ProviderRefused for a signature or claim that does not hold."""
        said = self._checked(keys, trip, facts, now)
        subject, name = said["sub"], said.get("name") or said.get("preferred_username")
        if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_LETTERS or not subject.isascii():
            raise ProviderRefused("sub")
        at = said.get("auth_time")
        if trip.fresh and (at is None or at < (trip.began_at - timedelta(seconds=APART)).timestamp()):
            raise ProviderRefused("auth_time")
        ways = {each for each in said.get("amr") or () if isinstance(each, str)} | {str(said.get("acr", ""))}
        return Proved(
            subject=subject,
            name=name[:120] if isinstance(name, str) else "",
            second_step=bool(ways & facts.second_step),
        )

    def _checked(self, keys: Keys, trip: Trip, facts: ProviderFacts, now: datetime) -> CodeIDToken:
        for key in keys:
            try:
                opened = jwt.decode(self.id_token, key, algorithms=list(SIGNED_BY))
            except (JoseError, ValueError, TypeError):
                continue  # by another key, or by none
            said = CodeIDToken(
                opened.claims,
                opened.header,
                options={
                    "iss": {"essential": True, "value": facts.issuer},
                    "aud": {"essential": True, "value": facts.client_id},
                },
                params={
                    "nonce": trip.nonce,
                    "client_id": facts.client_id,
                    "access_token": self.access_token,
                },
            )
            try:
                said.validate(now=int(now.timestamp()), leeway=APART)
            except (JoseError, ValueError, TypeError) as error:
                raise ProviderRefused(f"claim {getattr(error, 'claim', '')}".strip()) from error
            return said
        raise ProviderRefused("signature")

    def _header(self) -> Mapping[str, Any]:
        try:
            return jws.extract_compact(self.id_token.encode()).headers()
        except (JoseError, ValueError, TypeError) as error:
            raise ProviderRefused("token") from error
