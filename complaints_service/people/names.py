"""Names of people as pages draw them."""

from __future__ import annotations

import re

_TITLE = re.compile(r"^(\w{1,6}\.)+\w*\.?$")


def initials_of(name: str) -> str:
    """At most two capital letters for a person's name, without titles before it or degrees after a comma."""
    words = [word for word in name.split(",")[0].split() if not _TITLE.fullmatch(word)]
    if not words:
        words = name.split()
    letters = [word[0] for word in words if word[0].isalnum()]
    return "".join(letters[:1] + letters[-1:] if len(letters) > 1 else letters).upper()
