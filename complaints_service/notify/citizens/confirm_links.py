"""The signed link by which the owner of an address agrees to hear of a number. Pure.

It holds for the asking it was made for: a newer one, an agreement or a stop makes it a link to nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime


def confirm_token(key: bytes, subscription_id: int, asked_at: datetime) -> str:
    """What stands in the link: the subscription, when its owner was asked, and 128 bits only we can make."""
    asked = int(asked_at.timestamp())
    return f"{subscription_id}.{asked}.{_mac(key, subscription_id, asked)}"


def read_confirm_token(key: bytes, token: str) -> tuple[int, datetime] | None:
    """The subscription and the instant a token was made for; None for any other string."""
    parts = token.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 12 for part in parts[:2]):
        return None
    subscription_id, asked = int(parts[0]), int(parts[1])
    right = _mac(key, subscription_id, asked)
    if not hmac.compare_digest(parts[2].encode(), right.encode()):
        return None
    return subscription_id, datetime.fromtimestamp(asked, UTC)


def _mac(key: bytes, subscription_id: int, asked: int) -> str:
    mac = hmac.new(key, f"confirm:{subscription_id}:{asked}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:16]).rstrip(b"=").decode()
