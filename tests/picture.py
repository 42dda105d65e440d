"""Makes the picture of the README: `.venv/bin/python -m tests.picture` photographs the flow page of the demo."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import needs
from tests.browsing import ARGUMENTS
from tests.journeys.product import Product

_PICTURE = Path(__file__).resolve().parents[1] / "docs" / "flow.png"
_SIZE = {"width": 1280, "height": 1180}


def take() -> None:
    """Start the demo, look at its flow page, stop it."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        product = Product(Path(folder)).start()
        browser = playwright.chromium.launch(executable_path=needs.chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport=_SIZE, color_scheme="light")  # type: ignore[arg-type]
        page.goto(f"{product.url}/w/demo/flow")
        page.locator("figure[data-chart] svg").first.wait_for()
        page.wait_for_timeout(500)
        page.screenshot(path=_PICTURE)
        browser.close()
        product.stop()


if __name__ == "__main__":
    take()
