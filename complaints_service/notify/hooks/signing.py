"""How a call to a hook is signed: as Standard Webhooks has it, so that their libraries verify it. Pure.

What is signed is the call's id, its instant and its body: an old call sent again is too old or known.
https://www.standardwebhooks.com
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"


def hook_secret(key: bytes, *, hook_id: int, generation: int) -> str:
    """The secret its receiver was given; only the holder of the key can make it again."""
    made = hmac.new(key, f"hook:{hook_id}:{generation}".encode(), hashlib.sha256).digest()
    return PREFIX + base64.b64encode(made).decode()


def signed_headers(secrets: Sequence[str], *, call_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a call; while a secret changes, one signature by each."""
    stamp = str(int(at.timestamp()))
    whole = b".".join((call_id.encode(), stamp.encode(), body))
    return {
        "webhook-id": call_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{_signature(secret, whole)}" for secret in secrets),
    }


def _signature(secret: str, whole: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, whole, hashlib.sha256).digest()).decode()
