"""Credentials, rights and limits: the tracker does not let us in, or not now."""

from altaclario.simulator.azure.door import FOREIGN_PAT, POWERLESS_PAT
from altaclario.simulator.catalogue.rows import WHOLE, Cannot, Case, Fails, Row, at, on
from altaclario.simulator.jira.door import POWERLESS_TOKEN, SCOPED_TOKEN

_TO_SIGN_IN = {"Location": "https://spsprodweu1.vssps.visualstudio.com/_signin?realm=dev.azure.com"}
_ELSEWHERE = {"Location": "https://other.atlassian.net/"}
_SIGNED_IN_FIRST = at("first", kind="html", status=203)
_SENT_TO_SIGN_IN = at("items", kind="html", status=302, headers=_TO_SIGN_IN)
_QUOTA = at("items", kind="status", status=429, reason="jira-quota-global-based")
_YEAR, _HOUR = 31_536_000, 3600
_IN_TWO_HOURS = {"Date": "Mon, 02 Mar 2026 09:00:00 GMT", "Retry-After": "Mon, 02 Mar 2026 11:00:00 GMT"}
_AT_SERVER = {"path": "/tfs/DefaultCollection/"}
_BY_WINDOWS = {"kind": "status", "status": 401, "headers": {"WWW-Authenticate": "Negotiate, NTLM"}}
_OLD = {
    "kind": "text",
    "status": 400,
    "body": '{"message": "The latest REST API version this server supports is 5.1.", '
    '"typeKey": "VssVersionOutOfRangeException"}',
}

REFUSALS = (
    Row("refuses the token", *on("first", Fails("token-refused"), kind="status", status=401)),
    Row(
        "refuses the token in the middle, because it was revoked",
        *on("items", Fails("token-refused"), kind="status", status=401, after=1),
    ),
    Row(
        "answers a page to sign in, with status 203",
        Case(Fails("web-page"), _SIGNED_IN_FIRST[:1]),
        Case(Fails("token-refused"), _SIGNED_IN_FIRST[1:]),
    ),
    Row(
        "sends us on to a page to sign in, with status 302",
        Case(Fails("moved"), _SENT_TO_SIGN_IN[:1]),
        Case(Fails("token-refused"), _SENT_TO_SIGN_IN[1:]),
    ),
    Row(
        "sends us on to another site, with status 301",
        *on("first", Fails("moved"), kind="status", status=301, headers=_ELSEWHERE),
    ),
    Row(
        "is shown a token that was made for another door",
        Case(Fails("token-refused"), token=SCOPED_TOKEN),
        Case(Fails("token-refused"), token=FOREIGN_PAT),
    ),
    Row(
        "shows nothing to this account",
        Case(Fails("project-unknown"), token=POWERLESS_TOKEN),
        Case(Fails("project-unknown"), token=POWERLESS_PAT),
    ),
    Row("refuses access to the items", *on("items", Fails("access-refused"), kind="status", status=403)),
    Row("refuses access by a web page", *on("history", Fails("access-refused"), kind="html", status=403)),
    Row(
        "limits the rate for a moment and says how long",
        *on("items", WHOLE, kind="status", status=429, retry_after=0.001, times=2),
    ),
    Row(
        "limits the rate for a moment without saying how long",
        *on("items", WHOLE, kind="status", status=429, retry_after="", times=2),
    ),
    Row(
        "limits the rate, and asks for a wait below zero",
        *on("items", WHOLE, kind="status", status=429, retry_after=-5, times=2),
    ),
    Row(
        "limits the rate, and asks for a wait that is no number",
        *on("items", WHOLE, kind="status", status=429, retry_after="NaN", times=2),
    ),
    Row("limits the rate for ever", *on("items", Fails("rate-limited"), kind="status", status=429, retry_after="")),
    Row("asks for an hour without us", *on("items", Fails("quota"), kind="status", status=429, retry_after=_HOUR)),
    Row("asks for a year without us", *on("items", Fails("quota"), kind="status", status=429, retry_after=_YEAR)),
    Row(
        "names the date until which it wants to be left alone",
        *on("items", Fails("quota"), kind="status", status=429, headers=_IN_TWO_HOURS),
    ),
    Row(
        "says that the quota of the hour is used up",
        Case(Fails("quota"), _QUOTA[:1]),
        Cannot("Its limit is counted over five minutes; there is no quota of an hour."),
        data_center=Cannot("Its limits are filled again within seconds; there is no quota of an hour."),
        server=Cannot("It has no limit unless an administrator sets one."),
    ),
    Row(
        "lets in by Windows alone",
        Cannot("It knows no such way in."),
        Cannot("It knows no such way in."),
        server=Case(Fails("windows-alone"), (_AT_SERVER | _BY_WINDOWS,)),
    ),
    Row(
        "is older than what can be read",
        Cannot("It is always the newest."),
        Cannot("It is always the newest."),
        data_center=Case(Fails("no-tracker"), ({"path": "/jira/rest/api/2/", "kind": "status", "status": 404},)),
        server=Case(Fails("server-too-old"), (_AT_SERVER | _OLD,)),
    ),
    Row("asks for a rest beside an answer", *on("items", WHOLE, kind="with_headers", retry_after=0.002, times=3)),
    Row("is closed for a year", *on("items", Fails("maintenance"), kind="status", status=503, retry_after=_YEAR)),
)
