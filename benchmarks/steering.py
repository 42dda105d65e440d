"""What a benchmark tells a simulator, and hears from it."""

import json
import urllib.request
from typing import Any


def steer(url: str, what: str, settings: dict[str, Any]) -> None:
    """Set its latency or add a fault."""
    body = json.dumps(settings).encode()
    request = urllib.request.Request(
        f"{url}/_simulator/{what}", data=body, headers={"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=60).close()


def asked(url: str) -> list[dict[str, Any]]:
    """Every request that it answered, without the bodies."""
    with urllib.request.urlopen(f"{url}/_simulator/requests?brief=1", timeout=60) as answer:
        requests: list[dict[str, Any]] = json.loads(answer.read())
    return requests
