"""A draft that holds from a day: what held stays as it was to the last byte, whatever a page or an import changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from complaints_service.edge.rulebook import read_files
from complaints_service.rulebooks.comparing import differences
from complaints_service.rulebooks.dating import carried, dated, next_calendar
from complaints_service.rulebooks.editing.details import TABLES, with_details
from complaints_service.rulebooks.editing.hours import (
    closures_of,
    with_closure,
    with_holiday,
    with_week,
    without_closure,
)
from complaints_service.rulebooks.editing.tables import changed, entries
from complaints_service.rulebooks.files import Files, files_in
from config.entries.office import holds_on
from tests.conftest import RULEBOOK

TODAY, ON, BEFORE = date(2026, 11, 24), date(2026, 12, 1), date(2026, 11, 30)
FILES = files_in(RULEBOOK)
WEEK = {day: ["08:00-12:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


def edited(name: str, kind: str, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Files:
    """The files with the entries of one table changed as somebody with an editor would."""

    def within(tables: dict[str, Any]) -> None:
        tables[kind] = change(tables[kind])

    return changed(FILES, name, within)


def first_other(name: str, kind: str, **said: Any) -> Files:
    """The files with the first entry of a table saying something else."""
    return edited(name, kind, lambda every: [{**every[0], **said}, *every[1:]])


CHANGES = {
    "promise": with_details(FILES, TABLES["janji"], "sampah", {"targets.resolution.working_days": "1"}, "SK"),
    "general promise": with_details(FILES, TABLES["janji"], "general", {"targets.resolution.working_days": "9"}, "SK"),
    "target": with_details(FILES, TABLES["sasaran"], "resolution_on_time", {"value": "90"}, "SK"),
    "routing": with_details(FILES, TABLES["penyaluran"], "landfill", {"to": "triage"}, "SK"),
    "text": with_details(FILES, TABLES["kata"], "notice.received", {"words.id": "A {number} {link}", "words.en": "B {number} {link}"}, "SK"),
    "limit": with_details(FILES, TABLES["batas"], "open_tickets_per_officer", {"value": "9"}, "SK"),
    "category": first_other("categories.toml", "category", effort=3.0),
    "agency": first_other("agencies.toml", "agency", names={"id": "Lain", "en": "Other"}),
    "terms": first_other("policies.toml", "terms", question_expiry={"working_days": 5, "source": "SK"}),
    "rule gone": edited("routing.toml", "rule", lambda every: [one for one in every if one["key"] != "landfill"]),
    "training": first_other("trainings.toml", "training", names={"id": "Lain", "en": "Other"}),
    "paper": edited("papers.toml", "paper", lambda every: [{**every[0], "number": every[0]["number"] + "-X"}, *every[1:]]),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_until_the_day_everything_is_as_it_was_and_from_it_as_the_draft_says(what: str) -> None:
    draft = CHANGES[what]
    assert draft != FILES
    was, now, wanted = (read_files(each) for each in (FILES, dated(FILES, draft, on=ON, today=TODAY), draft))
    stored = {(one.kind, one.code, one.version): one.sha256 for one in was.versions()}
    kept = {(one.kind, one.code, one.version): one.sha256 for one in now.versions()}
    assert stored.items() <= kept.items(), "no version that was stored reads otherwise"
    for table in ("categories", "targets", "agencies", "limits", "trainings", "papers"):
        for on, like in ((BEFORE, was), (ON, wanted)):
            held = [_said(one) for one in getattr(now, table) if holds_on(one, on)]
            expected = [_said(one) for one in getattr(like, table) if holds_on(one, on)]
            assert sorted(map(repr, held)) == sorted(map(repr, expected)), (table, on)
    for on, like in ((BEFORE, was), (ON, wanted)):
        [policy] = [one for one in now.policies if one.effective_from <= on][-1:]
        assert _rows(policy) == _rows([one for one in like.policies if one.effective_from <= on][-1])
    assert now.text("notice.received", "id", BEFORE, number=1, link=2) == was.text(
        "notice.received", "id", number=1, link=2
    )
    assert now.text("notice.received", "id", ON, number=1, link=2) == wanted.text(
        "notice.received", "id", number=1, link=2
    )


def _said(one: Any) -> Any:
    return replace(one, effective_from=TODAY, effective_until=None, source="")


def _rows(policy: Any) -> Any:
    return policy.question_expiry, sorted(map(repr, policy.rows))


def test_a_second_change_before_the_day_takes_the_place_of_the_first() -> None:
    once = dated(FILES, CHANGES["promise"], on=ON, today=TODAY)
    again = with_details(once, TABLES["janji"], "sampah", {"targets.resolution.working_days": "3"}, "SK 2")
    for on in (ON, date(2026, 12, 15)):
        found = read_files(dated(once, again, on=on, today=TODAY))
        rows = [one for one in found.policies[-1].rows if one.key == "sampah"]
        assert rows[0].targets["resolution"].count == 3
        assert found.policies[0] == read_files(FILES).policies[0]
    assert dated(once, once, on=ON, today=TODAY) == once


def test_what_somebody_dated_by_hand_keeps_its_days() -> None:
    def by_hand(every: list[dict[str, Any]]) -> list[dict[str, Any]]:
        one = every[0]
        later = {**one, "value": 99, "effective_from": date(2027, 1, 1)}
        return [{**one, "effective_until": date(2026, 12, 31)}, *every[1:], later]

    found = dated(FILES, edited("targets.toml", "target", by_hand), on=ON, today=TODAY)
    first = read_files(FILES).targets[0]
    kept = [one for one in read_files(found).targets if one.indicator == first.indicator]
    assert [(one.value, one.effective_from) for one in kept] == [
        (first.value, first.effective_from),
        (99, date(2027, 1, 1)),
    ]


def test_weeks_and_holidays_make_a_next_calendar_and_the_city_follows_the_country() -> None:
    draft = with_holiday(
        with_week(FILES, WEEK), on=date(2026, 12, 23), name="Contoh", kind="holiday", source="SKB"
    )
    found = read_files(dated(FILES, draft, on=ON, today=TODAY))
    assert {code: len(specs) for code, specs in found.calendars.items()} == {"national": 2, "medan": 2}
    old = {one.version: one.sha256 for one in read_files(FILES).versions() if one.kind == "calendar"}
    assert (
        old.items() <= {one.version: one.sha256 for one in found.versions() if one.kind == "calendar"}.items()
    )
    calendar = found.calendar(found.office.calendar)
    hours = [len(calendar.day_windows(on)) for on in (BEFORE, ON, date(2026, 12, 23), date(2027, 2, 8))]
    assert hours == [2, 1, 0, 2], "the month of fasting keeps hours of its own"
    again = dated(dated(FILES, draft, on=ON, today=TODAY), draft, on=ON, today=TODAY)
    assert read_files(again)


def test_a_draft_keeps_its_calendar_and_takes_a_closure_that_was_told_meanwhile() -> None:
    def close(files: Files) -> Files:
        return with_closure(files, on=date(2026, 11, 26), name="Banjir")

    after = next_calendar(FILES, close(FILES), on=TODAY)
    draft = carried(with_week(FILES, WEEK), FILES, after, close)
    found = read_files(dated(after, draft, on=ON, today=TODAY))
    calendar = found.calendar(found.office.calendar)
    assert [len(calendar.day_windows(date(2026, 11, day))) for day in (25, 26, 30)] == [2, 0, 2]
    assert len(calendar.day_windows(ON)) == 1
    assert carried(FILES, FILES, after, close) == after
    opened = next_calendar(after, without_closure(after, on=date(2026, 11, 26)), on=TODAY)
    assert closures_of(opened) == []


def test_differences_name_what_was_what_is_and_nothing_else() -> None:
    [promise] = differences(FILES, CHANGES["promise"])
    assert (promise.kind, promise.key, promise.what) == ("row", "sampah", "changed")
    assert ("targets.resolution.working_days", "5", "1") in promise.details
    [gone] = differences(FILES, CHANGES["rule gone"])
    assert (gone.kind, gone.key, gone.what) == ("rule", "landfill", "ended")
    assert differences(FILES, dict(FILES)) == []


@pytest.mark.parametrize("broken", ["category = 5\n", "[[category]]\n", "[category]\ncode = 1\n", "= =\n"])
def test_a_file_that_is_no_table_is_left_to_the_check(broken: str) -> None:
    draft = {**FILES, "categories.toml": broken}
    assert differences(FILES, draft) is not None
    assert entries(draft, "categories.toml", "category") is not None
