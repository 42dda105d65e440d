"""What differs between two versions of a text: paragraph by paragraph, and within one word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from altaclario.web import policies

_ALIKE = 0.5
"""Of two paragraphs that share fewer words than that, one is not the other with changes."""
Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand in both, or in the newer or the older one alone."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or point. `skipped` counts paragraphs that are the same in both, in their place."""

    words: tuple[Words, ...] = ()
    skipped: int = 0


def between(older: str, newer: str) -> list[Block]:
    """The paragraphs that differ.

    >>> [[(one.kind, one.text) for one in block.words] for block in between("We keep it.\\n", "We never keep it.\\n")]
    [[('same', 'We'), ('added', 'never'), ('same', 'keep it.')]]
    """
    before, after = _paragraphs(older), _paragraphs(newer)
    found: list[Block] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Block(skipped=j - i))
        else:
            found += _changed(before[i:j], after[k:m])
    return found


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    """Each with the one that stands in its place, as far as there are both."""
    paired = min(len(before), len(after))
    for one, other in zip(before[:paired], after[:paired], strict=True):
        if SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() >= _ALIKE:
            yield Block(tuple(_within(one.split(), other.split())))
        else:
            yield from (Block((Words("removed", one),)), Block((Words("added", other),)))
    yield from (Block((Words("removed", one),)) for one in before[paired:])
    yield from (Block((Words("added", one),)) for one in after[paired:])


def _within(before: list[str], after: list[str]) -> Iterator[Words]:
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Words("same", " ".join(before[i:j]))
            continue
        if i < j:
            yield Words("removed", " ".join(before[i:j]))
        if k < m:
            yield Words("added", " ".join(after[k:m]))


def _paragraphs(text: str) -> list[str]:
    """As they are read, each on one line: how lines are broken is no difference."""
    plain = policies.without_tags(text).replace("**", "").replace("`", "").replace("[[hosts]]", "")
    apart = re.sub(r"^(## .+)$", r"\n\1\n", plain, flags=re.MULTILINE)
    parts = re.split(r"\n\s*\n|\n(?=- |\d\. )", apart)
    return [" ".join(re.sub(r"^(## |- )", "", part.strip()).split()) for part in parts if part.strip()]
