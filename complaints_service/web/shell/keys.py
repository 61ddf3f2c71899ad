"""What makes a form one form."""

from __future__ import annotations

import secrets


def new_key() -> str:
    """A form's key: two presses of the same form carry the same."""
    return secrets.token_urlsafe(18)
