"""Counts that all processes share: none is lost between two of them, and each ends with its window."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.shared_counts.models import SharedCount
from complaints_service.shared_counts.service import (
    NOTHING,
    count_up,
    counted_of,
    forget_count,
    forget_counts,
)
from config.settings import Settings

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.parametrize("backend", ["postgresql"])


def test_counts_of_many_at_once_add_up_and_end_with_their_window(engine: Engine) -> None:
    def come(_turn: int) -> int:
        return count_up(engine, key="a", amount=1, window=MINUTE).count

    with ThreadPoolExecutor(4) as several:
        assert sorted(several.map(come, range(40))) == list(range(1, 41))
    counted = counted_of(engine, key="a")
    assert counted.count == 40 and 0 < counted.seconds <= 60
    assert counted_of(engine, key="b") == NOTHING
    with db.writing(engine) as session:
        session.execute(update(SharedCount).values(ends_at=clock.now() - MINUTE))
    assert counted_of(engine, key="a") == NOTHING
    assert count_up(engine, key="a", amount=1, window=MINUTE).count == 1, "a new window"
    forget_count(engine, key="a")
    assert counted_of(engine, key="a") == NOTHING
    count_up(engine, key="a", amount=1, window=MINUTE)
    with db.writing(engine) as session:
        forget_counts(session, before=clock.now())
        assert session.scalars(select(SharedCount.key)).all() == ["a"]
        forget_counts(session, before=clock.now() + 2 * MINUTE)
        assert session.scalars(select(SharedCount.key)).all() == []


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, rate_limits=True)


def test_an_address_that_is_counted_is_written_down_nowhere(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/sandi/lupa")
    answer = client.post("/sandi/lupa", data={}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert answer.headers["X-RateLimit-Limit"] == "10" and answer.headers["X-RateLimit-Remaining"] == "9"
    assert 0 < int(answer.headers["X-RateLimit-Reset"]) - clock.now().timestamp() <= 62
    with db.reading(app.extensions[KEY].engine) as session:
        rows = session.scalars(select(SharedCount)).all()
        assert [row.count for row in rows] == [1] and "203.0.113.9" not in repr([row.key for row in rows])
        assert len(rows[0].key) == 64
