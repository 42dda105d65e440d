"""The whole catalogue, by subject."""

from altaclario.simulator.catalogue.changing import CHANGING
from altaclario.simulator.catalogue.failures import FAILURES
from altaclario.simulator.catalogue.forms import FORMS
from altaclario.simulator.catalogue.history import HISTORY
from altaclario.simulator.catalogue.lines import LINES
from altaclario.simulator.catalogue.pages import PAGES
from altaclario.simulator.catalogue.refusals import REFUSALS

SUBJECTS = {
    "It does not let us in, or not now": REFUSALS,
    "The service fails": FAILURES,
    "The line": LINES,
    "The form of an answer": FORMS,
    "Pages and lists": PAGES,
    "What happens meanwhile": CHANGING,
    "What a tracker may hold": HISTORY,
}
ROWS = tuple(row for rows in SUBJECTS.values() for row in rows)
