"""Who held it, how long: a bar whose table is its legend."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from complaints_service.web.drawing.bars import cut
from complaints_service.web.drawing.glyphs import number
from complaints_service.web.drawing.model import CustodyShare, Drawn
from complaints_service.web.drawing.words import say
from complaints_service.web.words.formats import NO_BREAK, column_minutes, duration_column, largest_remainder


def custody_bar(shares: Sequence[CustodyShare], *, language: str) -> Drawn:
    """Holders in the order given (that of first holding); times and shares add up to their totals exactly."""
    held = [share for share in shares if share.seconds]
    minutes, total = column_minutes([share.seconds for share in held])
    portions = largest_remainder([share.seconds for share in held])
    rows = Markup("").join(
        Markup(
            '<tr><th scope="row" class="kh"><svg class="key" width="14" height="14" aria-hidden="true">'
            '<rect class="b-{}" width="14" height="14"/></svg>{}</th><td>{}</td><td>{}</td></tr>'
        ).format(share.tone, share.name, duration_column(told, language), f"{portion}{NO_BREAK}%")
        for share, told, portion in zip(held, minutes, portions, strict=True)
    )
    table = Markup(
        '<table class="table sm"><caption class="vh">{}</caption><thead class="vh"><tr>'
        '<th scope="col">{}</th>'
        '<th scope="col">{}</th><th scope="col">{}</th></tr></thead><tbody>{}</tbody><tfoot><tr>'
        '<th scope="row">{}</th><td>{}</td><td>{}</td></tr></tfoot></table>'
    ).format(
        say("custody", language),
        say("holder", language),
        say("working_time", language),
        say("share", language),
        rows,
        say("sum", language),
        duration_column(total, language),
        f"{sum(portions)}{NO_BREAK}%",
    )
    return Drawn(_bar(held), table)


def _bar(held: list[CustodyShare]) -> Markup:
    total = sum(share.seconds for share in held)
    drawn, percent = Markup(""), 0.0
    for share in held:
        width = 100 * share.seconds / total
        drawn += Markup('<rect class="b-{}" x="{}%" y="0" width="{}%" height="22"/>').format(
            share.tone, number(percent), number(width)
        )
        if share.initials and width >= 3 + 2.3 * len(share.initials):
            drawn += Markup('<svg x="{}%"><text class="t-{}" x="6" y="15">{}</text></svg>').format(
                number(percent), share.tone, share.initials
            )
        if percent:
            drawn += cut(percent, 0, 22)
        percent += width
    return Markup('<svg class="custody" width="100%" height="22" aria-hidden="true">{}</svg>').format(drawn)
