"""B28: the files name units once; then the database owns them, on every page, and what was made can be ended."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, select

from complaints_service import db
from complaints_service.audit.models import AuditEvent
from complaints_service.cli.checking import renamed_words
from complaints_service.cli.commands import main
from complaints_service.cli.setup import prepare, renamed
from complaints_service.edge.resources import Service
from complaints_service.errors import DomainError
from complaints_service.people.models import Position, Posting, Unit
from complaints_service.people.structure import unit_called
from complaints_service.staffing.units import UnitOrder, close_unit, open_unit, rename_post, rename_unit
from complaints_service.tickets.ledger.models import Ticket
from config.entries.office import Bilingual
from config.rulebook import Rulebook
from config.settings import Settings
from tests.support.both import ON_BOTH
from tests.support.databases import IDENTITY_KEY
from tests.support.visitors import Visitor, when
from tests.support.world import SETUP, Office, open_office

NOW = when("Tue 2026-11-24 09:00")
ORDER = UnitOrder(on=date(2026, 11, 24), reason="Perwal 5/2026", now=NOW, today=NOW.date(), actor=SETUP)
CATEGORY = "bencana"
NEW = "Seksi Pembangunan dan Parit"


def in_files(rulebook: Rulebook, code: str, name: str) -> Rulebook:
    """The rulebook whose file calls a unit otherwise."""
    return replace(
        rulebook,
        units=tuple(
            replace(one, names=Bilingual(name, f"{name} (en)")) if one.code == code else one
            for one in rulebook.units
        ),
    )


def test_a_unit_renamed_in_the_file_keeps_the_offices_name_everywhere_and_the_start_says_so(
    engine: Engine, rulebook: Rulebook, settings: Settings
) -> None:
    office = open_office(engine, rulebook)
    with db.reading(engine) as session:
        before = unit_called(session, code="SARPRAS", rulebook=rulebook, language="id")
    edited = in_files(rulebook, "SARPRAS", NEW)
    prepare(Service(settings=settings, rulebook=edited, engine=engine), now=NOW)
    office.rulebook = edited
    submission = office.complain(now=NOW)
    with db.reading(engine) as session:
        assert unit_called(session, code="SARPRAS", rulebook=edited, language="id") == before
        ticket = session.scalars(select(Ticket).where(Ticket.number == submission.number)).one()
        assert session.scalars(select(Unit.name).where(Unit.code == ticket.unit)).one() == before
    assert submission.answer["holder"] == before
    assert NEW not in submission.answer["why"]
    found = renamed(Service(settings=settings, rulebook=edited, engine=engine), edited)
    assert found == [("SARPRAS", before, NEW)]
    assert "Yang berlaku basis data" in renamed_words(found)[0]


@ON_BOTH
def test_renamed_by_an_act_it_is_called_so_on_every_page(client: FlaskClient, office: Office) -> None:
    with db.writing(office.engine) as session:
        rename_unit(session, code="SARPRAS", name=NEW, order=ORDER)
    fresh = office.complain(now=NOW)
    visitor = Visitor(client).sign_in(office, "camat", NOW)
    for path in (f"/meja/{fresh.number}", "/papan", "/lapor", "/meja?view=queue"):
        page = visitor.read(path).replace("Kepala Seksi Sarana dan Prasarana", "")
        assert "Seksi Sarana dan Prasarana" not in page, path
    assert NEW in visitor.read(f"/meja/{fresh.number}")
    again = office.complain(now=NOW)
    assert again.answer["holder"] == NEW
    with db.reading(office.engine) as session:
        (event,) = session.scalars(select(AuditEvent).where(AuditEvent.kind == "office.renamed")).all()
    assert event.data["on"] == "2026-11-24"
    assert (event.data["after"], event.data["reason"]) == (NEW, "Perwal 5/2026")


def test_a_post_has_a_new_title(engine: Engine, rulebook: Rulebook) -> None:
    open_office(engine, rulebook)
    with db.writing(engine) as session:
        rename_post(session, code="kasi_sarpras", title="Kepala Seksi Parit", order=ORDER)
        assert (
            session.scalars(select(Position.title).where(Position.code == "kasi_sarpras")).one()
            == "Kepala Seksi Parit"
        )
        with pytest.raises(DomainError):
            rename_post(session, code="tidak_ada", title="X", order=ORDER)


@ON_BOTH
def test_a_unit_ends_once_it_is_empty_and_nothing_is_routed_there_any_more(
    engine: Engine, rulebook: Rulebook
) -> None:
    office = open_office(engine, rulebook)
    with db.writing(engine) as session, pytest.raises(DomainError) as refused:
        close_unit(session, code="TRANTIB", order=ORDER)
    assert refused.value.code == "unit_in_use"
    gone = [office.officers[one] for one in ("trantib", "kasitrantib")]
    with db.writing(engine) as session:
        session.execute(delete(Posting).where(Posting.officer_id.in_(gone)))
        close_unit(session, code="TRANTIB", order=ORDER)
    assert routed(office) != "TRANTIB"
    with db.writing(engine) as session:
        open_unit(session, code="TRANTIB", order=ORDER)
    assert routed(office) == "TRANTIB"


def routed(office: Office) -> str:
    """Where a report goes that is for that unit."""
    number = office.complain("Pedagang menutup trotoar.", category=CATEGORY, now=NOW).number
    with db.reading(office.engine) as session:
        return session.scalars(select(Ticket.unit).where(Ticket.number == number)).one()


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_no_unit_without_a_name(engine: Engine, rulebook: Rulebook, name: str) -> None:
    open_office(engine, rulebook)
    with db.writing(engine) as session, pytest.raises(DomainError):
        rename_unit(session, code="SARPRAS", name=name, order=ORDER)


def test_the_acts_at_a_shell(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    from tests.repository.tree import ROOT

    monkeypatch.chdir(tmp_path)
    for key, value in {
        "TANGGAP_DATABASE_URL": f"sqlite:///{tmp_path}/tanggap.db", "TANGGAP_SECRET_KEY": "s" * 64,
        "TANGGAP_TRACKING_KEY": "t" * 64, "TANGGAP_IDENTITY_KEY": IDENTITY_KEY, "TANGGAP_RULEBOOK": str(ROOT / "config" / "marelan"),
    }.items():  # fmt: skip
        monkeypatch.setenv(key, value)

    def run(*arguments: str) -> str:
        found = CliRunner().invoke(main, list(arguments))
        assert found.exit_code == 0, found.output
        return found.output

    run("units", "rename", "SARPRAS", NEW, "--on", "2026-11-24", "--reason", "Perwal 5/2026")
    assert f"SARPRAS\t{NEW}\n" in run("units", "list")
    assert "Yang berlaku basis data" in run("check-config")
    run("units", "close", "TRANTIB")
    assert re.search(r"^TRANTIB\t.*\tditutup$", run("units", "list"), re.MULTILINE)
    run("units", "open", "TRANTIB")
    run("posts", "rename", "kasi_sarpras", "Kepala Seksi Parit")
    failed = CliRunner().invoke(main, ["units", "close", "TIDAKADA"])
    assert (failed.exit_code, isinstance(failed.exception, SystemExit)) == (1, True)
