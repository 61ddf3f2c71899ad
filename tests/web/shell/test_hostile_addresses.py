"""Whatever stands in an address, in a place of it or behind it: no page and no answer is a fault of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.datastructures import ImmutableMultiDict

from complaints_service import clock
from config.rulebook import Rulebook
from tests.repository.tree import ROOT
from tests.support.both import AT_LENGTH
from tests.support.everything import NOW, Everything, office_with_everything
from tests.support.lengths import WHOLE
from tests.support.prepared import Prepared
from tests.web.citizen.test_files import signed_in

pytestmark = AT_LENGTH


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


class Noting(ImmutableMultiDict[str, str]):
    """What stands behind an address; `read` holds every name of it that somebody asked for."""

    read: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.read.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, *args: object, **kwargs: object) -> object:
        self.read.add(key)
        return super().get(key, *args, **kwargs)

    def getlist(self, key: str, *args: object, **kwargs: object) -> list[object]:
        self.read.add(key)
        return super().getlist(key, *args, **kwargs)

    def to_dict(self, flat: bool = True) -> dict[str, object]:
        if flat:  # all of it; the check for control characters takes the lists
            self.read.add("*")
        return super().to_dict(flat)


def addresses(
    app: Flask, world: Everything, words: tuple[str, ...], read_at: Callable[[str], set[str]]
) -> Iterator[str]:
    """Every route that is read, with each of these words in each of its places, and behind it in what it reads.

    One that reads nothing behind its address has nothing there that could go wrong.
    """
    names = names_asked()
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or "GET" not in (rule.methods or ()):
            continue
        usual = {name: world.places.get(name, "1") for name in rule.arguments}
        for name in rule.arguments:
            for hostile in words:
                yield filled(rule.rule, {**usual, name: hostile})
        plain = filled(rule.rule, usual)
        # With nothing there, and with everything: who stops at the first that is wrong reads less.
        read = read_at(plain) | read_at(f"{plain}?{'&'.join(f'{name}={quote(words[0])}' for name in names)}")
        for hostile in words[1:] if read else ():
            yield f"{plain}?{'&'.join(f'{name}={quote(hostile)}' for name in names)}"
        for name in sorted(read & {"tahun", "bulan", "periode", "period", "dari", "cursor"}):
            yield f"{plain}?{name}={words[0]}"


def filled(rule: str, places: dict[str, str]) -> str:
    return PLACE.sub(lambda match: quote(places[match[1]], safe=""), rule)


@pytest.mark.slow
def test_no_address_is_a_fault_of_ours(
    app: Flask, engine: Engine, world: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Noting)
    client = signed_in(world.office, app, "camat")
    before = (*READ_BEFORE, "\x1b") if WHOLE else READ_BEFORE[:2]
    words = ASKED_OF_IT if engine.dialect.name == "postgresql" else (*ASKED_OF_IT, *before)
    faults: list[tuple[int, str]] = []
    reading = 0  # looks at which something behind the address was read

    def read_at(address: str) -> set[str]:
        """What a page reads behind this address."""
        nonlocal reading
        Noting.read = set()
        faults.extend(found_at(client, address))
        reading += bool(Noting.read)
        return Noting.read

    tried = 0
    for address in addresses(app, world, words, read_at):
        faults.extend(found_at(client, address))
        tried += 1
    assert faults == [] and tried > 300 and reading > 60


def found_at(client: FlaskClient, address: str) -> list[tuple[int, str]]:
    """The fault that is met there, if any."""
    answer = client.get(address)
    answer.close()
    return [(answer.status_code, address[:120])] if answer.status_code >= 500 else []
