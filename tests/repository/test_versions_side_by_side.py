"""A version of the schema takes nothing away: the processes of the version before go on beside it for a while."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.repository.tree import ROOT

#: From this revision on; an office that comes from an older one stops for its upgrade.
SINCE = "0059"
LATER = sorted(each for each in (ROOT / "migrations" / "versions").glob("[0-9]*.py") if each.name[:4] > SINCE)
TAKES_AWAY = {"drop_column", "drop_table", "alter_column", "rename_table"}


def complaints_of(source: str) -> list[str]:
    """What the upgrade of a migration does that a process of the version before would stumble over."""
    found = []
    upgrades = [each for each in ast.parse(source).body if getattr(each, "name", "") == "upgrade"]
    for call in (each for step in upgrades for each in ast.walk(step) if isinstance(each, ast.Call)):
        name = getattr(call.func, "attr", "")
        if name in TAKES_AWAY:
            found.append(f"{name} at line {call.lineno}")
        if name == "add_column" and _demands(call):
            found.append(f"a column that older processes leave empty, at line {call.lineno}")
    return found


def _demands(added: ast.Call) -> bool:
    """Whether a column must be filled, and fills itself not."""
    named = {
        word.arg: ast.unparse(word.value)
        for column in ast.walk(added)
        if isinstance(column, ast.Call)
        for word in column.keywords
    }
    return named.get("nullable") == "False" and "server_default" not in named


@pytest.mark.parametrize("path", LATER, ids=lambda path: path.stem)
def test_nothing_is_taken_away_that_the_version_before_uses(path: Path) -> None:
    assert complaints_of(path.read_text(encoding="utf-8")) == []


def test_what_takes_away_is_seen() -> None:
    bad = """
def upgrade():
    op.drop_column("ticket", "kind")
    op.add_column("ticket", sa.Column("kind", sa.String(7), nullable=False))

def downgrade():
    op.drop_table("ticket")
"""
    assert len(complaints_of(bad)) == 2
    assert len(LATER) > 20
