"""The form of an answer: no data, other data than described, and what the description changed into."""

from altaclario.simulator.catalogue.rows import WHOLE, Case, Fails, Lives, Row, at, on

GARBLED, UNKNOWN = Fails("garbled"), Fails("unknown-form")
_DEEP = "[" * 100_000 + "]" * 100_000
_LONG = '"' + "Long " * 2_000_000 + '"'


def _text(name: str, seen: Fails, body: str) -> Row:
    return Row(name, *on("items", seen, kind="text", body=body))


def _edited(name: str, place: str, seen: Fails | Lives, jira: tuple[str, ...], azure: tuple[str, ...]) -> Row:
    """One edit at each."""
    ours, theirs = at(place, kind="edited")
    return Row(name, Case(seen, (ours | {"edits": (jira,)},)), Case(seen, (theirs | {"edits": (azure,)},)))


def _told_twice(name: str, seen: Lives, jira: tuple[str, ...], azure: tuple[str, ...]) -> Row:
    """An edit of the first item of each page, and of the first revision as well where the tracker gives these."""
    ours, theirs = at("items", kind="edited")
    history = at("history", kind="edited")[1]
    items, revisions = (f"{name}/0/{azure[0]}" for name in ("value", "values"))
    told = (theirs | {"edits": ((items, *azure[1:]),)}, history | {"edits": ((revisions, *azure[1:]),)})
    return Row(name, Case(seen, (ours | {"edits": (("issues/0/" + jira[0], *jira[1:]),)},)), Case(seen, told))


def _of_item(name: str, seen: Fails | Lives, jira: tuple[str, ...], azure: tuple[str, ...]) -> Row:
    """One edit of the first item of each page."""
    return _edited(name, "items", seen, ("issues/0/" + jira[0], *jira[1:]), ("value/0/" + azure[0], *azure[1:]))


_CREATED = ("fields/created", "fields/System.CreatedDate")
_POINTS = ("fields/customfield_10016", "fields/Microsoft.VSTS.Scheduling.StoryPoints")


def _id(name: str, seen: Fails, text: str, number: str) -> Row:
    return _of_item(name, seen, ("id", "set", text), ("id", "set", number))


def _date(name: str, date: str) -> Row:
    return _of_item(name, UNKNOWN, (_CREATED[0], "set", date), (_CREATED[1], "set", date))


def _name(name: str, seen: Fails | Lives, text: str) -> Row:
    """In the name of a column of a board, or of a team."""
    jira, _ = at("columns", kind="edited", edits=(("columnConfig/columns/0/name", "set", text),))
    _, azure = at("boards", kind="edited", edits=(("value/0/name", "set", text),))
    return Row(name, Case(seen, (jira,)), Case(seen, (azure,)))


FORMS = (
    _text("sends an empty answer", GARBLED, ""),
    _text("sends null", UNKNOWN, "null"),
    _text("sends a list instead of an object", UNKNOWN, "[]"),
    _text("sends an object that has nothing to do with the question", UNKNOWN, '{"weather": ["rain", 7, null]}'),
    _text("sends NaN, which JSON does not know", GARBLED, '{"issues": NaN, "value": NaN}'),
    Row("sends half of an answer, once", *on("history", WHOLE, kind="truncated", times=1)),
    Row("sends half of an answer, every time", *on("history", GARBLED, kind="truncated")),
    Row("says that its data are a text", *on("items", Fails("web-page"), kind="with_headers", media="text/plain")),
    _of_item("nests its answer a hundred thousand levels deep", GARBLED, ("new", "set", _DEEP), ("new", "set", _DEEP)),
    _of_item("sends members that nobody knows yet", WHOLE, ("new", "set", "{}"), ("new", "set", "{}")),
    _of_item(
        "sends the same member twice",
        WHOLE,
        ("self", "set", '"https://a.test","self":"https://b.test"'),
        ("url", "set", '"https://a.test","url":""'),
    ),
    _of_item("leaves out a member that it always sends", UNKNOWN, ("id", "remove"), ("id", "remove")),
    _id("sends null where none may be", UNKNOWN, "null", "null"),
    _id("sends another type than it is described to send", UNKNOWN, "7.5", '"7"'),
    _id("sends ids that are no numbers", UNKNOWN, '"7_001"', "7.5"),
    _id("sends an id below zero", UNKNOWN, '"-7"', "-7"),
    _id("sends an id that no column can hold", UNKNOWN, '"99999999999999999999"', "99999999999999999999"),
    _of_item("sends an estimate of 1e400", UNKNOWN, (_POINTS[0], "set", "1e400"), (_POINTS[1], "set", "1e400")),
    _told_twice(
        "sends an estimate that nobody could mean",
        Lives(findings=("date or estimate was not believed",), is_whole=False),
        (_POINTS[0], "set", "1e300"),
        (_POINTS[1], "set", "1e300"),
    ),
    _of_item("sends an estimate as a text", UNKNOWN, (_POINTS[0], "set", '"5"'), (_POINTS[1], "set", '"5"')),
    _date("sends a date that is none", '"yesterday"'),
    _date("sends the thirty-first of February", '"2026-02-31T09:00:00.000+0000"'),
    _told_twice(
        "hides the dates of an item",
        Lives(left_out=("the tracker could not give it",), is_whole=False),
        (_CREATED[0], "remove"),
        (_CREATED[1], "remove"),
    ),
    _name("sends a name that was cut in the middle of a sign", Lives(is_whole=False), '"To Do \\ud83d"'),
    _name("sends a name that holds a NUL", Lives(is_whole=False), '"To\\u0000Do"'),
    _name("sends a name of ten megabytes", Lives(is_whole=False), _LONG),
    _name("sends a name that is a number", UNKNOWN, "7"),
)
