"""One indicator in words and on its scale, as pages show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, floor

from flask_babel import gettext as _
from markupsafe import Markup

from complaints_service.measurement.indicators.fairness import Interval
from complaints_service.measurement.indicators.values import IndicatorValue
from complaints_service.web.drawing import IndicatorDrawing, indicator_dot
from complaints_service.web.words.formats import (
    NO_BREAK,
    duration_dense,
    duration_words,
    number_words,
    out_of,
    percent,
)
from complaints_service.web.words.vocabulary import name_of


@dataclass(frozen=True)
class Reader:
    """How figures are told: the reader's language, and the seconds of a working day in words."""

    language: str
    day_seconds: int


@dataclass(frozen=True, kw_only=True)
class IndicatorRow:
    """What `ui.indicator_row` shows of one indicator; `href` opens it to its tickets.

    `progress`: what the month brought so far, which nobody judges.
    """

    title: str
    href: str
    target_words: str
    plot: Markup
    low_words: str
    range_words: str
    high_words: str
    value_words: str
    n_words: str
    state: str
    state_words: str
    progress: str = ""


def indicator_row(
    one: IndicatorValue,
    reader: Reader,
    *,
    href: str = "",
    unit_name: Callable[[str], str] | None = None,
    own: bool = False,
    beside: bool = True,
) -> IndicatorRow:
    """The row of one indicator; `unit_name` names the unit it is set beside, `own` is the reader's own.

    Without `beside` it stands alone: nothing it is compared with is told or drawn.
    """
    if not beside:
        one = replace(one, comparison=None, expected=None, drawn=None)
    scale = _scale(one, reader)
    state, state_words = verdict_words(one)
    return IndicatorRow(
        title=one.names.read(reader.language),
        href=href,
        target_words=" · ".join(
            filter(None, (_target(one, reader), _beside(one, reader, unit_name), _by_mix(one, reader, own)))
        ),
        plot=_plot(one, scale) if scale else Markup(""),
        low_words=short(one.unit, scale[0], reader) if scale else "",
        range_words=range_words(one, reader) if scale else "",
        high_words=short(one.unit, scale[1], reader) if scale else "",
        value_words=value_words(one, reader),
        n_words=_n_words(one, reader),
        state=state,
        state_words=state_words,
    )


def verdict_words(one: IndicatorValue) -> tuple[str, str]:
    """State and words of a judgement; both empty where there is no target."""
    if one.judgement is None:
        return "", ""
    shape = {"met": "on", "missed": "risk"}.get(one.judgement, "new")
    return shape, name_of("judgement", one.judgement)


def value_words(one: IndicatorValue, reader: Reader) -> str:
    """The figure in full: "94 %", "2 hari kerja 2 jam", "3"; a dash where there is none."""
    if one.value is None:
        return "–"
    if one.unit == "working_seconds":
        return duration_words(int(one.value), day_seconds=reader.day_seconds, language=reader.language)
    return short(one.unit, one.value, reader)


def short(unit: str, value: float, reader: Reader) -> str:
    """A figure in a table or on a scale: "94 %", "2 h 1 j", "3"."""
    if unit == "percent":
        return percent(value / 100, reader.language)
    if unit == "working_seconds":
        if not value:
            return "0"
        return duration_dense(int(value), day_seconds=reader.day_seconds, language=reader.language)
    return number_words(value, reader.language, digits=0 if value == int(value) else 1)


def _target(one: IndicatorValue, reader: Reader) -> str:
    if one.target is None:
        return _("tanpa target")
    return target_words(one, reader)


def target_words(one: IndicatorValue, reader: Reader) -> str:
    """The target with its direction; of a figure that has one."""
    if one.better == "lower" and one.target:
        return _("target paling banyak %(target)s", target=_amount(one, reader))
    return _("target %(target)s", target=_amount(one, reader))


def aim_words(one: IndicatorValue, reader: Reader) -> str:
    """The target with its direction where the word "target" stands already; of a figure that has one."""
    if one.better == "lower" and one.target:
        return _("paling banyak %(target)s", target=_amount(one, reader))
    return (
        _amount(one, reader)
        if not one.target
        else _("paling sedikit %(target)s", target=_amount(one, reader))
    )


