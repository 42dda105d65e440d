"""Every cookie that a browser may get from us."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie: what it is for, and how long it lives."""

    name: str
    purpose: str
    lives: str


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
        "90 days after you last signed in here",
    ),
    Cookie(
        "guest",
        "shows you the dashboards whose share links you opened; it holds no token and no password",
        "30 days, set only when you open a share link; void when the link ends",
    ),
    Cookie("theme", "light, dark, or as your system has it", "1 year, set only when you choose"),
    Cookie("density", "compact, if you chose it under Preferences", "1 year, set only when you choose it"),
    Cookie("shortcuts", "off, if you turned the keyboard shortcuts off", "1 year, set only when you turn them off"),
)
