"""The part of JQL that readers of metadata use: conditions with AND, OR, NOT and brackets, and an order."""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from altaclario.simulator.tracker import Issue

Condition: TypeAlias = Callable[[Issue], bool]

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|!=|>=|<=|[=<>(),]|[\w.+-]+)')
_COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq}
_CATEGORIES = {"to do": "new", "new": "new", "in progress": "indeterminate", "done": "done"}
_SPANS_MS = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "w": 7 * 86_400_000}


class BadQuery(Exception):
    """What Jira says of a query that it cannot run (400)."""


@dataclass(frozen=True, slots=True)
class Query:
    """A condition, and the order of what it finds."""

    matches: Condition
    order: str
    is_descending: bool

    def of(self, issues: Iterable[Issue]) -> list[Issue]:
        """The issues that match, in order."""
        found = [issue for issue in issues if self.matches(issue)]
        return sorted(found, key=lambda issue: (getattr(issue, self.order), issue.id), reverse=self.is_descending)


@dataclass(slots=True)
class Site:
    """What a query is read against: projects, the condition of each filter, and now."""

    projects: dict[str, str]
    """The key of each project, by its key and by its id."""
    filters: Mapping[str, Condition]
    now_ms: int


def parse(text: str, site: Site) -> Query:
    """The query that a text means. Raises BadQuery, also for unknown projects and queries without a condition."""
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s+", "", text) and '"' not in text:
        raise BadQuery("Error in the JQL Query: it holds a character that has no place there.")
    reader = _Reader(tokens, site)
    if not tokens or reader.next_is("order"):
        raise BadQuery("Unbounded JQL queries are not allowed here. Please add a search restriction to your query.")
    matches = reader.either()
    order, is_descending = reader.order()
    return Query(matches, order, is_descending)


class _Reader:
    """Reads tokens from left to right: OR binds less than AND, AND less than NOT."""

    def __init__(self, tokens: list[str], site: Site) -> None:
        self._left = list(tokens)
        self._site = site

    def next_is(self, *words: str) -> bool:
        return bool(self._left) and self._left[0].lower() in words

    def either(self) -> Condition:
        parts = [self._both()]
        while self.next_is("or"):
            self._take()
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda issue: any(part(issue) for part in parts)

    def _both(self) -> Condition:
        parts = [self._one()]
        while self.next_is("and"):
            self._take()
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda issue: all(part(issue) for part in parts)

    def _one(self) -> Condition:
        if self.next_is("not"):
            self._take()
            inner = self._one()
            return lambda issue: not inner(issue)
        if self.next_is("("):
            self._take()
            inner = self.either()
            self._expect(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Condition:
        name, sign = self._take().lower(), self._take().lower()
        is_not = sign == "not"
        if is_not:
            sign = self._take().lower()
        values = self._list() if sign == "in" else [self._value()]
        wanted = self._wanted(name, sign, values)
        return (lambda issue: not wanted(issue)) if is_not or sign == "!=" else wanted

    def _wanted(self, name: str, sign: str, values: list[str]) -> Condition:
        if name == "project":
            return self._in_projects(values)
        if name == "filter":
            return self._in_filter(values[0])
        if name == "statuscategory":
            categories = {_CATEGORIES.get(value.lower(), value.lower()) for value in values}
            return lambda issue: issue.category in categories
        if name in ("id", "issuekey", "key"):
            return lambda issue: str(issue.id) in values or issue.key in values
        if name in ("updated", "created") and sign in _COMPARE:
            compare, instant = _COMPARE[sign], self._instant(values[0])
            return lambda issue: compare(getattr(issue, name), instant)
        raise BadQuery(f"Field '{name}' does not exist or you do not have permission to view it.")

    def _in_projects(self, keys: list[str]) -> Condition:
        for key in keys:
            if key not in self._site.projects:
                raise BadQuery(f"The value '{key}' does not exist for the field 'project'.")
        wanted = {self._site.projects[key] for key in keys}
        return lambda issue: issue.project in wanted

    def _in_filter(self, id: str) -> Condition:
        if id not in self._site.filters:
            raise BadQuery(f"The value '{id}' does not exist for the field 'filter'.")
        return self._site.filters[id]

    def _instant(self, text: str) -> int:
        if text.isdigit():
            return int(text)
        relative = re.fullmatch(r"-(\d+)([dhmw])", text)
        if relative is None:
            raise BadQuery(f"Date value '{text}' is invalid.")
        return self._site.now_ms - int(relative[1]) * _SPANS_MS[relative[2]]

    def order(self) -> tuple[str, bool]:
        if not self._left:
            return "created", True
        if self._take().lower() != "order" or self._take().lower() != "by":
            raise BadQuery("Error in the JQL Query: expecting 'ORDER BY'.")
        name = self._take().lower()
        name = {"issuekey": "key"}.get(name, name)
        if name not in ("id", "created", "updated", "key"):
            raise BadQuery(f"Not able to sort using field '{name}'.")
        is_descending = bool(self._left) and self._take().lower() == "desc"
        # What is equal is in the order of its ids, whatever else is asked for.
        return name, is_descending

    def _list(self) -> list[str]:
        self._expect("(")
        values = [self._value()]
        while self.next_is(","):
            self._take()
            values.append(self._value())
        self._expect(")")
        return values

    def _value(self) -> str:
        token = self._take()
        return re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith('"') else token

    def _expect(self, sign: str) -> None:
        if self._take() != sign:
            raise BadQuery(f"Error in the JQL Query: expecting '{sign}'.")

    def _take(self) -> Any:
        if not self._left:
            raise BadQuery("Error in the JQL Query: it ends too early.")
        return self._left.pop(0)
