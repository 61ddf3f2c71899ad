"""Who may do what: the access table, read as sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from complaints_service.accounts.access import (
    GRANTED_ROLES,
    OFFICE_RIGHTS,
    ROLES,
    TICKET_RIGHTS,
    WHOLE_OFFICE_RIGHTS,
    Grant,
    Rights,
    TicketAccess,
    allows,
    may,
    may_decide,
    may_in_office,
    may_over_office,
    may_see_person,
    roles_on_ticket,
)

STAFF = Rights(account_id=1, officer_id=1, unit_code="SARPRAS")
KASI = Rights(
    account_id=2,
    officer_id=2,
    unit_code="SARPRAS",
    subordinate_officers=frozenset({1, 5}),
    subordinate_units=frozenset({"SARPRAS", "P3SU"}),
)
CAMAT = Rights(
    account_id=3,
    officer_id=3,
    unit_code="KEC",
    subordinate_officers=frozenset({1, 2, 4, 5, 6}),
    subordinate_units=frozenset({"KEC", "SARPRAS", "P3SU", "TJN", "MEJA"}),
)
NEIGHBOUR = Rights(account_id=4, officer_id=4, unit_code="TJN")
DISPATCHER = Rights(account_id=6, officer_id=6, unit_code="MEJA", grants=(Grant("dispatcher"),))
MANAGER = Rights(
    account_id=7, officer_id=7, unit_code="MEJA", grants=(Grant("manager", frozenset({"SARPRAS", "P3SU"})),)
)
AUDITOR = Rights(account_id=8, grants=(Grant("auditor"),))
ADMINISTRATOR = Rights(account_id=9, grants=(Grant("administrator"),))

QUEUED = TicketAccess(unit="SARPRAS")
HELD = TicketAccess(unit="SARPRAS", holder=1)


@pytest.mark.parametrize(
    ("rights", "ticket", "roles"),
    [
        (STAFF, QUEUED, {"member"}),
        (STAFF, HELD, {"holder"}),
        (STAFF, replace(HELD, holder=5), {"colleague"}),
        (STAFF, replace(HELD, unit="TJN"), {"holder"}),
        (KASI, QUEUED, {"superior", "member"}),
        (KASI, HELD, {"superior", "colleague"}),
        (KASI, replace(HELD, holder=2), {"holder", "head"}),
        (KASI, TicketAccess(unit="P3SU"), {"superior", "member"}),
        (KASI, replace(HELD, holder=3), {"colleague"}),
        (CAMAT, HELD, {"superior", "colleague"}),
        (NEIGHBOUR, HELD, set()),
        (NEIGHBOUR, QUEUED, set()),
        (DISPATCHER, HELD, {"dispatcher"}),
        (MANAGER, HELD, {"manager"}),
        (MANAGER, TicketAccess(unit="TJN"), set()),
        (AUDITOR, HELD, {"auditor"}),
        (ADMINISTRATOR, HELD, {"administrator"}),
    ],
)
def test_roles_follow_from_the_place_and_the_ticket(
    rights: Rights, ticket: TicketAccess, roles: set[str]
) -> None:
    assert roles_on_ticket(rights, ticket) == roles


@pytest.mark.parametrize("right", sorted(TICKET_RIGHTS))
def test_whoever_is_accused_has_no_right_at_all(right: str) -> None:
    everything = tuple(Grant(role) for role in GRANTED_ROLES)
    accused = replace(KASI, grants=everything)
    for ticket in (
        replace(HELD, accused_officers=frozenset({2})),
        replace(HELD, accused_units=frozenset({"SARPRAS"})),
        replace(HELD, holder=2, accused_officers=frozenset({2})),
        replace(QUEUED, accused_officers=frozenset({2, 9})),
    ):
        assert not may(accused, right, ticket)


def test_the_superior_of_the_accused_handles_it_and_colleagues_do_not_see_it() -> None:
    about_staff = TicketAccess(unit="SARPRAS", holder=2, accused_officers=frozenset({1}))
    assert roles_on_ticket(KASI, about_staff) == {"holder", "head"}
    assert roles_on_ticket(CAMAT, about_staff) == {"superior", "colleague"}
    assert roles_on_ticket(replace(STAFF, officer_id=5), about_staff) == frozenset()
    queued = replace(about_staff, holder=None)
    assert "superior" in roles_on_ticket(KASI, queued)
    assert roles_on_ticket(replace(STAFF, officer_id=5), queued) == frozenset()


def test_nobody_judges_their_own_work() -> None:
    own = replace(HELD, holder=2)
    for right in ("unmark", "release_target", "decide_contest"):
        assert may(KASI, right, HELD)
        assert not may(KASI, right, own)
        assert not may(STAFF, right, HELD)


def test_who_leads_the_unit_runs_the_tickets_she_holds_herself_and_judges_no_time_of_her_own() -> None:
    own = replace(HELD, holder=2)
    for right in ("merge", "split", "assign", "prioritise", "classify", "hand_over", "cancel", "resolve"):
        assert may(KASI, right, own)
    assert not may(STAFF, "assign", HELD), "whoever only holds it does not run the unit"
    assert not may(KASI, "assign", replace(own, unit="TJN")), "the unit is another's"
    had_it_once = replace(HELD, former=frozenset({2}))
    for right in ("unmark", "release_target"):
        assert not may(KASI, right, own)
        assert not may(KASI, right, had_it_once)
        assert may(CAMAT, right, had_it_once)
    assert may(KASI, "assign", had_it_once)


def test_a_ticket_is_taken_from_the_queue_and_not_from_a_colleague() -> None:
    assert may(STAFF, "take", QUEUED)
    assert not may(STAFF, "take", replace(HELD, holder=5))
    assert may(KASI, "take", HELD)


def test_who_is_elsewhere_sees_nothing() -> None:
    assert not any(may(NEIGHBOUR, right, HELD) for right in TICKET_RIGHTS)
    assert not any(may(ADMINISTRATOR, right, HELD) for right in TICKET_RIGHTS)


def test_managers_and_auditors_only_look() -> None:
    """And say whom a complaint is about: an auditor from outside may be the only one who can."""
    only_look = {"view_ticket", "view_identity"}
    for rights, able in ((MANAGER, only_look), (AUDITOR, only_look | {"accuse", "clear"})):
        assert {right for right in TICKET_RIGHTS if may(rights, right, HELD)} <= able


@pytest.mark.parametrize(
    ("privacy", "who"),
    [
        ("open", {"holder", "member", "colleague", "superior", "dispatcher", "auditor"}),
        ("confidential", {"holder", "superior", "dispatcher"}),
        ("anonymous", set()),
    ],
)
def test_the_identity_is_for_those_who_need_it(privacy: str, who: set[str]) -> None:
    assert {role for role in ROLES if allows({role}, "view_identity", privacy)} == who


def test_a_citizen_writes_and_judges_and_does_no_office_act() -> None:
    assert {right for right in TICKET_RIGHTS if allows({"citizen"}, right)} == {
        "view_ticket", "write", "judge", "withdraw", "ask_reopening",
    }  # fmt: skip


def test_no_role_does_what_a_rule_does() -> None:
    assert not allows(ROLES, "rule")


def test_every_role_of_the_tables_is_known() -> None:
    for roles in (*TICKET_RIGHTS.values(), *OFFICE_RIGHTS.values()):
        assert roles <= set(ROLES)


def test_reading_and_changing_never_share_a_right() -> None:
    looking = {right for right in (*TICKET_RIGHTS, *OFFICE_RIGHTS) if right.startswith("view_")}
    assert looking == {
        "view_ticket",
        "view_identity",
        "view_board",
        "view_performance",
        "view_letters",
        "view_lessons",
        "view_looks",
        "view_audit",
        "view_survey",
    }


def test_an_unknown_right_is_a_mistake_and_no_answer() -> None:
    with pytest.raises(KeyError):
        may(STAFF, "viev_ticket", HELD)
    with pytest.raises(KeyError):
        may_in_office(STAFF, "manage_everything")


def test_a_persons_figures_are_for_that_person_the_superiors_and_auditors() -> None:
    assert may_see_person(STAFF, 1)
    assert not may_see_person(STAFF, 2)
    assert may_see_person(KASI, 1)
    assert not may_see_person(KASI, 4)
    assert may_see_person(CAMAT, 1)
    assert may_see_person(AUDITOR, 1)
    assert not may_see_person(MANAGER, 1)
    assert not may_see_person(DISPATCHER, 1)
    assert not may_see_person(ADMINISTRATOR, 1)


def test_an_auditor_of_one_unit_sees_the_persons_of_that_unit() -> None:
    auditor = Rights(account_id=8, grants=(Grant("auditor", frozenset({"SARPRAS"})),))
    assert may_see_person(auditor, 1, "SARPRAS")
    assert not may_see_person(auditor, 4, "TJN")
    assert not may_see_person(auditor, 1)


def test_the_board_is_for_the_units_one_leads_manages_or_audits() -> None:
    assert may_in_office(KASI, "view_board")
    assert may_in_office(KASI, "view_board", "P3SU")
    assert not may_in_office(KASI, "view_board", "TJN")
    assert may_in_office(MANAGER, "view_board", "SARPRAS")
    assert not may_in_office(MANAGER, "view_board", "TJN")
    assert not may_in_office(STAFF, "view_board")
    assert may_in_office(AUDITOR, "view_board", "TJN")
    assert may_in_office(ADMINISTRATOR, "settle_letters")
    assert not may_in_office(CAMAT, "settle_letters")


@pytest.mark.parametrize("right", sorted(OFFICE_RIGHTS))
@pytest.mark.parametrize("role", GRANTED_ROLES)
def test_a_grant_over_units_reaches_them_and_never_what_is_the_whole_office_s(right: str, role: str) -> None:
    """Over each right there is: those about things of no unit are given by no grant over units, however many."""
    some = frozenset({"SARPRAS", "P3SU", "TJN", "MEJA", "KEC"})
    limited = Rights(account_id=7, grants=(Grant(role, some),))
    whole = Rights(account_id=7, grants=(Grant(role),))
    has = role in OFFICE_RIGHTS[right]
    assert may_in_office(whole, right) is has
    assert may_over_office(whole, right) is has
    assert not may_over_office(limited, right)
    reaches = has and right not in WHOLE_OFFICE_RIGHTS
    assert may_in_office(limited, right, "SARPRAS") is reaches
    assert may_in_office(limited, right) is reaches
    assert not may_in_office(limited, right, "LAIN")


def test_leading_units_gives_no_right_over_the_whole_office() -> None:
    assert not [right for right in WHOLE_OFFICE_RIGHTS if may_in_office(CAMAT, right)]


@pytest.mark.parametrize(
    ("rights", "decides"),
    [
        (AUDITOR, True),
        (Rights(account_id=8, grants=(Grant("auditor", frozenset({"KEC", "SARPRAS"})),)), False),
        (Rights(account_id=8, officer_id=3, unit_code="MEJA", grants=(Grant("auditor"),)), False),
        (Rights(account_id=8, officer_id=9, unit_code="TJN", grants=(Grant("auditor"),)), False),
        (Rights(account_id=8, officer_id=9, unit_code="MEJA", grants=(Grant("auditor"),)), True),
        (MANAGER, False),
        (ADMINISTRATOR, False),
        (DISPATCHER, False),
        (KASI, False),
        (CAMAT, False),
    ],
    ids=[
        "auditor",
        "of some units",
        "the one who contests",
        "of the unit named",
        "an officer elsewhere",
        "manager",
        "administrator",
        "dispatcher",
        "below",
        "the head themselves",
    ],
)
def test_where_nobody_stands_above_all_an_auditor_of_the_whole_office_decides(
    rights: Rights, decides: bool
) -> None:
    """The head of the office (3) contests a span and names the queue of TJN."""
    concerned = frozenset({"person:3", "unit:TJN"})
    assert may_decide(rights, concerned, unled=True) is decides
    ticket = TicketAccess(unit="SARPRAS", holder=1, former=frozenset({3}), unled=(concerned,))
    assert ("decider" in roles_on_ticket(rights, ticket)) is decides


def test_an_auditor_decides_nothing_that_somebody_stands_above() -> None:
    ticket = replace(HELD, concerned=(frozenset({"person:1"}),))
    assert not may(AUDITOR, "decide_contest", ticket)
    assert may(KASI, "decide_contest", replace(ticket, holder=4, unit="TJN"))


def test_whoever_is_accused_decides_no_contest_either() -> None:
    accused = replace(AUDITOR, officer_id=9, unit_code="MEJA")
    ticket = TicketAccess(unit="TJN", unled=(frozenset({"person:3"}),))
    assert may(accused, "decide_contest", ticket)
    assert not may(accused, "decide_contest", replace(ticket, accused_officers=frozenset({9})))
