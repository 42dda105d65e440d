"""Seals texts that changed, each as a new version: `python -m altaclario.config.texts`, `--check` to compare.

`--material` says that what changed matters: people will be told before the version takes effect, and asked where they
must agree. `--effective DAY` says from when it holds, and `--changed SENTENCE` what changed.
"""

import argparse
import hashlib
import re
import sys
from datetime import UTC, date, datetime

from altaclario.web import versions

_HEAD = re.compile(r"^(# .+\n)Version .+\n(?:Changed: .+\n)?")


def main(words: list[str]) -> int:
    """Seal, or with `--check` say what is not sealed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--check", action="store_true")
    asked.add_argument("--material", action="store_true")
    asked.add_argument("--effective", type=date.fromisoformat)
    asked.add_argument("--changed", default="")
    said = asked.parse_args(words)
    today = datetime.now(UTC).date()
    changed = [] if said.check else [name for name in versions.NAMES if versions.seals_differ(name)]
    if too_early := [last for name in changed for last in _last(name) if (said.effective or today) < last.effective]:
        return _refuse(too_early)
    for name in changed:
        _seal(name, said, today=today)
    versions.forget()
    for fault in versions.faults():
        print(f"{fault} `python -m altaclario.config.texts` seals it as a new version.")
    return 1 if versions.faults() else 0


def _last(name: str) -> tuple[versions.Version, ...]:
    """The one that was sealed last; none of a text that is new."""
    return versions.versions(name)[-1:]


def _refuse(too_early: list[versions.Version]) -> int:
    """A version has the words of the one before it, and so does not hold before that one's day; nothing is sealed."""
    for last in too_early:
        print(
            f"policy/{last.name}.md: version {last.version} holds from {last.effective} on, and so do its words:"
            f" nothing was sealed. `--effective {last.effective}`, or a later day, seals this one."
        )
    return 1


def _seal(name: str, said: argparse.Namespace, *, today: date) -> None:
    """Give the text the version of this day, or the next one of this day, and keep it."""
    path = versions.FOLDER / f"{name}.md"
    number = _next(name, today)
    matters = ", material" if said.material else ""
    changed = f"Changed: {said.changed}\n" if said.changed and versions.versions(name) else ""
    head = f"Version {number}, effective {said.effective or today}{matters}\n{changed}"
    text = _HEAD.sub(lambda found: found[1] + head, path.read_text())
    path.write_text(text)
    whole = versions.whole(text)
    kept = versions.FOLDER / "versions" / name / f"{number}.md"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(whole)
    with (versions.FOLDER / versions.SEALS).open("a") as seals:
        seals.write(f"{hashlib.sha256(whole.encode()).hexdigest()}  {name}/{number}.md\n")
    print(f"policy/{name}.md is version {number}.")


def _next(name: str, today: date) -> str:
    known = {one.version for one in versions.versions(name)}
    numbers = (f"{today}.{number}" if number > 1 else str(today) for number in range(1, 1000))
    return next(one for one in numbers if one not in known)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
