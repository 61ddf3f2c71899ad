"""Codes that somebody types: made, read as typed, and found among those that are right now. Pure."""

from __future__ import annotations

import base64
import hmac
import secrets
import unicodedata
from datetime import datetime

from pyotp import HOTP, TOTP

from complaints_service.accounts.secrets import digest

#: A code holds half a minute (RFC 6238); clocks may differ by one such step either way.
STEP_SECONDS, STEPS_BESIDE = 30, 1
APP_DIGITS = 6
RECOVERY_CODES = 10
#: Fifteen bytes are 24 letters without 0, 1, 8 and 9: 120 bits, so that a plain digest of them tells nothing.
_RECOVERY_BYTES, _GROUP = 15, 4


def fresh_secret() -> str:
    """A new secret for an app, 160 bits in the letters that apps take by hand."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def app_link(secret: str, *, login: str, office: str) -> str:
    """What an app reads off the QR code: the secret, and by which name it lists it."""
    return TOTP(secret).provisioning_uri(name=login, issuer_name=office)


def in_groups(secret: str) -> str:
    """A secret or code as one reads it off, four letters at a time."""
    return " ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP))


def typed_code(typed: str) -> str:
    """A code as it is meant: with spaces, hyphens, small letters or digits of full width."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in plain if letter.isalnum())


def is_app_code(code: str) -> bool:
    """Whether it has the form of an app's code; a recovery code is longer."""
    return len(code) == APP_DIGITS and code.isascii() and code.isdecimal()


def right_step(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """The half minute whose code this is, if it holds now and is newer than `after`; else None."""
    current = int(now.timestamp()) // STEP_SECONDS
    shown = HOTP(secret)
    found = None
    for step in range(current - STEPS_BESIDE, current + STEPS_BESIDE + 1):
        if hmac.compare_digest(shown.at(step).encode(), code.encode()) and step > after:
            found = step
    return found


def fresh_recovery_code() -> str:
    """A new recovery code."""
    return base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode()


def recovery_id(account_id: int, code: str) -> str:
    """What is kept of a recovery code."""
    return digest(f"recovery|{account_id}|{code}")
