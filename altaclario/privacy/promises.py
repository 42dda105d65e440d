"""Each promise of the policy: its sentence, the code that keeps it, and whether the last deep run saw it kept.

`held.json` is what `python3 test.py --deep` found, and ships with the product. A promise held in that run when its
proofs passed and each break of its code turned them red; where that code, a proof or a break is another one today,
this says less.
"""

import ast
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from altaclario.web import versions

State = Literal["held", "changed", "unproved"]
HELD = Path(__file__).with_name("held.json")
_PACKAGE = Path(__file__).resolve().parents[1]
_TAG = re.compile(r"\{(?P<slug>[a-z-]+): ?(?P<numbers>[P0-9 ]+)\}")
_BLOCKS = re.compile(r"\n\n|\n(?=- |#)")
_PROVES = re.compile(r'\bproves\("([a-z-]+)"\)')
_KEEPS = re.compile(r'@keeps\("(?P<slug>[a-z-]+)"\)\n(?:.*\n)*?\s*(?:async )?(?:def|class) (?P<name>\w+)')


@dataclass(frozen=True, slots=True)
class Said:
    """One promise as the policy makes it, with the numbers of the study that it covers."""

    slug: str
    sentence: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """The last deep run: when, at which commit. None of both where there never was one."""

    ran: date | None
    commit: str


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise and how it stands. `keepers` and `proofs` are names in files; `since` is when it held last."""

    said: Said
    keepers: tuple[str, ...]
    proofs: Mapping[str, str]
    breaks: Mapping[str, str]
    state: State
    since: date | None

    @property
    def rooms(self) -> tuple[str, ...]:
        """Which parts of the program keep it."""
        return tuple(dict.fromkeys(one.split("/")[1] for one in self.keepers))

    @property
    def red(self) -> int:
        """How many breaks its proofs noticed."""
        return sum(ended == "red" for ended in self.breaks.values())


def said() -> tuple[Said, ...]:
    """Every promise of the privacy policy, in its order."""
    return promised((versions.FOLDER / "privacy.md").read_text())


def promised(text: str) -> tuple[Said, ...]:
    """Those of a text. The sentence of one is what stands before its name, in its paragraph or point.

    >>> [one.sentence for one in promised("- **Safe**: we keep it. {kept: P1 P2} And more. {more: P3}")]
    ['Safe: we keep it.', 'And more.']
    """
    found = []
    for block in _BLOCKS.split(text):
        begin = 0
        for tag in _TAG.finditer(block):
            numbers = tuple(int(one[1:]) for one in tag["numbers"].split())
            found.append(Said(tag["slug"], _plain(block[begin : tag.start()]), numbers))
            begin = tag.end()
    return tuple(found)


def _plain(text: str) -> str:
    """Without its heading and the signs of the markup."""
    unheaded = re.sub(r"^#+ .+\n", "", text).removeprefix("- ").replace("**", "").replace("`", "")
    words = " ".join(re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", unheaded).split())
    return f"{words[:1].upper()}{words[1:]}"


@cache
def keepers() -> dict[str, tuple[str, ...]]:
    """What keeps each promise, by its slug: names in files, as the code marks them."""
    found: dict[str, list[str]] = {}
    for path in sorted(_PACKAGE.rglob("*.py")):
        if "tests" not in path.parts:
            for mark in _KEEPS.finditer(path.read_text()):
                place = f"{path.relative_to(_PACKAGE.parent).as_posix()}::{mark['name']}"
                found.setdefault(mark["slug"], []).append(place)
    return {slug: tuple(places) for slug, places in found.items()}


def fingerprint(slug: str) -> str:
    """Of the files in which a promise is kept and proved, and of the breaks that its proofs must notice, as of now."""
    files = {place.split("::")[0] for place in keepers().get(slug, ())} | _proving().get(slug, set())
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file}\0".encode() + (_PACKAGE.parent / file).read_bytes())
    for words in _breaking().get(slug, ()):
        digest.update(f"{words}\0".encode())
    return digest.hexdigest()


@cache
def _proving() -> dict[str, set[str]]:
    """The files of the tests that prove each promise, by its slug."""
    root, found = _PACKAGE.parent, dict[str, set[str]]()
    for path in (*root.glob("altaclario/*/tests/**/test_*.py"), *root.glob("tests/**/test_*.py")):
        for slug in _PROVES.findall(path.read_text()):
            found.setdefault(slug, set()).add(path.relative_to(root).as_posix())
    return found


@cache
def _breaking() -> dict[str, tuple[str, ...]]:
    """Each break of the code of a promise, by its slug, as its list has it: what is broken, and who must notice."""
    file = _PACKAGE.parent / "tests" / "sabotage.py"
    tree = ast.parse(file.read_text() if file.exists() else "")
    found: dict[str, tuple[str, ...]] = {}
    for one in ast.walk(tree):
        if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "Case":
            slug = ast.literal_eval(one.args[0])
            found[slug] = (*found.get(slug, ()), ast.unparse(one))
    return found


@cache
def standing() -> tuple[Run, tuple[Promise, ...]]:
    """The last run, and every promise as it stands; read once, as neither changes while this process runs."""
    return judged(json.loads(HELD.read_text()) if HELD.exists() else {})


def judged(record: Mapping[str, Any]) -> tuple[Run, tuple[Promise, ...]]:
    """The same, of a given record."""
    ran = date.fromisoformat(record["ran"]) if record.get("ran") else None
    found = record.get("promises", {})
    return Run(ran, str(record.get("commit", ""))), tuple(_one(one, found.get(one.slug, {})) for one in said())


def _one(promise: Said, record: Mapping[str, Any]) -> Promise:
    is_same = record.get("code") == fingerprint(promise.slug)
    state: State = "unproved" if not record.get("is_held") else "held" if is_same else "changed"
    return Promise(
        said=promise,
        keepers=keepers().get(promise.slug, ()),
        proofs=record.get("proofs", {}),
        breaks=record.get("breaks", {}),
        state=state,
        since=date.fromisoformat(record["held"]) if record.get("held") else None,
    )


@dataclass(frozen=True, slots=True)
class ByPeople:
    """What no code can keep: who does, and what the software does towards it."""

    sentence: str
    who: str
    helps: str


BY_PEOPLE = (
    ByPeople(
        "Agreements with subprocessors were signed on the days that are named.",
        "whoever runs the installation",
        "a server does not start with one that names no day",
    ),
    ByPeople(
        "Where pages are counted, Google Analytics is set as its list says: nothing kept longer, nothing shared.",
        "whoever runs the installation",
        "a server does not start before somebody signed the list, in a role and with the day",
    ),
    ByPeople(
        "Machines, backups, the log and the proxy are handled as the pages for operators say.",
        "whoever runs the installation",
        "what can be looked at is a gate, without which nothing starts",
    ),
    ByPeople(
        "What people send to the desk is answered in time, by somebody who reads it.",
        "whoever runs the installation",
        "each message has a day, and what is due stands in the log every morning",
    ),
    ByPeople(
        "Nobody who can reach the memory of a running process looks into it, or trains a model with it.",
        "whoever runs the installation",
        "it is overwritten when it is let go, is in no dump, and no part of the software reads it for anything else",
    ),
    ByPeople(
        "Whoever works on an installation keeps what they learn to themselves.",
        "whoever runs the installation",
        "no page shows them what is in a workspace",
    ),
    ByPeople(
        "A counter-notice is passed on, and whoever infringes the rights of others repeatedly loses their account.",
        "whoever runs the installation",
        "every notice and counter-notice is kept for two years with what was decided, and a link can be suspended",
    ),
)
"""What is promised all the same, and said as such."""
