"""What `faults_of` says of a page with known faults: axe is asked for those alone, and has to tell them all the same."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.pages import faults_of

FAULTY = """<!doctype html><html><head><title>Contoh</title><meta name="viewport" content="width=device-width"><style>
  p { color: #999 } @media (prefers-color-scheme: dark) { p { color: #000 } }
  @media (max-width: 400px) { div { width: 500px } }
</style></head><body><main><h1>Contoh</h1><img src="data:,"><p>Terlalu pucat.</p><div>Lebar</div></main></body></html>"""


def test_each_fault_is_told_in_the_look_that_has_it(page: Page) -> None:
    page.set_content(FAULTY)
    told = "\n".join(faults_of(page))
    for fault in ("image-alt", "color-contrast", "html-has-lang", "is wider than 360 px"):
        assert fault in told, told
    assert "wider than 1280" not in told
    page.emulate_media(color_scheme="dark")
    assert "color-contrast" not in "\n".join(faults_of(page, [(1280, "dark")]))
