"""Marks and patterns: drawn once per page, referred to by name, and only those in use are sent."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

MARKS = {
    "in": Markup('<path d="M1 2h12L7 13z"/>'),
    "ans": Markup('<path d="M1 1h12v9H7l-4 4v-4H1z"/>'),
    "msg": Markup('<path d="M2 2h10v7H7l-3 3V9H2z" class="o"/>'),
    "ask": Markup('<circle cx="7" cy="7" r="7"/><text x="7" y="11" text-anchor="middle">?</text>'),
    "move": Markup('<path d="M1 2l5 5-5 5zM7 2l5 5-5 5z"/>'),
    "done": Markup('<circle cx="7" cy="7" r="7"/><path class="w" d="M3.5 7.2l2.5 2.6 4.5-5"/>'),
    "redo": Markup('<path class="o" d="M3 4.5A5 5 0 1 1 2 8"/><path d="M1 1v6h6z"/>'),
    "due": Markup('<path d="M6 0h2v34H6z" class="pole"/><path d="M8 0h7l-2 3.5 2 3.5H8z"/>'),
    "law": Markup('<path d="M2 0h2v14H2zM5 0h2v14H5z"/><path d="M7 0h7v7H7z"/>'),
    "now": Markup('<path d="M6 4h2v30H6z" class="pole"/><circle cx="7" cy="4" r="4"/>'),
    "s-on": Markup('<circle cx="7" cy="7" r="5"/>'),
    "s-risk": Markup('<path d="M7 1l6.5 12H.5z"/>'),
    "s-late": Markup('<path d="M7 0l7 7-7 7-7-7z"/>'),
    "s-wait": Markup('<path d="M2 2h3.5v10H2zM8.5 2H12v10H8.5z"/>'),
    "s-done": Markup('<path class="o" d="M1.5 7.5l4 4 7-9"/>'),
    "s-new": Markup('<circle cx="7" cy="7" r="4.5" class="o"/>'),
    "s-stop": Markup('<path d="M1 5.5h12v3H1z"/>'),
}
PATTERNS = {
    "p-wait": (
        ("b-wait", "b-citizen"),
        Markup(
            '<pattern id="p-wait" width="6" height="6" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)">'
            '<rect class="pw0" width="6" height="6"/><rect class="pw1" width="2" height="6"/></pattern>'
        ),
    ),
    "p-open": (
        ("b-open",),
        Markup(
            '<pattern id="p-open" width="6" height="6" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(-45)">'
            '<rect class="po0" width="6" height="6"/><rect class="po1" width="2.5" height="6"/></pattern>'
        ),
    ),
    "p-dots": (
        ("b-agency",),
        Markup(
            '<pattern id="p-dots" width="5" height="5" patternUnits="userSpaceOnUse">'
            '<rect class="pd0" width="5" height="5"/>'
            '<circle class="pd1" cx="2.5" cy="2.5" r="1.1"/></pattern>'
        ),
    ),
}


def number(value: float) -> str:
    """At most two decimals, without trailing zeros: 42, 7.5, 33.33."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@cache  # a few marks, each on every row of a list
def glyph(key: str) -> Markup:
    """A mark of 14 x 14 px in running text."""
    _known(key)
    return Markup(
        '<svg class="g g-{0}" width="14" height="14" aria-hidden="true"><use href="#g-{0}"/></svg>'
    ).format(key)


def placed_glyph(key: str, percent: float) -> Markup:
    """A mark centred on a percentage of the drawing it lies in."""
    _known(key)
    at = number(percent)
    return Markup('<svg x="%s%%" class="g g-%s" overflow="visible"><use href="#g-%s" x="-7"/></svg>') % (
        at,
        key,
        key,
    )


def definitions(page: str) -> Markup:
    """The symbols and patterns that `page` refers to; never `display:none`, or fills vanish."""
    symbols = Markup("").join(
        Markup('<symbol id="g-%s" overflow="visible">%s</symbol>') % (key, shape)
        for key, shape in MARKS.items()
        if f'"#g-{key}"' in page
    )
    patterns = Markup("").join(
        pattern for classes, pattern in PATTERNS.values() if any(f'"{name}"' in page for name in classes)
    )
    if not symbols and not patterns:
        return Markup("")
    return Markup('<svg class="defs" width="0" height="0" aria-hidden="true"><defs>%s%s</defs></svg>') % (
        patterns,
        symbols,
    )


def _known(key: str) -> None:
    if key not in MARKS:
        raise KeyError(key)
