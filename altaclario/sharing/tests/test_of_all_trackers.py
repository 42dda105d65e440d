"""Share links to a dashboard that shows members all trackers."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from altaclario.connections.models import Connection
from altaclario.sharing import links
from tests.cast import TUESDAY, House, connected
from tests.programs import Publish
from tests.trackers import Simulated

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def listed(page: str) -> list[str]:
    """The first cells of the list of items."""
    return re.findall(r'<tr><th scope="row">(?:<a [^>]*>)?([^<]+)', page[page.index('id="items"') :])


def test_a_share_link_is_of_one_tracker_and_its_form_says_which(
    ada: Client, acme: House, connection: Connection, site: Simulated, publish: Publish
) -> None:
    publish(connection)
    Connection.objects.filter(pk=connection.pk).update(account_email="first@acme.test")
    second = connected(acme.workspace, site, acme.ada)
    Connection.objects.filter(pk=second.pk).update(created=TUESDAY)
    publish(second)
    page = ada.get(f"/w/{acme.slug}/shares/new?dashboard=portfolio").content.decode()
    assert "A link is of one tracker" in page
    draft = links.draft(acme.ada, {"dashboard": "portfolio", "connection": second.key}, now=timezone.now())
    assert draft.connection == second
    preview = ada.get(f"/w/{acme.slug}/shares/preview?{draft.address}&keys=on").content.decode()
    alone = ada.get(f"/w/{acme.slug}/portfolio?connection={second.pk}").content.decode()
    assert len(listed(preview)) == len(listed(alone))
    # A tag may stand for a release: who shares and who looks read that its name is shown.
    assert "where releases are tags, names of tags" in page
    assert "where these are tags, names of tags" in preview
