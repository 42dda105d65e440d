"""The part of WIQL that readers of metadata use: a flat query with conditions, groups, dates and an order."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from altaclario.simulator.azure import fields, refusing
from altaclario.simulator.azure.fields import FIELDS
from altaclario.simulator.azure.organisation import Item, Organisation, Project
from altaclario.simulator.azure.process import TYPES
from altaclario.simulator.azure.refusing import Refused
from altaclario.simulator.azure.reporting import instant
from altaclario.simulator.tracker import Json
from altaclario.simulator.working import DAY_MS

_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|\"[^\"]*\"|\[[^\]]*\]|<>|!=|>=|<=|[=<>(),+-]|@?[\w.]+)")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "!=": lambda left, right: left != right,
    ">": lambda left, right: left is not None and left > right,
    ">=": lambda left, right: left is not None and left >= right,
    "<": lambda left, right: left is not None and left < right,
    "<=": lambda left, right: left is not None and left <= right,
}
Row: TypeAlias = Callable[[str], Any]
Condition: TypeAlias = Callable[[Row, Item], bool]


@dataclass(frozen=True, slots=True)
class Query:
    """What is selected, the condition, and the order of what it finds."""

    columns: tuple[str, ...]
    matches: Condition
    order: tuple[tuple[str, bool], ...]
    finds_deleted: bool

    def of(self, organisation: Organisation) -> list[Item]:
        """The items that match, in order; by id where the query gives none."""
        found = []
        for item in organisation.items.values():
            if not item.is_shown or (item.is_deleted and not self.finds_deleted):
                continue
            row = _Row(organisation, item)
            if self.matches(row, item):
                found.append((row, item))
        found.sort(key=lambda one: one[1].id)
        for name, is_descending in reversed(self.order):
            found.sort(key=lambda one: _sortable(one[0](name)), reverse=is_descending)
        return [item for _, item in found]


class _Row:
    """The fields of an item as they are today, made when they are asked for."""

    __slots__ = ("_item", "_organisation", "_stored")

    def __init__(self, organisation: Organisation, item: Item) -> None:
        self._organisation, self._item = organisation, item
        self._stored: Json | None = None

    def __call__(self, name: str) -> Any:
        if name == "System.Id":
            return self._item.id
        if name == "System.WorkItemType":
            return self._item.type
        if name == "System.TeamProject":
            return self._item.project.name
        if self._stored is None:
            self._stored = self._item.today()
        return fields.today(self._organisation, self._item, self._stored, name)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a query is asked: the project of the address gives a meaning to @project, and filters nothing."""

    project: Project | None
    now_ms: int
    has_times: bool


def parse(text: str, place: Place) -> Query:
    """The query that a text means. Raises Refused."""
    return _Reader(_tokens(text), place).query()


def _tokens(text: str) -> list[str]:
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise _bad(f"The error is caused by «{text[at : at + 10]}»")
        found.append(token[1])
        at = token.end()
    return found


