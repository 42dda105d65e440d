"""Finds planted texts in bytes, however they were written down."""

import base64
import gzip
import io
import json
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

_STREAM = 1 << 20
"""How much of a compressed stream is looked into."""
_ARCHIVED = b"PK\x03\x04"
"""The head of a file in an archive: 30 bytes, of which the last four say how long its name and what follows it are."""
_FILL = re.compile(rb"\0{64,}|\xa5{64,}|Z{64,}")
"""What memory holds where nothing stands; searching it takes most of the time."""


def forms(mark: str) -> dict[str, bytes]:
    """A text as it could stand somewhere: raw, escaped, encoded."""
    raw = mark.encode()
    found = {
        "raw": raw,
        "escaped as JSON": json.dumps(mark)[1:-1].encode(),
        "escaped in a URL": urllib.parse.quote(mark).encode(),
        "UTF-16, little end first": mark.encode("utf-16-le"),
        "UTF-16, big end first": mark.encode("utf-16-be"),
        "UTF-32": mark.encode("utf-32-le"),
        "hex": raw.hex().encode(),
    }
    # In base64 a text looks different at each of three alignments; its first and last signs depend on the neighbours.
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw)
        found[f"base64, shifted by {shift}"] = coded[(0, 2, 3)[shift] + 2 : len(coded) // 4 * 4 - 4]
    return found


def hits(content: bytes, marks: Iterable[str]) -> list[str]:
    """Each mark that some bytes hold, with its form; streams of gzip and zlib, and archives, are looked into."""
    plain = [("", _FILL.sub(b"\0" * 8, content)), *_inflated(content)]
    return [
        f"{mark} ({form}{where})"
        for mark in marks
        for needle, form in {needle: form for form, needle in forms(mark).items()}.items()
        for where, text in plain
        if needle in text
    ]


def in_folders(folders: Iterable[Path], marks: list[str], *, since: float = 0.0) -> list[str]:
    """Hits in every file below the folders that was written since then."""
    return [
        f"{path}: {hit}"
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and path.stat().st_mtime >= since
        for hit in hits(path.read_bytes(), marks)
    ]


def _inflated(content: bytes) -> Iterator[tuple[str, bytes]]:
    whole = memoryview(content)
    for start, bits in _starts(content):
        try:
            yield ", compressed", zlib.decompressobj(bits).decompress(whole[start : start + _STREAM], _STREAM * 16)
        except zlib.error:
            continue


def _starts(content: bytes) -> Iterator[tuple[int, int]]:
    """Where a compressed stream could begin, and how it would have to be read."""
    for magic in (b"\x1f\x8b\x08", b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        start = content.find(magic)
        while start >= 0:
            yield start, zlib.MAX_WBITS | 16 if len(magic) == 3 else zlib.MAX_WBITS
            start = content.find(magic, start + 1)
    head = content.find(_ARCHIVED)
    while head >= 0:
        yield head + 30 + sum(int.from_bytes(content[head + at : head + at + 2], "little") for at in (26, 28)), -15
        head = content.find(_ARCHIVED, head + 1)


def samples(mark: str) -> dict[str, bytes]:
    """The mark in each form that the search must find, among other bytes."""
    around = f"<<{mark}>>".encode()
    return forms(mark) | {
        "gzip": b"..." + gzip.compress(around),
        "zlib": b"..." + zlib.compress(around),
        "zip": b"..." + _archive(around),
        **{f"base64 of {pad} more": base64.b64encode(b"x" * pad + around) for pad in range(3)},
    }


def _archive(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("some.csv", content)
    return file.getvalue()
