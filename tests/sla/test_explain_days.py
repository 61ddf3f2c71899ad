"""How a clock is told by days: what looks alike is joined, long stretches of one kind fold, sums stay."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla import explain
from sla.days import FOLDED_FROM, Stretch, by_day, counted_seconds, fold
from sla.verdict import Span
from tests.sla.office import CALENDAR, calendar_with, closed, ledger, only
from tests.sla.weekdays import JAKARTA, when

LONG = """
    Mon 2026-01-05 09:00 | citizen  | received
    Mon 2026-01-05 09:00 | rule     | routed      | unit=SARPRAS, holder=person:7
    Mon 2026-02-02 10:00 | person:7 | handed_over | unit=P3SU, holder=unit:P3SU
    Thu 2026-02-05 09:00 | person:9 | taken       | unit=P3SU, holder=person:9
    Mon 2026-03-09 11:00 | person:9 | resolved
"""
PROMISE = only("resolution", "working_days", 60)
NAMES = {"person:7": "Rina", "person:9": "Anto", "unit:P3SU": "Antrean P3SU", "unit:DESK": "Meja"}


def told(table: str = LONG, as_of: str = "Mon 2026-03-09 11:00", **more: object) -> str:
    asked = {"policy": PROMISE, "calendar": CALENDAR, "clock": "resolution", "naming": NAMES.__getitem__}
    return explain(ledger(table), as_of=when(as_of), **{**asked, **more})  # type: ignore[arg-type]


def body(text: str) -> str:
    return text.split("\n\n")[1]


def minutes(text: str) -> int:
    """What its lines add up to, and what it says they do."""
    return sum(int(h) * 60 + int(m) for h, m in re.findall(r"(\d+) j (\d\d) m", text))


def test_long_stretches_of_one_kind_are_one_entry_each() -> None:
    assert (
        body(told(full=False)).split("    11.00-12.00")[0]
        == """\
Sen, 5 Jan 2026 sampai Jum, 30 Jan 2026
  + 20 hari  dihitung 135 j 00 m  [Rina]
Sab, 31 Jan 2026 sampai Min, 1 Feb 2026
    2 hari  bukan hari kerja
Sen, 2 Feb 2026
    00.00-08.00  kantor tutup
  + 08.00-10.00  dihitung 2 j 00 m  [Rina]
  + 10.00-12.00  dihitung 2 j 00 m  [Antrean P3SU]
    12.00-13.00  istirahat
  + 13.00-16.00  dihitung 3 j 00 m  [Antrean P3SU]
    16.00-24.00  kantor tutup
Sel, 3 Feb 2026
    00.00-08.00  kantor tutup
  + 08.00-12.00  dihitung 4 j 00 m  [Antrean P3SU]
    12.00-13.00  istirahat
  + 13.00-16.00  dihitung 3 j 00 m  [Antrean P3SU]
    16.00-24.00  kantor tutup
Rab, 4 Feb 2026
    00.00-08.00  kantor tutup
  + 08.00-12.00  dihitung 4 j 00 m  [Antrean P3SU]
    12.00-13.00  istirahat
  + 13.00-16.00  dihitung 3 j 00 m  [Antrean P3SU]
    16.00-24.00  kantor tutup
Kam, 5 Feb 2026
    00.00-08.00  kantor tutup
  + 08.00-09.00  dihitung 1 j 00 m  [Antrean P3SU]
  + 09.00-12.00  dihitung 3 j 00 m  [Anto]
    12.00-13.00  istirahat
  + 13.00-16.00  dihitung 3 j 00 m  [Anto]
    16.00-24.00  kantor tutup
Jum, 6 Feb 2026 sampai Jum, 6 Mar 2026
  + 21 hari  dihitung 142 j 00 m  [Anto]
Sab, 7 Mar 2026 sampai Min, 8 Mar 2026
    2 hari  bukan hari kerja
Sen, 9 Mar 2026
    00.00-08.00  kantor tutup
  + 08.00-11.00  dihitung 3 j 00 m  [Anto]
