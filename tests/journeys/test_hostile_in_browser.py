"""Names that want to be more than text, in Chromium: nothing of them runs, and the browser has nothing to report."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browsing import Visitor
from tests.journeys import people
from tests.journeys.people import Person
from tests.journeys.product import Product
from tests.walls import hostile

pytestmark = pytest.mark.browser
NAMES = (
    '"><svg zzq onload=zzq=1>',
    "</title><script zzq>zzq=1</script>",
    "' zzq onfocus='zzq=1' autofocus='",
    '<div zzq hx-get="//else.test" hx-trigger="load">',
    "</script><style zzq>@import'//else.test'</style>",
)
"""One of each kind that the whole table has."""


def test_a_person_and_a_workspace_of_hostile_names_are_words_on_every_page(
    own: Product, visit: Callable[..., Visitor]
) -> None:
    page = visit(own.url).open()
    people.sign_up(page, own, Person("zoe@hostile.test", NAMES[0]))
    slug = people.make_workspace(page, NAMES[1])
    for name in NAMES:
        page.goto(f"{own.url}/w/{slug}/settings")
        page.locator("main [name=name]").fill(name)
        assert people.send(page).status == 200
        for path in ("settings", "members/", "connections/", "flow", "audit"):
            page.goto(f"{own.url}/w/{slug}/{path}")
            assert is_harmless(page), (name, path)
        assert name in (page.locator("body").text_content() or ""), "the name is nowhere"


def is_harmless(page: Page) -> bool:
    """No node of theirs, and nothing of theirs has run. What the browser reports fails the test of itself."""
    grown = page.evaluate(f"document.querySelectorAll('[{hostile.MARK}], {hostile.MARK}').length")
    return grown == 0 and page.evaluate(f"typeof window.{hostile.MARK}") == "undefined"
