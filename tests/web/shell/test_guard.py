"""No application starts with a route that says nothing of who may use it."""

from __future__ import annotations

import pytest
from flask import Flask

from complaints_service.edge.guard import ANYONE, needs, refuse_undeclared


def test_a_silent_route_stops_the_start_and_is_named() -> None:
    app = Flask(__name__)
    app.add_url_rule("/terbuka", "said", needs(ANYONE)(lambda: "-"))
    refuse_undeclared(app)
    app.add_url_rule("/diam", "silent", lambda: "-")
    with pytest.raises(RuntimeError, match="silent declares no right"):
        refuse_undeclared(app)


def test_a_route_that_nobody_would_wait_for_stops_the_start() -> None:
    """The application does not ask of each function of each request whether it is async: none may be."""

    async def later() -> str:
        return "-"

    app = Flask(__name__)
    app.add_url_rule("/nanti", "later", needs(ANYONE)(later))
    with pytest.raises(RuntimeError, match="later is async"):
        refuse_undeclared(app)
