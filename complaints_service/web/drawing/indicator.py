"""An indicator on its scale: target side, interval, unit median, value. Never a rank, never another's dot."""

from __future__ import annotations

from markupsafe import Markup

from complaints_service.web.drawing.glyphs import number
from complaints_service.web.drawing.model import IndicatorDrawing

EDGE = 2


def indicator_dot(indicator: IndicatorDrawing) -> Markup:
    """34 px high; what is unknown (no target, no median yet) is left out."""

    def at(value: float) -> float:
        held = min(max(value, indicator.low), indicator.high)
        return EDGE + 96 * (held - indicator.low) / (indicator.high - indicator.low)

    drawn = Markup("")
    if indicator.target is not None:
        edge = at(indicator.target)
        start, end = (edge, 98) if indicator.good == "high" else (EDGE, edge)
        drawn += Markup('<rect class="zone" x="{}%" y="6" width="{}%" height="20"/>').format(
            number(start), number(end - start)
        )
    drawn += Markup('<line class="ax" x1="2%" x2="98%" y1="16" y2="16"/>')
    if indicator.target is not None:
        drawn += Markup('<line class="k" x1="{0}%" x2="{0}%" y1="3" y2="29"/>').format(
            number(at(indicator.target))
        )
    if indicator.interval is not None:
        low, high = indicator.interval
        drawn += Markup('<line class="iv" x1="{}%" x2="{}%" y1="16" y2="16"/>').format(
            number(at(low)), number(at(high))
        )
    if indicator.median is not None:
        drawn += Markup(
            '<svg x="{}%" overflow="visible"><path class="med" d="M0 21l5 5-5 5-5-5z"/></svg>'
        ).format(number(at(indicator.median)))
    if indicator.value is not None:
        drawn += Markup(
            '<svg x="{}%" overflow="visible"><circle class="val{}" cx="0" cy="16" r="6"/></svg>'
        ).format(number(at(indicator.value)), " few" if indicator.few else "")
    return Markup('<svg width="100%" height="34" aria-hidden="true">{}</svg>').format(drawn)


def bar_in_row(share: float) -> Markup:
    """A plain bar for a count in a table row; `share` 0..1 of the longest."""
    return Markup(
        '<svg width="100%" height="14" aria-hidden="true">'
        '<rect class="b-person" y="2" width="{}%" height="10"/></svg>'
    ).format(number(99 * min(1.0, max(0.0, share))))
