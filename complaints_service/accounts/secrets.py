"""Secrets that open something: 256 random bits for whoever gets them, a digest for the database."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets


def new_token() -> tuple[str, str]:
    """A fresh token of 256 bits and its digest; only the digest is stored."""
    token = secrets.token_urlsafe(32)
    return token, digest(token)


def digest(text: str) -> str:
    """SHA-256 as 64 hexadecimal digits. Enough for tokens, whose 256 bits nobody can try out."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def ip_bucket(ip: str) -> str:
    """Whom an address stands for: an IPv4 host, or an IPv6 network of 64 bits; `unknown` for all else."""
    try:
        address = ipaddress.ip_address(ip.strip())
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
        address = address.ipv4_mapped
    return str(address)
