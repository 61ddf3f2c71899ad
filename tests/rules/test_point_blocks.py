"""Points go in blocks: none is smaller than the floor, and how they are cut follows from what everybody reads."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

import pytest
from sqlalchemy import Column, Table
from sqlalchemy.sql import visitors

from complaints_service.openness.blocks import Spot, blocks_of, less, points_of
from complaints_service.openness.watching import WATCHED
from complaints_service.tickets.ledger.models import TicketEvent
from complaints_service.tickets.public.openly import openly_told

FLOOR = 5


def some_spots(many: int, *, seed: int, squares: int) -> list[Spot]:
    """Reports in a few squares of two categories, so that many stand in one place."""
    chance = random.Random(seed)
    return [
        Spot(
            1000 + number,
            round(3.7 + chance.randrange(squares) / 1000, 5),
            round(98.6 + chance.randrange(squares) / 1000, 5),
            chance.choice(("sampah", "jalan_rusak")),
        )
        for number in range(many)
    ]


@pytest.mark.parametrize("squares", [1, 3, 40])
def test_every_block_holds_the_floor_and_every_report_stands_in_one(squares: int) -> None:
    for many in range(60):
        spots = some_spots(many, seed=many, squares=squares)
        blocks = blocks_of(spots, floor=FLOOR)
        if many < FLOOR:
            assert blocks == []
            continue
        assert all(FLOOR <= len(block) < 2 * FLOOR for block in blocks)
        assert sorted(one for block in blocks for one in block) == sorted(spots)
        left = points_of(spots)
        for block in blocks:
            left = less(left, points_of(block))
        assert left == []


def test_who_reported_first_moves_no_point_into_another_block() -> None:
    """The same points of other reports in another order are cut alike: what goes together says nothing of them."""
    for seed in range(30):
        spots = some_spots(47, seed=seed, squares=3)
        ids = [one.ticket_id for one in spots]
        random.Random(seed).shuffle(ids)
        others = [Spot(ticket_id, *one[1:]) for ticket_id, one in zip(ids, reversed(spots), strict=True)]
        told = [points_of(block) for block in blocks_of(spots, floor=FLOOR)]
        assert told == [points_of(block) for block in blocks_of(others, floor=FLOOR)]


def test_a_block_is_of_neighbours() -> None:
    """Two villages far apart: no block has points of both where each fills blocks of its own."""
    spots = some_spots(20, seed=1, squares=5)
    spots += [one._replace(ticket_id=one.ticket_id + 500, lat=one.lat + 1) for one in spots]
    for block in blocks_of(spots, floor=FLOOR):
        assert len({round(one.lat) for one in block}) == 1
    assert Counter(round(one.lat) for block in blocks_of(spots, floor=FLOOR) for one in block) == {
        4: 20,
        5: 20,
    }


def test_all_by_which_a_report_may_be_told_is_watched() -> None:
    """A condition more in `openly_told` needs its trigger: else a block would stay when it comes to be false."""
    asked: dict[str, set[str]] = defaultdict(set)
    for condition in openly_told():
        for part in visitors.iterate(condition):
            if isinstance(part, Column) and not (part.primary_key or part.foreign_keys):
                asked[part.table.name].add(part.name)
            elif isinstance(part, Table):
                asked[part.name] |= set()
    never_changes = asked.pop(TicketEvent.__tablename__, set())
    assert never_changes <= {"data"}
    assert asked == {table: set(columns) for table, columns in WATCHED.items()}
