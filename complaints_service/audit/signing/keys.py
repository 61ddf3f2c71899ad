"""The sealer's key and its public half: Ed25519, so that whoever can check a signature cannot make one."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

_ID_LENGTH = 16
_ENDING = ".pub.pem"


class BadKey(Exception):
    """A key file that cannot be used; the text says why."""


@dataclass(frozen=True)
class Signer:
    """The private key. Only the sealer's process makes one of these."""

    _key: Ed25519PrivateKey

    @property
    def key_id(self) -> str:
        """The short name of the key: the beginning of the public half's SHA-256."""
        return key_id(self._key.public_key())

    def sign(self, content: bytes) -> str:
        """The signature in hexadecimal."""
        return self._key.sign(content).hex()

    def publish(self, folder: Path) -> Path:
        """Puts the public half where everybody may read it, under the key's name; returns where."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.key_id}{_ENDING}"
        if not path.exists():
            public = self._key.public_key()
            path.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        return path


@dataclass(frozen=True)
class PublicKeys:
    """The public keys somebody trusts, by name."""

    keys: Mapping[str, Ed25519PublicKey]

    def confirms(self, *, key: str, signature: str, content: bytes) -> bool:
        """Whether this content was signed by the key of this name, which is one of the trusted."""
        known = self.keys.get(key)
        if known is None:
            return False
        try:
            known.verify(bytes.fromhex(signature), content)
        except (InvalidSignature, ValueError):
            return False
        return True


def key_id(key: Ed25519PublicKey) -> str:
    """The short name of a public key."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:_ID_LENGTH]


def open_signer(path: Path) -> Signer:
    """The sealer's key, made at the first time. Raises BadKey where others could read it, and OSError."""
    if not path.exists():
        _make(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise BadKey(f"{path} can be read by others: chmod 600 {path}")
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as wrong:
        raise BadKey(f"{path} holds no key: {wrong}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(f"{path} holds a key of another kind than Ed25519")
    return Signer(key)


def public_keys(*places: Path) -> PublicKeys:
    """The public keys in these files and folders; none where there is nothing. Raises BadKey."""
    files = [
        file
        for place in places
        for file in (sorted(place.glob(f"*{_ENDING}")) if place.is_dir() else [place])
        if file.exists()
    ]
    found = {}
    for file in files:
        try:
            key = load_pem_public_key(file.read_bytes())
        except ValueError as wrong:
            raise BadKey(f"{file} holds no public key: {wrong}") from None
        if not isinstance(key, Ed25519PublicKey):
            raise BadKey(f"{file} holds a key of another kind than Ed25519")
        found[key_id(key)] = key
    return PublicKeys(found)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # Written aside, then linked: of two that start at once one wins, and neither reads half a key.
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink()
