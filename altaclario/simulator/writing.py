"""The pieces of JSON that Jira sends around an issue, with planted texts wherever a person could have written one."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from altaclario.simulator.tracker import Json

_ROOT = "https://simulated.atlassian.net/rest/api/3"
CATEGORIES = {
    "new": (2, "blue-gray", "To Do"),
    "indeterminate": (4, "yellow", "In Progress"),
    "done": (3, "green", "Done"),
}


def written(ms: int) -> str:
    """An instant as Jira's REST interface writes it: no colon in the offset."""
    moment = datetime.fromtimestamp(ms // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}+0000"


def of_sprint(ms: int) -> str:
    """An instant as the sprint field writes it."""
    return written(ms).replace("+0000", "Z")


@dataclass(slots=True)
class Planter:
    """Plants texts that must never be found anywhere: each holds the mark, which is not plain ASCII."""

    seed: int
    kinds: set[str] = field(default_factory=set)

    @property
    def mark(self) -> str:
        """What every planted text holds."""
        return f"Kanárienvogel-{self.seed:x}-ö"

    def text(self, kind: str, number: int) -> str:
        self.kinds.add(kind)
        return f"{self.mark} {kind} {number}"

    def rich_text(self, kind: str, number: int) -> Json:
        """A text in Atlassian's document format."""
        words = [{"type": "text", "text": self.text(kind, number)}]
        return {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": words}]}

    def person(self, number: int) -> Json:
        link = f"https://avatar.test/{self.seed:x}/{number}.png"
        return {
            "self": f"{_ROOT}/user?accountId=5b10{self.seed:x}:{number}",
            "accountId": f"5b10{self.seed:x}:{number}",
            "emailAddress": f"kanarie.{self.seed:x}.{number}@acme.test",
            "avatarUrls": dict.fromkeys(("48x48", "24x24", "16x16", "32x32"), link),
            "displayName": self.text("person", number),
            "active": True,
            "timeZone": "Etc/UTC",
            "accountType": "atlassian",
        }


def status(id: str, name: str, category: str, planter: Planter) -> Json:
    number, colour, category_name = CATEGORIES[category]
    return {
        "self": f"{_ROOT}/status/{id}",
        "description": planter.text("status description", int(id)),
        "iconUrl": "https://simulated.atlassian.net/images/icons/statuses/generic.png",
        "name": name,
        "id": id,
        "statusCategory": {
            "self": f"{_ROOT}/statuscategory/{number}",
            "id": number,
            "key": category,
            "colorName": colour,
            "name": category_name,
        },
    }


def issue_type(id: str, name: str, level: int, planter: Planter) -> Json:
    return {
        "self": f"{_ROOT}/issuetype/{id}",
        "id": id,
        "description": planter.text("type description", int(id)),
        "iconUrl": f"{_ROOT}/universal_avatar/view/type/issuetype/avatar/{id}",
        "name": name,
        "subtask": level < 0,
        "hierarchyLevel": level,
    }


def resolution(id: str, name: str, planter: Planter) -> Json:
    described = planter.text("resolution description", int(id))
    return {"self": f"{_ROOT}/resolution/{id}", "id": id, "name": name, "description": described}


def project(id: int, key: str, name: str) -> Json:
    return {
        "self": f"{_ROOT}/project/{id}",
        "id": str(id),
        "key": key,
        "name": name,
        "projectTypeKey": "software",
        "simplified": False,
    }


def version(id: int, name: str, project_id: int, *, released: bool, days: tuple[str, str], planter: Planter) -> Json:
    return {
        "self": f"{_ROOT}/version/{id}",
        "id": str(id),
        "description": planter.text("version description", id),
        "name": name,
        "archived": False,
        "released": released,
        "startDate": days[0],
        "releaseDate": days[1],
        "projectId": project_id,
    }


def item(name: str, id: str | None, before: Any, after: Any, texts: tuple[Any, Any]) -> Json:
    """One field's change; fields without an id cannot be asked for by it."""
    change: Json = {"field": name, "fieldtype": "custom" if (id or "").startswith("customfield") else "jira"}
    if id is not None:
        change["fieldId"] = id
    return change | {"from": before, "fromString": texts[0], "to": after, "toString": texts[1]}
