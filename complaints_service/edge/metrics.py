"""`/metrics` for whoever watches the machine; to other machines it is not there."""

from __future__ import annotations

from flask import Flask, Response, request
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from complaints_service.edge.guard import MACHINE, needs


def register(app: Flask) -> None:
    """Counts answers by route and status, and tells the counts on loopback only."""
    registry = CollectorRegistry()
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
