"""A browser that somebody has signed in with before, known by a cookie: its tries are counted by themselves.

It opens nothing and is no part of signing in. But whoever tries passwords from elsewhere, even from the same
office's address, can use up no room of hers. After OWASP's device cookies.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from flask import Response, request
from itsdangerous import BadData

from complaints_service.accounts.throttle import KnownBrowser
from complaints_service.edge.cookies.cookie import Cookie
from complaints_service.edge.input.signed_words import signer

LIFE = timedelta(days=180)
#: A shared computer of the office remembers so many people.
MOST = 8
COOKIE = Cookie("perangkat")


def known_browser(now: datetime) -> KnownBrowser | None:
    """This browser, if somebody has signed in with it lately; whatever is not ours is none."""
    try:
        told = signer("known browser").loads(COOKIE.read(request))
        found = KnownBrowser(str(told["name"]), tuple(int(each) for each in told["accounts"]))
        until = int(told["until"])
    except (BadData, KeyError, TypeError, ValueError):
        return None
    return found if now.timestamp() < until else None


def remember_browser(answer: Response, account_id: int, now: datetime) -> None:
    """Lets this browser be known as one that this account was proved in."""
    before = known_browser(now)
    name = before.name if before is not None else secrets.token_urlsafe(16)
    others = [each for each in (before.accounts if before else ()) if each != account_id]
    told = {
        "name": name,
        "accounts": [account_id, *others][:MOST],
        "until": int((now + LIFE).timestamp()),
    }
    COOKIE.give(answer, str(signer("known browser").dumps(told)), seconds=int(LIFE.total_seconds()))
