"""Gates of whom anything is handed to: who works for the operator, where it is stored, and that nothing is sold."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from altaclario.declarations import selling, subprocessors
from altaclario.declarations.promises import keeps


@keeps("subprocessors-listed")
def agreed() -> str:
    """Each has a contract with a date, a country, and grounds for what leaves the places where the law holds."""
    today = timezone.now().date()
    found = [fault for one in settings.SUBPROCESSORS for fault in subprocessors.faults(one, today=today)]
    return f"{settings.SUBPROCESSORS_FILE}: {' '.join(found)}" if found else ""


def whereabouts() -> str:
    if any(one.does == "hosting" for one in settings.SUBPROCESSORS):
        return ""
    return (
        f"Nobody could read where everything is stored: say it in {settings.SUBPROCESSORS_FILE}, as an entry that "
        'does = "hosting".'
    )


@keeps("nothing-sold")
def opting_out() -> str:
    """Where anything is sold or shared for advertising, the way out stands at the foot of every page."""
    if not selling.SELLS_OR_SHARES or _has_a_way_out():
        return ""
    return (
        "SELLS_OR_SHARES is on and nobody could opt out: make a page of the name "
        f"{selling.OPT_OUT}, and link to it in the foot of every page."
    )


def _has_a_way_out() -> bool:
    try:
        return f'href="{reverse(selling.OPT_OUT)}"' in render_to_string("web/_footer.html")
    except NoReverseMatch:
        return False


GATES = (agreed, whereabouts)
ALWAYS = (opting_out,)
"""Of each edition, also for oneself alone."""
