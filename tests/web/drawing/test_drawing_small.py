"""Tape, mini tape, today's strip, custody, indicator, on-time chart, and the definitions they need."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from complaints_service.web.drawing import (
    CustodyShare,
    Day,
    IndicatorDrawing,
    MonthOnTime,
    custody_bar,
    definitions,
    glyph,
    indicator_dot,
    mini_tape,
    on_time_chart,
    tape,
    today_strip,
)
from tests.support.drawn_tickets import MEDAN, WEEKDAY, at, late_ticket, paused_ticket
from tests.web.drawing.test_drawing_day_sheet import long_drawing


def bars(svg: str) -> list[tuple[str, float, float]]:
    found = re.findall(r'<rect class="b-(\w+)" x="([\d.]+)%" y="\d+" width="([\d.]+)%"', svg)
    return [(name, float(left), float(width)) for name, left, width in found]


def test_the_tape_runs_from_one_to_ninety_nine_percent() -> None:
    drawn = bars(str(tape(paused_ticket(), language="id")))
    assert drawn[0][:2] == ("queue", 1.0)
    assert round(drawn[-1][1] + drawn[-1][2], 1) == 99.0


def test_open_time_is_linear_on_the_tape() -> None:
    drawn = bars(str(tape(paused_ticket(), language="id")))
    # 36 minutes in the queue, then 132 minutes with the section until the break.
    assert abs(drawn[1][2] / drawn[0][2] - 132 / 36) < 0.02


def test_the_tape_shows_now_due_and_days() -> None:
    svg = str(tape(paused_ticket(), language="id"))
    assert "g-now" in svg
    assert "g-due" in svg
    for day in ("Kam 19", "Jum 20", "Sen 23", "Sel 24", "Rab 25"):
        assert f">{day}<" in svg


def test_an_ended_clock_has_no_now_and_no_future() -> None:
    drawing = late_ticket()
    svg = str(tape(replace(drawing, now=None), language="id"))
    assert "g-now" not in svg
    assert "b-next" not in svg


def test_a_long_tape_stays_light() -> None:
    assert len(str(tape(long_drawing(300, 3), language="id"))) < 9_000


def test_the_weeks_of_years_are_one_bar_that_ends_where_the_tape_does() -> None:
    drawn = bars(str(tape(long_drawing(5 * 365, 3), language="id")))
    assert len(drawn) < 5
    assert drawn[0][1] == 1.0
    assert round(drawn[-1][1] + drawn[-1][2], 1) == 99.0


def test_the_mini_tape_fills_its_target_and_overruns_taller() -> None:
    half = str(mini_tape(50, 100, "on"))
    assert '<rect class="b-person" x="0" y="3" width="36" height="8"/>' in half
    late = str(mini_tape(150, 100, "late"))
    assert '<rect class="b-late" x="72" y="0" width="14" height="14"/>' in late
    assert 'class="b-risk"' in str(mini_tape(93, 100, "risk"))
    assert 'class="b-wait"' in str(mini_tape(30, 100, "wait"))


def test_todays_strip_fills_what_has_passed() -> None:
    svg = str(today_strip(at("11-24 14.05"), Day(date(2026, 11, 24), WEEKDAY), MEDAN))
    # The day alone runs 07.30-17.00: 14.05 is at 69.3 %.
    assert bars(svg) == [("person", 5.26, 42.11), ("person", 57.89, 11.4)]
    assert '<rect class="b-next" x="69.3%" y="2.5" width="25.44%" height="5"/>' in svg


def test_a_closed_days_strip_is_a_line_with_now() -> None:
    svg = str(today_strip(at("11-22 09.00"), Day(date(2026, 11, 22), ()), MEDAN))
    assert bars(svg) == []
    assert 'class="ax"' in svg


def test_custody_adds_up_in_minutes_and_percent() -> None:
    drawn = custody_bar(
        [
            CustodyShare("MP", "Meja Pengaduan", "queue", 45 * 60),
            CustodyShare("HU", "Hasan Umpama", "person", 2625 * 60),
            CustodyShare("AT", "Antrean Trantib", "queue", 450 * 60),
            CustodyShare("", "Selesai, menunggu warga", "nobody", 145 * 60),
            CustodyShare("RT", "Rina Teladan", "second", 950 * 60),
        ],
        language="id",
    )
    table = str(drawn.table).replace("\N{NO-BREAK SPACE}", " ")
    assert re.findall(r"(\d+) %</td></tr>", table) == ["1", "62", "11", "3", "23", "100"]
    assert "<td>70 j 15 m</td><td>100 %</td>" in table
    assert ">HU</text>" in drawn.drawing
    assert ">MP</text>" not in drawn.drawing, "too narrow for its initials"


def test_the_indicator_draws_target_side_interval_median_and_value() -> None:
    svg = str(
        indicator_dot(
            IndicatorDrawing(
                low=0.4, high=1.0, value=0.62, interval=(0.44, 0.77), target=0.85, median=0.79, good="high"
            )
        )
    )
    assert '<rect class="zone" x="74%" y="6" width="24%" height="20"/>' in svg
    assert '<line class="iv" x1="8.4%" x2="61.2%" y1="16" y2="16"/>' in svg
    assert '<svg x="37.2%" overflow="visible"><circle class="val" cx="0" cy="16" r="6"/></svg>' in svg


def test_without_a_median_yet_there_is_no_dot_and_few_data_are_hollow() -> None:
    base = IndicatorDrawing(low=0, high=10, value=None, interval=None, target=3, median=None, good="low")
    assert "circle" not in str(indicator_dot(base))
    assert 'class="val few"' in str(indicator_dot(replace(base, value=2, few=True)))


def test_on_time_rises_and_lateness_hangs() -> None:
    drawn = on_time_chart(
        [
            MonthOnTime(label="Okt", met=74, late_finished=14, late_open=0, running=0),
            MonthOnTime(label="Nov", met=49, late_finished=6, late_open=9, running=28, provisional=True),
        ],
        language="id",
    )
    chart, table = str(drawn.drawing), str(drawn.table).replace("\N{NO-BREAK SPACE}", " ")
    assert 'class="b-open"' in chart
    assert ">Nov*<" in chart
    assert "<td>49</td><td>6</td><td>9</td><td>28</td><td>77 %</td>" in table


def test_a_month_without_verdicts_has_a_dash() -> None:
    drawn = on_time_chart(
        [MonthOnTime(label="Nov", met=0, late_finished=0, late_open=0, running=3)], language="en"
    )
    assert "<td>–</td>" in drawn.table


def test_only_definitions_in_use_are_sent() -> None:
    page = str(glyph("s-late")) + str(mini_tape(1, 2, "wait"))
    sent = str(definitions(page))
    assert 'id="g-s-late"' in sent
    assert 'id="p-wait"' in sent
    assert "g-s-on" not in sent
    assert "p-open" not in sent
    assert definitions("<p>nothing drawn</p>") == ""


def test_everything_in_sight_on_the_tape_of_the_late_ticket() -> None:
    svg = str(tape(late_ticket(), language="en"))
    assert ">Wed 11<" in svg
    assert svg.count("b-late") >= 4
