"""A database from before postings: everybody gets one, since the first act, account or day of work."""

from __future__ import annotations

from datetime import date

from alembic import command
from sqlalchemy import Engine, select, text

from complaints_service import db
from complaints_service.accounts.models import Account, RoleGrant
from complaints_service.people.models import Officer, PersonnelRecord, Posting
from complaints_service.people.service import dismiss_officer
from config.rulebook import Rulebook
from migrations import upgrade
from migrations.run import alembic_config
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import SETUP, open_office

pytestmark = ON_BOTH

NOW = when("Mon 2026-03-02 09:00")


def test_everybody_gets_one_posting_and_one_record_since_they_began(
    engine: Engine, rulebook: Rulebook
) -> None:
    office = open_office(engine, rulebook)
    number = office.complain(now=when("Mon 2025-03-03 09:00")).number
    office.act("rina", number, "resolve", text="Sudah dikeruk semua.", now=when("Tue 2025-03-04 09:00"))
    with db.writing(engine) as session:
        for login in ("rina", "trantib"):
            session.get_one(Officer, office.officers[login]).works_from = date(2025, 6, 2)
            session.get_one(Account, office.accounts[login]).created_at = when("Thu 2025-05-01 09:00")
    begun = {"rina": date(2025, 3, 4), "trantib": date(2025, 5, 1)}
    with db.writing(engine) as session:
        dismiss_officer(
            session, officer=session.get_one(Officer, office.officers["hasan"]), now=NOW, actor=SETUP
        )
    with engine.connect() as connection:
        command.downgrade(alembic_config(connection), "0012")
        connection.commit()
    upgrade(engine)
    with db.reading(engine) as session:
        postings = {each.officer_id: each for each in session.scalars(select(Posting))}
        records = {each.officer_id: each for each in session.scalars(select(PersonnelRecord))}
        officers = session.scalars(select(Officer)).all()
        for officer in officers:
            mine = postings.pop(officer.id)
            assert (mine.position_id, mine.unit_id, mine.kind) == (
                officer.position_id,
                officer.unit_id,
                "own",
            )
            assert (mine.until_on is None) == officer.active
            assert mine.from_on == begun.get(officer.code or "", date(2025, 1, 1)), officer.name
            assert records.pop(officer.id).name == officer.name
        assert postings == records == {}
        grants = session.scalars(select(RoleGrant)).all()
        assert grants and all(each.granted_at and each.ended_at is None for each in grants)
        made = session.scalar(text("SELECT count(*) FROM posting"))
    assert made == len(officers)
