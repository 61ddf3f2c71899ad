"""No right of the access table is a row without effect: each is asked by its name somewhere else."""

from __future__ import annotations

import re

import pytest

from complaints_service.accounts.access import OFFICE_RIGHTS, TICKET_RIGHTS
from tests.repository.tree import ROOT

TABLE = ROOT / "complaints_service" / "accounts" / "access.py"
#: What the rules of the office do is asked of nobody: no role has it.
UNASKED = {"rule"}


def asked() -> str:
    """All code of the service but the table itself."""
    files = (ROOT / "complaints_service").rglob("*.py")
    return "\n".join(path.read_text(encoding="utf-8") for path in files if path != TABLE)


@pytest.mark.parametrize("right", sorted({*TICKET_RIGHTS, *OFFICE_RIGHTS} - UNASKED))
def test_somebody_asks_for_the_right(right: str) -> None:
    assert re.search(rf'"{right}"', asked()), f"nobody asks for {right}: use it or take it out of the table"
