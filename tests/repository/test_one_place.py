"""An act and an event kind are added in their one place, seen everywhere, and taken away again.

A copy of the tree gets what docs/architecture.md says, and nothing else; another process walks through it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from complaints_service import app as putting_together
from complaints_service.cli.commands import check_config
from complaints_service.tickets.acts.registry import ACTS
from complaints_service.tickets.ledger import kinds as event_kinds
from complaints_service.tickets.ledger.kind import Kind, Sentence
from complaints_service.web.desk.acts.registry import PAGES
from complaints_service.web.ticket import event_words
from tests.repository import acts_document
from tests.repository.tree import PACKAGES, ROOT, tracked

#: An act of the office: who has a ticket puts it off, and says why.
PUT_OFF = '''"""A ticket is put off."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent


@dataclass(frozen=True, kw_only=True)
class PutOff(Request):
    """Why."""

    reason: str = fields.reason(needed=True)


def _events(asked: PutOff, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent("ticket.put_off", {"reason": asked.reason})]


ACT = Act(
    code="put_off",
    request=PutOff,
    right="note",
    states=frozenset({"open"}),
    events=_events,
    writes=("ticket.put_off",),
    place=175,
    address="put-off",
)
'''
PUT_OFF_PAGE = '''"""Putting a ticket off, on its page."""

from __future__ import annotations

from complaints_service.errors import words
from complaints_service.tickets.acts.ruling.put_off import ACT
from complaints_service.web.desk.acts.fields import only_reason
from complaints_service.web.desk.acts.page import ActPage

PAGE = ActPage(
    act=ACT,
    verb=words("Tunda tiket"),
    question=words("Mengapa tiket ini ditunda?"),
    consequence=words("Jam tidak berhenti."),
    done=words("Tiket ditunda."),
    fields=only_reason,
)
'''
#: An act of the citizen's, by a button in a chat too.
CHEER = '''"""The citizen cheers the office on."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent


@dataclass(frozen=True, kw_only=True)
class Cheer(Request):
    """Nothing need be said."""


ACT = Act(
    code="cheer",
    by="citizen",
    request=Cheer,
    right="write",
    states=frozenset({"open"}),
    events=lambda _asked, _around: [NewEvent("ticket.cheered")],
    writes=("ticket.cheered",),
    in_chat=True,
    place=505,
)
'''
ROWS = """
    Kind(
        "ticket.put_off",
        fold=lambda state, event: folding.replace(state, priority="high"),
        act="put_off",
        mark=Mark("redo", Bilingual("ditunda", "put off")),
        sentence=Sentence(marked("%(who)s menunda tiket ini")),
    ),
    Kind("ticket.cheered", act="cheer", mark=Mark("msg", Bilingual("disemangati", "cheered on"))),
"""
PLACES = {
    "complaints_service/tickets/acts/ruling/put_off.py": PUT_OFF,
    "complaints_service/web/desk/acts/ruling/put_off.py": PUT_OFF_PAGE,
    "complaints_service/tickets/acts/saying/cheer.py": CHEER,
}
KINDS = "complaints_service/tickets/ledger/kinds.py"
RULEBOOK = ROOT / "config" / "marelan"
LAST_ROW = '    Kind("escalation.sent"'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what a maintainer sees."""
    for path in tracked():
        if path.parts[0] in (*PACKAGES, "tests", "tools") and "data" not in path.parts:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, tmp_path / path)
    return tmp_path


def walk(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs the walk in the copy."""
    return subprocess.run(
        [sys.executable, "-m", "tests.repository.walk", *words],
        cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_acts_and_event_kinds_are_added_in_one_place_and_work_everywhere(tree: Path) -> None:
    before = {path: path.read_bytes() for path in (tree / "complaints_service").rglob("*.py")}
    for path, text in PLACES.items():
        (tree / path).write_text(text, encoding="utf-8")
    rows = (tree / KINDS).read_text(encoding="utf-8")
    assert LAST_ROW in rows
    (tree / KINDS).write_text(rows.replace(LAST_ROW, ROWS + LAST_ROW), encoding="utf-8")
    done = walk(tree, "there")
    assert done.returncode == 0, done.stdout + done.stderr

    for path in PLACES:
        (tree / path).unlink()
    (tree / KINDS).write_text(rows, encoding="utf-8")
    assert before == {path: path.read_bytes() for path in (tree / "complaints_service").rglob("*.py")}
    gone = walk(tree, "gone")
    assert gone.returncode == 0, gone.stdout + gone.stderr


@pytest.fixture
def changeable() -> Iterator[None]:
    """The tables may be changed; afterwards they are as before, in their order too."""
    tables: list[dict[str, Any]] = [ACTS, PAGES, event_kinds.KINDS]
    before = [dict(table) for table in tables]
    yield
    for table, rows in zip(tables, before, strict=True):
        table.clear()
        table.update(rows)


@pytest.mark.usefixtures("changeable")
def test_the_service_refuses_to_start_with_half_an_act() -> None:
    half = replace(
        ACTS["note"], code="half", right="nobodys", states=frozenset({"nowhere"}), writes=("no.kind",)
    )
    ACTS["half"] = half
    del PAGES["take"]
    said = putting_together.incomplete()
    for lack in (
        "act half: no right 'nobodys' in accounts/access.py",
        "act half: no state 'nowhere' in tickets/ledger/states.py",
        "act half: no event kind 'no.kind' in tickets/ledger/kinds.py",
        "act half: no page in web/desk/acts/",
        "act take: no page in web/desk/acts/",
    ):
        assert lack in said
    told = CliRunner().invoke(check_config, [str(RULEBOOK)])
    assert (told.exit_code, "act take: no page in web/desk/acts/" in told.stderr) == (1, True)
    with pytest.raises(putting_together.Incomplete, match="act take: no page"):
        putting_together.create_app(None)  # type: ignore[arg-type]  # it is refused before anything is read


@pytest.mark.usefixtures("changeable")
def test_the_service_refuses_to_start_with_half_an_event_kind() -> None:
    rows = event_kinds.KINDS
    rows["ticket.half"] = Kind("ticket.half", act="nothing", custody="hands")
    rows["ticket.valued"] = Kind("ticket.valued", sentence=Sentence("%(weather)s"))
    del rows["ticket.taken"]
    said = putting_together.incomplete()
    assert "event kind ticket.half: no act nothing in tickets/acts/" in said
    assert "event kind ticket.taken: the engine reads it, tickets/ledger/kinds.py has no row" in said
    assert "act take: no event kind 'ticket.taken' in tickets/ledger/kinds.py" in said
    for part in ("fold", "came", "mark, sentence or spoken (or untold, with the reason)"):
        assert f"event kind ticket.half: no {part} in tickets/ledger/kinds.py" in said
    assert list(event_words.incomplete()) == [
        "event kind ticket.valued: no value weather in web/ticket/event_words.py"
    ]


def test_nothing_is_incomplete() -> None:
    assert putting_together.incomplete() == []


def test_the_document_of_acts_is_what_the_acts_say() -> None:
    told = "run: python -m tests.repository.acts_document"
    assert acts_document.PATH.read_text(encoding="utf-8") == acts_document.document(), told
