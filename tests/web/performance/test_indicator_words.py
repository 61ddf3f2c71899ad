"""An indicator in words and on its scale, also where there is no number to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.values import IndicatorValue
from complaints_service.web.performance.indicator_rows import Reader, indicator_row, verdict_words

READER = Reader("id", 27000)
SHARE = IndicatorValue(
    indicator=INDICATORS["resolution_on_time"],
    value=61.9,
    n=21,
    weighed_n=21,
    k=13,
    interval=(44.2, 76.9),
    target=85,
    minimum_n=8,
    judgement="missed",
    comparison=70.0,
    comparison_of="SARPRAS",
)
WAIT = replace(
    SHARE,
    indicator=INDICATORS["first_response_median"],
    value=61200.0,
    k=None,
    interval=(46800.0, None),
    target=81000,
    judgement="uncertain",
    comparison=None,
    comparison_of=None,
)


# The words need an application for the reader's language; the database does not matter.
@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def _asked(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_share_says_its_counts_interval_and_what_it_is_set_beside() -> None:
    row = indicator_row(SHARE, READER, href="/x", unit_name=lambda code: f"Seksi {code}")
    assert plain(row.value_words) == "62 %" and row.n_words == "13 dari 21"
    assert plain(row.range_words) == "rentang 44–77 %"
    assert plain(row.target_words) == "target 85 % · Seksi SARPRAS 70 %"
    assert (plain(row.low_words), plain(row.high_words)) == ("40 %", "100 %")
    assert (row.state, row.state_words) == ("risk", "Tidak tercapai")


def test_a_missed_target_is_called_so_on_either_side_of_it() -> None:
    assert verdict_words(replace(WAIT, judgement="missed")) == ("risk", "Tidak tercapai")
    assert verdict_words(replace(SHARE, judgement=None)) == ("", "")


def test_an_interval_without_an_upper_end_says_so() -> None:
    row = indicator_row(WAIT, READER)
    assert row.value_words == "2 hari kerja 2 jam" and plain(row.range_words) == "rentang 1 h 5 j ke atas"
    assert row.target_words == "target paling banyak 3 hari kerja"
    assert 'class="iv"' in row.plot and 'class="med"' not in row.plot


def test_a_curve_that_never_comes_down_has_words_and_no_dot() -> None:
    waiting = replace(WAIT, value=None, still_waiting=True, judgement="few")
    row = indicator_row(waiting, READER)
    assert row.value_words == "–" and row.n_words == "lebih dari separuh masih menunggu, n 21"
    assert 'class="val' not in row.plot
    assert (
        "satu dari sepuluh"
        in indicator_row(replace(waiting, indicator=INDICATORS["first_response_p90"]), READER).n_words
    )


def test_sums_are_never_set_beside_a_units() -> None:
    held = replace(
        WAIT, indicator=INDICATORS["held"], interval=None, target=None, judgement=None, comparison=9e6
    )
    row = indicator_row(held, READER)
    assert row.plot == "" and row.target_words == "tanpa target" and row.n_words == "pada 21 tiket"


def test_what_the_mix_lets_expect_is_told_to_oneself_and_to_others() -> None:
    one = replace(SHARE, judgement="mix", expected=66.4, drawn=68.2)
    own = indicator_row(one, READER, own=True, unit_name=lambda code: f"Seksi {code}")
    assert plain(own.target_words) == (
        "target 85 % · Seksi SARPRAS 70 %, ditarik ke sana 68 % · diharapkan dari campuran tiket Anda: 66 %, n 21"
    )
    assert (own.state, own.state_words) == ("new", "Sesuai campuran tiket")
    assert "campuran tiketnya: 66" in plain(indicator_row(one, READER).target_words)


def test_weighted_volume_and_satisfaction_have_words_of_their_own() -> None:
    volume = replace(
        SHARE,
        indicator=INDICATORS["volume"],
        value=12.5,
        k=None,
        interval=None,
        target=None,
        judgement=None,
    )
    row = indicator_row(volume, READER)
    assert (row.value_words, row.n_words, row.plot) == ("12,5", "pada 21 tiket", "")
    satisfied = replace(SHARE, indicator=INDICATORS["satisfaction"], value=76.7)
    assert indicator_row(satisfied, READER).n_words == "13 dari 21 menilai baik"
