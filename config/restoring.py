"""Reads a version back from its canonical JSON: what tickets were judged by, though its file was edited.

What the canonical form leaves out (`versions.py`) is taken from the entry in the file that has the same name.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from config.entries.evaluation import EvaluationRules
from config.rulebook import Rulebook
from config.versions import LEFT_OUT, in_force

#: What tells entries of one sort apart.
_NAMES = ("key", "code", "version", "indicator", "result", "behaviour", "on")


def restored(rulebook: Rulebook, stored: Mapping[tuple[str, str, str], str]) -> Rulebook:
    """The rulebook with these versions, by kind, code and version, as their canonical JSON says.

    A kind whose form is not known any more stays as the files have it; whoever asks for the versions anew
    finds it still changed.
    """
    for (kind, code, version), text in stored.items():
        rulebook = _with(rulebook, kind, code, version, json.loads(text))
    return rulebook


def _with(rulebook: Rulebook, kind: str, code: str, version: str, plain: Any) -> Rulebook:
    match kind:
        case "policy":
            return replace(rulebook, policies=_swapped(rulebook.policies, version, plain))
        case "routing":
            return replace(rulebook, routing=_swapped(rulebook.routing, version, plain))
        case "calendar":
            specs = _swapped(rulebook.calendars[code], version, plain)
            calendars = {**rulebook.calendars, code: specs}
            return replace(rulebook, calendars=calendars, _compiled={}, _entered={})
        case "categories":
            on = date.fromisoformat(version)
            return replace(rulebook, categories=_dated(rulebook.categories, on, plain))
        case "targets":
            return replace(rulebook, targets=_dated(rulebook.targets, date.fromisoformat(version), plain))
        case "appraisal":
            on = date.fromisoformat(version)
            return replace(rulebook, evaluation=_evaluation(rulebook.evaluation, on, plain))
    return rulebook


def _swapped(known: tuple[Any, ...], version: str, plain: Any) -> tuple[Any, ...]:
    return tuple(read_back(type(each), plain, each) if each.version == version else each for each in known)


def _dated(known: tuple[Any, ...], on: date, plain: Iterable[Any]) -> tuple[Any, ...]:
    """The entries with those in force on a day as they were stored, in their order; others stay."""
    now = {_name_of(each): each for each in known}
    told = [read_back(type(known[0]), each, now.get(_name_of_plain(each))) for each in plain if known]
    names = {_name_of(each) for each in told}
    made: list[Any] = []
    for each in known:
        if _name_of(each) in names:
            made.append(told.pop(0))
        elif not in_force([each], on):
            made.append(each)
    return (*made, *told)


def _evaluation(rules: EvaluationRules, on: date, plain: Iterable[Any]) -> EvaluationRules:
    """The same of the four sorts of entries about evaluations, told apart by what they say."""
    told = list(plain)
    return replace(
        rules,
        **{
            sort.name: _dated(known, on, [each for each in told if each.keys() == _said(type(known[0]))])
            for sort in fields(rules)
            if (known := getattr(rules, sort.name))
        },
    )


def _said(kind: Any) -> set[str]:
    """What the canonical form of such an entry has."""
    return {each.name for each in fields(kind)} - LEFT_OUT


def _name_of(entry: Any) -> tuple[Any, ...]:
    return (*(getattr(entry, name, None) for name in _NAMES), entry.effective_from.isoformat())


def _name_of_plain(plain: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*(plain.get(name) for name in _NAMES), plain["effective_from"])


def read_back(kind: Any, plain: Any, like: Any = None) -> Any:
    """A value of a type from its plain form; `like`: what the files say now in its place, if anything."""
    if plain is None:
        return None
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return read_back(next(each for each in inside if each is not types.NoneType), plain, like)
    if origin is Literal or kind is Any:
        return plain
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, plain, like)
    if isinstance(kind, type) and issubclass(kind, tuple):  # a NamedTuple
        hints = get_type_hints(kind)
        return kind(*(read_back(hints[name], each) for name, each in zip(hints, plain, strict=True)))
    if origin is tuple:
        now = {_called(each): each for each in like or ()}
        if len(inside) == 2 and inside[1] is Ellipsis:
            return tuple(read_back(inside[0], each, now.get(_called(each))) for each in plain)
        return tuple(read_back(one, each) for one, each in zip(inside, plain, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        of = inside[0]
        return {
            of(name): read_back(inside[1], each, (like or {}).get(of(name))) for name, each in plain.items()
        }
    if kind in (date, datetime):
        return kind.fromisoformat(plain)
    return kind(plain)


def _called(entry: Any) -> object:
    """What an entry of a tuple is called; whatever has no name is nobody's."""
    read = entry.get if isinstance(entry, Mapping) else lambda name: getattr(entry, name, None)
    return next((name for name in map(read, ("key", "code")) if isinstance(name, str)), None)


def _record(kind: type[Any], plain: Mapping[str, Any], like: Any) -> Any:
    hints = get_type_hints(kind)
    return kind(
        **{each.name: _field(each, hints[each.name], plain, like) for each in fields(kind) if each.init}
    )


def _field(each: Field[Any], kind: Any, plain: Mapping[str, Any], like: Any) -> Any:
    now = getattr(like, each.name, None)
    if each.name in plain:
        return read_back(kind, plain[each.name], now)
    if like is not None:
        return now
    if each.default is not MISSING:
        return each.default
    return () if get_origin(kind) is tuple else None if type(None) in get_args(kind) else ""
