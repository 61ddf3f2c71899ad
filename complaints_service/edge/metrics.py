"""`/metrics` for whoever watches the machine; to other machines it is not there."""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from complaints_service.edge.guard import MACHINE, needs

_UNREADABLE = "tanggap.unreadable"


def count_unreadable(route: str, number: int) -> None:
    """Counts updates of a chat route that its bot could not read and stepped over."""
    current_app.extensions[_UNREADABLE].labels(route).inc(number)


def register(app: Flask) -> None:
    """Counts answers by route and status, and tells the counts on loopback only."""
    registry = CollectorRegistry()
    app.extensions[_UNREADABLE] = Counter(
        "tanggap_updates_unreadable", "Updates a bot stepped over", ("route",), registry=registry
    )
    answers = Counter("tanggap_answers", "Answers given", ("method", "route", "status"), registry=registry)

    @app.after_request
    def _count(response: Response) -> Response:
        # The rule, never the address: an address may hold a secret, and there are too many.
        route = request.url_rule.rule if request.url_rule else "none"
        answers.labels(request.method, route, response.status_code).inc()
        return response

    @app.get("/metrics")
    @needs(MACHINE)
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
