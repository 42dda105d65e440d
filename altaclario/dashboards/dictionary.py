"""How every figure is counted: the docstrings of `metrics`, as the page and the documentation show them."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from altaclario import metrics


@dataclass(frozen=True, slots=True)
class Entry:
    """One quantity: its name, what it is, and an example as it is typed."""

    name: str
    about: str
    example: str

    @property
    def title(self) -> str:
        """The name in words: "flow efficiency"."""
        return self.name.replace("_", " ")

    @property
    def paragraphs(self) -> list[str]:
        return [" ".join(one.replace("`", "").split()) for one in self.about.split("\n\n")]


@dataclass(frozen=True, slots=True)
class Subject:
    """The quantities of one subject: its name, what it is about."""

    name: str
    about: str
    entries: tuple[Entry, ...]

    @property
    def title(self) -> str:
        return self.name.replace("_", " ")

    @property
    def paragraphs(self) -> list[str]:
        return [" ".join(one.replace("`", "").split()) for one in self.about.split("\n\n")]


@cache
def subjects() -> tuple[Subject, ...]:
    """All of them, by name."""
    names = [one.name for one in pkgutil.iter_modules(metrics.__path__) if one.name != "tests"]
    return tuple(_subject(name) for name in sorted(names))


def _subject(name: str) -> Subject:
    found = importlib.import_module(f"altaclario.metrics.{name}")
    functions = inspect.getmembers(found, inspect.isfunction)
    own = [
        (called, one) for called, one in functions if one.__module__ == found.__name__ and not called.startswith("_")
    ]
    entries = tuple(_entry(called, inspect.getdoc(one) or "") for called, one in own)
    return Subject(name, inspect.getdoc(found) or "", entries)


def _entry(name: str, text: str) -> Entry:
    about, mark, example = text.partition("\n>>> ")
    return Entry(name, about.strip(), f">>> {example.strip()}" if mark else "")


def markdown() -> Iterator[str]:
    """The same for the documentation, line by line."""
    for subject in subjects():
        yield from [f"## {subject.title}", subject.about, ""]
        for one in subject.entries:
            yield from [f"### {one.name}", one.about]
            yield from ["", "```python", one.example, "```"] if one.example else []
            yield ""
