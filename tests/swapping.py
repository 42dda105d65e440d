"""Puts other code in the place of a file's: while it is imported, or in what is there of it already."""

import ast
import builtins
import gc
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, TypeAlias

Place: TypeAlias = tuple[str, int, int]
"""Of a piece of code in a file: its name, its first line, and which of those alike."""
reached: set[int] = set()
"""Lines of the file that counts."""
builtins._reached = reached.add  # type: ignore[attr-defined]


class CannotBePut(Exception):
    """What is there already cannot be made to do what that code does."""


class Standing:
    """A file that was imported as `counting` has it, and the functions that are there of it."""

    def __init__(self, path: Path, source: str) -> None:
        self._path = str(path)
        self.while_imported = set(reached)
        gc.unfreeze()  # What was set aside as there to stay is not listed.
        self._functions = [one for one in gc.get_objects() if isinstance(one, FunctionType) and self._is_mine(one)]
        self._places = _places(compile(counting(source), self._path, "exec"))
        written = {one.name for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)}
        assert written <= {one.__code__.co_name for one in self._functions}, "some of its functions are not found"

    def put(self, tree: ast.Module) -> None:
        """Its functions do what stands in the tree. Raises CannotBePut."""
        others = {place: one for one, place in _places(compile(tree, self._path, "exec")).items()}
        for function in self._functions:
            try:
                function.__code__ = others.get(self._places[function.__code__], function.__code__)
            except ValueError:  # It uses another number of names from around it.
                raise CannotBePut from None

    def say_again(self, tree: ast.Module, at: int, module: ModuleType) -> None:
        """Make the constant at that place anew as it stands in the tree, and those that are made of it."""
        changed: set[str] = set()
        for statement in tree.body[at:]:
            if not isinstance(statement, ast.Assign | ast.AnnAssign):
                continue
            names = [one.id for one in ast.walk(statement) if isinstance(one, ast.Name)]
            if changed and not changed & set(names):
                continue
            before = dict(vars(module))
            exec(compile(ast.Module([statement], []), self._path, "exec"), vars(module))
            for name in {one for one in names if before.get(one) is not vars(module).get(one)} or set(names[:1]):
                changed.add(name)
                _put_everywhere(name, before.get(name), vars(module).get(name))

    def _is_mine(self, function: FunctionType) -> bool:
        return function.__code__.co_filename == self._path


def counting(source: str) -> ast.Module:
    """The file, in which each statement of a function says first that it is reached."""
    tree = ast.parse(source)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                for name in ("body", "orelse", "finalbody"):
                    if isinstance(block := getattr(node, name, None), list):
                        setattr(node, name, list(_each_after_a_count(block)))
    return ast.fix_missing_locations(tree)


def _each_after_a_count(block: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in block:
        is_docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not (is_docstring or _is_count(statement)) and not getattr(statement, "is_counted", False):
            count = ast.parse(f"_reached({statement.lineno})").body[0]
            statement.is_counted = True  # type: ignore[attr-defined]
            yield ast.copy_location(count, statement)
        yield statement


def _is_count(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and ast.unparse(statement).startswith("_reached(")


def _places(code: CodeType) -> dict[CodeType, Place]:
    """Each piece of code in a file, by where it stands."""
    seen: Counter[tuple[str, int]] = Counter()
    found: dict[CodeType, Place] = {}

    def look(piece: CodeType) -> None:
        here = (piece.co_qualname, piece.co_firstlineno)
        found[piece] = (*here, seen[here])
        seen[here] += 1
        for within in piece.co_consts:
            if isinstance(within, CodeType):
                look(within)

    look(code)
    return found


def import_instead(file: str, tree: ast.Module | None) -> None:
    """That file is imported as it stands in the tree."""
    name = file.removesuffix(".py").replace("/", ".")

    class Loader(SourceFileLoader):
        def get_code(self, fullname: str) -> CodeType:
            return compile(tree or ast.parse(Path(self.path).read_text()), self.path, "exec", dont_inherit=True)

    class Finder:
        @staticmethod
        def find_spec(wanted: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
            found = PathFinder.find_spec(wanted, path, target) if wanted == name else None
            if found is not None:
                assert found.origin is not None
                found.loader = Loader(wanted, found.origin)
            return found

    sys.meta_path.insert(0, Finder)  # type: ignore[arg-type]


def _put_everywhere(name: str, old: object, new: object) -> None:
    """Where other modules hold it by the same name, too."""
    for module in list(sys.modules.values()):
        if vars(module).get(name, ...) is old:
            setattr(module, name, new)
