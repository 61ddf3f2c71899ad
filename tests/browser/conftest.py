"""The machine's own Chromium (Playwright's download does not work everywhere), cut off from the network."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, BrowserContext, Keyboard, Locator, Page, expect

from tests.support.databases import missing
from tests.support.patience import PATIENCE_SECONDS
from tools.chromium import PACKAGE, find_chromium

# A busy machine answers late; what never comes is found all the same.
expect.set_options(timeout=PATIENCE_SECONDS * 1000)

ARGUMENTS = [
    "--no-sandbox",  # CI is root, and Chromium refuses to sandbox root
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-extensions",
    # One process draws the pages of all tests; one of its own a page, and a spare one, cost an eighth more.
    "--process-per-site",
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process,SpareRendererForSitePerProcess,BackForwardCache,Translate,"
    "OptimizationHints,MediaRouter",
    # A page that asked another machine for something would fail to: "no request leaves the machine".
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.fixture(scope="session", autouse=True)
def _browser_parts() -> None:
    """Says what is lacking before Playwright fails in its own words."""
    if find_chromium() is None:
        missing(f"no Chromium on this machine: `apt-get install {PACKAGE}`, or any other")
    if subprocess.run([compute_driver_executable()[0], "--version"], capture_output=True).returncode:
        missing("Playwright's Node does not start here: `apt-get install libatomic1`")


#: What a test does to a part of a page.
ACTS = (
    "check", "click", "fill", "focus", "press", "press_sequentially", "select_option", "set_input_files",
    "uncheck",
)  # fmt: skip
#: A page takes the focus where its address asks for it when it is drawn, which is after all of it has loaded; one
#: behind another window is never drawn.
DRAWN = """() => window.drawnOnce ??= new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
  setTimeout(() => done(false), 2000);
})"""


@pytest.fixture(scope="session", autouse=True)
def _once_it_listens() -> Iterator[None]:
    """Nothing is done to a page before it has loaded: what its scripts do not hear yet is lost, on a busy machine.

    A key goes to whatever has the focus, so it waits until the page has been drawn as well. That the page which is
    meant has come, a walk says by `follow` or `expect`.
    """

    def loaded(act: Callable[..., Any]) -> Callable[..., Any]:
        def begun(self: Locator, *asked: Any, **named: Any) -> Any:
            self.page.wait_for_load_state()
            return act(self, *asked, **named)

        return begun

    plain = Page.keyboard.fget

    def keyboard(self: Page) -> Keyboard:
        self.wait_for_load_state()
        self.evaluate(DRAWN)
        return cast(Keyboard, plain(self))

    with pytest.MonkeyPatch.context() as patch:
        for name in ACTS:
            patch.setattr(Locator, name, loaded(getattr(Locator, name)))
        patch.setattr(Page, "keyboard", property(keyboard))
        yield


@pytest.fixture(scope="session", autouse=True)
def _patient() -> Iterator[None]:
    """Whatever a page is asked for may take its time, in every context that a test opens."""
    new_context = Browser.new_context

    def patient(self: Browser, **asked: Any) -> BrowserContext:
        made = new_context(self, **{"locale": "id-ID", **asked})  # Chromium's own asks for English
        made.set_default_timeout(PATIENCE_SECONDS * 1000)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Browser, "new_context", patient)
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "id-ID", "timezone_id": "Asia/Jakarta"}
