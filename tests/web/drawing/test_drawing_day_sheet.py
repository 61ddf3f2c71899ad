"""The day sheet: a sum anyone can redo, with the geometry of the design."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from complaints_service.web.drawing import ClockDrawing, Happening, day_sheet
from tests.support.drawn_tickets import (
    HASAN,
    MEDAN,
    at,
    late_ticket,
    office_days,
    paused_ticket,
    span,
)

Cells = Callable[[str], list[tuple[str, str]]]


def sheet(drawing: ClockDrawing, **options: object) -> str:
    return str(day_sheet(drawing, **{"audience": "citizen", "language": "id", **options}))  # type: ignore[arg-type]


def total(html: str) -> str:
    found = re.search(r"<tfoot>.*<td>(.*?)</td>", html)
    assert found
    return found[1].replace("\N{NO-BREAK SPACE}", " ")


def row_of(html: str, day: str) -> str:
    found = re.search(rf"<tr><th[^>]*>\w+ <br><small>{day}</small>.*?</tr>", html)
    assert found, day
    return found[0]


def test_the_paused_ticket_counts_20_hours_18(cells: Cells) -> None:
    html = sheet(paused_ticket())
    assert cells(html) == [
        ("Kam 19 Nov", "6 j 18 m"),
        ("Jum 20 Nov", "2 j 05 m"),
        ("Sab–Min", "–"),
        ("Sen 23 Nov", "6 j 50 m"),
        ("Sel 24 Nov", "5 j 05 m"),
        ("Rab 25 Nov", ""),
        ("Sen 18 Jan", ""),
    ]
    assert total(html) == "20 j 18 m"


def test_the_late_ticket_counts_67_hours_50_and_folds_like_days(cells: Cells) -> None:
    html = sheet(late_ticket(), audience="officer")
    assert cells(html) == [
        ("Rab 11 Nov", "5 j 10 m"),
        ("2 hari 12–13 Nov", "15 j 00 m"),
        ("Sab–Min", "–"),
        ("Sen 16 Nov", "7 j 30 m"),
        ("Sel 17 Nov", "6 j 10 m"),
        ("Rab 18 Nov", "6 j 25 m"),
        ("Kam 19 Nov", "7 j 30 m"),
        ("Jum 20 Nov", "7 j 30 m"),
        ("Sab–Min", "–"),
        ("Sen 23 Nov", "7 j 30 m"),
        ("Sel 24 Nov", "5 j 05 m"),
    ]
    assert total(html) == "67 j 50 m"


def test_bars_stand_at_percentages_of_the_common_axis() -> None:
    friday = row_of(sheet(paused_ticket()), "20 Nov")
    # The axis runs 07.30-17.30: 08.00 is 5 %, 10.05 is 25.83 %, the break begins at 45 %.
    assert '<rect class="b-person" x="5%" y="16" width="20.83%" height="13"/>' in friday
    assert '<rect class="b-wait" x="25.83%" y="16" width="19.17%" height="13"/>' in friday
    assert '<rect class="b-wait" x="60%" y="16" width="35%" height="13"/>' in friday
    assert '<line class="cut" x1="25.83%" x2="25.83%" y1="12" y2="33"/>' in friday
    assert '<svg x="60%"><text class="t-wait" x="5" y="26.5">Anda</text></svg>' in friday
    assert "dihitung 08.00–10.05; menunggu Anda 10.05–12.00, 13.30–17.00" in friday


def test_past_the_promise_is_taller_whoever_holds() -> None:
    html = sheet(late_ticket(), audience="officer")
    thursday, friday = row_of(html, "19 Nov"), row_of(html, "20 Nov")
    assert '<rect class="b-late" x="29.17%" y="13" width="15.83%" height="19"/>' in thursday
    assert '<text class="t-late" x="5" y="26.5">RT</text>' in friday
    assert "<time>10.25</time> <b>janji kantor</b>" in thursday


def test_what_is_not_yet_run_is_hollow_up_to_closing_and_has_no_sum() -> None:
    wednesday = row_of(sheet(paused_ticket()), "25 Nov")
    assert '<rect class="b-next" x="55%" y="16" width="20.83%" height="13"/>' in wednesday
    assert '<rect class="b-next" x="75.83%" y="16" width="14.17%" height="13"/>' in wednesday
    assert wednesday.endswith("<td></td></tr>")


def test_the_law_stands_after_the_last_day_at_2400() -> None:
    html = sheet(paused_ticket())
    assert "batas undang-undang, 24.00" in html
    assert '<svg x="97%" class="g g-law"' in html


def test_a_mark_that_would_touch_another_is_left_out_but_listed() -> None:
    drawing = late_ticket()
    close = Happening(at("11-20 14.00"), "msg", "warga menulis")
    friday = row_of(sheet(replace(drawing, events=(*drawing.events, close))), "20 Nov")
    marks = re.findall(r'<svg x="[\d.]+%" class="g g-(\w+)"', friday)
    assert marks == ["msg"], "a message goes before a hand-over"
    assert "diserahkan ke RT" in friday
    assert "warga menulis" in friday


def test_a_due_at_2400_belongs_to_the_day_that_ends_there() -> None:
    drawing = replace(paused_ticket(), due=at("11-26 00.00"))
    assert "<time>24.00</time> <b>janji kantor</b>" in row_of(sheet(drawing), "25 Nov")


def test_a_holiday_says_its_name(cells: Cells) -> None:
    days = office_days(date(2026, 12, 23), date(2026, 12, 28), {date(2026, 12, 25): "Hari Raya Natal"})
    drawing = ClockDrawing(
        number="X",
        received=at("12-23 08.00"),
        now=at("12-28 09.00"),
        due=None,
        law=None,
        spans=(span("12-23 08.00", "12-28 09.00", "on", HASAN, "person"),),
        events=(Happening(at("12-23 08.00"), "in", "diterima"),),
        days=days,
    )
    html = sheet(drawing)
    assert ("Jum", "–") in cells(html)
    assert '<tr class="shut"><th scope="row">Jum</th><td>Hari Raya Natal</td><td>–</td></tr>' in html
    assert '<th scope="row">Sab–Min</th><td>kantor tutup</td>' in html


def test_an_event_on_a_closed_day_keeps_its_row_without_a_sum() -> None:
    drawing = paused_ticket()
    events = (*drawing.events, Happening(at("11-21 20.00"), "msg", "Anda menulis"))
    saturday = row_of(sheet(replace(drawing, events=events)), "21 Nov")
    assert '<svg x="99%" class="g g-msg"' in saturday, "after closing it sits at the edge"
    assert "<time>20.00</time> Anda menulis" in saturday


def long_drawing(days: int, events: int) -> ClockDrawing:
    first = date(2026, 1, 5)
    last = first + timedelta(days=days)
    received = at("01-05 08.00")
    now = received + timedelta(days=days, hours=4)
    step = days // max(1, events)
    happened = [
        Happening(received + timedelta(days=step * number), "msg", f"kabar {number}")
        for number in range(events)
    ]
    return ClockDrawing(
        number="X",
        received=received,
        now=now,
        due=None,
        law=None,
        spans=(span("01-05 08.00", "01-05 09.00", "on", HASAN, "person")._replace(end=now),),
        events=tuple(happened),
        days=office_days(first, last),
        zone=MEDAN,
    )


def test_sixty_days_with_three_events_are_few_rows_and_light(cells: Cells) -> None:
    html = sheet(long_drawing(60, 3))
    assert len(cells(html)) <= 12
    assert len(html) < 12_000


def test_over_forty_rows_the_middle_months_fold_and_the_sum_stays(cells: Cells) -> None:
    drawing = long_drawing(290, 145)
    html = sheet(drawing, month_link=lambda month: f"?buka={month}#jam")
    rows = cells(html)
    heads = [head for head, _ in rows]
    assert "Februari 2026" in heads
    assert "Agustus 2026" in heads
    assert "Januari 2026" not in heads, "the first month stays"
    assert "September 2026" not in heads, "the last two stay"
    assert '<a href="?buka=2026-02#jam">buka Februari 2026</a>' in html
    assert total(html) == total(sheet(drawing, opened=frozenset({"2026-02", "2026-03"})))


def test_an_opened_month_is_shown_day_by_day(cells: Cells) -> None:
    heads = [head for head, _ in cells(sheet(long_drawing(290, 145), opened=frozenset({"2026-02"})))]
    assert "Februari 2026" not in heads
    assert "Maret 2026" in heads


FIVE_YEARS = 5 * 365


def minutes_of(html: str) -> tuple[list[int], int]:
    """The minutes each row shows, and those of the sum."""
    *rows, whole = [
        int(hours.replace(".", "")) * 60 + int(minutes)
        for hours, minutes in re.findall(r"<td>([\d.]+)\xa0j (\d+)\xa0m</td></tr>", html)
    ]
    return rows, whole


def test_of_a_life_of_years_each_middle_year_is_a_row_and_the_sum_is_that_of_its_days(cells: Cells) -> None:
    drawing = long_drawing(FIVE_YEARS, 40)
    html = sheet(drawing, month_link=lambda month: f"?buka={month}#jam")
    heads = [head for head, _ in cells(html)]
    assert [head for head in heads if re.fullmatch(r"\d{4}", head)] == ["2027", "2028", "2029"]
    assert "Februari 2026–Desember 2026" in heads, "a part of a year says which"
    assert "Januari 2030–November 2030" in heads
    assert '<a href="?buka=2028#jam">buka 2028</a>' in html
    assert len(heads) < 45
    days = sum(day.counted_seconds for day in drawing.laid_out)
    everything = frozenset(f"{day.on:%Y-%m}" for day in drawing.days)
    for opened in (frozenset(), frozenset({"2028"}), frozenset({"2028-05"}), everything):
        rows, whole = minutes_of(sheet(drawing, opened=opened))
        assert sum(rows) == whole == days // 60


def test_an_opened_year_shows_its_months_and_an_opened_month_of_it_its_days(cells: Cells) -> None:
    drawing = long_drawing(FIVE_YEARS, 40)
    heads = [head for head, _ in cells(sheet(drawing, opened=frozenset({"2028"})))]
    assert "2028" not in heads
    assert "Mei 2028" in heads
    assert "2029" in heads
    heads = [head for head, _ in cells(sheet(drawing, opened=frozenset({"2028-05"})))]
    assert "Mei 2028" not in heads
    assert "April 2028" in heads
    assert "2029" in heads


def test_ten_times_the_life_is_hardly_more_to_draw() -> None:
    short, long = (sheet(long_drawing(days, 10)) for days in (300, 3000))
    assert len(long) < 2 * len(short)


def test_shown_rows_add_up_even_when_seconds_do_not() -> None:
    drawing = late_ticket()
    spans = tuple(
        part._replace(start=part.start + timedelta(seconds=37), end=part.end + timedelta(seconds=37))
        for part in drawing.spans
    )
    html = sheet(replace(drawing, spans=spans))
    rows, whole = minutes_of(html)
    assert sum(rows) == whole


def test_words_from_outside_are_escaped() -> None:
    drawing = paused_ticket()
    nasty = Happening(at("11-19 11.00"), "msg", '<script>alert("x")</script>')
    html = sheet(replace(drawing, number="<b>", events=(*drawing.events, nasty)))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "&lt;b&gt;" in html


def test_english_says_the_same() -> None:
    html = sheet(paused_ticket(), language="en")
    assert "Counted in all" in html
    assert "counted 08:00–10:05; waiting for you 10:05–12:00, 13:30–17:00" in html
    assert total(html) == "20 h 18 m"
