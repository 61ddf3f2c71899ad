"""What every page must be, whoever looks at it and how wide the window is."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page

#: WCAG 2.2 AA and everything before it.
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def follow(link: Locator) -> None:
    """Press what leads to another page and wait until that page is there: a click returns while the old one still stands."""
    with link.page.expect_navigation():
        link.click()


def faults_of(page: Page, width: int) -> list[str]:
    """What axe finds on the page that stands in the window, and whether it is wider than the window."""
    page.wait_for_load_state()
    found = Axe().run(page, options=WCAG)
    faults = [] if found.violations_count == 0 else [f"{page.url}\n{found.generate_report()}"]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return faults if wider == 0 else [*faults, f"{page.url} is {wider} px wider than {width} px"]


def sound(page: Page, width: int) -> None:
    """Nothing that axe finds, and nothing wider than the window. What led here was waited for: see `follow`."""
    assert faults_of(page, width) == []


def open_signed_in(context: BrowserContext, live_server: str, token: str) -> Page:
    """A page of whoever this session's token belongs to."""
    context.add_cookies([{"name": "tanggap", "value": token, "url": live_server}])
    return context.new_page()
