"""Gates of analytics: nothing is counted before the operator can keep what the texts promise of Google's side."""

import os
import stat
from pathlib import Path

from django.conf import settings

from altaclario.config import environment
from altaclario.config.gates import storage
from altaclario.consent.analytics import checklist
from altaclario.egress import origins
from altaclario.egress.origins import AddressNotAllowed


def secret() -> str:
    path = Path(settings.ANALYTICS_SECRET_FILE or "/nowhere")
    if not settings.ANALYTICS_ID:
        return ""
    if not path.is_file() or not os.access(path, os.R_OK) or not path.read_text(errors="replace").strip():
        return (
            "ALTACLARIO_ANALYTICS_ID is given and its API secret is not: name a file that holds it, and that this "
            "user can read, in ALTACLARIO_ANALYTICS_SECRET_FILE."
        )
    is_open = stat.S_IMODE(path.stat().st_mode) & 0o077
    return f"{path} is open to others. Take their rights away: chmod 600." if is_open else ""


def recipient() -> str:
    """Whoever reads the privacy policy learns of it, and everybody is told before it begins."""
    host = environment.host_of(settings.ANALYTICS_URL)
    if not settings.ANALYTICS_ID or host in settings.RECIPIENTS:
        return ""
    return f"{host} is no declared recipient: name it in {settings.SUBPROCESSORS_FILE}, as 'does = \"analytics\"'."


def only_google() -> str:
    if not settings.ANALYTICS_ID:
        return ""
    try:
        origins.parse_analytics(settings.ANALYTICS_URL)
    except AddressNotAllowed:
        return "ANALYTICS_URL leads elsewhere than to Google Analytics: leave it to ALTACLARIO_ANALYTICS_REGION."
    is_so = not settings.ANALYTICS_NETWORKS
    return "" if is_so else "ANALYTICS_NETWORKS is for trials: leave it empty, so that hits go to Google alone."


def signed() -> str:
    if not settings.ANALYTICS_ID or storage.answers() or storage.migrations() or checklist.signed():
        return ""
    return (
        f"Nobody signed that the property {settings.ANALYTICS_ID} is set as the texts promise: "
        "`altaclario analytics show` lists what must be so, `altaclario analytics sign` signs it."
    )


GATES = (secret, recipient, only_google, signed)
