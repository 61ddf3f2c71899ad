"""A device that keeps passkeys, as plain code: it answers as a browser would, or in each way that must be refused."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url, encode_cbor

_PRESENT, _VERIFIED, _WITH_KEY = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One passkey of one device. `verifies`: whether it checks its owner; `count`: how often it says it was used."""

    origin: str = "http://localhost"
    domain: str = "localhost"
    verifies: bool = True
    count: int = 1
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def makes(self, asked: dict[str, object]) -> str:
        """Answers a page that asks for a new passkey."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        told = b"\0" * 16 + len(self.credential).to_bytes(2) + self.credential + encode_cbor(public)
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(_WITH_KEY) + told}
        client = self._client("webauthn.create", asked)
        return self._sent(clientDataJSON=client, attestationObject=encode_cbor(statement))

    def signs(self, asked: dict[str, object]) -> str:
        """Answers a page that asks who it is."""
        client, data = self._client("webauthn.get", asked), self._data()
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._sent(clientDataJSON=client, authenticatorData=data, signature=signed)

    def _data(self, flags: int = 0) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.domain.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, asked: dict[str, object]) -> bytes:
        told = {"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _sent(self, **response: bytes) -> str:
        name = bytes_to_base64url(self.credential)
        told = {each: bytes_to_base64url(content) for each, content in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": told})
