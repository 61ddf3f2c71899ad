"""Small faults put into a module on purpose, one at a time: each a changed place of its syntax tree.

Left alone: docstrings, annotations, `__slots__`, decorators, what can only fail if the engine is wrong
(asserts, `strict=` of a zip), and the words of a message (the last argument of a refusal); everything else
that stands in a function, a class or a table is changed in every way `_changed` knows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import CodeType
from typing import NamedTuple

COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
    ast.Mod: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift,
}  # fmt: skip
CALLS = {
    "min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list", "reversed": "list",
    "bisect_left": "bisect_right", "bisect_right": "bisect_left",
}  # fmt: skip
MESSAGES = {"SlaError": 2, "refused": 2}  # which argument is words only
OTHER_WORD = "XX"
LONGEST = 170  # characters of a statement; of a longer one only the changed part is told
DELETED = (ast.Assign, ast.AugAssign, ast.Expr, ast.Raise, ast.Continue, ast.Break)


class Mutant(NamedTuple):
    """One fault: where it is (outermost function, "" outside of all) and what it says.

    `defaults`: it is in a class itself or in a function's defaults, which are made once, at the import.
    """

    module: str
    place: str
    line: int
    before: str
    after: str
    code: CodeType
    defaults: bool

    @property
    def name(self) -> str:
        """What tells it from the others, whatever line it moves to."""
        where = f"{self.module}.{self.place}" if self.place else self.module
        return f"`{where}`: `{self.before}` -> `{self.after}`"


class NodePlace(NamedTuple):
    """Where a node hangs: in which field of its parent, and in which statement and function."""

    parent: ast.AST
    field: str
    position: int | None
    statement: ast.stmt | None
    function: str
    defaults: bool

    def put(self, node: ast.AST) -> None:
        """Hang another node there."""
        if self.position is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.position] = node


def mutants_of(module: str, source: str, filename: str) -> Iterator[Mutant]:
    """Every fault of a module, compiled; faults that read the same are numbered."""
    tree = ast.parse(source)
    seen: dict[tuple[str, str, str], int] = {}
    for place, node in list(_places(tree, NodePlace(tree, "body", None, None, "", False), "")):
        statement = place.statement
        assert statement is not None
        line = _line(statement)
        for other in list(_changed(node)):
            place.put(ast.fix_missing_locations(ast.copy_location(other, node)))
            before, after = line, _line(other if isinstance(other, ast.stmt) else statement)
            if len(before) > LONGEST:
                before, after = _line(node), _line(other)
            code = compile(tree, filename, "exec", dont_inherit=True)
            place.put(node)
            key = (place.function, before, after)
            seen[key] = seen.get(key, 0) + 1
            if seen[key] > 1:
                after += f" ({seen[key]})"
            yield Mutant(
                module, place.function, getattr(node, "lineno", 0), before, after, code, place.defaults
            )


def _line(statement: ast.AST) -> str:
    """A statement or a part of one; of one that has a body its head."""
    if isinstance(statement, ast.FunctionDef):
        return f"def {statement.name}({ast.unparse(statement.args)})"
    return ast.unparse(statement).split("\n")[0]


def _places(node: ast.AST, here: NodePlace, scope: str) -> Iterator[tuple[NodePlace, ast.AST]]:
    """Every node that may be changed, with its place, from the outside in."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases", "ctx", "op", "ops", "type_comment"):
            continue
        children = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, child in children:
            if not isinstance(child, ast.AST) or _left_alone(node, field, index, child):
                continue
            statement = child if isinstance(child, ast.stmt) else here.statement
            place = NodePlace(node, field, index, statement, here.function, here.defaults)
            if isinstance(node, ast.arguments):
                place = place._replace(defaults=True)
            inner, inner_scope = place, scope
            if isinstance(child, ast.ClassDef) and not here.function:
                inner_scope = f"{scope}{child.name}."
                inner = place._replace(defaults=True)
            elif isinstance(child, ast.FunctionDef) and not here.function:
                inner = place._replace(function=f"{scope}{child.name}", defaults=False)
            if statement is not None and not isinstance(child, ast.FunctionDef | ast.ClassDef):
                yield place, child
            yield from _places(child, inner, inner_scope)


def _left_alone(parent: ast.AST, field: str, index: int | None, child: ast.AST) -> bool:
    if isinstance(child, ast.Assert | ast.Import | ast.ImportFrom):
        return True
    if isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) in ("__slots__", "__all__"):
        return True
    if isinstance(child, ast.Assign | ast.AnnAssign) and "Literal[" in ast.unparse(child):
        return child in getattr(parent, "body", []) and isinstance(parent, ast.Module)
    if (
        isinstance(parent, ast.Module)
        and isinstance(child, ast.Assign)
        and (isinstance(child.value, ast.Subscript) or ast.unparse(child.value).startswith("TypeVar("))
    ):
        return True  # another name for a type
    if isinstance(child, ast.Raise) and "AssertionError" in ast.unparse(child):
        return True
    if isinstance(child, ast.keyword) and child.arg == "strict":
        return True
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True  # a docstring
    if isinstance(parent, ast.Call) and field == "args" and isinstance(parent.func, ast.Name):
        return index is not None and MESSAGES.get(parent.func.id) == index
    return False


def _changed(node: ast.AST) -> Iterator[ast.AST]:
    """What a node is changed into."""
    if isinstance(node, ast.stmt):
        yield from _other_statements(node)
    elif isinstance(node, ast.BinOp | ast.BoolOp | ast.UnaryOp | ast.Compare):
        yield from _other_operations(node)
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node.value)
    elif isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.comprehension):
        for index in range(len(node.ifs)):
            rest = [*node.ifs[:index], *node.ifs[index + 1 :]]
            yield ast.comprehension(node.target, node.iter, rest, node.is_async)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        yield ast.Call(ast.Name(CALLS[node.func.id], ast.Load()), node.args, node.keywords)


def _other_statements(node: ast.stmt) -> Iterator[ast.AST]:
    if isinstance(node, DELETED):
        yield ast.Pass()
    if isinstance(node, ast.Return):
        if node.value is None:
            yield ast.Pass()
        elif not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.AugAssign) and type(node.op) in ARITHMETIC:
        yield ast.AugAssign(node.target, ARITHMETIC[type(node.op)](), node.value)
    elif isinstance(node, ast.If):
        for value in (True, False):
            yield ast.If(ast.Constant(value), node.body, node.orelse)
    elif isinstance(node, ast.While):
        yield ast.While(ast.Constant(False), node.body, node.orelse)


def _other_operations(node: ast.BinOp | ast.BoolOp | ast.UnaryOp | ast.Compare) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for index, op in enumerate(node.ops):
            ops = [*node.ops[:index], COMPARE[type(op)](), *node.ops[index + 1 :]]
            yield ast.Compare(node.left, ops, node.comparators)
    elif isinstance(node, ast.BinOp):
        if type(node.op) in ARITHMETIC:
            yield ast.BinOp(node.left, ARITHMETIC[type(node.op)](), node.right)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        for index in range(len(node.values)):
            rest = [*node.values[:index], *node.values[index + 1 :]]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
    elif isinstance(node.op, ast.Not | ast.USub):
        yield node.operand


def _other_constants(value: object) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
        yield ast.Constant(value - 1)
    elif isinstance(value, str):
        yield ast.Constant(OTHER_WORD)
