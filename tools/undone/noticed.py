"""A plugin of pytest: stops at the first test that fails in its own body as wanted, and says which."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

#: Where the plugin writes, and which exception is wanted.
TO, WANTED = "UNDONE_NOTICED_TO", "UNDONE_WANTED"


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """That an example fails is enough: nobody looks for a smaller one."""
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("undone", parent=hypothesis.settings(), phases=phases)
    hypothesis.settings.load_profile("undone")


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
    """Keep the test's name; what fails before its body or as it is collected notices nothing."""
    found, wanted = call.excinfo, os.environ[WANTED]
    if call.when != "call" or found is None or found.errisinstance(pytest.skip.Exception):
        return
    if wanted == AssertionError.__name__ and _in_the_product(found, item.config.rootpath):
        return
    if wanted in kinds_of(found.value):
        Path(os.environ[TO]).write_text(item.nodeid, encoding="utf-8")
        item.session.shouldstop = "noticed"
