"""What one test compiled, the next does not compile again: of its database each answers for itself, pages as written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template
from jinja2 import DictLoader, Environment
from sqlalchemy import Engine, create_engine, select, text

from complaints_service import db
from complaints_service.people.models import Unit
from tests.support.databases import Databases, let_go, make_engine


def test_a_second_database_is_asked_by_what_was_compiled_for_the_first(
    databases: Databases, engine: Engine, backend: str
) -> None:
    question = select(Unit.code).where(Unit.code == "BARU")
    url = databases.fresh(backend)
    other = make_engine(url)
    with db.writing(engine) as session:
        session.add(Unit(code="BARU", name="Unit baru", initials="UB", kind="section"))
    with db.reading(engine) as session:
        assert session.scalars(question).all() == ["BARU"]
    known = len(other._compiled_cache or ())
    with db.reading(other) as session:
        assert session.scalars(question).all() == [], "its own rows"
    assert known and len(other._compiled_cache or ()) == known, "nothing was compiled anew"
    let_go(other)
    databases.drop(url)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_who_sets_databases_up_keeps_a_dialect_of_its_own(engine: Engine, database_url: str) -> None:
    setting_up = create_engine(database_url, isolation_level="AUTOCOMMIT")
    with setting_up.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    assert setting_up.dialect is not engine.dialect
    let_go(setting_up)


def test_a_second_application_shows_what_was_compiled_for_the_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    compiled: list[str] = []
    whole = Environment.compile

    def counted(self: Environment, source: str, *args: Any, **named: Any) -> Any:
        compiled.append(source)
        return whole(self, source, *args, **named)

    monkeypatch.setattr(Environment, "compile", counted)
    shown = []
    for page in ("{{ 1 + 1 }} kali", "{{ 1 + 1 }} kali", "{{ 1 + 2 }} kali"):
        app = Flask("of_a_test", root_path=str(tmp_path))
        app.jinja_loader = DictLoader({"halaman.html": page})
        with app.app_context():
            shown.append(render_template("halaman.html"))
    assert shown == ["2 kali", "2 kali", "3 kali"]
    assert compiled == ["{{ 1 + 1 }} kali", "{{ 1 + 2 }} kali"]
