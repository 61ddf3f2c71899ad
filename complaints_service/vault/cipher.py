"""AES-256-GCM, and nothing else of `cryptography`'s ciphers. Only `opening` and `sealing` import this module.

What belongs with a sealed text (the report, the use) is authenticated with it: moved elsewhere, it does not
open. Texts are filled up to a whole number of blocks, so that a length tells little.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from complaints_service.vault.keyring import NotOpened

_KEY_BYTES, _NONCE_BYTES, _BLOCK = 32, 12, 64


def fresh_key() -> bytes:
    """A random key of 256 bits."""
    return secrets.token_bytes(_KEY_BYTES)


def seal(key: bytes, text: str, *, belongs: str) -> bytes:
    """A text sealed under a key, bound to what it belongs to."""
    return seal_bytes(key, _filled(text.encode()), belongs=belongs)


def unseal(key: bytes, sealed: bytes, *, belongs: str) -> str:
    """The text that was sealed. Raises NotOpened."""
    return unseal_bytes(key, sealed, belongs=belongs).rstrip(b"\0").decode()


def seal_bytes(key: bytes, content: bytes, *, belongs: str) -> bytes:
    """Bytes sealed as they are: another key."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, belongs.encode())


def unseal_bytes(key: bytes, sealed: bytes, *, belongs: str) -> bytes:
    """The bytes that were sealed. Raises NotOpened."""
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, rest, belongs.encode())
    except InvalidTag:
        raise NotOpened(belongs) from None


def _filled(content: bytes) -> bytes:
    return content + b"\0" * (-len(content) % _BLOCK)
