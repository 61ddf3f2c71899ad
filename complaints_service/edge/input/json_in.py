"""JSON from outside, within bounds: what is nested or numbered beyond them is not read at all."""

from __future__ import annotations

import json
import math
import re
from typing import Any

MOST_DEEP = 20
#: The digits of the largest number a database takes.
MOST_DIGITS = 19
LARGEST = 2**63 - 1
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


def read_json(sent: bytes) -> Any:
    """What was sent. Raises ValueError for what is no JSON, too deep, or holds a number beyond all bounds."""
    written = sent.decode("utf-8")
    if written.count("[") + written.count("{") > MOST_DEEP:  # with fewer nothing can be too deep
        _refuse_deep(written)
    return json.loads(written, parse_int=_whole, parse_float=_decimal, parse_constant=_constant)


def _refuse_deep(written: str) -> None:
    deep = 0
    for token in _TOKEN.finditer(written):
        deep += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if deep > MOST_DEEP:
            raise ValueError("too deep")


def _whole(written: str) -> int:
    if len(written) > MOST_DIGITS + 1:
        raise ValueError("a number of too many digits")
    found = int(written)
    if not -LARGEST <= found <= LARGEST:
        raise ValueError("a number that no database takes")
    return found


def _decimal(written: str) -> float:
    found = float(written)
    if not math.isfinite(found):
        raise ValueError("a number without an end")
    return found


def _constant(written: str) -> float:
    raise ValueError(f"{written} is no number")
