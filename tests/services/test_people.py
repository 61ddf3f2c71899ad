"""The office as rows: units, posts, people, who is above whom, who is away, and what that lets one do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import TicketAccess, may_see_person, roles_on_ticket
from complaints_service.accounts.queries import granted_roles, resolve_session
from complaints_service.accounts.service import NewAccount, create_account, grant_role, set_active
from complaints_service.accounts.sign_in import start_session
from complaints_service.audit.queries import events_about
from complaints_service.db import reading, writing
from complaints_service.errors import DomainError, Invalid
from complaints_service.people import queries
from complaints_service.people.directory import directory
from complaints_service.people.leave import NewLeave, approve_leave, cancel_leave
from complaints_service.people.models import Officer, Position, Unit
from complaints_service.people.rights import name_of, rights_of
from complaints_service.people.service import (
    OfficerFacts,
    PositionSpec,
    UnitSpec,
    dismiss_officer,
    facts_of,
    hire_officer,
    seed_units,
    transfer_officer,
    update_officer,
)
from tests.services.small_office import CLI, NOW, PEOPLE, POSITIONS, UNITS, open_office
from tests.support.both import ON_BOTH

MONDAY = date(2026, 3, 9)


@pytest.fixture
def ids(session: Session) -> dict[str, int]:
    return open_office(session)


def unit_id(session: Session, code: str) -> int:
    return session.scalars(select(Unit.id).where(Unit.code == code)).one()


def account_for(session: Session, ids: dict[str, int], key: str) -> int:
    return create_account(session, new=NewAccount(key, ids[key]), now=NOW, actor=CLI).id


# -------------------------------------------------------------------------------------------- seed


def test_seeding_again_adds_nothing_and_leaves_changes_alone(session: Session, ids: dict[str, int]) -> None:
    unit = session.scalars(select(Unit).where(Unit.code == "TJN")).one()
    unit.name = "Kelurahan Terjun Baru"
    assert seed_units(session, units=UNITS, positions=POSITIONS, now=NOW, actor=CLI) == 0
    assert queries.unit_names(session)["TJN"] == "Kelurahan Terjun Baru"
    more = [
        *UNITS,
        UnitSpec(
            code="PYP",
            name="Kelurahan Paya Pasir",
            initials="PP",
            parent="KEC",
            kelurahan_code="12.71.12.1005",
        ),
    ]
    posts = [
        *POSITIONS,
        PositionSpec(code="lurah_pyp", title="Lurah", unit="PYP", superior="camat", is_head=True),
    ]
    assert seed_units(session, units=more, positions=posts, now=NOW, actor=CLI) == 2


@ON_BOTH
def test_units_are_of_the_kind_given_or_the_one_that_follows(session: Session, ids: dict[str, int]) -> None:
    kinds = {row.code: row.kind for row in session.execute(select(Unit.code, Unit.kind))}
    assert kinds == {
        "KEC": "office", "SEKR": "secretariat", "MEJA": "desk",
        "SARPRAS": "section", "P3SU": "crew", "TJN": "kelurahan",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "post", "code"),
    [
        (UnitSpec(code="A", name="A", initials="A", parent="NOWHERE"), None, "unknown_unit"),
        (UnitSpec(code="A", name="A", initials="A", parent="B"), None, "unknown_unit"),
        (None, PositionSpec(code="p", title="P", unit="NOWHERE"), "unknown_unit"),
        (None, PositionSpec(code="p", title="P", unit="KEC", superior="nobody"), "unknown_position"),
    ],
)
def test_seeds_that_name_what_is_not_there_are_refused(
    session: Session, unit: UnitSpec | None, post: PositionSpec | None, code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        seed_units(
            session,
            units=[*UNITS, unit] if unit else UNITS,
            positions=[*POSITIONS, post] if post else POSITIONS,
            now=NOW,
            actor=CLI,
        )


# ------------------------------------------------------------------------------------------ people


def test_a_hired_person_is_in_the_lists(session: Session, ids: dict[str, int]) -> None:
    [kasi, staf] = queries.officers_of_unit(session, code="SARPRAS")
    assert (kasi.name, kasi.initials, kasi.title, kasi.is_head) == (
        "Budi Harahap",
        "BH",
        "Kepala Seksi",
        True,
    )
    assert (staf.id, staf.employment, staf.is_civil_servant) == (ids["staf"], "pppk", True)
    [crew] = queries.officers_of_unit(session, code="P3SU")
    assert not crew.is_civil_servant
    assert queries.names_of_officers(session, ids=[ids["camat"]]) == {ids["camat"]: "Hotma Lubis"}
    assert queries.unit_code_of_officer(session, officer_id=ids["regu"]) == "P3SU"
    assert queries.unit_exists(session, code="P3SU")
    assert not queries.unit_exists(session, code="p3su")


def test_facts_that_cannot_be_taken_are_all_named(session: Session, ids: dict[str, int]) -> None:
    facts = OfficerFacts(
        name="X", employment="honorer", position="kasi_taman", works_from=date(2025, 1, 1), unit="TAMAN"
    )
    with pytest.raises(Invalid) as refused:
        hire_officer(session, facts=facts, now=NOW, actor=CLI)
    assert refused.value.fields is not None
    assert sorted(refused.value.fields) == ["employment", "position", "unit"]


def test_a_nip_is_one_persons(session: Session, ids: dict[str, int]) -> None:
    with pytest.raises(DomainError, match="officer_known"):
        hire_officer(session, facts=replace(PEOPLE["kasi"], name="Orang Lain"), now=NOW, actor=CLI)


def test_an_update_that_changes_nothing_writes_nothing(session: Session, ids: dict[str, int]) -> None:
    officer = session.get_one(Officer, ids["kasi"])
    before = len(events_about(session, subject=f"person:{officer.id}"))
    facts = facts_of(session, officer=officer)
    assert not update_officer(session, officer=officer, facts=facts, now=NOW, actor=CLI)
    assert len(events_about(session, subject=f"person:{officer.id}")) == before
    assert update_officer(session, officer=officer, facts=replace(facts, phone="+6281"), now=NOW, actor=CLI)
    assert events_about(session, subject=f"person:{officer.id}")[0].data["fields"] == ["phone"]


def test_a_transfer_takes_the_old_places_rights_away_at_once(session: Session, ids: dict[str, int]) -> None:
    account = account_for(session, ids, "staf")
    for role, unit in (("dispatcher", unit_id(session, "SARPRAS")), ("auditor", None)):
        grant_role(session, account_id=account, role=role, unit_id=unit, now=NOW, actor=CLI)
    token = start_session(session, account_id=account, user_agent="", now=NOW)
    officer = session.get_one(Officer, ids["staf"])
    assert transfer_officer(session, officer=officer, position="petugas_meja", unit=None, now=NOW, actor=CLI)
    rights = rights_of(session, account_id=account)
    assert rights is not None
    assert rights.unit_code == "MEJA"
    assert list(granted_roles(session, account_id=account)) == [("auditor", None)]
    assert resolve_session(session, token=token, now=NOW) is None


def test_who_leaves_has_no_account_and_no_rights(session: Session, ids: dict[str, int]) -> None:
    account = account_for(session, ids, "kasi")
    token = start_session(session, account_id=account, user_agent="", now=NOW)
    dismiss_officer(session, officer=session.get_one(Officer, ids["kasi"]), now=NOW, actor=CLI)
    assert resolve_session(session, token=token, now=NOW) is None
    assert rights_of(session, account_id=account) is None
    set_active(session, account_id=account, active=True, now=NOW, actor=CLI)
    assert rights_of(session, account_id=account) is None
    assert queries.unit_code_of_officer(session, officer_id=ids["kasi"]) is None
    assert queries.superiors_of(session, officer_id=ids["staf"], on=None) == [ids["camat"]]
    card = queries.officer_card(session, officer_id=ids["kasi"])
    assert card is not None
    assert (card.name, card.active) == ("Budi Harahap", False)


# ---------------------------------------------------------------------------------- lines of command


@pytest.mark.parametrize(
    ("who", "above"),
    [
        ("camat", []),
        ("sekcam", ["camat"]),
        ("meja", ["sekcam", "camat"]),
        ("kasi", ["camat"]),
        ("staf", ["kasi", "camat"]),
        ("regu", ["kasi", "camat"]),
        ("lurah", ["camat"]),
        ("kepling", ["lurah", "camat"]),
    ],
)
def test_superiors_are_found_by_post_or_else_by_unit(
    session: Session, ids: dict[str, int], who: str, above: list[str]
) -> None:
    assert queries.superiors_of(session, officer_id=ids[who], on=None) == [ids[key] for key in above]
    for key in PEOPLE:
        assert queries.is_superior(session, superior_id=ids[key], officer_id=ids[who], on=None) == (
            key in above
        )


def test_posts_in_a_circle_do_not_hang(session: Session, ids: dict[str, int]) -> None:
    posts = {post.code: post for post in session.scalars(select(Position))}
    posts["camat"].superior_position_id = posts["kepling_1"].id
    session.flush()
    assert queries.superiors_of(session, officer_id=ids["camat"], on=None) == [ids["kepling"], ids["lurah"]]


def test_the_subtree_of_a_unit_is_itself_and_all_below(session: Session, ids: dict[str, int]) -> None:
    assert queries.subtree(session, code="SARPRAS") == {"SARPRAS", "P3SU"}
    assert queries.subtree(session, code="KEC") == {unit.code for unit in UNITS}
    assert queries.subtree(session, code="NOWHERE") == frozenset()


# ------------------------------------------------------------------------------------------- rights


def test_rights_follow_from_the_post_and_the_grants(session: Session, ids: dict[str, int]) -> None:
    account = account_for(session, ids, "kasi")
    grant_role(
        session, account_id=account, role="manager", unit_id=unit_id(session, "SEKR"), now=NOW, actor=CLI
    )
    rights = rights_of(session, account_id=account)
    assert rights is not None
    assert (rights.officer_id, rights.unit_code) == (ids["kasi"], "SARPRAS")
    assert rights.subordinate_officers == {ids["staf"], ids["regu"]}
    assert rights.subordinate_units == {"SARPRAS", "P3SU"}
    assert [(grant.role, grant.units) for grant in rights.grants] == [("manager", {"SEKR", "MEJA"})]
    assert name_of(session, account_id=account) == "Budi Harahap"


def test_the_head_of_the_office_leads_everyone(session: Session, ids: dict[str, int]) -> None:
    rights = rights_of(session, account_id=account_for(session, ids, "camat"))
    assert rights is not None
    assert rights.subordinate_officers == set(ids.values()) - {ids["camat"]}
    assert rights.subordinate_units == {unit.code for unit in UNITS}
    assert all(may_see_person(rights, officer_id) for officer_id in ids.values())


def test_a_member_leads_nobody(session: Session, ids: dict[str, int]) -> None:
    rights = rights_of(session, account_id=account_for(session, ids, "kepling"))
    assert rights is not None
    assert (rights.subordinate_officers, rights.subordinate_units, rights.grants) == (
        frozenset(),
        frozenset(),
        (),
    )
    assert roles_on_ticket(rights, TicketAccess(unit="TJN", holder=ids["lurah"])) == {"colleague"}
    assert [key for key in ids if may_see_person(rights, ids[key])] == ["kepling"]


def test_an_account_without_an_officer_has_its_grants_only(session: Session, ids: dict[str, int]) -> None:
    account = create_account(session, new=NewAccount("inspektorat"), now=NOW, actor=CLI).id
    grant_role(session, account_id=account, role="auditor", unit_id=None, now=NOW, actor=CLI)
    rights = rights_of(session, account_id=account)
    assert rights is not None
    assert (rights.officer_id, rights.unit_code) == (None, None)
    assert rights.granted("auditor")
    assert name_of(session, account_id=account) == "inspektorat"
    assert rights_of(session, account_id=account + 1) is None


def test_rights_cost_five_queries_and_one_until_something_of_the_office_changes(
    engine: Engine, counting: Callable[[Engine], AbstractContextManager[list[str]]]
) -> None:
    with writing(engine) as session:
        account = account_for(session, open_office(session), "kasi")
    costs = []
    for _look in range(2):
        with counting(engine) as statements, reading(engine) as session:
            rights_of(session, account_id=account)
        costs.append(len(statements))
    assert costs == [5, 1], "the stamp alone the second time"


# -------------------------------------------------------------------------------------------- leave


def leave(ids: dict[str, int], who: str = "staf", days: int = 3, **more: object) -> NewLeave:
    made = NewLeave(
        officer_id=ids[who], first_on=MONDAY, last_on=MONDAY + timedelta(days=days - 1), kind="annual"
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields of the dataclass


def test_leave_is_whole_days_from_the_first_to_the_last(session: Session, ids: dict[str, int]) -> None:
    approve_leave(session, new=leave(ids, substitute_id=ids["kasi"]), now=NOW, actor=CLI)
    away = {day: queries.absent_on(session, on=MONDAY + timedelta(days=day)) for day in (-1, 0, 2, 3)}
    assert away == {-1: {}, 0: {ids["staf"]: ids["kasi"]}, 2: {ids["staf"]: ids["kasi"]}, 3: {}}


def test_cancelled_leave_is_none(session: Session, ids: dict[str, int]) -> None:
    approved = approve_leave(session, new=leave(ids), now=NOW, actor=CLI)
    cancel_leave(session, leave_id=approved.id, now=NOW, actor=CLI)
    assert queries.absent_on(session, on=MONDAY) == {}
    with pytest.raises(DomainError, match="not_found"):
        cancel_leave(session, leave_id=approved.id, now=NOW, actor=CLI)
    approve_leave(session, new=leave(ids), now=NOW, actor=CLI)
    assert len(queries.leave_of_officer(session, officer_id=ids["staf"])) == 2
    kinds = [event.kind for event in events_about(session, subject=f"person:{ids['staf']}")]
    assert kinds == ["leave.approved", "leave.cancelled", "leave.approved", "officer.hired"]


def test_leave_does_not_overlap(session: Session, ids: dict[str, int]) -> None:
    approve_leave(session, new=leave(ids), now=NOW, actor=CLI)
    last = MONDAY + timedelta(days=2)
    with pytest.raises(DomainError, match="leave_overlaps"):
        approve_leave(session, new=leave(ids, first_on=last, last_on=last), now=NOW, actor=CLI)
    with pytest.raises(DomainError, match="substitute_absent"):
        approve_leave(session, new=leave(ids, "kasi", substitute_id=ids["staf"]), now=NOW, actor=CLI)
    after = last + timedelta(days=1)
    approve_leave(session, new=leave(ids, first_on=after, last_on=after), now=NOW, actor=CLI)


def test_leave_that_cannot_be_taken_names_every_field(session: Session, ids: dict[str, int]) -> None:
    bad = leave(ids, last_on=MONDAY - timedelta(days=1), kind="holiday", substitute_id=ids["staf"])
    with pytest.raises(Invalid) as refused:
        approve_leave(session, new=bad, now=NOW, actor=CLI)
    assert refused.value.fields is not None
    assert sorted(refused.value.fields) == ["kind", "last_on", "substitute_id"]
    with pytest.raises(Invalid):
        approve_leave(session, new=leave(ids, officer_id=9999), now=NOW, actor=CLI)


# ---------------------------------------------------------------------------------------- directory


def test_routing_sees_who_is_there(session: Session, ids: dict[str, int]) -> None:
    approve_leave(session, new=leave(ids, substitute_id=ids["kasi"]), now=NOW, actor=CLI)
    found = directory(session, on=MONDAY)
    listed = {
        unit: [(each.officer_id, each.is_head, each.absent, each.substitute_id) for each in candidates]
        for unit, candidates in found.candidates.items()
    }
    assert listed["SARPRAS"] == [(ids["staf"], False, True, ids["kasi"]), (ids["kasi"], True, False, None)]
    assert listed["KEC"] == []  # the camat's post handles no tickets
    assert found.superiors[ids["regu"]] == [ids["kasi"], ids["camat"]]
    assert found.leaders["P3SU"] == [ids["kasi"], ids["camat"]]
    assert found.leaders["MEJA"] == [ids["sekcam"], ids["camat"]]
    assert found.leaders["KEC"] == [ids["camat"]]
    assert found.unit_of[ids["camat"]] == "KEC"
    assert found.position_of[ids["kepling"]] == "kepling_1"
    assert (found.parent_of["P3SU"], found.parent_of["KEC"]) == ("SARPRAS", None)


def test_routing_does_not_see_who_has_not_begun_or_has_left(session: Session, ids: dict[str, int]) -> None:
    newcomer = hire_officer(
        session,
        facts=replace(PEOPLE["staf"], nip="199601012024212001", works_from=MONDAY + timedelta(days=1)),
        now=NOW,
        actor=CLI,
    )
    dismiss_officer(session, officer=session.get_one(Officer, ids["staf"]), now=NOW, actor=CLI)

    def in_sarpras(on: date) -> list[int]:
        return [each.officer_id for each in directory(session, on=on).candidates["SARPRAS"]]

    assert in_sarpras(MONDAY) == [ids["kasi"]]
    assert in_sarpras(MONDAY + timedelta(days=1)) == [newcomer.id, ids["kasi"]]


def test_the_office_is_counted_once(session: Session, ids: dict[str, int]) -> None:
    assert session.scalar(select(func.count()).select_from(Officer)) == len(PEOPLE) == len(ids)
