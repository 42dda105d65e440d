"""Everything that we leave on a device: every cookie, and every key of a browser's other storage."""

from dataclasses import dataclass
from typing import Literal

Category = Literal["essential", "analytics"]


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie: what it is for, how long it lives, and whether it is set without being asked for."""

    name: str
    purpose: str
    lives: str
    category: Category = "essential"


@dataclass(frozen=True, slots=True)
class Stored:
    """One key of a browser's storage."""

    name: str
    kind: Literal["localStorage", "sessionStorage", "IndexedDB", "Cache"]
    purpose: str
    lives: str
    category: Category = "essential"


ALL = (
    Cookie("session", "keeps you signed in", "14 days after you last came, 30 at most, or until you sign out"),
    Cookie("csrftoken", "proves that a form was sent from our own page", "1 year"),
    Cookie(
        "remembered",
        "lets you sign in on this device without a code",
        "14 days, set only when you ask for it; void when you change your password or sign out everywhere",
    ),
    Cookie(
        "known",
        "lets you sign in from this browser while somebody else guesses at your password; it holds chance and no name",
        "90 days after you last signed in here; void when you change your password",
    ),
    Cookie(
        "guest",
        "shows you the dashboards whose share links you opened; it holds no token and no password",
        "30 days, set only when you open a share link; void when the link ends",
    ),
    Cookie("theme", "light, dark, or as your system has it", "1 year, set only when you choose"),
    Cookie("density", "compact, if you chose it under Preferences", "1 year, set only when you choose it"),
    Cookie("shortcuts", "off, if you turned the keyboard shortcuts off", "1 year, set only when you turn them off"),
    Cookie(
        "closed",
        "remembers which notices of an incident you closed, by their numbers",
        "until you close the browser, set only when you close one",
    ),
    Cookie("counted", "off, if you do not want to be counted by our own telemetry", "1 year, set only when you say so"),
    Cookie(
        "consent",
        "remembers whether you accepted or declined analytics: which version of the question, when, and whether your"
        " browser sent an opt-out signal; nothing that tells you from others",
        "6 months after you last came, set only when you choose",
    ),
    Cookie(
        "analytics",
        "a random number that tells devices apart for Google Analytics, and which visit this is; no script"
        " reads it, and it is linked to no account",
        "6 months at most, set only after you accepted analytics, gone when you take that back",
        category="analytics",
    ),
)
STORED: tuple[Stored, ...] = ()
"""Keys of other storage: there are none."""


def of(category: Category) -> tuple[Cookie, ...]:
    """The cookies of one category."""
    return tuple(one for one in ALL if one.category == category)
