"""Words that we hand out and know again when they come back, in cookies and forms: all signed in one way."""

from __future__ import annotations

import hashlib

from itsdangerous import URLSafeSerializer

from complaints_service.edge.resources import service


def signer(purpose: str) -> URLSafeSerializer:
    """What signs words and reads them again; a word signed for one purpose is none of another's.

    Under SHA-256 throughout: the library's own, SHA-1, is no longer thought fit to derive keys.
    """
    return URLSafeSerializer(
        service().settings.secret_key,
        salt=purpose,
        signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
    )