"""
    )


def test_folded_or_not_it_adds_up_to_the_same() -> None:
    short, full = told(full=False), told(full=True)
    assert short.split("\n\n")[2] == full.split("\n\n")[2] == "Jumlah yang dihitung: 308 j 00 m"
    assert minutes(body(short)) == minutes(body(full)) == 308 * 60


def test_in_english() -> None:
    lines = body(told(full=False, language="en")).splitlines()
    assert lines[:4] == [
        "Mon, 5 Jan 2026 to Fri, 30 Jan 2026",
        "  + 20 days  counted 135 h 00 m  [Rina]",
        "Sat, 31 Jan 2026 to Sun, 1 Feb 2026",
        "    2 days  no working day",
    ]


def test_all_days_stand_by_themselves_when_all_is_asked_for() -> None:
    full = body(told(full=True))
    assert " sampai " not in full
    assert (
        "Sel, 6 Jan 2026\n    00.00-08.00  kantor tutup\n  + 08.00-12.00  dihitung 4 j 00 m  [Rina]" in full
    )


def test_a_holder_that_changes_while_the_office_is_closed_cuts_no_line() -> None:
    leave = """
    Mon 2026-01-05 09:00 | citizen  | received
    Mon 2026-01-05 09:00 | rule     | routed | unit=SARPRAS, holder=person:7
    Mon 2026-01-05 20:00 | person:7 | handed_over | unit=P3SU, holder=unit:P3SU
    """
    first = body(told(leave, "Tue 2026-01-06 09:00", full=True)).split("Sel, ")[0]
    assert first.splitlines()[-1] == "    16.00-24.00  kantor tutup"
    assert first.count("kantor tutup") == 1


def test_holders_of_one_name_are_one() -> None:
    names = {**NAMES, "unit:P3SU": "Rina"}
    table = LONG.replace("10:00 | person:7 | handed", "10:30 | person:7 | handed")
    day = body(told(table, naming=names.__getitem__, full=True)).split("Sen, 2 Feb 2026\n")[1]
    assert day.splitlines()[1] == "  + 08.00-12.00  dihitung 4 j 00 m  [Rina]"


def test_closed_days_at_the_ends_of_a_stretch_stand_outside_it_each_kind_by_itself() -> None:
    libur = calendar_with(
        closed("Mon 2026-02-02", name="Hari Pers"), closed("Tue 2026-02-03", name="Hari Pers")
    )
    table = LONG.replace("Mon 2026-02-02 10:00", "Wed 2026-02-04 10:00")
    lines = body(told(table, calendar=libur, full=False)).splitlines()
    assert lines[:7] == [
        "Sen, 5 Jan 2026 sampai Jum, 30 Jan 2026",
        "  + 20 hari  dihitung 135 j 00 m  [Rina]",
        "Sab, 31 Jan 2026 sampai Min, 1 Feb 2026",
        "    2 hari  bukan hari kerja",
        "Sen, 2 Feb 2026 sampai Sel, 3 Feb 2026",
        "    2 hari  hari libur: Hari Pers",
        "Rab, 4 Feb 2026",
    ]


@pytest.mark.parametrize(("days", "folded"), [(FOLDED_FROM - 1, False), (FOLDED_FROM, True)])
def test_a_stretch_has_five_days_at_least(days: int, folded: bool) -> None:
    start = when("Mon 2026-01-05 00:00")
    span = Span(start, start + timedelta(days=days), True, "on", "person:7", "counted", "")
    entries = list(fold(by_day([span], JAKARTA, NAMES.__getitem__)))
    assert isinstance(entries[0], Stretch) is folded
    assert len(entries) == (1 if folded else days)


def shut(start: str, hours: int, why: str) -> Span:
    return Span(when(start), when(start) + timedelta(hours=hours), False, "closed", "", why, "")


def test_one_closed_day_is_no_stretch() -> None:
    days = by_day([shut("Sat 2026-01-10 00:00", 24, "day_off")], JAKARTA, str)
    assert list(fold(days)) == days


def test_days_that_are_closed_for_two_reasons_each_are_told_one_by_one() -> None:
    morning, rest = "closure", "day_off"
    spans = [
        shut("Sat 2026-01-10 00:00", 8, morning),
        shut("Sat 2026-01-10 08:00", 16, rest),
        shut("Sun 2026-01-11 00:00", 8, morning),
        shut("Sun 2026-01-11 08:00", 16, rest),
    ]
    days = by_day(spans, JAKARTA, str)
    assert [[part.span for part in day] for day in fold(days)] == [spans[:2], spans[2:]]  # type: ignore[union-attr]


_KINDS = {"on": True, "late": True, "wait": False, "closed": False}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(_KINDS)),
            st.sampled_from(("person:7", "unit:P3SU")),
            st.integers(1, 20 * 86400),
        ),
        min_size=1,
        max_size=25,
    )
)
def test_folding_loses_no_second_and_no_day(parts: list[tuple[str, str, int]]) -> None:
    at, spans = when("Mon 2026-01-05 09:00"), []
    for kind, holder, seconds in parts:
        end = at + timedelta(seconds=seconds)
        spans.append(Span(at, end, _KINDS[kind], kind, holder, kind, ""))  # type: ignore[arg-type]
        at = end
    days = by_day(spans, JAKARTA, NAMES.__getitem__)
    counted, on = 0, []
    for entry in fold(days):
        if isinstance(entry, Stretch):
            counted += entry.seconds
            on += [entry.first + timedelta(days=more) for more in range((entry.last - entry.first).days + 1)]
        else:
            counted += counted_seconds(part.span for part in entry)
            on.append(entry[0].on)
    assert counted == counted_seconds(spans)
    assert on == [day[0].on for day in days]
