"""A pytest plugin: a Google Analytics on this machine that keeps what it gets, and an installation that names it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.trackers import LOOPBACK

PROPERTY = "G-TEST"
SECRET = "api-secret-that-nobody-may-see"


@dataclass(slots=True)
class Google:
    """What it got, request by request, and what it answers."""

    url: str = ""
    status: int = 204
    received: list[dict[str, Any]] = field(default_factory=list)

    @property
    def hits(self) -> list[dict[str, Any]]:
        """The bodies, in the order in which they came."""
        return [one["body"] for one in self.got]

    @property
    def pages(self) -> list[str]:
        """Which pages were opened, by the name in their title."""
        events = [hit["events"][0] for hit in self.hits]
        return [event["params"]["page_title"] for event in events if event["name"] == "page_view"]

    @property
    def got(self) -> list[dict[str, Any]]:
        """Once all that was handed over is there."""
        from altaclario.consent.analytics import sending

        sending.SENDER.flush()
        return self.received


def serving(google: Google) -> ThreadingHTTPServer:
    """A server that is to be run and shut down."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            address = urlsplit(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked = {"path": address.path, "query": dict(parse_qsl(address.query)), "headers": dict(self.headers)}
            google.received.append({**asked, "body": json.loads(body)})
            self.send_response(google.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    google.url = f"http://127.0.0.1:{server.server_port}"
    return server


@pytest.fixture
def google(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    """The operator named a property, and hits go to this machine."""
    from altaclario.consent.analytics import sending

    monkeypatch.setattr(sending, "SENDER", sending.Sender())
    secret = tmp_path / "analytics.secret"
    secret.write_text(f"{SECRET}\n")
    secret.chmod(0o600)
    found = Google()
    with serving(found) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        settings.ANALYTICS_ID, settings.ANALYTICS_SECRET_FILE = PROPERTY, str(secret)
        settings.ANALYTICS_URL, settings.ANALYTICS_NETWORKS = found.url, (LOOPBACK,)
        yield found
        sending.SENDER.flush()
        server.shutdown()
