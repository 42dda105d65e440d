"""What each stored table holds: about whom, which columns are personal, for how long, and how it is erased."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

Model = TypeVar("Model", bound=type)
About = Literal["person", "workspace", "instance"]
Kept = Literal["", "account", "workspace", "owner", "installation"]
"""As long as what a row is kept where no days are counted: an account, a workspace, whichever owns it, this
installation."""
Erased = Literal["rows", "chain", "key", "never"]
"""How it goes with whom it is about: its rows are deleted, a chain of notes is erased, a data key is destroyed."""

YEAR_DAYS, SEVEN_YEARS_DAYS = 366, 7 * 365 + 2
"""How long law wants a report of abuse or a notice of infringement kept, and an invoice."""


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
    kept: Kept = ""
    among: str = ""
    """A method of the table's query set: of its rows only these are kept for days."""
    at_least_days: int = 0
    """Law wants each row that long: nothing deletes it before, and not because a person or a workspace is gone."""
    erased: Erased = "rows"

    @property
    def columns(self) -> frozenset[str]:
        return self.personal | self.plain


REGISTER: dict[str, Holding] = {}
"""Every declared table, by its label, such as "accounts.User"."""


def holds(
    *,
    about: About,
    personal: str = "",
    plain: str = "",
    find: str = "",
    keep_days: int | None = None,
    since: str = "",
    kept: Kept = "",
    among: str = "",
    at_least_days: int = 0,
    erased: Erased = "rows",
) -> Callable[[Model], Model]:
    """Declare a model of ours. Column names stand in one string, with spaces between."""

    def declared(model: Model) -> Model:
        declare(
            f"{model.__module__.split('.')[-2]}.{model.__name__}",
            about=about,
            personal=personal,
            plain=plain,
            find=find,
            keep_days=keep_days,
            since=since,
            kept=kept,
            among=among,
            at_least_days=at_least_days,
            erased=erased,
        )
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
    kept: Kept = "",
    among: str = "",
    at_least_days: int = 0,
    erased: Erased = "rows",
) -> None:
    """Declare somebody else's table, by its label."""
    columns = frozenset(personal.split()), frozenset(plain.split())
    REGISTER[label] = Holding(label, about, *columns, find, keep_days, since, kept, among, at_least_days, erased)
