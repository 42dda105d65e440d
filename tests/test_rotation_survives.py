"""Rotations and erasing that are killed anywhere: nothing is lost or left, and the next run ends them."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import keeping
from tests.depth import DEEP

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked"),
]
ROOT = Path(__file__).resolve().parents[1]
STRIDE = 1 if DEEP else 7
"""Every step with --deep; otherwise each day another seventh of them."""
FIRST = 1 if DEEP else 1 + datetime.now(UTC).timetuple().tm_yday % STRIDE


def killed(kind: str, folder: Path, wider: int = 1) -> list[dict[str, Any]]:
    """What was seen at each point where the rotation was killed; at the last one it ran to its end."""
    folder.chmod(0o700)
    surroundings = {
        "ALTACLARIO_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "altaclario.config.settings",
        "KILLED_DATABASE": str(connection.settings_dict["NAME"]),
        "PYTHONPATH": str(ROOT),
    }
    stride = STRIDE if DEEP else STRIDE * wider
    words = [sys.executable, "-m", "tests.killing", kind, str(FIRST), str(stride)]
    connection.close()
    done = subprocess.run(words, cwd=ROOT, env=os.environ | surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    points = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["killed"] for one in points] == [True] * (len(points) - 1) + [False]
    assert points[-1]["point"] > 40
    return points


def _each(points: list[dict[str, Any]], what: str, record_property: Any) -> list[dict[str, Any]]:
    record_property("counted", f"{what}: killed before {len(points) - 1} of its steps, and ended the next time")
    return points


@pytest.mark.proves("sealed-credentials")
def test_other_data_keys_wherever_it_is_killed(tmp_path: Path, record_property: Any) -> None:
    for seen in _each(killed("data", tmp_path), "other data keys", record_property):
        assert seen["between"]["secrets"] == keeping.SECRETS, seen
        assert seen["after"]["secrets"] == keeping.SECRETS, seen
        versions = [one.split() for one in seen["after"]["versions"]]
        assert [owner for owner, _ in versions] == ["workspace:1", "workspace:2"], seen
        assert not set(seen["after"]["versions"]) & set(seen["before"]["versions"]), seen
        assert seen["brought_back"]["opened"] == [], seen


@pytest.mark.proves("sealed-credentials")
def test_another_root_key_wherever_it_is_killed(tmp_path: Path, record_property: Any) -> None:
    for seen in _each(killed("root", tmp_path), "another root key", record_property):
        (old,) = seen["before"]["held"]
        (new,) = seen["after"]["held"]
        assert seen["between"]["secrets"] == keeping.SECRETS, seen
        assert seen["after"]["secrets"] == keeping.SECRETS, seen
        assert seen["after"]["files"] == ["root.key"], seen
        assert seen["after"]["roots"] == [new] != [old], seen
        assert old in seen["after"]["retired"], seen
        assert new not in seen["after"]["retired"], seen
        assert seen["brought_back"]["opened"] == [], seen
        assert all("was replaced by another" in one for one in seen["brought_back"]["sealed"]), seen


@pytest.mark.proves("erased-for-good")
def test_erasing_wherever_it_is_killed(tmp_path: Path, record_property: Any) -> None:
    """Before it is done nobody is half there; it ends the next time; and an old copy brings nobody back."""
    for seen in _each(killed("ending", tmp_path, wider=8), "erasing", record_property):
        after = seen["after"]
        assert (after["people"], after["workspaces"], after["members"]) == (["stays"], ["Own"], 1), seen
        assert (after["connections"], after["endings"], after["marks"]) == ([False], 0, 2), seen
        assert [owner for owner in after["chains"] if owner == "person:2"] == [], seen
        assert len(after["chains"]) == 1, seen
        assert not [owner for owner in after["keys"] if owner.startswith("ending:") or owner == "person:2"], seen
        back = seen["brought_back"]
        assert "goes" in back["back"], seen
        assert (back["people"], back["workspaces"], back["found"]) == (["stays"], ["Own"], 2), seen
