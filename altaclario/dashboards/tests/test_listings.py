"""The list of items as it stands in a page."""

from dataclasses import replace

from altaclario.charts.panels import Listing
from altaclario.dashboards.templatetags.drawings import rows

ONE = Listing("Items", "", ("Item", "Age"), (("PAY-1", "3 d"),))


def test_a_key_leads_to_its_tracker_without_saying_where_from() -> None:
    leads = rows(replace(ONE, address="https://acme.atlassian.net/browse/"))
    assert '<a href="https://acme.atlassian.net/browse/PAY-1" rel="noreferrer">PAY-1</a>' in leads


def test_where_nobody_can_see_the_item_its_key_is_no_link() -> None:
    assert "<a" not in rows(ONE)
