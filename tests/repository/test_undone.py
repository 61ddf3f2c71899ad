"""The tables of mends (`make undone`) hold: each piece stands where it is said, each id has one, each test is there."""

from __future__ import annotations

import ast

import pytest

from tests.repository.test_faults import TABLE, inside, rows
from tools.undone.mends import ROOT, Mend, mends

STAR = " *"
#: What judges wrongly, loses words or shows names.
NEEDED = {
    *(f"A{number}" for number in (1, 2, 3, 4, 7, 22, 23, 32)),
    *(f"B{number}" for number in (*range(1, 10), 11, 12, 13, 16, *range(25, 29))),
    *(f"E{number}" for number in range(1, 14)),
    *(f"S{number}" for number in range(1, 18)),
}


@pytest.fixture(scope="module")
def table() -> list[Mend]:
    return mends()


def test_every_piece_stands_in_the_product_once_and_can_be_taken_out(table: list[Mend]) -> None:
    for mend in table:
        without = mend.taken_out(ROOT)
        assert mend.mended != mend.undone
        assert mend.file.split("/")[0] != "tests"
        if mend.file.endswith(".py"):
            ast.parse(without)


def test_a_piece_that_went_away_is_told() -> None:
    gone = Mend(id="X1", file="sla/known.py", mended="that never was", undone="", tests=())
    with pytest.raises(ValueError, match=r"X1: stands 0 times in sla/known\.py"):
        gone.taken_out(ROOT)


def test_every_id_that_needs_one_has_a_mend_to_take_out(table: list[Mend]) -> None:
    assert NEEDED - {mend.id for mend in table} == set()


def test_every_test_of_the_tables_is_there(table: list[Mend]) -> None:
    for mend in table:
        assert mend.tests
        for named in mend.tests:
            file, *names = named.split("::")
            assert (ROOT / file).is_file(), named
            assert set(names) <= inside(ROOT / file), named


def test_a_star_says_which_rows_were_taken_out(table: list[Mend]) -> None:
    """An id in a row of several (`A3, S3`) counts as the row's."""
    known = {mend.id for mend in table}
    starred: set[str] = set()
    for row, _tests in rows():
        ids = {each.strip() for each in row.removesuffix(STAR).split(",")}
        if row.endswith(STAR):
            starred |= ids
            assert ids & known, row
    assert known <= starred, f"{TABLE.name} has no star for {sorted(known - starred)}"
