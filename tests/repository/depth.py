"""How far a call has to be followed before what becomes of it is known."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from enum import Enum
from typing import Any
from unittest import mock

from flask import Response, abort

from complaints_service.edge import guard


class Depth(Enum):
    """How far a call is followed before what became of it is known."""

    DRAWN = "to its end, templates drawn"
    ANSWERED = "to its end, but no template is drawn: half of what a page costs"
    LET_IN = "until its guard has let it in"

    def of_a_call(self) -> AbstractContextManager[object]:
        """What stands in the way of a call that is followed no farther."""
        if self is Depth.ANSWERED:
            return mock.patch("flask.templating._render", return_value="")
        if self is Depth.LET_IN:
            return mock.patch.object(guard, "load", _let_in(guard.load))
        return nullcontext()


def _let_in(load: Callable[..., Any]) -> Callable[..., Any]:
    """The guard's last question, after which nothing more is done: the answer is that it opens."""

    def ask(*asked: Any) -> None:
        load(*asked)
        abort(Response())

    return ask
