"""The office's figure of a month as a picture for other sites: words and a bar, no script, no other file."""

from __future__ import annotations

from markupsafe import Markup

WIDTH, BAR = 320, 288


def figure_card(*, office: str, said: str, share: float | None) -> Markup:
    """A card that stands alone; `share` of its bar is filled, None: it has no bar."""
    bar = Markup("")
    if share is not None:
        bar = Markup(
            '<rect x="16" y="76" width="{}" height="8" fill="#d9dee3"/>'
            '<rect x="16" y="76" width="{}" height="8" fill="#0b6e4f"/>'
        ).format(BAR, round(BAR * share))
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="100" viewBox="0 0 {0} 100" role="img" '
        'font-family="system-ui, sans-serif"><title>{1}: {2}</title>'
        '<rect width="{0}" height="100" fill="#ffffff" stroke="#b5bdc5"/>'
        '<text x="16" y="30" font-size="13" fill="#4a5560">{1}</text>'
        '<text x="16" y="58" font-size="15" fill="#14202b">{2}</text>{3}</svg>'
    ).format(WIDTH, office, said, bar)
