"""The JSON API: one module per resource."""

from __future__ import annotations

from flask import Flask, request

from complaints_service.extensions import csrf


def register(app: Flask) -> None:
    """Adds every resource; the line above each says who may call it."""
    from complaints_service.api import complaints, officers, openapi, tickets
    from complaints_service.api.chats import routes as chats
    from complaints_service.api.chats import token as bots

    # anyone (rate limited) hands in; the rest by `Authorization: Tracking <secret>`
    app.register_blueprint(complaints.blueprint)
    # a bearer token or a session, by right on each ticket
    app.register_blueprint(tickets.blueprint)
    # a bearer token or a session; a person's figures only for that person, the superiors above and auditors
    app.register_blueprint(officers.blueprint)
    # a bearer token of scope `bot`; acts only on complaints handed in from the chat itself
    app.register_blueprint(chats.blueprint)
    # a bearer token of scope `bot`
    app.register_blueprint(bots.blueprint)
    # anyone
    app.register_blueprint(openapi.blueprint)

    for blueprint in (complaints, tickets, officers, chats, bots, openapi):
        csrf.exempt(blueprint.blueprint)

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
