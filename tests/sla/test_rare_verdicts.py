"""Verdicts in rare company: what nobody promised, and whose number it is that was neither kept nor broken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.sla.office import clock, judged, ledger, only
from tests.sla.test_out_of_place import ASKED, OPEN
from tests.sla.weekdays import JAKARTA, said, when

RECEIVED = when("Mon 2026-03-02 08:00")

#: Nothing is promised of any clock but one that has not begun.
NOTHING = only("legal_notice", "calendar_days", 14)


@pytest.mark.parametrize(
    ("name", "paused"),
    [("resolution", True), ("verification", False), ("legal_decision", False)],
)
def test_18_what_nobody_promised_is_paused_as_if_somebody_had(name: str, paused: bool) -> None:
    """The verification was stopped by the routing, and no question moves a clock of the law."""
    found = clock(name, ASKED, "Mon 2026-03-02 12:00", policy=NOTHING)
    assert (found.status, found.paused) == ("no_target", paused)
    assert clock(name, OPEN, "Mon 2026-03-02 12:00", policy=NOTHING).paused is False


def test_what_has_not_begun_says_nothing_but_that() -> None:
    found = clock("legal_notice", OPEN, "Mon 2026-03-02 12:00")
    assert (found.status, found.reason, found.paused) == ("not_started", None, False)
    assert (found.policy_version, found.calendar_version) == ("2026", "2026.1")
    assert (found.at_least, found.inherited, found.redone, found.add_year) == (False, None, False, None)


def test_30_what_nobody_promised_stopped_all_the_same() -> None:
    table = OPEN + "Mon 2026-03-02 11:00 | person:7 | resolved"
    found = clock("resolution", table, "Mon 2026-03-02 12:00", policy=NOTHING)
    assert (found.status, said(found.stopped_at)) == ("no_target", "Mon 2026-03-02 11:00")
    assert clock("resolution", OPEN, "Mon 2026-03-02 12:00", policy=NOTHING).stopped_at is None


def test_57_what_stopped_with_a_reason_belongs_to_whoever_had_it_until_then() -> None:
    """Who has the ticket for days after the round has nothing to do with it."""
    table = (
        OPEN
        + """
        Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer
        Mon 2026-03-02 10:00 | citizen  | message.sent | message=2, act=message
        Mon 2026-03-02 11:00 | person:7 | round.ended  | reason=thanks
        Mon 2026-03-02 11:00 | person:7 | handed_over  | unit=TRANTIB, holder=person:8"""
    )
    found = clock("next_response", table, "Mon 2026-03-09 12:00")
    assert (found.status, found.owner, found.owner_unit) == ("stopped", "person:7", "SARPRAS")


def test_57_of_equal_instants_the_unit_is_the_one_of_the_stop_in_ledger_order() -> None:
    table = OPEN + (
        "Mon 2026-03-02 11:00 | person:7 | handed_over | unit=TRANTIB, holder=person:8\n"
        "Mon 2026-03-02 11:00 | person:8 | rejected    | reason=spam"
    )
    found = clock("resolution", table, "Mon 2026-03-09 12:00")
    assert (found.status, found.owner, found.owner_unit) == ("stopped", "person:7", "TRANTIB")


def test_57_a_breach_is_of_the_unit_that_had_it_then_whoever_stopped_the_clock() -> None:
    """Fourteen working hours are over on Tuesday at 16:00."""
    table = OPEN + (
        "Wed 2026-03-04 09:00 | person:7 | handed_over | unit=TRANTIB, holder=person:8\n"
        "Wed 2026-03-04 11:00 | person:8 | resolved"
    )
    found = clock("resolution", table, "Wed 2026-03-04 12:00")
    assert (found.status, found.owner, found.owner_unit) == ("breached", "person:7", "SARPRAS")


def test_57_a_notice_is_the_units_too_while_it_runs_and_when_it_is_late() -> None:
    table = OPEN + "Mon 2026-03-02 11:00 | person:7 | resolved\nTue 2026-03-03 09:00 | citizen | disputed"
    for as_of, status in (("Tue 2026-03-03 12:00", "running"), ("Wed 2026-03-18 12:00", "breached")):
        found = clock("legal_notice", table, as_of)
        assert (found.status, found.owner, found.owner_unit) == (status, None, "SARPRAS")


@pytest.mark.parametrize("came", [RECEIVED.astimezone(JAKARTA), RECEIVED.replace(microsecond=250_000)])
def test_01_what_is_said_is_in_whole_seconds_of_utc_however_it_came(came: datetime) -> None:
    event = ledger("Mon 2026-03-02 08:00 | citizen | received")[0]._replace(at=came)
    found = judged([event], "Mon 2026-03-02 12:00")
    for told in (found.received_at, found.clocks["resolution"].started_at):
        assert told is not None
        assert (told.isoformat(), told.tzinfo) == ("2026-03-02T01:00:00+00:00", UTC)
