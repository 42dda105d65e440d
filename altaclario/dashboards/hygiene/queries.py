"""What finds the same items in their tracker: a query of ids and words of ours, and an address that opens it there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.http import urlencode

MOST = 100
"""So many ids stand in one query: an address has to stay short enough for every browser and proxy."""
_JIRA, _AZURE = "/browse/", "/_workitems/edit/"


@dataclass(frozen=True, slots=True)
class Tracker:
    """What of a tracker a query needs: whose it is, and where people see an item, before its key; empty for nowhere."""

    provider: str
    items_address: str = ""

    @property
    def language(self) -> str:
        """What the tracker calls it.

        >>> Tracker("jira-data-center").language, Tracker("azure-devops-server").language
        ('JQL', 'WIQL')
        """
        return "JQL" if self.provider.startswith("jira") else "WIQL"


def query(tracker: Tracker, ids: Sequence[int]) -> str:
    """The query for items by the tracker's ids, the first hundred of them; empty without any.

    >>> query(Tracker("jira"), [10001, 10002])
    'id IN (10001, 10002) ORDER BY id'
    >>> print(query(Tracker("azure-devops"), [7]))
    SELECT [System.Id], [System.WorkItemType], [System.Title], [System.State] FROM WorkItems WHERE [System.Id] IN (7)
    """
    if not ids:
        return ""
    named = ", ".join(str(int(one)) for one in ids[:MOST])
    if tracker.language == "JQL":
        return f"id IN ({named}) ORDER BY id"
    fields = "[System.Id], [System.WorkItemType], [System.Title], [System.State]"
    return f"SELECT {fields} FROM WorkItems WHERE [System.Id] IN ({named})"  # noqa: S608  # numbers and words of ours


def address(tracker: Tracker, text: str, project: str) -> str:
    """Where a browser opens a query in its tracker; empty where nobody can say. We never ask it ourselves.

    `project` is the tracker's id of one of the projects: Azure DevOps opens each query within one, and finds the items
    of all.

    >>> address(Tracker("jira", "https://acme.atlassian.net/browse/"), "id IN (7)", "")
    'https://acme.atlassian.net/issues/?jql=id%20IN%20%287%29'
    >>> address(Tracker("azure-devops", "https://dev.azure.com/acme/_workitems/edit/"), "SELECT", "3f")
    'https://dev.azure.com/acme/3f/_workitems?_a=query&wiql=SELECT'
    >>> address(Tracker("jira"), "id IN (7)", "")
    ''
    """
    place = tracker.items_address
    if tracker.language == "JQL" and place.endswith(_JIRA):
        return f"{place.removesuffix(_JIRA)}/issues/?{_said(jql=text)}"
    if tracker.language == "WIQL" and place.endswith(_AZURE) and project:
        # A project's id is one; whatever else a tracker sends for it must not lead anywhere else.
        return f"{place.removesuffix(_AZURE)}/{_said(p=project)[2:]}/_workitems?{_said(_a='query', wiql=text)}"
    return ""


def _said(**parts: str) -> str:
    """A query of an address. Not everybody reads a plus as a space."""
    return urlencode(parts).replace("+", "%20")
