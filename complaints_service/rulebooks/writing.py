"""Tables of a rulebook written as TOML; what was read by `tomllib` reads the same afterwards."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def written(tables: Mapping[str, Any]) -> str:
    """A file of a rulebook; its comments are not among what `tomllib` reads, so they are gone."""
    return "\n\n".join(_blocks(tables, ())) + "\n"


def _blocks(table: Mapping[str, Any], path: tuple[str, ...], head: str = "") -> list[str]:
    """A table as blocks: its own lines first, then the tables below it."""
    own = {key: value for key, value in table.items() if not _has_blocks(value)}
    lines = [head, *(f"{_key(key)} = {_value(value)}" for key, value in own.items() if value is not None)]
    blocks = ["\n".join(line for line in lines if line)] if head or own else []
    for key, value in table.items():
        if key in own:
            continue
        below = (*path, key)
        name = ".".join(map(_key, below))
        if isinstance(value, Mapping):
            blocks += _blocks(value, below, f"[{name}]")
        else:
            for item in value:
                blocks += _blocks(item, below, f"[[{name}]]")
    return blocks


def _has_blocks(value: Any) -> bool:
    """Whether a value gets tables of its own: lists of tables, and tables of more than a pair of words."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, Mapping) for item in value)
    return isinstance(value, Mapping) and not set(value) <= {"id", "en"}


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(key)} = {_value(item)}' for key, item in value.items())} }}"
    return repr(value)


def _text(text: str) -> str:
    """A string as TOML reads it: that of JSON, and DEL besides, which JSON lets stand."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
