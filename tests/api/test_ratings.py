"""A rating comes with an acceptance by the API as by the page."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import db
from complaints_service.edge.resources import KEY
from complaints_service.survey.models import Rating
from tests.support import world
from tests.support.citizen_states import NOW, STORIES
from tests.support.world import Office

__all__ = ["NOW"]


@pytest.mark.parametrize(
    ("body", "status", "kept"),
    [
        ({"accepted": True, "rating": 3, "comment": "Rapi."}, 201, [(3, "Rapi.")]),
        ({"accepted": True}, 201, []),
        ({"accepted": False, "rating": 3, "comment": "Belum."}, 201, []),
        ({"accepted": True, "rating": 5}, 422, []),
        ({"accepted": True, "rating": True}, 422, []),
    ],
)
def test_an_acceptance_carries_a_rating(
    client: FlaskClient,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    body: dict[str, Any],
    status: int,
    kept: list[tuple[int, str | None]],
) -> None:
    monkeypatch.setattr(world, "TRACKING_KEY", client.application.extensions[KEY].settings.tracking_key)
    made = STORIES["resolved"](office)
    head = {"Authorization": f"Tracking {made.secret}", "Idempotency-Key": "once"}
    address = f"/api/v1/complaints/{made.number}/resolution"
    answers = [client.post(address, json=body, headers=head).status_code for _ in range(2)]
    assert answers == [status, 200 if status == 201 else status], "the same key again does it once"
    with db.reading(office.engine) as session:
        assert [tuple(row) for row in session.execute(select(Rating.score, Rating.comment))] == kept
