"""What tests of pages share: the room where the office's letters are sent from, and readers of drawings."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from complaints_service.edge.resources import KEY
from complaints_service.jobs.linking import PostRoom
from tests.support.edges import backend, pytest_generate_tests
from tests.support.world import Office

__all__ = ["backend", "pytest_generate_tests"]  # a fixture and a hook that pytest finds here


@pytest.fixture
def room(app: Flask, office: Office) -> PostRoom:
    """Where the letters of this office are sent from; its routes are the test's to open."""
    service = app.extensions[KEY]
    return PostRoom.of(office.engine, service.rulebook, service.settings)


@pytest.fixture
def cells() -> Callable[[str], list[tuple[str, str]]]:
    """(row head, sum) of each body row of a day sheet, as words."""

    def read(html: str) -> list[tuple[str, str]]:
        body = re.search(r"<tbody>(.*)</tbody>", html, re.DOTALL)
        assert body
        rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body[1], re.DOTALL)
        found = []
        for row in rows:
            head = re.search(r"<th[^>]*>(.*?)</th>", row, re.DOTALL)
            last = re.findall(r"<td>(.*?)</td>", row, re.DOTALL)[-1]
            assert head
            found.append((words(head[1]), words(last)))
        return found

    def words(markup: str) -> str:
        return " ".join(re.sub(r"<[^>]+>", " ", markup).replace("\N{NO-BREAK SPACE}", " ").split())

    return read
