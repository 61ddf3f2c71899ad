"""Whether a training or an action shows in the figure it was meant for, in words; and its field in forms."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from complaints_service.appraisal.effect import SHARES, FigureEffect, Remedy, effects
from complaints_service.edge.input.fields import Line
from complaints_service.errors import marked
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.values import IndicatorValue
from complaints_service.web.performance.indicator_rows import Reader, range_words, value_words
from complaints_service.web.performance.scope import Look
from complaints_service.web.ticket.words import Badge
from complaints_service.web.words.formats import month_words, number_words


class FigureField(Line):
    """The figure that a training or an action is meant for, by its code; None where none was chosen."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> Any:
        typed = super()._deserialize(value, attr, data, **rest)
        if typed and typed not in SHARES:
            raise ValidationError(marked("Pilih salah satu angka yang ada."))
        return typed or None


@dataclass(frozen=True, kw_only=True)
class EffectLine:
    """One remedy's effect: what it was, its figure, both sides, and what may be said of them."""

    title: str
    figure: str
    href: str
    sides: tuple[str, ...]
    words: str
    badge: Badge


def figure_choices(language: str) -> list[tuple[str, str]]:
    """The figures a training or an action may be meant for, as a form offers them."""
    return [(code, INDICATORS[code].names.read(language)) for code in SHARES]


def effect_lines(
    session: Session, *, officer_id: int, remedies: Collection[Remedy], look: Look
) -> list[EffectLine]:
    """What came of each of these; whether the reader may see the person's figures is asked first."""
    found = effects(session, officer_id=officer_id, remedies=remedies, rulebook=look.rulebook)
    return [_line(each, officer_id, look.reader) for each in found]


def _line(effect: FigureEffect, officer_id: int, reader: Reader) -> EffectLine:
    sides = [
        _("Sebelum, %(side)s", side=_side(effect.before, effect.months_before, reader)),
        *(
            [_("Sesudah, %(side)s", side=_side(effect.after, effect.months_after, reader))]
            if effect.after is not None
            else []
        ),
    ]
    return EffectLine(
        title=effect.remedy.title,
        figure=effect.before.names.read(reader.language),
        href=url_for(
            "figures.evidence",
            officer_id=officer_id,
            indicator=effect.remedy.indicator_code,
            period=effect.months_before[-1] if effect.after is None else effect.months_after[-1],
        ),
        sides=tuple(sides),
        words=_said(effect, reader),
        badge=_badge(effect.verdict),
    )


def _side(value: IndicatorValue, months: tuple[str, ...], reader: Reader) -> str:
    span = _(
        "%(first)s sampai %(last)s",
        first=month_words(months[0], reader.language),
        last=month_words(months[-1], reader.language),
    )
    told = [value_words(value, reader), range_words(value, reader), _n(value, reader)]
    return f"{span}: {', '.join(filter(None, told))}"


def _n(value: IndicatorValue, reader: Reader) -> str:
    return f"n {number_words(value.n, reader.language)}"


def _said(effect: FigureEffect, reader: Reader) -> str:
    match effect.verdict:
        case "waiting":
            month = month_words(effect.told_from, reader.language)
            return _("Tiga bulan sesudahnya belum lewat; terlihat mulai %(month)s.", month=month)
        case "few":
            return _("Belum terlihat: salah satu sisi terlalu sedikit tiketnya untuk dibandingkan.")
        case "unseen":
            return _("Belum terlihat: kedua rentang bertumpang tindih, jadi bedanya bisa kebetulan.")
        case "better":
            return _("Membaik lebih dari kebetulan. Penyebabnya bisa juga hal lain pada bulan-bulan itu.")
    return _("Memburuk lebih dari kebetulan. Penyebabnya bisa juga hal lain pada bulan-bulan itu.")


def _badge(verdict: str) -> Badge:
    told = {
        "waiting": Badge("wait", _("Belum dapat dilihat")),
        "better": Badge("on", _("Membaik")),
        "worse": Badge("risk", _("Memburuk")),
    }
    return told.get(verdict) or Badge("new", _("Belum terlihat"))
