"""The service itself: it fails, in passing or for ever, or does not know our question any more."""

from altaclario.simulator.catalogue.rows import WHOLE, Cannot, Case, Fails, Row, at, on

_PAGE = {"kind": "text", "body": "<html><body>We are back soon.</body></html>", "media": "text/html"}
_TOO_LONG = at("ids", kind="status", status=400, reason="VS402335: The query exceeded the timeout of 30 seconds.")
_LINK = at("ids", kind="status", status=400)

FAILURES = (
    *(
        Row(f"fails in passing with status {status}", *on("items", WHOLE, kind="status", status=status, times=2))
        for status in (408, 500, 502, 503, 504)
    ),
    *(
        Row(f"fails for ever with status {status}", *on("history", Fails("failing"), kind="status", status=status))
        for status in (500, 502, 503, 504)
    ),
    Row(
        "stands behind something that fails with a status of its own (520)",
        *on("items", Fails("failing"), kind="html", status=520),
    ),
    Row(
        "is closed for a moment and says so", *on("items", WHOLE, kind="status", status=503, retry_after=0.001, times=2)
    ),
    Row("shows a page of maintenance with status 200, for a moment", *on("items", WHOLE, times=2, **_PAGE)),
    Row("shows a page of maintenance with status 200, for ever", *on("items", Fails("web-page"), **_PAGE)),
    Row("is none: nothing of it is at this address", *on("first", Fails("no-tracker"), kind="status", status=404)),
    Row(
        "is none: it answers with a status that no tracker gives",
        *on("first", Fails("no-tracker"), kind="status", status=418),
    ),
    Row("no longer offers what we ask", *on("items", Fails("retired"), kind="status", status=410)),
    Row("refuses a question that it should answer", *on("items", Fails("question-refused"), kind="status", status=400)),
    Row(
        "gives up on a query that takes longer than thirty seconds",
        Cannot("It knows no such limit; a query that takes too long is one that does not come in time."),
        Case(Fails("query-too-long"), _TOO_LONG[1:]),
    ),
)
