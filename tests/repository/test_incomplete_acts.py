"""An act, its page or an event kind that lacks something keeps the service from starting, and is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

from complaints_service import app as putting_together
from complaints_service.cli.checking import check_config
from complaints_service.tickets.acts.registry import ACTS
from complaints_service.tickets.ledger import kinds as event_kinds
from complaints_service.tickets.ledger.kind import Kind, Sentence
from complaints_service.web.desk.acts.registry import PAGES
from complaints_service.web.ticket import event_words
from tests.repository import acts_document
from tests.repository.tree import ROOT

RULEBOOK = ROOT / "config" / "marelan"


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
