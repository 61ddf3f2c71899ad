"""The signed link that ends one subscription without signing in. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac


def stop_token(key: bytes, subscription_id: int) -> str:
    """What stands in the link: the subscription and 128 bits that only the holder of the key can make."""
    return f"{subscription_id}.{_mac(key, subscription_id)}"


def read_stop_token(key: bytes, token: str) -> int | None:
    """The subscription a token was made for; None for any other string."""
    name, _, mac = token.partition(".")
    if not name.isascii() or not name.isdigit() or len(name) > 18:
        return None
    right = _mac(key, int(name))
    return int(name) if hmac.compare_digest(mac.encode(), right.encode()) else None


def _mac(key: bytes, subscription_id: int) -> str:
    mac = hmac.new(key, f"stop:{subscription_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:16]).rstrip(b"=").decode()
