"""The lesson hours of a year beside their floor or ceiling: confirmed, waiting, past a ceiling."""

from __future__ import annotations

from markupsafe import Markup

from complaints_service.web.drawing.glyphs import number

#: The mark of the limit stands at most this far to the right, so that what is past it has room.
LIMIT_AT = 80


def hours_bar(*, done: int, waiting: int, floor: int | None, ceiling: int | None) -> Markup:
    """30 px high, aria-hidden: the words beside it say the same. Without a limit the bar is its own scale."""
    limit = floor if floor is not None else ceiling
    full = max(done + waiting, 1) if limit is None else max(100 * limit / LIMIT_AT, done + waiting)
    counted = min(done, ceiling) if ceiling is not None else done

    def at(hours: float) -> float:
        return 99 * hours / full

    drawn = Markup('<line class="ax" x1="0%" x2="100%" y1="24" y2="24"/>')
    for name, start, end in (
        ("person", 0, counted),
        ("risk", counted, done),
        ("queue", done, done + waiting),
    ):
        if end > start:
            drawn += Markup('<rect class="b-{}" x="{}%" y="9" width="{}%" height="15"/>').format(
                name, number(at(start)), number(at(end) - at(start))
            )
    if limit is not None:
        drawn += Markup('<line class="k" x1="{0}%" x2="{0}%" y1="2" y2="30"/>').format(number(at(limit)))
    return Markup('<svg width="100%" height="32" aria-hidden="true">{}</svg>').format(drawn)
