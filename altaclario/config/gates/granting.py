"""Gates of apps at the makers of trackers: their secrets are kept as secrets, and nobody is sent anywhere else."""

import os
import stat
from pathlib import Path

from django.conf import settings


def secrets() -> str:
    return _of("ALTACLARIO_JIRA_APP", settings.JIRA_APP_ID, settings.JIRA_APP_SECRET_FILE) or _of(
        "ALTACLARIO_AZURE_APP", settings.AZURE_APP_ID, settings.AZURE_APP_SECRET_FILE
    )


def only_the_makers() -> str:
    is_so = not settings.GRANTING_URL
    return (
        "" if is_so else "ALTACLARIO_GRANTING_URL is for trials: leave it empty, so that people go to the maker alone."
    )


def _of(variable: str, id: str, file: str) -> str:
    if not id and not file:
        return ""
    path = Path(file or "/nowhere")
    if not id or not path.is_file() or not os.access(path, os.R_OK) or not path.read_text(errors="replace").strip():
        return (
            f"{variable}_ID and {variable}_SECRET_FILE go together: the id of your app, and a file that holds its "
            "secret and that this user can read."
        )
    is_open = stat.S_IMODE(path.stat().st_mode) & 0o077
    return f"{path} is open to others. Take their rights away: chmod 600." if is_open else ""


GATES = (secrets, only_the_makers)
