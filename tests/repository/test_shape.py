"""The house keeps its measures: modules, functions and folders that one can overlook, one name for one class."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from tests.repository.tree import ROOT, parsed, python_files

MODULES = sorted(python_files("sla", "config", "complaints_service", "bots", "tools"))
#: What measures the house keeps its measures, too; its names are its own.
MEASURED = [*MODULES, *sorted(python_files("benchmarks"))]
LINES_OF_A_MODULE = 300
LINES_OF_A_FUNCTION = 60
MODULES_OF_A_FOLDER = 20
FIELDS_WITHOUT_NAMES = 4

#: How the docstring of a function that stays long begins to say why.
REASON = "Long because "
#: One library, published as one flat package: its README draws its floors.
FULL_FOLDERS = {"sla"}
#: marshmallow's name for what a schema says of itself.
SHARED_NAMES = {"Meta"}


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def long_functions(module: ast.Module) -> list[str]:
    """The functions over the measure whose docstring gives no reason."""
    return [
        each.name
        for each in functions(module)
        if (each.end_lineno or each.lineno) - each.lineno + 1 > LINES_OF_A_FUNCTION
        and REASON not in (ast.get_docstring(each) or "")
    ]


def unnamed_fields(module: ast.Module) -> list[str]:
    """The dataclasses of many fields that can be made without naming them."""
    found = []
    for each in ast.walk(module):
        if not isinstance(each, ast.ClassDef):
            continue
        for decorator in each.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else None
            name = call.func if call else decorator
            if (name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")) != "dataclass":
                continue
            named = call is not None and any(
                word.arg == "kw_only" and isinstance(word.value, ast.Constant) and word.value.value is True
                for word in call.keywords
            )
            fields = [
                one
                for one in each.body
                if isinstance(one, ast.AnnAssign) and "ClassVar" not in ast.unparse(one.annotation)
            ]
            if len(fields) > FIELDS_WITHOUT_NAMES and not named:
                found.append(each.name)
    return found


def test_the_house_is_looked_at() -> None:
    assert len(MODULES) > 400
    assert {path.parts[0] for path in MODULES} == {"sla", "config", "complaints_service", "bots", "tools"}


def test_no_module_is_longer_than_one_reads_at_a_sitting() -> None:
    long = {
        path.as_posix()
        for path in MEASURED
        if len((ROOT / path).read_text(encoding="utf-8").splitlines()) > LINES_OF_A_MODULE
    }
    assert long == set()


def test_no_function_is_long_without_a_reason() -> None:
    long = {f"{path.as_posix()}: {name}" for path in MEASURED for name in long_functions(parsed(path))}
    assert long == set()


def test_no_folder_holds_more_modules_than_one_can_overlook() -> None:
    held = Counter(path.parent.as_posix() for path in MEASURED if path.name != "__init__.py")
    full = {folder for folder, modules in held.items() if modules > MODULES_OF_A_FOLDER}
    assert full == FULL_FOLDERS


def test_the_engines_readme_places_every_module() -> None:
    text = (ROOT / "sla" / "README.md").read_text(encoding="utf-8")
    floors = text.split("## Its floors", 1)[1].split("```", 2)[1].split()
    modules = [path.stem for path in MODULES if path.parts[0] == "sla" and path.stem != "__init__"]
    assert [name for name in modules if floors.count(name) != 1] == []


def test_a_floor_of_the_engine_stands_on_those_below() -> None:
    text = (ROOT / "sla" / "README.md").read_text(encoding="utf-8")
    drawn = text.split("## Its floors", 1)[1].split("```", 2)[1].strip().splitlines()[1:]
    floor = {name: len(drawn) - row for row, line in enumerate(drawn) for name in line.split()}
    stands_on = {
        (path.stem, node.module.removeprefix("sla."))
        for path in MODULES
        if path.parts[0] == "sla" and path.stem != "__init__"
        for node in parsed(path).body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sla.")
    }
    assert {(upper, lower) for upper, lower in stands_on if floor[upper] <= floor[lower]} == set()


def test_no_two_public_classes_have_one_name() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where[node.name].append(path.as_posix())
    twice = {name: paths for name, paths in where.items() if len(paths) > 1 and name not in SHARED_NAMES}
    assert twice == {}


def test_what_has_many_fields_is_made_by_their_names() -> None:
    assert {
        f"{path.as_posix()}: {name}" for path in MODULES for name in unnamed_fields(parsed(path))
    } == set()


@pytest.mark.parametrize(
    ("docstring", "found"), [("Does much.", ["much"]), ("Does much.\n\n    Long because it must.\n    ", [])]
)
def test_a_long_function_is_seen_unless_it_says_why(docstring: str, found: list[str]) -> None:
    body = "    x = 1\n" * LINES_OF_A_FUNCTION
    assert long_functions(ast.parse(f'def much():\n    """{docstring}"""\n{body}')) == found


@pytest.mark.parametrize(
    ("decorator", "fields", "found"),
    [
        ("dataclass", 5, ["Much"]),
        ("dataclass(frozen=True)", 5, ["Much"]),
        ("dataclasses.dataclass(kw_only=False)", 5, ["Much"]),
        ("dataclass(kw_only=True)", 5, []),
        ("dataclass", 4, []),
    ],
)
def test_a_dataclass_of_unnamed_fields_is_seen(decorator: str, fields: int, found: list[str]) -> None:
    body = "".join(f"    f{number}: int\n" for number in range(fields))
    assert unnamed_fields(ast.parse(f"@{decorator}\nclass Much:\n{body}")) == found
