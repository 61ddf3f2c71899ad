"""The JSON API: one module per resource."""

from __future__ import annotations

from flask import Flask, request

from complaints_service.extensions import csrf


def register(app: Flask) -> None:
    """Adds every resource; each route declares its right (`edge/guard.py`)."""
    from complaints_service.api import complaints, officers, openapi, owner_links, tickets
    from complaints_service.api.chats import routes as chats
    from complaints_service.api.chats import token as bots

    for resource in (complaints, owner_links, tickets, officers, chats, bots, openapi):
        app.register_blueprint(resource.blueprint)
        csrf.exempt(resource.blueprint)

    @app.before_request
    def _csrf() -> None:
        # A browser adds cookies by itself, never an Authorization header; and handing in needs neither.
        # What is no address of ours changes nothing either.
        if not request.path.startswith("/api/") or request.endpoint is None:
            return
        if request.method in ("GET", "HEAD", "OPTIONS") or request.headers.get("Authorization"):
            return
        if request.endpoint == "complaints.post_complaint":
            return
        csrf.protect()
