"""Draws the pictures that phones and messengers want as pixels: `python -m tools.icons`.

The mark is that of `static/mark.svg` and of every page's head: two stretches of working time and the hour
they end by.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

STATIC = Path(__file__).resolve().parents[1] / "complaints_service" / "web" / "static"
PAPER, AXIS, PERSON, SECOND, INK = "#edf3ef", "#74837d", "#0a5a4f", "#2c7267", "#11211c"
#: The mark's boxes within a square of 34 units: left, top, right, bottom, colour.
MARK = (
    (0, 16.5, 34, 17.5, AXIS),
    (0, 10, 13, 24, PERSON),
    (16, 10, 24, 24, SECOND),
    (28, 4, 31, 30, INK),
)
UNITS = 34
#: Drawn so many times as large and made small: edges become smooth.
OVER = 4


def mark_on(picture: Image.Image, *, left: float, top: float, size: float) -> None:
    """Draws the mark into a square of a picture."""
    draw, unit = ImageDraw.Draw(picture), size / UNITS
    for x, y, right, bottom, colour in MARK:
        corners = (left + x * unit, top + y * unit, left + right * unit - 1, top + bottom * unit - 1)
        draw.rectangle(corners, fill=colour)


def icon(size: int, *, share: float) -> Image.Image:
    """A square icon; `share`: how much of it the mark takes, less where a phone cuts a circle out of it."""
    large = Image.new("RGB", (size * OVER, size * OVER), PAPER)
    side = size * OVER * share
    around = (size * OVER - side) / 2
    mark_on(large, left=around, top=around, size=side)
    return large.resize((size, size), Image.Resampling.LANCZOS)


def preview() -> Image.Image:
    """What a messenger shows beside a link: the mark with the name below."""
    large = Image.new("RGB", (1200 * OVER, 630 * OVER), PAPER)
    mark_on(large, left=443 * OVER, top=82 * OVER, size=314 * OVER)
    letters = ImageFont.load_default(96 * OVER)
    ImageDraw.Draw(large).text(
        (600 * OVER, 490 * OVER), "Tanggap", font=letters, fill=INK, anchor="ms", stroke_width=2 * OVER
    )
    return large.resize((1200, 630), Image.Resampling.LANCZOS)


def pictures() -> dict[str, Image.Image]:
    """Every picture by the name of its file, in the few colours it has."""
    drawn = {
        "icon-192.png": icon(192, share=0.76),
        "icon-512.png": icon(512, share=0.76),
        "icon-maskable-512.png": icon(512, share=0.56),
        "share.png": preview(),
    }
    return {name: one.quantize(32, dither=Image.Dither.NONE) for name, one in drawn.items()}


def main() -> None:
    """Writes them where the pages look for them."""
    for name, one in pictures().items():
        one.save(STATIC / name, optimize=True)
        print(f"{name}: {(STATIC / name).stat().st_size} bytes")


if __name__ == "__main__":
    main()
