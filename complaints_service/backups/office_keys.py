"""The office's keys in one file under a passphrase: kept apart from backups, needed to put one back."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from complaints_service.backups.errors import NotRestored
from complaints_service.errors import words
from config.private_files import write_private

_MAGIC = "TANGGAP-KEYS-1"
_SALT_BYTES, _NONCE_BYTES = 16, 12
#: A guess costs 128 MiB and a few tenths of a second: whoever finds the file tries few passphrases.
_COST = 1 << 17
LEAST_PASSPHRASE = 12
#: Where the key of backups lies, from the project's root on.
BACKUP_KEY = Path("var/backup.key")


class KeysNotOpened(NotRestored):
    """A file of keys that its passphrase does not open, or that is none."""

    def __init__(self) -> None:
        super().__init__(
            words("Berkas kunci itu tidak terbuka: kata sandinya lain, atau rusak. Tidak ada yang diubah.")
        )


def backup_key(file: Path) -> bytes:
    """The key backups are sealed under; made once, its owner's alone. Raises OSError."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_private(file, secrets.token_urlsafe(48))
    return read_backup_key(file.read_text(encoding="ascii"))


def read_backup_key(text: str) -> bytes:
    """The key that a key file's text gives."""
    return hashlib.sha256(text.strip().encode()).digest()


def write_keys(file: Path, keys: Mapping[str, str], *, passphrase: str) -> None:
    """Puts keys by name into a new file under a passphrase. Raises OSError."""
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_derived(passphrase, salt)).encrypt(
        nonce, json.dumps(dict(keys)).encode(), _MAGIC.encode()
    )
    write_private(file, f"{_MAGIC} {(salt + nonce + sealed).hex()}")


def read_keys(file: Path, *, passphrase: str) -> dict[str, str]:
    """The keys by name. Raises KeysNotOpened."""
    try:
        magic, content = file.read_text(encoding="ascii").split()
        raw = bytes.fromhex(content)
        salt, nonce = raw[:_SALT_BYTES], raw[_SALT_BYTES : _SALT_BYTES + _NONCE_BYTES]
        sealed = raw[_SALT_BYTES + _NONCE_BYTES :]
        opened = AESGCM(_derived(passphrase, salt)).decrypt(nonce, sealed, magic.encode())
    except (OSError, ValueError, InvalidTag):
        raise KeysNotOpened from None
    found: dict[str, str] = json.loads(opened)
    return found


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())
