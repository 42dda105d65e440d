"""What was told of incidents as an Atom feed."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from altaclario.desk.models import Incident

MOST = 50
"""So many incidents stand in it."""


def atom(incidents: Iterable[Incident], *, origin: str) -> str:
    """Each thing that was said is an entry, the newest first."""
    at = f"{origin.rstrip('/')}{reverse('status')}"
    own = f"{origin.rstrip('/')}{reverse('status-feed')}"
    feed = Atom1Feed(title=_("Status of AltaClario"), link=at, description="", feed_url=own, feed_guid=own)
    said = [(one, saying) for one in incidents for saying in one.sayings.all()]
    for incident, saying in sorted(said, key=lambda pair: (pair[1].at, pair[1].pk), reverse=True):
        feed.add_item(
            title=f"{saying.get_stage_display()}: {incident.title}",
            link=f"{at}#incident-{incident.pk}",
            description=linebreaks(saying.text, autoescape=True),  # A summary is HTML: what was typed stays words.
            unique_id=f"{at}#saying-{saying.pk}",
            pubdate=saying.at,
            updateddate=saying.at,
        )
    return feed.writeString("utf-8")
