"""What the simulated Jira Data Center answers: the same site, by version 2 of the interface."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from altaclario.simulator.data_center import forms
from altaclario.simulator.jira.answering import CONTENTS, Answers, Refused
from altaclario.simulator.tracker import Issue, Json, Tracker

_ENCODE = msgspec.json.Encoder().encode
_IDS = re.compile(r"\b(?:id|key|issuekey) in \(([^)]*)\)", re.IGNORECASE)
WINDOW = 10_000
"""So many results of one query can be had; whoever asks for later ones is refused."""
MOST = 1000
"""The most issues in one answer, whatever is asked for."""


@dataclass(slots=True, repr=False)
class DataCenterAnswers:
    """Answers from one tracker. `most` is how many issues an administrator lets one answer hold."""

    cloud: Answers
    most: int = MOST
    window: int = WINDOW
    _encoded: dict[tuple[str, ...], dict[int, bytes]] = field(default_factory=dict)
    _seen: int = 0

    @property
    def tracker(self) -> Tracker:
        return self.cloud.tracker

    def get(self, path: str, query: dict[str, str]) -> bytes:
        """The answer of a GET below the site's root. Raises Refused."""
        match path.strip("/").split("/"):
            case ["rest", "api", "2", "myself"]:
                return _ENCODE(_myself())
            case ["rest", "api", "2", "serverInfo"]:
                return _ENCODE(self._of_cloud("serverInfo") | _VERSION)
            case ["rest", "api", "2", "field"]:
                return _ENCODE(forms.fields(self.tracker))
            case ["rest", "api", "2", "project"]:
                return _ENCODE(forms.each(list(self.tracker.projects.values())))
            case ["rest", "api", "2", "status" | "issuetype" | "resolution" as kind]:
                return _ENCODE(forms.plain(self._of_cloud(kind)))
            case ["rest", "api", "2", "project", *rest] if rest != ["search"]:
                return _ENCODE(self._of_cloud("/".join(["project", *rest])))
            case ["rest", "api", "2", "search"]:
                return self._search(query | {"fields": query.get("fields", "").split(",")})
            case ["rest", "agile", "1.0", *_]:
                return self.cloud.get(path, query)
        raise Refused(404, f"null for uri: {path}")

    def post(self, path: str, question: Json) -> bytes:
        """The answer of a POST that only asks. Raises Refused."""
        if path.strip("/") == "rest/api/2/search":
            return self._search(question)
        raise Refused(404, f"null for uri: {path}")

    def _of_cloud(self, what: str) -> Any:
        return msgspec.json.decode(self.cloud.get(f"/rest/api/3/{what}", {}))

    def _search(self, question: Json) -> bytes:
        names, expanded = question.get("fields") or ["*navigable"], question.get("expand") or []
        _refuse_contents(names, expanded)
        start, wanted = int(question.get("startAt") or 0), int(question.get("maxResults", 50))
        size = min(wanted, self.most)
        if start + size > self.window:
            raise Refused(500, f"Search limit exceeded. {start + size} results exceed the limit of {self.window}.")
        found = self._found(str(question.get("jql", "")), is_strict=question.get("validateQuery", True))
        page = found[start : start + size]
        issues = [self._encode(issue, tuple(names), has_changes=expanded == ["changelog"]) for issue in page]
        head = _ENCODE({"startAt": start, "maxResults": size, "total": len(found), "issues": []})
        return head.replace(b'"issues":[]', b'"issues":[' + b",".join(issues) + b"]", 1)

    def _found(self, text: str, *, is_strict: bool) -> list[Issue]:
        """What a query finds; one that names an issue that is not there is refused, unless nobody checks it."""
        named = _IDS.search(text)
        if named is None:
            return self.cloud.found(text)
        wanted = [one.strip().strip('"') for one in named[1].split(",")]
        known = [self.cloud.issue(one) for one in wanted]
        if is_strict and None in known:
            gone = wanted[known.index(None)]
            raise Refused(400, f"An issue with key '{gone}' does not exist for field 'id'.")
        return sorted({one.id: one for one in known if one}.values(), key=lambda issue: issue.id)

    def _encode(self, issue: Issue, names: tuple[str, ...], *, has_changes: bool) -> bytes:
        known = self._known((*names, "changelog") if has_changes else names)
        if issue.id not in known:
            every = forms.values(issue, self.tracker)
            written: Json = {
                "expand": "operations,versionedRepresentations,editmeta,changelog,renderedFields",
                "id": str(issue.id),
                "self": f"https://jira.simulated.test/jira/rest/api/2/issue/{issue.id}",
                "key": issue.key,
                "fields": {name: every[name] for name in names if name in every},
            }
            if has_changes:
                written["changelog"] = forms.changelog(issue, forms.named(self.tracker))
            known[issue.id] = _ENCODE(written)
        return known[issue.id]

    def _known(self, names: tuple[str, ...]) -> dict[int, bytes]:
        """What was written before and is still so."""
        changed, self._seen = self.tracker.changed[self._seen :], len(self.tracker.changed)
        if changed:
            # The key of an epic stands in other issues, so that a change of one may change many.
            self._encoded.clear()
        return self._encoded.setdefault(names, {})


_VERSION = {
    "baseUrl": "https://jira.simulated.test/jira",
    "version": "9.12.5",
    "versionNumbers": [9, 12, 5],
    "deploymentType": "Server",
    "buildNumber": 9120005,
}


def _refuse_contents(names: list[str], expanded: list[str]) -> None:
    """Histories cannot be had without the texts in them; nothing else may be asked for that holds some."""
    asked = CONTENTS.intersection(names) | {name for name in names if name.startswith("-")}
    asked |= set(expanded) - {"changelog"}
    if asked:
        raise Refused(400, f"contents were asked for: {', '.join(sorted(asked))}", asked_for_contents=True)


def _myself() -> Json:
    return {
        "self": "https://jira.simulated.test/jira/rest/api/2/user?username=simulated",
        "key": "JIRAUSER10100",
        "name": "simulated",
        "active": True,
        "timeZone": "Etc/UTC",
        "locale": "en_US",
    }


def of(tracker: Tracker, now_ms: Callable[[], int], *, most: int = MOST) -> DataCenterAnswers:
    """The answers of a site."""
    return DataCenterAnswers(Answers(tracker, now_ms), most)
