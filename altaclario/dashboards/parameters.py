"""What the address of a dashboard may say: each parameter, what it may be, and what it means without one."""

from dataclasses import dataclass

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
ID = r"^[A-Za-z0-9_:.-]{1,64}$"
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
KEY = r"^[0-9a-f]{12}$"
NUMBER = r"^[1-9][0-9]{0,5}$"
DAYS = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[0-9]{4}-[0-9]{2}-[0-9]{2}){0,19}$"
IDS = r"^[0-9]{1,10}(\.[0-9]{1,10}){0,19}$"
SCENARIOS = r"^[0-9asd_-]{1,200}$"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One of them: a pattern, or the words among which to choose."""

    name: str
    about: str
    pattern: str = ""
    words: tuple[str, ...] = ()

    @property
    def is_day(self) -> bool:
        return self.pattern == DAY


CONNECTION = Parameter("connection", "The id of a tracker; without it the first one is read.", UUID)
ANY_CONNECTION = Parameter("connection", "The id of a tracker; without it all of them are read.", UUID)
TEAM = Parameter("team", "The id of a team, whose work alone is counted; without it all is.", UUID)
FLOW = (
    CONNECTION,
    TEAM,
    Parameter("window", "The last so many days; as the workspace chose without it.", words=("30", "84", "182", "365")),
    Parameter("from", "The first day of a window of one's own.", DAY),
    Parameter("to", "The last day of a window of one's own; the day that is shown without it.", DAY),
    Parameter("at", "The day at whose end it is looked; today without it.", DAY),
    Parameter("board", "The tracker's id of a board, whose items alone are counted.", ID),
    Parameter("clock", "Which days count; those of the workspace without it.", words=("calendar", "working")),
    Parameter(
        "pair",
        "The key of a pair of statuses that is measured between, as the page links it; by stage without.",
        KEY,
    ),
    Parameter("baseline", "From which part of the window limits come.", words=("whole", "half")),
)
_FLOW = {one.name: one for one in FLOW}
QUALITY = tuple(one for one in FLOW if one.name != "pair")
HYGIENE = tuple(_FLOW[name] for name in ("connection", "team", "window", "from", "to", "board", "clock"))
SPRINT = (
    CONNECTION,
    TEAM,
    Parameter("board", "The tracker's id of a board, whose newest sprint is read.", ID),
    Parameter("sprint", "The tracker's id of a sprint; the current one without it.", ID),
    Parameter("measure", "What is counted.", words=("items", "points")),
)
RELEASES = (
    CONNECTION,
    TEAM,
    Parameter("version", "The tracker's id of a release that is looked at; all of them without it.", ID),
    Parameter("against", "The tracker's id of a release that it is compared with.", ID),
    Parameter("turn", "Each is forecast as if it came first; in the order of their days without it.", words=("each",)),
    Parameter("growth", "What has come in day by day goes on coming in.", words=("on",)),
    Parameter("window", "The last so many days are the history.", words=("30", "90", "182", "365")),
    Parameter("at", "The day at whose end it is looked; today without it.", DAY),
)
FORECAST = (
    CONNECTION,
    TEAM,
    Parameter("window", "The last so many days are the history.", words=("30", "90", "182", "365")),
    Parameter("at", "The day at whose end it is looked; today without it.", DAY),
    Parameter("board", "The tracker's id of a board, whose items alone are counted.", ID),
    Parameter("items", "How many items are to be finished; all that is open without it.", NUMBER),
    Parameter("version", "The tracker's id of a release that is to be finished.", ID),
    Parameter("work", "Only what is in progress is to be finished.", words=("progress",)),
    Parameter("by", "The day by which it is to be.", DAY),
    Parameter("ahead", "So many days from now in its place.", NUMBER),
    Parameter("without", "Days that the history leaves out, with a dot between.", DAYS),
    Parameter("if", "Scenarios that are compared, as an address of the page writes them.", SCENARIOS),
    Parameter("order", "Features that are opened first, by the tracker's ids, with a dot between.", IDS),
    Parameter("limit", "How many features are worked on at once.", words=("1", "2", "3", "5")),
)
EXPLORE = (
    CONNECTION,
    TEAM,
    Parameter(
        "measure",
        "Which figure; items finished without it.",
        words=("finished", "started", "created", "progress", "cycle", "lead", "points"),
    ),
    Parameter("share", "Which percentile of a length, one of those of the workspace.", NUMBER),
    Parameter(
        "by",
        "What tells items apart; their type without it.",
        words=("type", "status", "project", "parent", "area", "resolution", "priority", "none"),
    ),
    Parameter(
        "over", "Whether it is told by week or by month; for the whole window without it.", words=("week", "month")
    ),
    Parameter("only", "The one group whose items are counted, as the address of the page has it.", ID),
    Parameter("window", "The last so many days; 84 without it.", words=("30", "84", "182", "365")),
    Parameter("from", "The first day of a window of one's own.", DAY),
    Parameter("to", "The last day of a window of one's own; the day that is shown without it.", DAY),
    Parameter("at", "The day at whose end it is looked; today without it.", DAY),
    Parameter("board", "The tracker's id of a board, whose items alone are counted.", ID),
    Parameter("clock", "Which days count; those of the workspace without it.", words=("calendar", "working")),
)
PORTFOLIO = (
    ANY_CONNECTION,
    TEAM,
    Parameter("window", "The last so many days are the history.", words=("30", "90", "182", "365")),
    Parameter("at", "The day at whose end it is looked; today without it.", DAY),
)
HOME = (
    ANY_CONNECTION,
    TEAM,
    Parameter("at", "The day at whose end it is looked; today without it.", DAY),
)
