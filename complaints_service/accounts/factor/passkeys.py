"""Passkeys (WebAuthn): registered, and asked to sign in. The device checks its owner: one is both steps.

A challenge comes from the edge, signed and with an end; once answered it is spent.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from complaints_service.accounts.factor.models import Passkey, SpentChallenge
from complaints_service.accounts.factor.queries import PasskeyCard, second_step_of
from complaints_service.accounts.factor.service import first_codes
from complaints_service.accounts.models import Account
from complaints_service.accounts.secrets import digest
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, Invalid, words
from complaints_service.texts import text_problem

NAME_LETTERS = 60
#: More than a person has devices.
MOST = 20
#: Longer than the edge lets a challenge hold.
_SPENT_KEPT = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Site:
    """For which site passkeys are: its name among the devices', its address, and what people call it."""

    domain: str
    origin: str
    name: str


class PasskeyRefused(DomainError):
    """A passkey's answer that opens nothing, whatever the reason."""

    def __init__(self) -> None:
        sentence = words("Kunci sandi itu tidak diterima. Coba lagi, atau pakai cara lain.")
        super().__init__("passkey_refused", sentence)


def registration_asked(
    site: Site, *, account_id: int, login: str, challenge: str, has: Sequence[PasskeyCard]
) -> str:
    """What a browser is asked for to make a passkey, as JSON."""
    options = generate_registration_options(
        rp_id=site.domain,
        rp_name=site.name,
        user_id=digest(f"passkey user|{account_id}").encode()[:32],
        user_name=login,
        user_display_name=login,
        challenge=challenge.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(has),
    )
    return options_to_json(options)


def sign_in_asked(site: Site, *, challenge: str, has: Sequence[PasskeyCard] = ()) -> str:
    """What a browser is asked for to sign in, as JSON; without passkeys named, with any it has for us."""
    options = generate_authentication_options(
        rp_id=site.domain,
        challenge=challenge.encode(),
        allow_credentials=_descriptors(has) or None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def challenge_in(sent: str) -> str:
    """The challenge that an answer of a browser says it answers; empty where it is no such answer."""
    try:
        client = json.loads(base64url_to_bytes(json.loads(sent)["response"]["clientDataJSON"]))
        return base64url_to_bytes(client["challenge"]).decode("ascii")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""


def add_passkey(
    session: Session,
    *,
    site: Site,
    account_id: int,
    session_id: str,
    sent: str,
    challenge: str,
    name: str,
    now: datetime,
    actor: Actor,
) -> list[str]:
    """Keeps a passkey that a browser has made; fresh recovery codes with the first factor, else none.

    Raises Invalid, PasskeyRefused.
    """
    if problem := text_problem(name, maximum=NAME_LETTERS):
        raise Invalid({"name": [problem]})
    before = second_step_of(session, account_id=account_id)
    if len(before.passkeys) >= MOST:
        raise DomainError("many_passkeys", words("Sudah %(most)s kunci sandi. Lepas satu dulu.", most=MOST))
    try:
        made = verify_registration_response(
            credential=sent,
            expected_challenge=challenge.encode(),
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise PasskeyRefused from None
    credential = bytes_to_base64url(made.credential_id)
    _spend(session, challenge, now)
    if session.scalar(select(Passkey.id).where(Passkey.credential == credential)) is not None:
        raise PasskeyRefused
    session.add(
        Passkey(
            account_id=account_id,
            credential=credential,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            name=name.strip(),
            created_at=now,
        )
    )
    session.flush()
    subject = f"account:{account_id}"
    told = {"synced": made.credential_backed_up}
    record(session, now=now, actor=actor, kind="second_step.passkey_set", subject=subject, data=told)
    return first_codes(session, account_id=account_id, session_id=session_id, stood=before.stands, now=now)


def take_passkey(session: Session, *, site: Site, sent: str, challenge: str, now: datetime) -> int:
    """The id of the open account whose passkey answered, its owner checked by the device.

    Raises PasskeyRefused: unknown, wrong, answered before, or a copy of the device.
    """
    row = session.scalar(
        select(Passkey)
        .join(Account, Account.id == Passkey.account_id)
        .where(Passkey.credential == _credential_in(sent), Account.active)
        .with_for_update(of=Passkey)
    )
    if row is None:
        raise PasskeyRefused
    try:
        told = verify_authentication_response(
            credential=sent,
            expected_challenge=challenge.encode(),
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise PasskeyRefused from None
    _spend(session, challenge, now)
    row.sign_count, row.last_used_at = told.new_sign_count, now
    session.flush()
    return row.account_id


def _spend(session: Session, challenge: str, now: datetime) -> None:
    session.execute(delete(SpentChallenge).where(SpentChallenge.at < now - _SPENT_KEPT))
    key = digest(f"challenge|{challenge}")
    if session.get(SpentChallenge, key) is not None:
        raise PasskeyRefused
    session.add(SpentChallenge(id=key, at=now))
    session.flush()


def _descriptors(has: Sequence[PasskeyCard]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential)) for each in has]


def _credential_in(sent: str) -> str:
    try:
        named = json.loads(sent)["id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return named if isinstance(named, str) else ""
