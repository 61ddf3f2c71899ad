"""B28: units, posts and roles change on a day; what is told of another day is told as it was then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.accounts.models import RoleGrant
from complaints_service.accounts.roles import end_role
from complaints_service.audit.models import AuditEvent
from complaints_service.audit.written.checking import check_written
from complaints_service.audit.written.putting import put_new
from complaints_service.db import Base
from complaints_service.errors import DomainError, Invalid
from complaints_service.measurement.facts.service import refresh
from complaints_service.measurement.indicators import queries
from complaints_service.measurement.months import last_day
from complaints_service.people.directory import directory
from complaints_service.people.models import Position, Posting, StructureRecord, Unit
from complaints_service.people.queries import card_on, unit_names
from complaints_service.people.rights import rights_of
from complaints_service.staffing import units as acts
from complaints_service.staffing.effects import Effect
from complaints_service.staffing.order import preview
from complaints_service.staffing.units import UnitOrder, bring_up_to_date
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from migrations import upgrade
from migrations.run import alembic_config
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import SETUP, Office, open_office

APRIL = when("Mon 2026-04-06 09:00")
MARCH_DAY, APRIL_DAY, MAY_DAY = date(2026, 3, 31), date(2026, 4, 6), date(2026, 5, 4)
OLD, NEW = "Seksi Sarana dan Prasarana", "Seksi Pembangunan dan Parit"
HEAD_OLD, HEAD_NEW = "Kepala Seksi Sarana dan Prasarana", "Kepala Seksi Parit"


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def order(on: date = APRIL_DAY, now: datetime = APRIL) -> UnitOrder:
    return UnitOrder(on=on, reason="Perwal 5/2026", now=now, today=now.date(), actor=SETUP)


def do(office: Office, act: Callable[[Session], tuple[Effect, ...]]) -> list[str]:
    with db.writing(office.engine) as session:
        return [str(each.words) for each in act(session)]


def emptied(office: Office) -> None:
    """Nobody works in TRANTIB."""
    gone = [office.officers[one] for one in ("trantib", "kasitrantib")]
    with db.writing(office.engine) as session:
        session.execute(delete(Posting).where(Posting.officer_id.in_(gone)))


def unit_of(office: Office, number: str) -> str:
    with db.reading(office.engine) as session:
        return session.scalars(select(Ticket.unit).where(Ticket.number == number)).one()


def routed(office: Office, now: datetime) -> str:
    said = office.complain("Pedagang menutup trotoar.", category="bencana", now=now)
    return unit_of(office, said.number)


def test_a_figure_of_march_shows_the_names_of_march(office: Office) -> None:
    """Also the card of a person, whose unit and post were called otherwise then."""
    number = office.complain(now=when("Mon 2026-03-09 09:00")).number
    do(office, lambda session: acts.rename_unit(session, code="SARPRAS", name=NEW, order=order()))
    do(office, lambda session: acts.rename_post(session, code="kasi_sarpras", title=HEAD_NEW, order=order()))
    with db.writing(office.engine) as session:
        refresh(session, now=APRIL, rulebook=office.rulebook)
    assert unit_of(office, number) == "SARPRAS"
    with db.reading(office.engine) as session:
        rights, told = office.rights("camat"), {}
        for month in ("2026-03", "2026-04"):
            told[month] = {*queries.board_units(session, rights=rights, on=last_day(month)).values()}
        assert OLD in told["2026-03"] and NEW not in told["2026-03"]
        assert NEW in told["2026-04"] and OLD not in told["2026-04"]
        head = office.officers["kasi"]
        cards = [card_on(session, officer_id=head, on=day) for day in (MARCH_DAY, APRIL_DAY)]
        assert [(card.unit_name, card.title) for card in cards if card] == [(OLD, HEAD_OLD), (NEW, HEAD_NEW)]


def test_a_name_given_for_a_day_ahead_holds_from_that_day(office: Office) -> None:
    ahead = order(on=MAY_DAY)
    do(office, lambda session: acts.rename_unit(session, code="SARPRAS", name=NEW, order=ahead))
    with db.reading(office.engine) as session:
        assert unit_names(session)["SARPRAS"] == unit_names(session, on=APRIL_DAY)["SARPRAS"] == OLD
        assert unit_names(session, on=MAY_DAY)["SARPRAS"] == NEW
        assert directory(session, on=MAY_DAY).unit_names["SARPRAS"] == NEW
    for today, name in ((MAY_DAY - timedelta(days=1), OLD), (MAY_DAY, NEW)):
        with db.writing(office.engine) as session:
            bring_up_to_date(session, today=today, now=APRIL, actor=SETUP)
            assert unit_names(session)["SARPRAS"] == name
    with db.reading(office.engine) as session:
        assert unit_names(session, on=APRIL_DAY)["SARPRAS"] == OLD
        assert list(check_written(session)) == []


@ON_BOTH
def test_a_unit_closed_ahead_names_its_open_tickets_and_takes_none_from_its_day_on(office: Office) -> None:
    assert routed(office, APRIL) == "TRANTIB"
    with db.reading(office.engine) as session:
        number = session.scalars(select(Ticket.number).where(Ticket.unit == "TRANTIB")).one()
    with pytest.raises(DomainError) as refused:
        do(office, lambda session: acts.close_unit(session, code="TRANTIB", order=order()))
    assert refused.value.code == "unit_in_use" and number in str(refused.value.detail)

    def close(session: Session) -> tuple[Effect, ...]:
        return acts.close_unit(session, code="TRANTIB", order=order(on=MAY_DAY))

    told = do(office, lambda session: preview(session, lambda: close(session)))
    assert any(number in line for line in told) and any("2 orang" in line for line in told)
    with db.reading(office.engine) as session:
        assert session.scalars(select(StructureRecord)).all() == []
    assert do(office, close) == told
    assert routed(office, APRIL) == "TRANTIB"
    emptied(office)
    assert routed(office, when("Mon 2026-05-04 09:00")) != "TRANTIB"


@ON_BOTH
def test_rights_of_a_day_are_those_of_the_tree_of_that_day(office: Office) -> None:
    account = office.accounts["kasitrantib"]
    do(office, lambda session: acts.move_unit(session, code="SARPRAS", under="TRANTIB", order=order()))
    with db.reading(office.engine) as session:
        then, now = (rights_of(session, account_id=account, on=day) for day in (MARCH_DAY, APRIL_DAY))
    assert then is not None and "SARPRAS" not in then.subordinate_units
    assert now is not None and "SARPRAS" in now.subordinate_units
    with pytest.raises(Invalid):
        do(office, lambda session: acts.move_unit(session, code="TRANTIB", under="SARPRAS", order=order()))


@ON_BOTH
def test_a_post_ends_once_nobody_holds_it_and_nobody_comes_to_it(office: Office) -> None:
    with pytest.raises(DomainError) as refused:
        do(office, lambda session: acts.close_post(session, code="kasi_trantib", order=order()))
    assert refused.value.code == "post_held"
    emptied(office)
    do(office, lambda session: acts.close_post(session, code="kasi_trantib", order=order()))
    with db.reading(office.engine) as session:
        assert not session.scalars(select(Position.active).where(Position.code == "kasi_trantib")).one()
    do(office, lambda session: acts.open_post(session, code="kasi_trantib", order=order()))


def test_nothing_is_entered_for_a_day_before_the_newest_change(office: Office) -> None:
    do(office, lambda session: acts.rename_unit(session, code="SARPRAS", name=NEW, order=order()))
    with pytest.raises(Invalid) as refused:
        do(
            office,
            lambda session: acts.rename_unit(session, code="SARPRAS", name="X", order=order(MARCH_DAY)),
        )
    assert set(refused.value.fields or {}) == {"on"}


@ON_BOTH
def test_a_role_ends_on_its_day(office: Office) -> None:
    account = office.accounts["camat"]
    with db.writing(office.engine) as session:
        session.add(RoleGrant(account_id=account, role="auditor", unit_id=None, granted_at=APRIL))
    ends = {"account_id": account, "role": "auditor", "unit_id": None, "on": MAY_DAY, "now": APRIL}
    with db.writing(office.engine) as session:
        end_role(session, **ends, today=APRIL_DAY, actor=SETUP)

    def held(on: date) -> bool:
        with db.reading(office.engine) as session:
            rights = rights_of(session, account_id=account, on=on)
        return rights is not None and any(grant.role == "auditor" for grant in rights.grants)

    assert held(MAY_DAY - timedelta(days=1)) and not held(MAY_DAY)
    for today, ended in ((MAY_DAY - timedelta(days=1), 0), (MAY_DAY, 1), (MAY_DAY, 0)):
        with db.writing(office.engine) as session:
            assert bring_up_to_date(session, today=today, now=APRIL, actor=SETUP) == ended
    assert not held(MAY_DAY - timedelta(days=1))  # it has ended: no session of that account goes on
    with db.writing(office.engine) as session, pytest.raises(DomainError) as refused:
        end_role(session, **ends, today=APRIL_DAY, actor=SETUP)
    assert refused.value.code == "not_granted"


@ON_BOTH
def test_a_database_from_before_learns_what_its_record_tells(engine: Engine, rulebook: Rulebook) -> None:
    open_office(engine, rulebook)
    with engine.connect() as connection:
        command.downgrade(alembic_config(connection), "0029")
        connection.commit()
    renamed = {"on": "2026-04-06", "reason": "Perwal 5/2026", "before": "Seksi Lama", "after": OLD}
    with db.writing(engine) as session:
        # By the columns of then: what has come since, the model has and the table not yet.
        told = {"at": APRIL, "actor": SETUP.ref, "kind": "office.renamed", "subject": "unit:SARPRAS"}
        put_new(
            session, Base.metadata.tables["audit_event"], {**told, "origin": SETUP.origin, "data": renamed}
        )
    upgrade(engine)
    with db.reading(engine) as session:
        assert unit_names(session, on=MARCH_DAY)["SARPRAS"] == "Seksi Lama"
        assert unit_names(session, on=APRIL_DAY)["SARPRAS"] == unit_names(session)["SARPRAS"] == OLD
        assert list(check_written(session)) == []
        assert session.scalars(select(Unit.since_on).where(Unit.code == "SARPRAS")).one() == APRIL_DAY
        assert session.scalars(select(AuditEvent).where(AuditEvent.subject == "unit:SARPRAS")).one()
