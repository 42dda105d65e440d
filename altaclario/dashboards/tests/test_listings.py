"""The list of items as it stands in a page."""

from dataclasses import replace

from altaclario.charts.panels import Listing
from altaclario.dashboards.templatetags.drawings import rows

ONE = Listing("Items", "", ("Item", "Age"), (("PAY-1", "3 d"),))


def test_a_key_leads_to_the_page_of_its_item() -> None:
    assert '<a href="/w/acme/items/x/10">PAY-1</a>' in rows(replace(ONE, links={"PAY-1": "/w/acme/items/x/10"}))


def test_the_key_of_what_has_no_page_is_no_link() -> None:
    assert "<a" not in rows(ONE)
