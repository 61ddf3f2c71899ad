"""The JSON API: one module per resource."""

from __future__ import annotations

from flask import Flask, request

from complaints_service.edge.guard import right_of
from complaints_service.edge.sign_in import API, person
from complaints_service.edge.transaction import SAFE_METHODS
from complaints_service.extensions import csrf


def register(app: Flask) -> None:
    """Adds every resource; each route declares its right (`edge/guard.py`)."""
    from complaints_service.api import (
        appraisal,
        complaints,
        files,
        officers,
        openapi,
        owner_links,
        reports,
        search,
        tickets,
    )
    from complaints_service.api.chats import routes as chats
    from complaints_service.api.chats import token as bots
    from complaints_service.api.open311 import routes as open311

    officers_own = (tickets, search, officers, appraisal, reports)
    for resource in (complaints, files, owner_links, *officers_own, chats, bots, open311, openapi):
        app.register_blueprint(resource.blueprint)
        csrf.exempt(resource.blueprint)

    @app.before_request
    def _csrf() -> None:
        # A browser adds its cookie by itself, so whoever is known by one shows the token too. Nobody else
        # needs it: a header is never added unasked, and who is nobody is told to sign in. What is no address
        # of ours, or asks for no sign-in, changes nothing by a cookie.
        if not request.path.startswith(API) or request.endpoint is None or request.method in SAFE_METHODS:
            return
        right = right_of(app.view_functions[request.endpoint])
        if right is None or not right.signed_in:
            return
        signed_in = person()
        if signed_in is not None and signed_in.session_id is not None:
            csrf.protect()
