"""The office's identity keys: the newest seals, the ones behind it still open. Pure but for where it is kept.

A line of the key file is one key, the newest first. From each follow the key that wraps the keys of reports,
and the one that marks addresses; the database holds the name of the key a row was sealed under.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

_OPTION = "identity_keys"
_ID_LENGTH = 16


class NotOpened(Exception):
    """Something sealed that its key does not open, or that was changed."""


class UnknownKey(NotOpened):
    """Something was sealed under a key that this installation does not have."""


@dataclass(frozen=True)
class Keyring:
    """The keys by name; `current` names the one that seals."""

    current: str
    _masters: Mapping[str, bytes] = field(repr=False)
    #: What was derived of them already; it lives as long as they do.
    _known: dict[tuple[str, bytes], bytes] = field(default_factory=dict, repr=False, compare=False)

    @property
    def names(self) -> frozenset[str]:
        """The names of all keys there are."""
        return frozenset(self._masters)

    def wrapping_key(self, key_id: str) -> bytes:
        """The key of this name that wraps others. Raises UnknownKey."""
        return self._derived(key_id, b"wrap")

    def mark(self, words: str) -> bytes:
        """A keyed digest: who has the database alone can neither read nor guess what it was made of."""
        return hmac.digest(self._derived(self.current, b"mark"), words.encode(), "sha256")

    def _derived(self, key_id: str, use: bytes) -> bytes:
        key = self._known.get((key_id, use))
        if key is None:
            master = self._masters.get(key_id)
            if master is None:
                raise UnknownKey(key_id)
            key = self._known[key_id, use] = hmac.digest(master, use, "sha256")
        return key


def read_keyring(text: str) -> Keyring:
    """The keys that a key file's text gives, one a line."""
    masters: dict[str, bytes] = {}
    for line in text.split():
        master = hashlib.sha256(line.encode()).digest()
        masters[hashlib.sha256(b"name" + master).hexdigest()[:_ID_LENGTH]] = master
    return Keyring(next(iter(masters)), masters)


def use_keys(engine: Engine, keyring: Keyring) -> Engine:
    """Lets every session of this engine seal and open; returns the same engine."""
    engine.update_execution_options(**{_OPTION: keyring})
    return engine


def keyring_of(where: Session | Connection) -> Keyring:
    """The keys of the engine that a session or connection works on."""
    bound = where.get_bind() if isinstance(where, Session) else where
    found = bound.get_execution_options().get(_OPTION)
    if not isinstance(found, Keyring):
        raise LookupError("this engine was given no identity keys")
    return found
