"""What every page must be, whoever looks at it and how wide the window is."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import BrowserContext, Locator, Page

#: WCAG 2.2 AA and everything before it; a rule of 2.5.3 that this axe still calls an experiment is asked too.
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"label-content-name-mismatch": {"enabled": True}},
    # Of what is in order, nothing is told: describing each such part of a page took longer than finding the faults.
    "resultTypes": ["violations"],
    # No rule that is asked reads style sheets by itself, so none is fetched and parsed for it a second time.
    "preload": {"assets": ["media"]},
}
#: Another axe-core than the package's, for whoever wants to ask a newer one: the path of its axe.min.js.
NEWER = os.environ.get("TANGGAP_TEST_AXE")

AXE = Path(NEWER).read_text(encoding="utf-8") if NEWER else AXE_SCRIPT
#: What axe finds of the page as it stands.
VIOLATIONS = "(options) => axe.run(options).then(({ violations }) => violations)"
PHONE, DESKTOP = 360, 1280
Look = tuple[int, Literal["light", "dark"]]
#: How a page is looked at wherever a walk comes by: each width and each theme once.
LOOKS: tuple[Look, ...] = ((PHONE, "light"), (DESKTOP, "dark"))
#: Every look there is: where many pages of one kind are looked at, the next page in the next look.
EVERY_LOOK: tuple[Look, ...] = tuple(product((320, PHONE, DESKTOP), ("light", "dark")))
#: A walk with scripts, which looks at each page, and one without, to the end all the same: (width, scripts).
WALKS = ((PHONE, True), (DESKTOP, False))


def follow(link: Locator) -> None:
    """Press what leads to another page and wait until that page is there: a click returns while the old one still stands."""
    with link.page.expect_navigation():
        link.click()


def faults_of(page: Page, looks: Iterable[Look] = LOOKS) -> list[str]:
    """What axe finds on the page in the window, and where it is wider than the window: by looks, then as it was."""
    page.wait_for_load_state()
    before = page.viewport_size
    faults: list[str] = []
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found = AxeResults({"violations": page.evaluate(VIOLATIONS, WCAG)})
        if found.violations_count:
            faults.append(f"{page.url} {width} {scheme}\n{found.generate_report()}")
        if page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
            faults.append(f"{page.url} is wider than {width} px")
    page.emulate_media(color_scheme="null")
    if before:
        page.set_viewport_size(before)
    return faults


def sound(page: Page) -> None:
    """Nothing that axe finds, and nothing wider than the window. What led here was waited for: see `follow`."""
    faults = faults_of(page)
    assert not faults, "\n".join(faults)


def open_signed_in(context: BrowserContext, live_server: str, token: str) -> Page:
    """A page of whoever this session's token belongs to."""
    context.add_cookies([{"name": "tanggap", "value": token, "url": live_server}])
    return context.new_page()
