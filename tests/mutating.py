"""What could be wrong in a file: each mutant of it is the file with one small thing in it changed."""

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_network
from typing import Any, TypeAlias

Step: TypeAlias = tuple[str, int | None]
Change: TypeAlias = tuple[str, str, ast.AST]
"""What stood there, what stands there now, and the whole node with it."""

_OTHERS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.LShift: (ast.RShift,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
_LINKS = {"beside", "distinct", "exclude", "filter", "lower", "of", "open", "order_by", "removesuffix", "rstrip"} | {
    "select_for_update",
    "strip",
}
"""Methods that give another of the same kind, so that a chain holds without them."""
_MARKS = {"keeps", "dataclass", "wraps"}
"""Decorators whose absence rules about the code notice, or nobody needs to."""
_TYPES = {"set", "list", "dict", "tuple", "frozenset", "type", "Callable", "ContextVar"}
_NEVER = {"annotation", "returns", "op", "ops", "ctx"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change. `line` is that of the statement it stands in; what `is_late` runs only when somebody calls it."""

    where: str
    line: int
    old: str
    new: str
    is_late: bool
    path: tuple[Step, ...]
    node: ast.AST
    nth: int = 1
    """Which of several that read the same."""

    def __str__(self) -> str:
        which = f" ({self.nth})" if self.nth > 1 else ""
        return f"{self.where or 'module'}: {self.old} → {self.new or 'nothing'}{which}"


@dataclass(frozen=True, slots=True)
class _Place:
    path: tuple[Step, ...] = ()
    where: str = ""
    line: int = 0
    is_late: bool = False
    says_yes_or_no: bool = False
    is_told: bool = False
    """Words for people, which may be other words."""


def mutants(source: str) -> list[Mutant]:
    """All of them, in the order of the file."""
    seen: Counter[str] = Counter()
    found = []
    for one in _below(ast.parse(source), _Place()):
        seen[str(one)] += 1
        found.append(replace(one, nth=seen[str(one)]))
    return found


def mutated(source: str, mutant: Mutant) -> ast.Module:
    """The file with that change."""
    tree = ast.parse(source)
    above: Any = tree
    *way, (name, index) = mutant.path
    for step, at in way:
        above = getattr(above, step) if at is None else getattr(above, step)[at]
    if index is None:
        setattr(above, name, mutant.node)
    else:
        getattr(above, name)[index] = mutant.node
    return ast.fix_missing_locations(tree)


def _below(node: ast.AST, place: _Place) -> Iterator[Mutant]:
    if isinstance(node, ast.stmt):
        place = replace(place, line=node.lineno)
    place = replace(place, is_told=place.is_told or _tells(node))
    for old, new, changed in _changes(node, place):
        yield Mutant(place.where, place.line, old, new, place.is_late, place.path, ast.copy_location(changed, node))
    for name, value in ast.iter_fields(node):
        if name in _NEVER or _is_of_types(node, name):
            continue
        within = _entered(node, name, place)
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not (name == "decorator_list" and _is_mark(child)):
                yield from _below(child, replace(within, path=(*place.path, (name, index))))


def _entered(node: ast.AST, name: str, place: _Place) -> _Place:
    """The place of what stands in that field of the node."""
    if name != "body" or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return place
    where = f"{place.where}.{node.name}".lstrip(".")
    if isinstance(node, ast.ClassDef):
        return replace(place, where=where)
    yes_or_no = node.returns is not None and ast.unparse(node.returns) == "bool"
    return replace(place, where=where, is_late=True, says_yes_or_no=yes_or_no)


def _is_mark(decorator: ast.AST) -> bool:
    return ast.unparse(decorator).split("(")[0] in _MARKS


def _tells(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise) or (
        isinstance(node, ast.Call) and ast.unparse(node.func) in {"Message", "Error"}
    )


def _is_of_types(node: ast.AST, name: str) -> bool:
    """Whether that field says something to the type checker alone, or is a docstring."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=[ast.Name(id="__slots__")]) | ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
            return True
        case ast.Subscript(value=ast.Name(id=kind)):
            return name == "slice" and kind in _TYPES
        case ast.Assign(value=ast.Subscript()):
            return ast.unparse(node.value).startswith("Callable[")
    return False


def _changes(node: ast.AST, place: _Place) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=ops):
            for index, op in enumerate(ops):
                for other in _OTHERS.get(type(op), ()):
                    yield _with(node, ops=[*ops[:index], other(), *ops[index + 1 :]])
        case ast.BoolOp(op=op, values=values):
            yield _with(node, op=_OTHERS[type(op)][0]())
            for rest in _all_but_one(values):
                yield _instead(node, rest[0] if len(rest) == 1 else ast.BoolOp(op, rest))
        case ast.BinOp(op=op):
            yield from (_with(node, op=other()) for other in _OTHERS.get(type(op), ()))
        case ast.UnaryOp(op=ast.Not()):
            yield _instead(node, node.operand)
        case ast.comprehension(ifs=ifs):
            yield from (("if " + ast.unparse(ifs[0]), "", _but(node, ifs=rest)) for rest in _all_but_one(ifs))
        case ast.Constant(value=value) if not (place.is_told and isinstance(value, str)):
            yield from (_instead(node, ast.Constant(other)) for other in _other_values(value))
        case ast.List(elts=elements) | ast.Set(elts=elements):
            yield from (_with(node, elts=rest) for rest in _all_but_one(elements))
        case ast.Tuple(elts=elements, ctx=ast.Load()) if not place.is_late:
            for index, rest in enumerate(_all_but_one(elements)):
                yield ast.unparse(elements[index]), "", _but(node, elts=rest)
        case ast.Dict(keys=keys, values=values):
            for index, (some, others) in enumerate(zip(_all_but_one(keys), _all_but_one(values), strict=True)):
                key = keys[index]
                yield f"{ast.unparse(key) if key else '**'}: …", "", _but(node, keys=some, values=others)
        case ast.Call():
            yield from _other_calls(node)
        case ast.stmt():
            yield from _other_statements(node, place)
    if isinstance(node, ast.If | ast.IfExp | ast.While) and _is_plain(node.test):
        shown = ast.unparse(node.test)
        yield f"if {shown}", f"if not {shown}", _but(node, test=ast.UnaryOp(ast.Not(), node.test))


def _other_calls(node: ast.Call) -> Iterator[Change]:
    is_link = isinstance(node.func, ast.Attribute) and node.func.attr in _LINKS and ast.unparse(node.func) != "os.open"
    if is_link:
        yield _instead(node, node.func.value)
    if not is_link or len(node.keywords) > 1:
        for index, rest in enumerate(_all_but_one(node.keywords)):
            gone = ast.unparse(node.keywords[index])
            yield f"{ast.unparse(node.func)}(…, {gone})", "", _but(node, keywords=rest)


def _other_statements(node: ast.stmt, place: _Place) -> Iterator[Change]:
    match node:
        case ast.Return(value=value) if value is not None:
            others = (True, False) if place.says_yes_or_no else (None,)
            plain = value.value if isinstance(value, ast.Constant) else ...
            yield from (_with(node, value=ast.Constant(other)) for other in others if plain is not other)
        case ast.Expr(value=ast.Call() | ast.Yield()) | ast.Raise() | ast.AugAssign() | ast.Delete():
            yield ast.unparse(node), "", ast.Pass()
        case ast.Assign(targets=targets) if all(isinstance(one, ast.Attribute | ast.Subscript) for one in targets):
            yield ast.unparse(node), "", ast.Pass()
        case ast.With(items=[ast.withitem(optional_vars=None) as item]):
            yield f"with {ast.unparse(item)}", "", ast.If(ast.Constant(True), node.body, [])
        case ast.FunctionDef(decorator_list=marks) | ast.AsyncFunctionDef(decorator_list=marks):
            for index, rest in enumerate(_all_but_one(marks)):
                if not _is_mark(marks[index]):
                    yield f"@{ast.unparse(marks[index])} of {node.name}", "", _but(node, decorator_list=rest)


def _other_values(value: object) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, str | bytes):
        yield (
            _next_to(value) if isinstance(value, str) and value else value + (b"x" if isinstance(value, bytes) else "x")
        )


def _next_to(text: str) -> str:
    """Of a network its first half, of an address the one after it, of any other text another."""
    for read, other in _NEIGHBOURS:
        try:
            return other(read(text))
        except ValueError:
            continue
    return f"{text}x"


_NEIGHBOURS: tuple[tuple[Callable[[str], Any], Callable[[Any], str]], ...] = (
    (ip_address, lambda address: str(address + 1)),
    (ip_network, lambda network: str(next(network.subnets()))),
)


def _is_plain(test: ast.expr) -> bool:
    """Whether no other change turns it round."""
    return not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant)


def _all_but_one(of: list[Any]) -> list[list[Any]]:
    return [of[:index] + of[index + 1 :] for index in range(len(of))]


def _but(node: Any, **fields: Any) -> Any:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _with(node: ast.AST, **fields: Any) -> Change:
    return _instead(node, _but(node, **fields))


def _instead(node: ast.AST, other: ast.AST) -> Change:
    return ast.unparse(node), ast.unparse(other), other
