"""The cookie that goes with forms, as Flask keeps it, at no cost for whoever brings none and needs none."""

from __future__ import annotations

import hashlib

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


class FormCookies(SecureCookieSessionInterface):
    """Flask's own, which else prepares its seal and reads its settings for whoever brings no cookie too."""

    digest_method = staticmethod(hashlib.sha256)  # SHA-1 is no longer thought fit to derive keys

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds; an empty one for a request without cookies."""
        if "HTTP_COOKIE" in request.environ:
            return super().open_session(app, request)
        return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Says in the answer what changed: nothing where it is empty and nobody looked at it."""
        if session or session.accessed or session.modified:
            super().save_session(app, session, response)
