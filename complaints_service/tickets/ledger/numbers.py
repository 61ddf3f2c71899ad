"""Numbers a citizen can say on the phone, and secrets that open a complaint."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime

# Crockford's base 32: no I, L, O, U. https://www.crockford.com/base32.html
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKS = ALPHABET  # the sum is taken modulo 31, a prime, so swapped neighbours are noticed
_FORM = re.compile(r"^([A-Z]{2,4})-?(\d{4})-?([0-9A-Z]{5})$")
_MISREAD = str.maketrans("OIL", "011")


def draw_number(office: str, local: datetime, tail: str | None = None) -> str:
    """A new number such as `MRL-2611-7K4Q2`: office, year and month, four random characters, a check."""
    # 32 characters: each byte drawn is one of them, and all are as likely.
    tail = tail or "".join([ALPHABET[drawn % 32] for drawn in secrets.token_bytes(4)])
    month = f"{local:%y%m}"
    return f"{office}-{month}-{tail}{check_character(month + tail)}"


def check_character(body: str) -> str:
    """The character that makes a misread or swapped character noticed."""
    total = sum([place * ALPHABET.index(character) for place, character in enumerate(body, 2)])
    return CHECKS[total % 31]


def read_number(typed: str) -> str | None:
    """The number a person meant: small letters, O for 0, I or L for 1, blanks and dashes forgiven.

    None when it cannot be a number of ours, the check character included.
    """
    match = _FORM.match(re.sub(r"[\s‐-―]+", "", typed).upper())
    if match is None:
        return None
    office, month, tail = match[1], match[2], match[3].translate(_MISREAD)
    if any(character not in ALPHABET for character in tail):
        return None
    if check_character(month + tail[:4]) != tail[4]:
        return None
    return f"{office}-{month}-{tail}"


def tracking_secret(tracking_key: bytes, number: str, generation: int) -> str:
    """128 bits of HMAC-SHA256(tracking key, number + generation), for a link; derived, never stored."""
    mac = hmac.new(tracking_key, f"{number}:{generation}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:16]).rstrip(b"=").decode()


def reader_secret(tracking_key: bytes, number: str, generation: int, way: int) -> str:
    """The secret of the link that letters by one way (a subscription's id) carry: it reads and answers."""
    return tracking_secret(tracking_key, f"reader:{way}:{number}", generation)


def reply_proof(tracking_key: bytes, number: str, generation: int, way: int) -> str:
    """What proves that a reply answers a letter that went by one way: 80 bits, in letters mail keeps."""
    mac = hmac.new(tracking_key, f"reply:{way}:{number}:{generation}".encode(), hashlib.sha256).digest()
    return base64.b32encode(mac[:10]).decode().lower()


def secret_digest(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
