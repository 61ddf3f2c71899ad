"""How a fault is put in place: into what was imported already, or as the module is imported."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
from datetime import date
from functools import cached_property
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tools.mutation.mutants import Mutant
from tools.mutation.reach import SLA

TABLES = (frozenset, tuple, dict, str, int, float, date)


def put(mutant: Mutant) -> None:
    """Give the function its faulty code: whoever imported it has the same object."""
    target: Any = importlib.import_module(f"sla.{mutant.module}")
    if not mutant.place:
        put_table(target, mutant)
        return
    code = mutant.code
    for name in mutant.place.split("."):
        target = vars(target)[name]
        code = next(one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == name)
    if isinstance(target, property):
        target = target.fget
    elif isinstance(target, cached_property):
        target = target.func
    elif isinstance(target, classmethod | staticmethod):
        target = target.__func__
    assert isinstance(target, FunctionType)
    target.__code__ = code


def put_table(module: ModuleType, mutant: Mutant) -> None:
    """Give everyone who has one of the module's tables the faulty one."""
    faulty: dict[str, Any] = {"__name__": module.__name__}
    exec(mutant.code, faulty)  # noqa: S102 - that is the point
    for name, old in list(vars(module).items()):
        if name.startswith("__") or not (isinstance(old, TABLES) or type(old).__name__ == "Amount"):
            continue
        new = faulty.get(name)
        if isinstance(new, dict) and isinstance(old, dict):  # of functions: the module's own
            own = {one.__qualname__: one for one in old.values() if isinstance(one, FunctionType)}
            new = {key: own.get(getattr(one, "__qualname__", ""), one) for key, one in new.items()}
        if new == old:
            continue
        for other in [one for key, one in sys.modules.items() if key.startswith(("sla.", "tests.sla."))]:
            for key, value in list(vars(other).items()):
                if value is old:
                    setattr(other, key, new)


def make_anew(made: list[Any]) -> None:
    """What the tests made of the engine while they were imported, made by the faulty one."""
    for one in made:
        if type(one).__name__ == "Calendar":
            spec = one.spec
            vars(one).clear()
            one.__init__(spec)
    for one in made:
        if type(one).__name__ in ("Policy", "PolicyRow"):
            for name in ("_found", "selectors", "weight"):
                vars(one).pop(name, None)
            if type(one).__name__ == "Policy":
                one.__post_init__()


class Faulty(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module of sla/ with its fault."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, _path: object, _target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != f"sla.{self.mutant.module}":
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=str(SLA / f"{self.mutant.module}.py"))

    def exec_module(self, module: ModuleType) -> None:
        exec(self.mutant.code, vars(module))  # noqa: S102 - that is the point
