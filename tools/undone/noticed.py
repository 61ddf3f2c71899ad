"""A plugin of pytest: writes down which test failed first in its own body, and by what."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

#: Where the plugin writes.
TO = "UNDONE_NOTICED_TO"


def kinds_of(error: BaseException) -> Iterator[str]:
    """The names of what an exception is, and of what a group of them holds; `pytest.fail` asserts too."""
    for kind in type(error).__mro__:
        yield kind.__name__
    if isinstance(error, pytest.fail.Exception):
        yield AssertionError.__name__
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from kinds_of(one)


def _in_the_product(found: pytest.ExceptionInfo[BaseException], root: Path) -> bool:
    """Whether it was raised in the product itself: an assertion there is no test's."""
    path = Path(found.traceback[-1].path)
    return path.is_relative_to(root) and path.relative_to(root).parts[0] != "tests"


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Keep the first failure of a test's body; what fails before it or as it is collected notices nothing."""
    to = Path(os.environ[TO])
    if call.when != "call" or call.excinfo is None or to.exists():
        return
    if not call.excinfo.errisinstance(pytest.skip.Exception):
        kinds = set(kinds_of(call.excinfo.value))
        if _in_the_product(call.excinfo, item.config.rootpath):
            kinds.discard(AssertionError.__name__)
        said = {"test": item.nodeid, "kinds": sorted(kinds)}
        to.write_text(json.dumps(said), encoding="utf-8")
