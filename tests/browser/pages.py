"""What every page must be, whoever looks at it and how wide the window is."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

#: WCAG 2.2 AA and everything before it.
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def sound(page: Page, width: int) -> None:
    """Nothing that axe finds, and nothing wider than the window."""
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider == 0, f"{page.url} is {wider} px wider than {width} px"


def open_signed_in(context: BrowserContext, live_server: str, token: str) -> Page:
    """A page of whoever this session's token belongs to."""
    context.add_cookies([{"name": "tanggap", "value": token, "url": live_server}])
    return context.new_page()
