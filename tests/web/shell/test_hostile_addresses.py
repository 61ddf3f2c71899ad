"""Whatever stands in an address, in a place of it or behind it: no page and no answer is a fault of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import Engine

from complaints_service import clock
from config.rulebook import Rulebook
from tests.repository.tree import ROOT
from tests.support.edges import ON_BOTH
from tests.support.everything import NOW, Everything, office_with_everything
from tests.support.prepared import Prepared
from tests.web.citizen.test_files import signed_in

pytestmark = ON_BOTH


#: What a database may choke on, and what is read before any database is asked.
ASKED_OF_IT = ("2147483648", "9223372036854775808", "a\x00b")
READ_BEFORE = ("9" * 5_000, "2147483647", "9999-12", "0001-01", "WzEsMV0=", "1e400")
ASKED = re.compile(r'(?:args\.get(?:list)?\(|args\[|month_named\(|in request\.args|_instant\()\s*"(\w+)"')
PLACE = re.compile(r"<(?:[^:<>]+:)?(\w+)>")


@pytest.fixture
def world(
    engine: Engine, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> Everything:
    """The office with one of everything."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(engine, rulebook, office_with_everything)


def names_asked() -> list[str]:
    """Every name that some page or answer reads behind an address."""
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "complaints_service").rglob("*.py"))
    found = sorted({name for source in sources for name in ASKED.findall(source)} | {"cursor", "due_before"})
    assert {"q", "tahun", "dari", "period"} <= set(found)
    return found


def addresses(app: Flask, world: Everything, words: tuple[str, ...]) -> Iterator[str]:
    """Every route that is read, with each of these words in each of its places, and behind it."""
    names = names_asked()
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or "GET" not in (rule.methods or ()):
            continue
        usual = {name: world.places.get(name, "1") for name in rule.arguments}
        for name in rule.arguments:
            for hostile in words:
                yield filled(rule.rule, {**usual, name: hostile})
        for hostile in words:
            asked = "&".join(f"{name}={quote(hostile)}" for name in names)
            yield f"{filled(rule.rule, usual)}?{asked}"
        for name in ("tahun", "bulan", "periode", "period", "dari", "cursor"):
            yield f"{filled(rule.rule, usual)}?{name}={words[0]}"


def filled(rule: str, places: dict[str, str]) -> str:
    return PLACE.sub(lambda match: quote(places[match[1]], safe=""), rule)


@pytest.mark.slow
def test_no_address_is_a_fault_of_ours(app: Flask, engine: Engine, world: Everything) -> None:
    client = signed_in(world.office, app, "camat")
    words = ASKED_OF_IT if engine.dialect.name == "postgresql" else (*ASKED_OF_IT, *READ_BEFORE, "\x1b")
    faults, tried = [], 0
    for address in addresses(app, world, words):
        answer = client.get(address)
        answer.close()
        tried += 1
        if answer.status_code >= 500:
            faults.append((answer.status_code, address[:120]))
    assert faults == [] and tried > 300
