"""Every version of every text that the public reads, as `policy/versions/` keeps it: sealed by its hash, for ever."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from altaclario.declarations import cookies, recipients

FOLDER = Path(__file__).resolve().parents[2] / "policy"
"""The newest version of each text stands here; all versions, the newest too, in `versions/` below."""
SEALS = "versions/SHA256SUMS"
"""One line a version, in their order; `sha256sum -c` reads it."""
NAMES = (
    "privacy",
    "terms",
    "cookies",
    "security",
    "subprocessors",
    "data-processing",
    "acceptable-use",
    "dmca",
    "accessibility",
)
"""All texts, as the foot of each page lists them."""
_HEAD = re.compile(
    r"# (?P<title>.+)\nVersion (?P<version>[0-9.-]+), effective (?P<effective>\d{4}-\d\d-\d\d)"
    r"(?P<material>, material)?\n(?:Changed: (?P<changed>.+)\n)?"
)


class NoSuchVersion(Exception):
    """Nothing was ever sealed under that name."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one text. `changed` says in a sentence what changed; empty for a first one."""

    name: str
    title: str
    version: str
    effective: date
    is_material: bool
    changed: str
    sha256: str
    body: str


def versions(name: str) -> tuple[Version, ...]:
    """Those of one text, the oldest first."""
    return tuple(one for one in _sealed(FOLDER) if one.name == name)


def version(name: str, number: str) -> Version:
    """One of them. Raises NoSuchVersion."""
    found = next((one for one in versions(name) if one.version == number), None)
    if found is None:
        raise NoSuchVersion(f"{name} {number}")
    return found


def newest(name: str) -> Version:
    """The last one that was sealed, which may not be in force yet. Raises NoSuchVersion."""
    if not (found := versions(name)):
        raise NoSuchVersion(name)
    return found[-1]


def in_force(name: str, *, today: date) -> Version:
    """The one that holds today; before the first one takes effect, that one. Raises NoSuchVersion."""
    return next((one for one in reversed(versions(name)) if one.effective <= today), None) or versions(name)[0]


def coming(name: str, *, today: date) -> Version | None:
    """The one that was announced and is not in force yet, if there is one."""
    last = newest(name)
    return last if last.effective > today else None


def is_behind(name: str, accepted: str, *, today: date) -> bool:
    """Whether something that matters changed since the version that somebody agreed to."""
    held = in_force(name, today=today)
    every = versions(name)
    known = [one.version for one in every]
    if accepted not in known:
        return True
    since = every[known.index(accepted) + 1 : every.index(held) + 1]
    return any(one.is_material for one in since)


def read(name: str, text: str) -> Version:
    """What a text says of itself. Raises ValueError for one without a title and a version."""
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"The text {name} does not begin with a title and a version.")
    return Version(
        name=name,
        title=head["title"],
        version=head["version"],
        effective=date.fromisoformat(head["effective"]),
        is_material=bool(head["material"]),
        changed=head["changed"] or "",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        body=text[head.end() :],
    )


def whole(text: str, *, prefix: str = "") -> str:
    """With the lists that come from registers in their places; as it is sealed, without what one installation adds."""
    lists = {
        "[[cookies]]": _kept("essential", prefix),
        "[[analytics]]": _kept("analytics", prefix),
        "[[recipients]]": _recipients(),
    }
    for place, entries in lists.items():
        text = text.replace(place, entries)
    return text


def faults() -> list[str]:
    """What is not as it was sealed, in a sentence each."""
    found = []
    for line in _lines(FOLDER):
        sealed, path = line.split("  ")
        file = FOLDER / "versions" / path
        if not file.exists():
            found.append(f"policy/versions/{path} is gone.")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != sealed:
            found.append(f"policy/versions/{path} is not as it was sealed.")
    return found or [f"policy/{name}.md: {fault}" for name in NAMES if (fault := _unsealed(name) or _overtaking(name))]


def seals_differ(name: str) -> bool:
    """Whether the text as it stands now is other than its newest sealed version."""
    return bool(_unsealed(name))


def forget() -> None:
    """Read everything anew."""
    _sealed.cache_clear()


def _unsealed(name: str) -> str:
    """Why the text as it stands now is not its newest sealed version; empty if it is."""
    text = whole((FOLDER / f"{name}.md").read_text())
    now, known = read(name, text), {one.version: one for one in versions(name)}
    if now.version not in known:
        return f"version {now.version} is not sealed."
    if known[now.version].sha256 != now.sha256:
        return f"it changed, and is still called version {now.version}."
    return "" if newest(name).version == now.version else f"version {newest(name).version} is newer."


def _overtaking(name: str) -> str:
    """Which version holds before an older one does, and so would bring the words of that one before their day."""
    return next(
        (
            f"version {newer.version} holds from {newer.effective} on, before version {older.version} does."
            for older, newer in pairwise(versions(name))
            if newer.effective < older.effective
        ),
        "",
    )


@cache
def _sealed(folder: Path) -> tuple[Version, ...]:
    """Every version, in the order in which they were sealed."""
    paths = (folder / "versions" / line.split("  ")[1] for line in _lines(folder))
    return tuple(read(path.parent.name, path.read_text()) for path in paths)


def _lines(folder: Path) -> list[str]:
    return (folder / SEALS).read_text().splitlines()


def _recipients() -> str:
    """The register of recipients as a list."""
    return "\n".join(
        f"- **{one.who}**, where {one.when}: {one.purpose}. What leaves: {one.leaves}." for one in recipients.ALL
    )


def _kept(category: cookies.Category, prefix: str) -> str:
    """What is left on a device for this, by the register, as a list."""
    kept = (f"- `{prefix}{one.name}` {one.purpose}; it lives {one.lives}." for one in cookies.of(category))
    stored = (
        f"- `{one.name}` ({one.kind}) {one.purpose}; it lives {one.lives}."
        for one in cookies.STORED
        if one.category == category
    )
    return "\n".join([*kept, *stored])
