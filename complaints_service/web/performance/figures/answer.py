"""What a person's page says first: how it goes in a sentence, what is needed, and the figures of the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from complaints_service.appraisal.evaluating.planned import planned_of, told_of_person
from complaints_service.measurement.indicators.floors import judging_floor
from complaints_service.measurement.indicators.indicator import PERCENT
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.queries import MonthFigures
from complaints_service.measurement.indicators.values import IndicatorValue, aimed_at
from complaints_service.measurement.indicators.windows import officer_windows
from complaints_service.measurement.months import first_day
from complaints_service.web.performance.indicator_rows import (
    IndicatorRow,
    Reader,
    indicator_row,
    target_words,
    value_words,
    verdict_words,
)
from complaints_service.web.words.formats import lowered, month_words, number_words, out_of
from config.rulebook import Rulebook

#: What is told first of whoever has no plan for the month.
WITHOUT_PLAN = tuple(code for code, one in INDICATORS.items() if one.first)
#: What is past a promise and still open.
LATE = next(code for code, one in INDICATORS.items() if one.waits)
#: What can be said of a figure that was judged.
_SAID = ("met", "uncertain", "mix", "missed")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`sentence`: how it goes. `need`: what waits, with its address; "" where the month is over.

    `rows`: the figures of the plan, judged where enough stands behind them. `others`: all the rest, the month
    as it is. `planned`: whether a signed plan names the former. `known`: whether anything stands behind them.
    """

    sentence: str
    need: str
    need_href: str
    rows: Sequence[IndicatorRow]
    others: Sequence[IndicatorRow]
    planned: bool
    known: bool


def answer(
    session: Session,
    *,
    officer_id: int,
    month: MonthFigures,
    rulebook: Rulebook,
    reader: Reader,
    opened: Callable[[str], str],
) -> Answer:
    """How a person does up to a month; `opened` is where a figure of the month opens to its tickets."""
    targets = planned_of(session, officer_id, month.month)
    chief = targets or dict.fromkeys(WITHOUT_PLAN)
    windows = officer_windows(
        session, officer_id=officer_id, month=month.month, codes=chief, rulebook=rulebook
    )
    floor = judging_floor(0, rulebook, first_day(month.month))
    judged = [
        aimed_at(windows.get(code) or month.value(code), target, floor) for code, target in chief.items()
    ]
    late = month.value(LATE)
    return Answer(
        sentence=_sentence(judged, reader),
        need=_need(late) if month.provisional else "",
        need_href=opened(LATE) if late.value else "",
        rows=[_chief_row(one, month, reader, opened(one.code)) for one in judged],
        others=[
            _plain(one, reader, opened(one.code), floor)
            for one in told_of_person(month.values, targets)
            if one.code not in chief
        ],
        planned=bool(targets),
        known=any(one.n for one in judged),
    )


def _sentence(judged: Sequence[IndicatorValue], reader: Reader) -> str:
    shares = [one for one in judged if one.months]
    for one in shares:
        if one.judgement in _SAID:
            return _(
                "Sejak %(month)s %(value)s %(what)s, %(target)s: %(verdict)s.",
                month=_since(one, reader),
                value=value_words(one, reader),
                what=lowered(one.names.read(reader.language)),
                target=target_words(one, reader),
                verdict=lowered(verdict_words(one)[1]),
            )
    most = max(shares, key=lambda one: one.n, default=None)
    if most is None or not most.n:
        return _("Belum ada yang final untuk dinilai.")
    return _(
        "Sejak %(month)s baru %(n)s dari %(floor)s yang final untuk %(what)s: belum cukup untuk menilai.",
        month=_since(most, reader),
        n=number_words(int(most.weighed_n), reader.language),
        floor=number_words(most.minimum_n, reader.language),
        what=lowered(most.names.read(reader.language)),
    )


def _need(late: IndicatorValue) -> str:
    if not late.value:
        return _("Tidak ada tiket yang lewat janji.")
    return ngettext("%(num)d tiket lewat janji", "%(num)d tiket lewat janji", int(late.value))


def _chief_row(one: IndicatorValue, month: MonthFigures, reader: Reader, href: str) -> IndicatorRow:
    row = indicator_row(one, reader, href=href, beside=False)
    if not one.months:
        return row
    since = _since(one, reader)
    row = replace(row, n_words=_("sejak %(month)s, n %(n)s", month=since, n=_number(one.n, reader)))
    if one.judgement == "few":
        row = replace(
            _in_counts(row, one, reader),
            n_words=_("sejak %(month)s", month=since),
            state_words=_(
                "belum cukup: %(n)s dari %(floor)s",
                n=_number(int(one.weighed_n), reader),
                floor=_number(one.minimum_n, reader),
            ),
        )
    return replace(row, progress=_progress(month.value(one.code), month, reader))


def _in_counts(row: IndicatorRow, one: IndicatorValue, reader: Reader) -> IndicatorRow:
    """A share with too little behind it, as the cases themselves: four of five, not 80 %."""
    counted = [(found.k, found.n) for _month, found in one.months] or [(one.k, one.n)]
    if one.indicator.ends != PERCENT or not one.n or any(k is None for k, _n in counted):
        return row
    k, n = sum(k or 0 for k, _n in counted), sum(n for _k, n in counted)
    return replace(row, value_words=out_of(k, n, reader.language), n_words="")


def _progress(now: IndicatorValue, month: MonthFigures, reader: Reader) -> str:
    name = month_words(month.month, reader.language)
    if not now.n:
        return _("%(month)s: belum ada yang final", month=name)
    in_full = now.k is None or now.indicator.ends != PERCENT
    told = value_words(now, reader) if in_full else out_of(now.k or 0, now.n, reader.language)
    if month.provisional:
        return _("%(month)s berjalan: %(told)s", month=name, told=told)
    return _("%(month)s: %(told)s", month=name, told=told)


def _plain(one: IndicatorValue, reader: Reader, href: str, floor: int) -> IndicatorRow:
    """The month as it is: no verdict, nothing beside it."""
    row = replace(indicator_row(one, reader, href=href, beside=False), state="", state_words="")
    return _in_counts(row, one, reader) if one.too_few(floor) else row


def _since(one: IndicatorValue, reader: Reader) -> str:
    """The first month of the window that has something final."""
    first = next((month for month, found in one.months if found.n), one.months[0][0])
    return month_words(first, reader.language)


def _number(n: float, reader: Reader) -> str:
    return number_words(n, reader.language)
