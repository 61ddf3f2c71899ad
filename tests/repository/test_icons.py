"""The pictures for phones and messengers are those that their tool draws, so that nobody's own lie among them."""

from __future__ import annotations

from PIL import Image

from complaints_service.web.shell.assets import HERE
from tools.icons import pictures


def test_the_pictures_are_those_that_the_tool_draws() -> None:
    drawn = pictures()
    assert {one.name for one in HERE.glob("*.png")} == set(drawn)
    for name, one in drawn.items():
        with Image.open(HERE / name) as kept:
            assert kept.convert("RGB").tobytes() == one.convert("RGB").tobytes(), name