class _Reader:
    """Reads tokens from left to right: OR binds less than AND, AND less than NOT."""

    def __init__(self, tokens: list[str], place: Place) -> None:
        self._left, self._place = tokens, place
        self._finds_deleted = False

    def query(self) -> Query:
        self._expect("select")
        columns = [self._field()]
        while self._takes(","):
            columns.append(self._field())
        self._expect("from")
        if self._take().lower() != "workitems":
            raise _bad("only flat queries from WorkItems are known here")
        matches: Condition = self._either() if self._takes("where") else lambda _, __: True
        order = self._order()
        if self._left:
            raise _bad(f"Expecting end of string. The error is caused by «{self._left[0]}»")
        return Query(tuple(columns), matches, order, self._finds_deleted)

    def _either(self) -> Condition:
        parts = [self._both()]
        while self._takes("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda row, item: any(part(row, item) for part in parts)

    def _both(self) -> Condition:
        parts = [self._one()]
        while self._takes("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda row, item: all(part(row, item) for part in parts)

    def _one(self) -> Condition:
        if self._takes("not"):
            other = self._one()
            return lambda row, item: not other(row, item)
        if self._takes("("):
            inner = self._either()
            self._expect(")")
            return inner
        name = self._field()
        self._finds_deleted |= name == "System.IsDeleted"
        is_not = self._takes("not")
        condition = self._compared(name, self._take().lower())
        return (lambda row, item: not condition(row, item)) if is_not else condition

    def _compared(self, name: str, operator: str) -> Condition:
        if operator == "in" and self._takes("group"):
            return _in_group(self._value(name))
        if operator == "in":
            values, read = self._list(name), self._reading(name)
            return lambda row, _: read(row) in values
        if operator == "under":
            value = str(self._value(name)).lower()
            return lambda row, _: _is_under(str(row(name) or "").lower(), value)
        if operator in ("contains", "ever", "was"):
            if operator == "was":
                self._expect("ever")
            value = self._value(name)
            if operator == "contains":
                return lambda row, _: str(value).lower() in str(row(name) or "").lower()
            return lambda _, item: any(one.changes.get(name) == value for one in item.revisions)
        if operator not in _COMPARE:
            raise _bad(f"Expecting an operator. The error is caused by «{operator}»")
        value, compare, read = self._value(name), _COMPARE[operator], self._reading(name)
        return lambda row, _: compare(read(row), value)

    def _reading(self, name: str) -> Callable[[Row], Any]:
        """Reads a value as it is compared: words without case, dates by their days unless times were asked for.

        What kind of field it is, is asked once a query: it reads thousands of items.
        """
        kind = FIELDS[name][1]
        if kind == "dateTime" and not self._place.has_times:
            return lambda row: _day(row(name))
        if kind == "boolean":
            return lambda row: bool(row(name))
        if kind in ("string", "plainText", "treePath"):
            nothing = None if kind == "treePath" else ""
            return lambda row: _word(row(name), nothing)
        return lambda row: row(name)

    def _order(self) -> tuple[tuple[str, bool], ...]:
        if not self._takes("order"):
            return ()
        self._expect("by")
        order = []
        while True:
            name = self._field()
            is_descending = self._takes("desc")
            if not is_descending:
                self._takes("asc")
            order.append((name, is_descending))
            if not self._takes(","):
                return tuple(order)

    def _field(self) -> str:
        token = self._take()
        said = token.strip("[]")
        name = fields.known(said) or next((one for one, (title, _) in FIELDS.items() if title == said), None)
        if name is None or name not in FIELDS:
            raise refusing.bad(
                f"TF51005: The query references a field that does not exist. The error is caused by «{token}».",
                "SyntaxException",
            )
        if name in fields.CONTENTS:
            raise refusing.contents(name)
        return name

    def _list(self, name: str) -> list[Any]:
        self._expect("(")
        values = [self._value(name)]
        while self._takes(","):
            values.append(self._value(name))
        self._expect(")")
        return values

    def _value(self, name: str) -> Any:
        token = self._take()
        if token.startswith("@"):
            return self._macro(name, token.lower())
        said = token[1:-1].replace("''", "'") if token[:1] in ("'", '"') else token
        kind = FIELDS[name][1]
        if kind == "dateTime":
            return self._instant(said, token)
        if kind in ("integer", "double"):
            if not re.fullmatch(r"-?\d+(\.\d+)?", said):
                raise _bad(f"The value is not a number. The error is caused by «{token}»")
            return float(said)
        if kind == "boolean":
            return said.lower() == "true"
        return said.lower()

    def _instant(self, said: str, token: str) -> int:
        at = instant(said)
        if at % DAY_MS and not self._place.has_times:
            raise _bad(
                "You cannot supply a time with the date when running a query using date precision. "
                f"The error is caused by «{token}»"
            )
        return at

    def _macro(self, name: str, macro: str) -> Any:
        if macro == "@project":
            if self._place.project is None:
                raise _bad("The macro '@project' is not supported without project context.")
            return self._place.project.name.lower()
        if macro in ("@today", "@startofday"):
            today = self._place.now_ms - self._place.now_ms % DAY_MS
            sign = 1 if self._takes("+") else -1 if self._takes("-") else 0
            return today + (sign * int(self._take()) * DAY_MS if sign else 0)
        raise _bad(f"The macro '{macro}' is not supported for {name}.")

    def _takes(self, word: str) -> bool:
        """Whether the next token is this one; it is taken then."""
        if self._left and self._left[0].lower() == word:
            self._left.pop(0)
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._takes(word):
            raise _bad(f"Expecting {word}. The error is caused by «{self._left[0] if self._left else 'the end'}»")

    def _take(self) -> str:
        if not self._left:
            raise _bad("Expecting more. The error is caused by «the end»")
        return self._left.pop(0)


def _day(value: int | None) -> int | None:
    return None if value is None else value - value % DAY_MS


def _word(value: Any, nothing: str | None) -> Any:
    if value is None:
        return nothing
    return (value.get("displayName", "") if isinstance(value, dict) else str(value)).lower()


def _in_group(group: str) -> Condition:
    types = {one.name for one in TYPES.values() if one.category.lower() == group}
    if not types:
        raise _bad(f"The group {group} does not exist")
    return lambda _, item: item.type in types


def _is_under(path: str, above: str) -> bool:
    return path == above or path.startswith(above + "\\")


def _sortable(value: Any) -> tuple[bool, Any]:
    """What is not there comes first."""
    return (value is not None, value if value is not None else 0)


def _bad(message: str) -> Refused:
    return refusing.bad(f"TF51006: The query statement is missing a clause. {message}.", "SyntaxException")
