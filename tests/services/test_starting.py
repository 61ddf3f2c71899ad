"""Starting on what is there: a newer database, a rulebook edited in place, a port that is not the usual one."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, text

from complaints_service import db
from complaints_service.cli.checking import calendar_words
from complaints_service.cli.commands import main
from complaints_service.cli.setup import NewerDatabase, prepare
from complaints_service.edge.resources import Service
from complaints_service.health.rules import calendar_end
from complaints_service.tickets import queries
from complaints_service.tickets.rulebook_versions import VersionChanged, as_stored, store_versions
from config.restoring import restored
from config.rulebook import Rulebook
from config.settings import Settings
from sla import Amount
from tests.support.databases import IDENTITY_KEY, Databases
from tests.support.visitors import when
from tests.support.world import Office, open_office

ROOT = Path(__file__).resolve().parents[2]
NOW = when("Tue 2026-11-24 09:00")


# -- the rulebook edited in place ------------------------------------------------------------------------


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    """An office that has one report on drainage."""
    made = open_office(engine, rulebook)
    with db.writing(engine) as session:
        store_versions(session, versions=rulebook.versions(), now=NOW)
    made.complain(category="drainase_banjir", now=NOW)
    return made


def moved_category(rulebook: Rulebook) -> Rulebook:
    return replace(
        rulebook,
        categories=tuple(
            replace(one, first_handler="TRANTIB") if one.code == "drainase_banjir" else one
            for one in rulebook.categories
        ),
    )


def dropped_category(rulebook: Rulebook) -> Rulebook:
    return replace(rulebook, categories=rulebook.categories[1:])


def added_category(rulebook: Rulebook) -> Rulebook:
    return replace(rulebook, categories=(replace(rulebook.categories[0], code="baru"), *rulebook.categories))


def shorter_policy(rulebook: Rulebook) -> Rulebook:
    used = rulebook.policy_at(NOW)
    row = replace(used.rows[0], targets={**used.rows[0].targets, "resolution": Amount("working", 60)})
    edited = replace(used, rows=(row, *used.rows[1:]))
    policies = tuple(edited if one is used else one for one in rulebook.policies)
    return replace(rulebook, policies=policies)


def other_hours(rulebook: Rulebook) -> Rulebook:
    specs = dict(rulebook.calendars)
    specs["medan"] = tuple(
        replace(one, exceptions=tuple(each for each in one.exceptions if each.on.year != 2026))
        for one in specs["medan"]
    )
    nationals = tuple(
        replace(one, exceptions=tuple(each for each in one.exceptions if each.on.year != 2026))
        for one in specs["national"]
    )
    specs["national"] = nationals
    specs["medan"] = tuple(replace(one, parent=nationals[-1]) for one in specs["medan"])
    return replace(rulebook, calendars=specs, _compiled={}, _entered={})


def other_target(rulebook: Rulebook) -> Rulebook:
    first = rulebook.targets[0]
    return replace(rulebook, targets=(replace(first, value=first.value + 1), *rulebook.targets[1:]))


def other_routing(rulebook: Rulebook) -> Rulebook:
    used = rulebook.routing_at(NOW)
    edited = replace(used, rules=(replace(used.rules[0], to="triage", assign="queue"), *used.rules[1:]))
    return replace(rulebook, routing=tuple(edited if one is used else one for one in rulebook.routing))


def other_terms(rulebook: Rulebook) -> Rulebook:
    rules = rulebook.evaluation
    terms = (replace(rules.terms[0], objection_working_days=1), *rules.terms[1:])
    return replace(rulebook, evaluation=replace(rules, terms=terms))


EDITED: dict[str, Callable[[Rulebook], Rulebook]] = {
    one.__name__: one
    for one in (
        moved_category, dropped_category, added_category, shorter_policy, other_hours, other_target,
        other_routing, other_terms,
    )
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITED)
def test_the_start_goes_on_with_what_tickets_were_judged_by(
    office: Office, settings: Settings, rulebook: Rulebook, edit: str
) -> None:
    edited = EDITED[edit](rulebook)
    done = prepare(Service(settings=settings, rulebook=edited, engine=office.engine), now=NOW)
    assert done.kept, "it says which version goes on as stored"
    as_judged = {(one.kind, one.code, one.version): one.sha256 for one in rulebook.versions()}
    assert {
        (one.kind, one.code, one.version): one.sha256 for one in done.service.rulebook.versions()
    } == as_judged
    office.rulebook = done.service.rulebook
    number = office.complain(category="drainase_banjir", now=NOW).number
    with db.reading(office.engine) as session:
        view = queries.for_officer(
            session, number=number, rights=office.rights("camat"), now=NOW, rulebook=office.rulebook
        )
    assert view.ticket.unit == "SARPRAS"


def test_every_version_of_the_office_reads_back_as_it_was(rulebook: Rulebook) -> None:
    stored = {(one.kind, one.code, one.version): one.canonical_json for one in rulebook.versions()}
    assert restored(rulebook, stored) == rulebook
    for edit in EDITED.values():
        assert restored(edit(rulebook), stored).versions() == rulebook.versions()


def test_what_cannot_be_read_back_is_refused_by_name(office: Office, rulebook: Rulebook) -> None:
    with db.writing(office.engine) as session:
        session.execute(
            text("UPDATE rulebook_version SET sha256 = 'x', canonical_json = '[]' WHERE kind = 'appraisal'")
        )
        with pytest.raises(VersionChanged) as refused:
            as_stored(session, rulebook=rulebook)
    assert "appraisal" in str(refused.value.detail)


def test_a_newer_database_is_refused_before_anything_is_touched(
    engine: Engine, settings: Settings, rulebook: Rulebook
) -> None:
    with db.writing(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase):
        prepare(Service(settings=settings, rulebook=rulebook, engine=engine), now=NOW)


# -- at a shell --------------------------------------------------------------------------------------------


@pytest.fixture
def tanggap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command in a folder of its own, with a rulebook of its own."""
    shutil.copytree(ROOT / "config" / "marelan", tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PORT", raising=False)
    for name, value in {
        "TANGGAP_DATABASE_URL": f"sqlite:///{tmp_path}/tanggap.db",
        "TANGGAP_SECRET_KEY": "s" * 64,
        "TANGGAP_TRACKING_KEY": "t" * 64,
        "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
        "TANGGAP_RULEBOOK": str(tmp_path / "rules"),
    }.items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(main, list(arguments))


def commands() -> list[tuple[str, ...]]:
    """Every command that stands on the database, with arguments that would do; a new one is tried too."""
    given: dict[str, tuple[str, ...]] = {
        "sign-in-link": ("admin",),
        "token": ("admin", "--scope", "read"),
        "explain": ("MRL-2611-7K4Q2",),
        "import-311": (str(ROOT / "tests" / "data" / "boston311_first_300.csv"),),
        "import-reports": (str(ROOT / "tests" / "data" / "boston311_first_300.csv"),),
        "what-if": (str(ROOT / "config" / "marelan"),),
        "routing-test": (str(ROOT / "config" / "marelan"),),
        "grant-role": ("tanggap",),
        "new-link": ("MRL-2611-7K4Q2",),
        "erase-identity": ("MRL-2611-7K4Q2", "--reason", "Diminta."),
        "find-identity": ("0812", "--purpose", "Diminta."),
        "backup": (str(ROOT / "var"),),
        "backup-keys": (str(ROOT / "var" / "keys"), "--passphrase", "kata sandi yang panjang"),
    }
    found: list[tuple[str, ...]] = []
    for name, command in sorted(main.commands.items()):
        inside = getattr(command, "commands", None)
        if name in ("telegram-token", "restore"):  # one reads a token first, the other stands on no database
            continue
        if inside is None:
            found.append((name, *given.get(name, ())))
    return found


@pytest.mark.parametrize("arguments", commands(), ids=lambda each: each[0])
def test_every_command_says_in_a_sentence_that_the_database_is_newer(
    tanggap: Callable[..., Result], databases: Databases, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    made = databases.fresh("sqlite")
    shutil.move(made.removeprefix("sqlite:///"), tmp_path / "tanggap.db")
    _sqlite(tmp_path, "UPDATE alembic_version SET version_num = '9999'")
    told = tanggap(*arguments)
    assert told.exit_code == 1
    assert isinstance(told.exception, SystemExit), told.exception
    assert "versi Tanggap yang lebih baru" in told.output


def _sqlite(folder: Path, statement: str) -> None:
    import sqlite3

    with sqlite3.connect(folder / "tanggap.db") as connection:
        connection.execute(statement)
    connection.close()


def test_check_config_asks_the_database_and_the_start_says_what_it_goes_on_with(
    tanggap: Callable[..., Result], tmp_path: Path
) -> None:
    assert tanggap("check-config").exit_code == 0, "a blank database holds nothing against the files"
    assert tanggap("demo", "--days", "2", "--complaints", "2", "--until", "2026-11-20").exit_code == 0
    file = tmp_path / "rules" / "categories.toml"
    before = file.read_text(encoding="utf-8")
    file.write_text(
        before.replace('first_handler = "SARPRAS"', 'first_handler = "TRANTIB"'), encoding="utf-8"
    )
    checked = tanggap("check-config")
    assert checked.exit_code == 1
    assert "categories" in checked.output
    started = tanggap("init")
    assert started.exit_code == 0, started.output
    assert "versi yang tersimpan" in started.output


@pytest.mark.parametrize(
    ("left", "told"), [(181, False), (180, True), (90, True), (30, True), (0, True), (-1, True)]
)
def test_the_end_of_the_calendar_is_told_ahead(left: int, told: bool) -> None:
    last = date(2027, 12, 31)
    found = calendar_words(calendar_end(last, date.fromordinal(last.toordinal() - left)))
    assert bool(found) is told
    if told:
        assert ("berakhir" in found) is (left < 0)


def test_links_lead_to_the_port_that_is_served(
    tanggap: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("complaints_service.cli.commands.supervise", lambda *_programs, **_more: None)
    monkeypatch.setenv("DEMO", "0")
    monkeypatch.setenv("PORT", "8243")
    started = tanggap("up")
    assert "http://127.0.0.1:8243/sandi/" in started.output
    monkeypatch.delenv("PORT")
    assert "http://127.0.0.1:8243/sandi/" in tanggap("sign-in-link", "admin").output
    monkeypatch.setenv("TANGGAP_BASE_URL", "https://lapor.contoh.example")
    monkeypatch.setenv("TANGGAP_TRUSTED_PROXIES", "1")
    assert "https://lapor.contoh.example/sandi/" in tanggap("sign-in-link", "admin").output


def test_serving_on_a_port_of_its_own_is_remembered_too(
    tanggap: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    left_out: list[int] = []
    monkeypatch.setattr("complaints_service.cli.commands.make_server", lambda _app, **_more: None)
    monkeypatch.setattr(
        "complaints_service.cli.commands.serve_until_told",
        lambda _server: left_out.append(gc.get_freeze_count()),
    )
    assert tanggap("init").exit_code == 0
    before = gc.get_freeze_count()
    try:
        assert tanggap("serve", "--port", "9111").exit_code == 0
    finally:
        gc.unfreeze()
    assert left_out[0] > before + 100_000, "a search for garbage would go through all that the start made"
    monkeypatch.setenv("DEMO", "0")
    monkeypatch.setattr("complaints_service.cli.commands.supervise", lambda *_programs, **_more: None)
    assert "http://127.0.0.1:8000/sandi/" in tanggap("up").output, "what starts now says its own port"
