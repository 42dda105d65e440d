"""A hit as Google's Measurement Protocol has it, and nothing beside what is written here.

https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference
"""

import json
from typing import Any

from altaclario.consent.analytics import routes
from altaclario.consent.analytics.hits import ELSEWHERE, Hit, View
from altaclario.consent.analytics.visits import Visit
from altaclario.declarations.promises import keeps

_OUTSIDE = "https://elsewhere.invalid/"
"""No such host can exist: reports show that somebody came from outside, and not from where."""
_STEP_MS = 50
"""Times are told in steps of so much: finer ones would tell devices apart."""


@keeps("visitors-unseen")
def body(hit: Hit, visit: Visit, *, origin: str) -> bytes:
    """What is sent of one hit. No address and no browser of whoever came, no account, no property of a person."""
    told = {"page_location": origin + routes.template(hit.page), "page_title": hit.page, **_of_event(hit, origin)}
    # Reports leave out an event without a length; how long somebody looks is not measured.
    told |= {"session_id": str(visit.began), "engagement_time_msec": 1}
    return json.dumps(
        {
            "client_id": visit.client,
            **_not_for_advertising(),
            "events": [{"name": "page_view" if isinstance(hit, View) else "page_speed", "params": told}],
        }
    ).encode()


@keeps("no-advertising")
def _not_for_advertising() -> dict[str, Any]:
    return {
        "non_personalized_ads": True,
        "consent": {"ad_user_data": "DENIED", "ad_personalization": "DENIED"},
    }


def _of_event(hit: Hit, origin: str) -> dict[str, Any]:
    if not isinstance(hit, View):
        return {"value": hit.ms - hit.ms % _STEP_MS}
    if not hit.before:
        return {}
    return {"page_referrer": _OUTSIDE if hit.before == ELSEWHERE else origin + routes.template(hit.before)}
