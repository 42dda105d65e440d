"""Kills work before each of its steps, as `kill -9` does: `python -m tests.killing data|root|ending FIRST STRIDE`.

A step is a statement of the database, a commit, or a file of a root key that is opened, moved or removed. Each try is a
process of its own, forked from this one, which did everything once and has no database open: so a try loads nothing.
"""

import gc
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import ending, keeping


def main(kind: str, first: int, stride: int) -> None:
    """Print, as JSON, one line for each point; the last is the one that ran to its end."""
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["KILLED_DATABASE"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    django.setup()
    from altaclario.privacy import disk, erasing
    from altaclario.vault import keys, replacing, rotating

    work: dict[str, Callable[[], object]] = {
        "data": lambda: rotating.rotate(keys.owners(), now=keeping.NOW),
        "root": lambda: replacing.replace(now=keeping.NOW),
        "ending": lambda: erasing.erase_due(now=ending.OVER),
    }
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        # What others do on the server meanwhile would keep rows on the disk, and the work from its end.
        disk.clean = lambda: ""
    stage = ending if kind == "ending" else keeping
    _rehearse(work[kind], stage)
    point = first
    while (told := _try(work[kind], point, stage))["killed"]:
        _say(told)
        point += stride
    _say(told)


def _rehearse(work: Callable[[], object], stage: Any) -> None:
    """Modules, templates and queries are loaded and made here, instead of in each try."""
    from django.db import connections

    old = stage.seed()
    work()
    stage.look()
    stage.bring_back(old)
    connections.close_all()
    gc.collect()
    gc.freeze()


def _try(work: Callable[[], object], point: int, stage: Any) -> dict[str, Any]:
    """Seed, work and die, look, work to the end, look again, and put back what an old copy would hold."""
    old = _in_a_child(stage.seed)
    died = _in_a_child(lambda: _die(work, point))
    return {
        "point": point,
        **died,
        "before": old["look"],
        "between": _in_a_child(stage.look),
        "again": _in_a_child(lambda: {"done": bool(work())}),
        "after": _in_a_child(stage.look),
        "brought_back": _in_a_child(lambda: stage.bring_back(old)),
    }


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _in_a_child(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What the work returned, or how far it came until it was killed."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        with os.fdopen(into, "w") as pipe:
            global _pipe
            _pipe = pipe
            pipe.write(json.dumps(work()))
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return {"killed": True, "at": text}
    assert os.waitstatus_to_exitcode(status) == 0
    return json.loads(text)  # type: ignore[no-any-return]


_pipe: Any = None


def _die(work: Callable[[], object], point: int) -> dict[str, Any]:
    """Do the work, and be killed before the step of that number."""
    from django.db import connection

    left = point

    def step(name: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            _pipe.write(name)
            _pipe.flush()
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        step(sql)
        return execute(sql, params, many, context)

    connection.ensure_connection()
    commit = connection._commit
    connection._commit = lambda: (step("COMMIT"), commit())  # type: ignore[method-assign]
    sys.addaudithook(lambda event, words: step(f"{event} {_file(words)}") if _is_a_change(event, words) else None)
    with connection.execute_wrapper(statement):
        work()
    return {"killed": False, "at": "the end"}


def _is_a_change(event: str, words: tuple[Any, ...]) -> bool:
    kinds = ("open", "os.rename", "os.link", "os.remove")
    return (
        event in kinds
        and isinstance(words[0], str | Path)
        and any(name in str(words[0]) for name in ("root.key", "purged.journal"))
    )


def _file(words: tuple[Any, ...]) -> str:
    return Path(str(words[0])).name.split("-")[0]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
