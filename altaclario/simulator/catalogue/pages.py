"""Pages and lists: repeated, endless, forgotten, short, and with less in them than there is."""

from dataclasses import replace

from altaclario.simulator.catalogue.rows import WHOLE, Cannot, Case, Fails, Lives, Row, at

_INCOMPLETE, _ENDLESS = Fails("incomplete"), Fails("endless")
_NO_SPRINT_PAGES = Cannot("It gives the iterations of a team in one answer.")
_NO_MARKS = Cannot("It names no next page of numbers; further ones are asked for by the last number.")


def _lists(name: str, seen: Fails | Lives, how: str) -> Row:
    """Something done to the list of items of each page."""
    jira, azure = at("items", kind="edited")
    edits = (("issues", how),), (("value", how),)
    return Row(name, Case(seen, (jira | {"edits": edits[0]},)), Case(seen, (azure | {"edits": edits[1]},)))


def _entries(name: str, seen: Fails | Lives, place: str, how: str, azure_list: str = "value") -> Row:
    """Something done to a whole list, which Jira sends bare."""
    jira, azure = at(place, kind="edited")
    bare = at(place, kind="text", body="[]")[0] if how == "clear" else None
    jira_fault = bare or jira | {"edits": ()}
    return Row(name, Case(seen, (jira_fault,)), Case(seen, (azure | {"edits": ((azure_list, how),)},)))


_JIRA_IDS, _AZURE_REVISIONS = at("ids")[0], at("history")[1]
_SPRINTS = at("sprints")[0]


def _of_feeds(name: str, seen: Fails | Lives, **fault: object) -> Row:
    """The pages that name the next one: of ids, and of revisions."""
    return Row(name, Case(seen, (_JIRA_IDS | fault,)), Case(seen, (_AZURE_REVISIONS | fault,)))


_DATA_CENTER_IDS = {"path": "/jira/rest/api/2/search?ids"}
_COUNTED = {"kind": "edited", "edits": (("total", "set", "9000000"),)}


PAGES = (
    _of_feeds("names a page as its own next one", _ENDLESS, kind="repeated_token"),
    _of_feeds("gives the same page under ever new names", _ENDLESS, kind="endless"),
    replace(
        _of_feeds("forgets how far it has answered", Fails("place-lost"), kind="status", status=400, continued="yes"),
        data_center=Cannot("It is asked for places of its own only within one second."),
    ),
    Row(
        "says that there is more, and does not say where",
        Case(
            _INCOMPLETE,
            (_JIRA_IDS | {"kind": "edited", "edits": (("nextPageToken", "remove"), ("isLast", "set", "false"))},),
        ),
        Case(
            _INCOMPLETE,
            (
                _AZURE_REVISIONS
                | {
                    "kind": "edited",
                    "edits": (("continuationToken", "remove"), ("nextLink", "remove"), ("isLastBatch", "set", "false")),
                },
            ),
        ),
        data_center=Case(_INCOMPLETE, (_DATA_CENTER_IDS | _COUNTED,)),
    ),
    Row(
        "gives the same page of sprints again and again",
        Case(_ENDLESS, (_SPRINTS | {"kind": "repeated_token"},)),
        _NO_SPRINT_PAGES,
    ),
    Row(
        "says that there are more sprints when there are none",
        Case(WHOLE, (_SPRINTS | {"kind": "edited", "edits": (("isLast", "set", "false"),)},)),
        _NO_SPRINT_PAGES,
    ),
    Row(
        "does not say whether there are more sprints",
        Case(WHOLE, (_SPRINTS | {"kind": "edited", "edits": (("isLast", "remove"),)},)),
        _NO_SPRINT_PAGES,
    ),
    _lists("sends half of the items that it was asked for", _INCOMPLETE, "halve"),
    _lists("sends no item at all", _INCOMPLETE, "clear"),
    _lists("sends each item twice", WHOLE, "double"),
    _lists("sends the items in another order", WHOLE, "reverse"),
    Row(
        "finds nothing, though there is something",
        Case(_INCOMPLETE, (_JIRA_IDS | {"kind": "text", "body": '{"issues": [], "isLast": true}'},)),
        Case(_INCOMPLETE, (at("ids")[1] | {"kind": "text", "body": '{"workItems": []}'},)),
        data_center=Case(_INCOMPLETE, (_DATA_CENTER_IDS | {"kind": "text", "body": '{"issues": [], "total": 0}'},)),
    ),
    Row(
        "names ids twice",
        *(
            Case(WHOLE, (fault | {"kind": "edited", "edits": ((where, "double"),)},))
            for fault, where in zip(at("ids"), ("issues", "workItems"), strict=True)
        ),
    ),
    Row(
        "lies about how many items there are",
        Case(WHOLE, ({"path": "/rest/api/3/search/approximate-count", "kind": "text", "body": '{"count": 9000000}'},)),
        Case(WHOLE, (at("items")[1] | {"kind": "edited", "edits": (("count", "set", "9000000"),)},)),
        data_center=Case(WHOLE, (_COUNTED | {"path": "/jira/rest/api/2/search?count"},)),
    ),
    _entries("lists no status at all", _INCOMPLETE, "statuses", "clear"),
    _entries("lists no field at all", _INCOMPLETE, "fields", "clear"),
    Row(
        "gives each change twice",
        *(
            Case(WHOLE, (fault | {"kind": "edited", "edits": (edit,)},))
            for fault, edit in zip(
                at("history"), (("issueChangeLogs/*/changeHistories", "double"), ("values", "double")), strict=True
            )
        ),
    ),
    Row(
        "gives the changes in another order",
        *(
            Case(WHOLE, (fault | {"kind": "edited", "edits": (edit,)},))
            for fault, edit in zip(
                at("history"), (("issueChangeLogs/*/changeHistories", "reverse"), ("values", "reverse")), strict=True
            )
        ),
    ),
)
