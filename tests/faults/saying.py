"""What pages show of a connection, and what they have to say of it."""

import html
import re

from django.test import Client

from altaclario.charts.messages import Message, english
from altaclario.connections.models import Connection
from altaclario.sync.standing import Standing
from tests.cast import House

DASHBOARDS = ("flow", "sprint")


def page(ada: Client, acme: House, tracked: Connection, name: str) -> str:
    """One of the dashboards, or the page of the connection."""
    path = f"connections/{tracked.pk}/" if name == "connection" else name
    answer = ada.get(f"/w/{acme.slug}/{path}")
    assert answer.status_code == 200, name
    return answer.content.decode()


def missing(stands: Standing, shown: str) -> list[str]:
    """What a page lacks of what happened, who can mend it and what is next."""
    texts = (stands.cause, stands.mend, stands.next)
    assert all(isinstance(text, Message) for text in texts), texts
    return [text for text in map(english, texts) if html.escape(text) not in shown]


def figures(shown: str) -> list[str]:
    """All findings and tables of a dashboard."""
    return re.findall(r"<figcaption>.*?</figcaption>|<table.*?</table>", shown, re.DOTALL)
