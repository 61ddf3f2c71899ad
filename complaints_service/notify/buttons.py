"""What a button in a chat carries: an act, and proof that we put it into that chat. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac

#: https://core.telegram.org/bots/api#inlinekeyboardbutton: 1 to 64 bytes.
MOST_BYTES = 64


def button_data(key: bytes, *, chat: str, act: str) -> str:
    """The callback data of an act in one chat. Raises ValueError for an act that does not fit."""
    data = f"{act}|{_mac(key, chat, act)}"
    if len(data.encode()) > MOST_BYTES:
        raise ValueError(f"a button's act is too long: {act}")
    return data


def read_button(key: bytes, *, chat: str, data: str) -> str | None:
    """The act of a button that we made for this chat; None for any other data."""
    act, bar, mac = data.rpartition("|")
    if not bar:
        return None
    return act if hmac.compare_digest(mac.encode(), _mac(key, chat, act).encode()) else None


def _mac(key: bytes, chat: str, act: str) -> str:
    mac = hmac.new(key, f"button:{chat}:{act}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:8]).rstrip(b"=").decode()
