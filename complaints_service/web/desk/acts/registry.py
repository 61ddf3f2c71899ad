"""Every act of the office on its page, found in the rooms of this package; each needs one, and has one."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from complaints_service.tickets.acts.registry import ACTS
from complaints_service.web.desk import acts
from complaints_service.web.desk.acts.page import ActPage


def _found() -> Iterator[ActPage]:
    rooms = [import_module(one.name) for one in iter_modules(acts.__path__, f"{acts.__name__}.") if one.ispkg]
    for room in rooms:
        for one in iter_modules(room.__path__, f"{room.__name__}."):
            yield from (each for each in vars(import_module(one.name)).values() if isinstance(each, ActPage))


#: The pages by their acts' codes; the code is the last part of the page's address.
PAGES: dict[str, ActPage] = {page.act.code: page for page in _found()}


def incomplete() -> Iterator[str]:
    """Every act of the office without a page, and every page that lacks something; one sentence each."""
    for act in ACTS.values():
        if act.by == "officer" and act.code not in PAGES:
            yield f"act {act.code}: no page in web/desk/acts/"
    for page in PAGES.values():
        for part in page.missing():
            yield f"act {page.act.code}: no {part} on its page in web/desk/acts/"
