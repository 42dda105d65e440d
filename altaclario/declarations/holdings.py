"""What each stored table holds: about whom, which columns are personal, and for how long."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

Model = TypeVar("Model", bound=type)
About = Literal["person", "workspace", "instance"]


@dataclass(frozen=True, slots=True)
class Holding:
    """One table as declared. `find` is the path from it to the person or workspace it is about."""

    label: str
    about: About
    personal: frozenset[str]
    plain: frozenset[str]
    find: str
    keep_days: int | None
    since: str

    @property
    def columns(self) -> frozenset[str]:
        return self.personal | self.plain


REGISTER: dict[str, Holding] = {}
"""Every declared table, by its label, such as "accounts.User"."""


def holds(
    *, about: About, personal: str = "", plain: str = "", find: str = "", keep_days: int | None = None, since: str = ""
) -> Callable[[Model], Model]:
    """Declare a model of ours. Column names stand in one string, with spaces between."""

    def declared(model: Model) -> Model:
        label = f"{model.__module__.split('.')[-2]}.{model.__name__}"
        declare(label, about=about, personal=personal, plain=plain, find=find, keep_days=keep_days, since=since)
        return model

    return declared


def declare(
    label: str,
    *,
    about: About,
    personal: str = "",
    plain: str = "",
    find: str = "",
    keep_days: int | None = None,
    since: str = "",
) -> None:
    """Declare somebody else's table, by its label."""
    columns = frozenset(personal.split()), frozenset(plain.split())
    REGISTER[label] = Holding(label, about, *columns, find, keep_days, since)
