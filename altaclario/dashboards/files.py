"""A table of a dashboard as a file for a spreadsheet: the rows that the page shows, with exact numbers and days."""

from datetime import datetime
from zoneinfo import ZoneInfo

from altaclario.charts.panels import Page
from altaclario.dashboards import page_json
from altaclario.dashboards.read_back import Value
from altaclario.web import sheets
from altaclario.workspaces.models import Membership

ITEMS = "items"
"""What the list of items is called; every other table has the name of its chart."""


def table(page: Page, name: str) -> str | None:
    """The rows of one table; None where the page has none of that name.

    Numbers, days and keys are those of the API: both read the same page.
    """
    if name == ITEMS:
        return _written(*page_json.items_of(page.items))
    chart = next((one for one in page.charts if one.name == name), None)
    return None if chart is None else _written(*page_json.rows_of(chart))


def called(membership: Membership, dashboard: str, name: str, *, now: datetime) -> str:
    """The name of the file: of the workspace its part of the address, and the day; the table is one that was found."""
    today = now.astimezone(ZoneInfo(membership.workspace.zone)).date()
    return f"{membership.workspace.slug}-{dashboard}-{name}-{today.isoformat()}.csv"


def _written(columns: list[page_json.Json], rows: list[list[Value]]) -> str:
    return sheets.sheet([[one["name"] for one in columns], *rows])
