"""A file sealed chunk by chunk, however long: cut, reordered, exchanged or changed, it does not open.

Each file has a key of its own, derived from the backup's key, a salt and the file's name. Chunks are numbered
in their nonces, and the last one says that it is the last (the STREAM construction of Hoang et al.).
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from complaints_service.backups.errors import Damaged, WrongKey

_MAGIC = b"TANGGAP-SEALED-1"
_ID_BYTES, _SALT_BYTES, _TAG_BYTES = 8, 16, 16
_CHUNK = 1 << 20


@dataclass(frozen=True)
class SealedContent:
    """What was sealed: its length and SHA-256 before sealing."""

    size: int
    sha256: str


def read_chunks(file: BinaryIO) -> Iterator[bytes]:
    """A file's content, a piece at a time."""
    while piece := file.read(_CHUNK):
        yield piece


def write_new(target: Path, pieces: Iterable[bytes]) -> None:
    """Writes a new file, on the disk when this returns. Raises OSError."""
    with target.open("xb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def seal_into(target: Path, pieces: Iterable[bytes], *, key: bytes, name: str) -> SealedContent:
    """Seals what comes into a new file, on the disk when this returns. Raises OSError."""
    salt, digest, size = secrets.token_bytes(_SALT_BYTES), hashlib.sha256(), 0
    cipher = _cipher(key, salt, name)
    with target.open("xb") as file:
        file.write(_MAGIC + _key_id(key) + salt)
        number, waiting = 0, b""
        for chunk in _evenly(pieces):
            digest.update(chunk)
            size += len(chunk)
            if number:
                file.write(cipher.encrypt(_nonce(number - 1, last=False), waiting, None))
            number, waiting = number + 1, chunk
        file.write(cipher.encrypt(_nonce(max(number - 1, 0), last=True), waiting, None))
        file.flush()
        os.fsync(file.fileno())
    return SealedContent(size, digest.hexdigest())


def open_sealed(source: Path, *, key: bytes, name: str) -> Iterator[bytes]:
    """What was sealed under this name. Raises Damaged and WrongKey, also after the first pieces."""
    try:
        file = source.open("rb")
    except FileNotFoundError:
        raise Damaged(name) from None
    with file:
        head = file.read(len(_MAGIC) + _ID_BYTES + _SALT_BYTES)
        if len(head) < len(_MAGIC) + _ID_BYTES + _SALT_BYTES or not head.startswith(_MAGIC):
            raise Damaged(name)
        if head[len(_MAGIC) : len(_MAGIC) + _ID_BYTES] != _key_id(key):
            raise WrongKey
        cipher, number = _cipher(key, head[-_SALT_BYTES:], name), 0
        sealed = file.read(_CHUNK + _TAG_BYTES)
        while True:
            after = file.read(_CHUNK + _TAG_BYTES)
            try:
                yield cipher.decrypt(_nonce(number, last=not after), sealed, None)
            except (InvalidTag, ValueError):
                raise Damaged(name) from None
            if not after:
                return
            sealed, number = after, number + 1


def _evenly(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in chunks of one length, but for the last."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= _CHUNK:
            yield bytes(held[:_CHUNK])
            del held[:_CHUNK]
    if held:
        yield bytes(held)


def _cipher(key: bytes, salt: bytes, name: str) -> AESGCM:
    derived = HKDF(SHA256(), length=32, salt=salt, info=b"tanggap backup|" + name.encode())
    return AESGCM(derived.derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"id|" + key).digest()[:_ID_BYTES]
