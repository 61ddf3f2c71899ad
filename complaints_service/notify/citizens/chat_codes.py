"""The code in a link that opens our bot: whoever presses it in time hears of the report in that chat. Pure.

It is derived from number, generation and hour, and stored nowhere: codes of an earlier generation and those
older than a day are none.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

#: What a code begins with, so that a bot tells it from an officer's.
BEGINS = "ikut"
LASTS_HOURS = 24
_PARTS = 4


def chat_code(key: bytes, *, number: str, generation: int, now: datetime) -> str:
    """The code of a report as its owner's page shows it now."""
    hour = int(now.timestamp()) // 3600
    return f"{BEGINS}_{number.replace('-', '')}_{hour:x}_{_mac(key, number, generation, hour)}"


def number_in(code: str) -> str | None:
    """What stands where the number does; None for what is no such code."""
    parts = code.split("_")
    return parts[1] if len(parts) == _PARTS and parts[0] == BEGINS else None


def is_in_force(key: bytes, code: str, *, number: str, generation: int, now: datetime) -> bool:
    """Whether a code was made for this generation of a number within a day."""
    *_rest, made, mac = code.split("_")
    try:
        hour = int(made, 16)
    except ValueError:
        return False
    age = int(now.timestamp()) // 3600 - hour
    return 0 <= age <= LASTS_HOURS and hmac.compare_digest(
        mac.encode(), _mac(key, number, generation, hour).encode()
    )


def _mac(key: bytes, number: str, generation: int, hour: int) -> str:
    told = f"chat:{number}:{generation}:{hour}".encode()
    return base64.b32encode(hmac.new(key, told, hashlib.sha256).digest()[:15]).decode().lower()
