"""Which Chromium of this machine draws pages, for tests and for the guides' pictures."""

from __future__ import annotations

import shutil

#: What to install: any other Chromium does as well, this one costs a core least.
PACKAGE = "chromium-headless-shell"
_KINDS = (PACKAGE, "chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """Where this machine has one, if anywhere: first the one that draws pages and no window around them."""
    return next(filter(None, map(shutil.which, _KINDS)), None)
