"""The process of an organisation: its types of work items and their categories, states and ways of flagging."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

CATEGORIES = {"new": "Proposed", "indeterminate": "InProgress", "done": "Completed"}
REMOVED = "Removed"
_COLOURS = {"Proposed": "b2b2b2", "InProgress": "007acc", "Resolved": "ff9d00", "Completed": "339933"}


@dataclass(frozen=True, slots=True)
class ItemType:
    """One type of work items."""

    name: str
    category: str
    colour: str
    icon: str

    @property
    def reference(self) -> str:
        return f"Microsoft.VSTS.WorkItemTypes.{self.name.replace(' ', '')}"


TYPES = {
    one.name: one
    for one in (
        ItemType("Epic", "Microsoft.EpicCategory", "E06C00", "icon_crown"),
        ItemType("Feature", "Microsoft.FeatureCategory", "773B93", "icon_trophy"),
        ItemType("User Story", "Microsoft.RequirementCategory", "009CCC", "icon_book"),
        # What Jira calls a task is work of its own: it stands on the board beside the stories.
        ItemType("Issue", "Microsoft.RequirementCategory", "B4009E", "icon_traffic_cone"),
        ItemType("Bug", "Microsoft.BugCategory", "CC293D", "icon_insect"),
        ItemType("Task", "Microsoft.TaskCategory", "F2CB1D", "icon_clipboard"),
        ItemType("Test Case", "Microsoft.TestCaseCategory", "004B50", "icon_test_case"),
        ItemType("Shared Steps", "Microsoft.SharedStepCategory", "004B50", "icon_test_step"),
    )
}
HIDDEN = ("Shared Steps", "Test Case")
ON_BOARD = ("User Story", "Issue", "Bug")
CATEGORY_NAMES = {
    "Microsoft.EpicCategory": "Epic Category",
    "Microsoft.FeatureCategory": "Feature Category",
    "Microsoft.RequirementCategory": "Requirement Category",
    "Microsoft.BugCategory": "Bug Category",
    "Microsoft.TaskCategory": "Task Category",
    "Microsoft.TestCaseCategory": "Test Case Category",
    "Microsoft.SharedStepCategory": "Shared Step Category",
    "Microsoft.HiddenCategory": "Hidden Types Category",
}
TEST_STATES = [("Design", "Proposed"), ("Ready", "InProgress"), ("Closed", "Completed")]


@dataclass(frozen=True, slots=True)
class Process:
    """How an organisation departs from the plain translation, in which each status is a state and has one column."""

    resolved: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """States whose category is Resolved, each with the types for which it is: one name, two meanings."""
    own_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Types whose states have names of their own, each with the statuses that they stand for."""
    removed: bool = False
    """Whether work that was dropped ends in the state Removed, of that category."""
    split: frozenset[str] = frozenset()
    """States whose column has two halves; what has left one was done in it for the last half of its stay."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """States that several columns show; what has left one was in each of them for the same time."""
    blocked_by: Literal["field", "tag", "mixed"] = "mixed"
    """How work is flagged; mixed: by the field in every other project."""
    bugs: Literal["asRequirements", "asTasks", "off"] = "asRequirements"
    one_project: str = ""
    """The name of one project for all teams; without it each has a project of its own."""
    chatter: int = 2
    """How many revisions of an item change nothing that matters to delivery."""
    test_cases: int = 2
    """How many test cases each project has beside its work."""

    def category(self, type: str, state: str, key: str) -> str:
        """The category of a state, from the key of the status' category."""
        is_resolved = type in self.resolved.get(state, ())
        return "Resolved" if is_resolved else CATEGORIES.get(key, "Proposed")

    def state(self, type: str, status: str) -> str:
        """What a type calls a status."""
        return self.own_names.get(type, {}).get(status, status)

    def flags_by_field(self, number: int) -> bool:
        """Whether the project of this number flags by the field, else by a tag."""
        return self.blocked_by == "field" or (self.blocked_by == "mixed" and number % 2 == 0)


def colour(category: str) -> str:
    return _COLOURS.get(category, "ffffff")