def _amount(one: IndicatorValue, reader: Reader) -> str:
    if one.target is None:
        raise ValueError(f"{one.code} has no target")
    if one.unit == "working_seconds":
        return duration_words(int(one.target), day_seconds=reader.day_seconds, language=reader.language)
    return short(one.unit, one.target, reader)


def _comparable(one: IndicatorValue) -> float | None:
    return None if one.indicator.additive else one.comparison


def _beside(one: IndicatorValue, reader: Reader, unit_name: Callable[[str], str] | None) -> str:
    value, of = _comparable(one), one.comparison_of
    if value is None or of is None:
        return ""
    name = _("seluruh kantor") if of == "office" else unit_name(of) if unit_name else of
    beside = f"{name} {short(one.unit, value, reader)}"
    if one.drawn is None:
        return beside
    return _("%(beside)s, ditarik ke sana %(drawn)s", beside=beside, drawn=short(one.unit, one.drawn, reader))


def _by_mix(one: IndicatorValue, reader: Reader, own: bool) -> str:
    """What others would reach on this very mix of tickets."""
    if one.expected is None:
        return ""
    told, n = short(one.unit, one.expected, reader), number_words(one.n, reader.language)
    if own:
        return _("diharapkan dari campuran tiket Anda: %(share)s, n %(n)s", share=told, n=n)
    return _("diharapkan dari campuran tiketnya: %(share)s, n %(n)s", share=told, n=n)


def _n_words(one: IndicatorValue, reader: Reader) -> str:
    kind, n = one.indicator.kind, number_words(one.n, reader.language)
    if one.months:  # each month has counts of its own
        return f"n{NO_BREAK}{n}"
    if one.still_waiting and one.indicator.still is not None:
        return _("%(waiting)s, n %(n)s", waiting=one.indicator.still.read(reader.language), n=n)
    if kind == "share" and one.n:
        counts = out_of(one.k or 0, one.n, reader.language)
        counted = one.indicator.counted
        return counts if counted is None else counted.read(reader.language).format(counts=counts)
    if kind == "sum":
        return _("pada %(n)s tiket", n=n)
    if kind == "count":
        return _("dari %(n)s tiket", n=n)
    return f"n{NO_BREAK}{n}"


def range_words(one: IndicatorValue, reader: Reader) -> str:
    """The interval around a figure; empty where it has none."""
    low, high = one.interval or (None, None)
    if low is None and high is None:
        return ""
    if high is None:
        return _("rentang %(low)s ke atas", low=short(one.unit, low or 0, reader))
    if low is None:
        return _("rentang sampai %(high)s", high=short(one.unit, high, reader))
    if one.unit == "percent":
        ends = f"{number_words(low, reader.language)}–{short(one.unit, high, reader)}"
    else:
        ends = f"{short(one.unit, low, reader)} – {short(one.unit, high, reader)}"
    return _("rentang %(ends)s", ends=ends)


def _scale(one: IndicatorValue, reader: Reader) -> tuple[float, float] | None:
    """The two ends of the axis, wide enough for all that is drawn; None where there is nothing to place."""
    if one.indicator.additive or (one.value is None and one.interval is None):
        return None
    marks = [
        mark for mark in (one.value, one.target, _comparable(one), *_ends(one.interval)) if mark is not None
    ]
    if one.unit == "working_seconds":
        return 0, reader.day_seconds * max(1, ceil(max(marks) * 1.1 / reader.day_seconds))
    if one.better == "higher":
        return max(0, min(50, 10 * floor((min(marks) - 1) / 10))), 100
    return 0, min(100, max(20, 10 * ceil((max(marks) + 1) / 10)))


def _ends(interval: Interval | None) -> Interval:
    return interval or (None, None)


def _plot(one: IndicatorValue, scale: tuple[float, float]) -> Markup:
    low, high = _ends(one.interval)
    drawn = None
    if low is not None or high is not None:
        drawn = (scale[0] if low is None else low, scale[1] if high is None else high)
    return indicator_dot(
        IndicatorDrawing(
            low=scale[0],
            high=scale[1],
            value=one.value,
            interval=drawn,
            target=one.target,
            median=_comparable(one),
            good="high" if one.better == "higher" else "low",
            few=one.judgement == "few",
        )
    )
