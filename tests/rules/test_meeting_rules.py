"""Who may see, lead and add to a meeting; who may see, settle and steer an action; what binds a year's hours."""

from __future__ import annotations

import pytest

from complaints_service.accounts.access import Grant, Rights
from complaints_service.development.rules import LessonHours, limits_of, may_decide, may_propose
from complaints_service.meetings import rules
from complaints_service.meetings.rules import ActionAccess, MeetingAccess
from config.rulebook import Rulebook

HEAD, RINA, HASAN, CAMAT, OTHER = 1, 2, 3, 4, 9
UNIT, ELSEWHERE = "SARPRAS", "TRANTIB"

WHO = {
    "head": Rights(account_id=1, officer_id=HEAD, unit_code=UNIT, subordinate_officers=frozenset({RINA, HASAN}), subordinate_units=frozenset({UNIT})),
    "rina": Rights(account_id=2, officer_id=RINA, unit_code=UNIT),
    "hasan": Rights(account_id=3, officer_id=HASAN, unit_code=UNIT),
    "camat": Rights(
        account_id=4, officer_id=CAMAT, unit_code="KECAMATAN", subordinate_officers=frozenset({HEAD, RINA, HASAN, OTHER}),
        subordinate_units=frozenset({"KECAMATAN", UNIT, ELSEWHERE}),
    ),
    "other": Rights(account_id=5, officer_id=OTHER, unit_code=ELSEWHERE),
    "auditor": Rights(account_id=6, grants=(Grant("auditor"),)),
    "auditor elsewhere": Rights(account_id=7, grants=(Grant("auditor", frozenset({ELSEWHERE})),)),
    "manager": Rights(account_id=8, grants=(Grant("manager"),)),
    "administrator": Rights(account_id=9, grants=(Grant("administrator"),)),
}  # fmt: skip
REGULAR = MeetingAccess("regular", UNIT, HEAD, frozenset({HEAD, RINA, HASAN}))
DIALOGUE = MeetingAccess("dialogue", UNIT, HEAD, frozenset({HEAD, RINA}))
SHARED, PRIVATE = ActionAccess(RINA, UNIT, True), ActionAccess(RINA, UNIT, False)


def those(rule, *facts: object) -> set[str]:
    return {name for name, rights in WHO.items() if rule(rights, *facts)}


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (rules.may_plan, UNIT, {"head", "camat"}),
        (rules.may_plan_dialogue, RINA, {"head", "camat"}),
        (rules.may_see, REGULAR, {"head", "rina", "hasan", "camat", "auditor"}),
        (rules.may_see, DIALOGUE, {"head", "rina", "camat", "auditor"}),
        (rules.may_lead, REGULAR, {"head", "camat"}),
        (rules.may_lead, DIALOGUE, {"head", "camat"}),
        (rules.may_add, REGULAR, {"head", "rina", "hasan", "camat"}),
        (rules.may_add, DIALOGUE, {"head", "rina", "camat"}),
        (rules.may_see_action, SHARED, {"head", "rina", "hasan", "camat", "auditor"}),
        (rules.may_see_action, PRIVATE, {"head", "rina", "camat", "auditor"}),
        (rules.may_settle, SHARED, {"head", "rina", "camat"}),
        (rules.may_settle, PRIVATE, {"head", "rina", "camat"}),
        (rules.may_steer, SHARED, {"head", "camat"}),
        (rules.may_steer, PRIVATE, {"head", "camat"}),
        (may_propose, RINA, {"rina", "head", "camat"}),
        (may_decide, RINA, {"head", "camat"}),
        (may_decide, HEAD, {"camat"}),
    ],
)
def test_who_may(rule, facts: object, expected: set[str]) -> None:
    assert those(rule, facts) == expected


def test_a_dialogue_between_two_heads_is_not_their_units_to_read() -> None:
    between = MeetingAccess("dialogue", UNIT, CAMAT, frozenset({CAMAT, HEAD}))
    assert those(rules.may_see, between) == {"head", "camat", "auditor"}
    # What the superior agreed with the head does not open to whom the head leads.
    theirs = ActionAccess(HEAD, UNIT, False)
    assert those(rules.may_see_action, theirs) == {"head", "camat", "auditor"}


def test_a_member_who_left_the_unit_still_reads_the_minutes() -> None:
    moved = Rights(account_id=2, officer_id=RINA, unit_code=ELSEWHERE)
    assert rules.may_see(moved, REGULAR)
    assert not rules.may_see(moved, MeetingAccess("regular", UNIT, HEAD, frozenset({HEAD, HASAN})))


@pytest.mark.parametrize(
    ("employment", "year", "limits"),
    [
        ("pns", 2026, (20, None)),
        ("pppk", 2026, (None, 24)),
        ("non_asn", 2026, (None, None)),
        ("pns", 2024, (None, None)),  # before the rulebook begins
    ],
)
def test_what_binds_a_year(
    rulebook: Rulebook, employment: str, year: int, limits: tuple[int | None, int | None]
) -> None:
    assert limits_of(employment, year, rulebook) == limits


@pytest.mark.parametrize(
    ("hours", "missing", "over"),
    [
        (LessonHours(0, 20, None), 20, 0),
        (LessonHours(20, 20, None), 0, 0),
        (LessonHours(24, None, 24), 0, 0),
        (LessonHours(25, None, 24), 0, 1),
        (LessonHours(99, None, None), 0, 0),
    ],
)
def test_hours_beside_their_limit(hours: LessonHours, missing: int, over: int) -> None:
    assert (hours.missing, hours.over) == (missing, over)
