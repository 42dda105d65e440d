"""What the simulated Jira answers, path by path, without HTTP: questions in, status and JSON bytes out."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from altaclario.simulator import relating
from altaclario.simulator.jira import jql
from altaclario.simulator.tracker import Board, Issue, Json, Tracker

_ENCODE = msgspec.json.Encoder().encode
CONTENTS = {"summary", "description", "comment", "attachment", "environment", "worklog", "*all", "*navigable"}
_MOST_CHANGES_A_PAGE = 10_000
_MOST_FIELDS_OF_CHANGES = 10


class Refused(Exception):
    """An answer that is no data: a status and what Jira says with it."""

    def __init__(self, status: int, message: str, *, asked_for_contents: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.asked_for_contents = asked_for_contents

    @property
    def body(self) -> bytes:
        return _ENCODE({"errorMessages": [str(self)], "errors": {}})


@dataclass(slots=True, repr=False)
class Answers:
    """Answers from one tracker. `unindexed` issues exist but are not found by a search yet."""

    tracker: Tracker
    now_ms: Callable[[], int] = field(default=lambda: int(time.time() * 1000))
    unindexed: set[int] = field(default_factory=set)
    id_page: int = 5000
    _searches: dict[tuple[str, int, int], list[Issue]] = field(default_factory=dict)
    _tokens: dict[str, tuple[str, list[Issue], int]] = field(default_factory=dict)
    _encoded: dict[tuple[str, ...], dict[int, bytes]] = field(default_factory=dict)
    _encoded_changes: dict[tuple[str, ...], dict[int, tuple[bytes, int]]] = field(default_factory=dict)
    _keys: dict[str, int] = field(default_factory=dict)
    _seen: int = 0

    def get(self, path: str, query: dict[str, str]) -> bytes:
        """The answer of a GET below the site's root. Raises Refused."""
        self._catch_up()
        parts = path.strip("/").split("/")
        match parts:
            case ["rest", "api", "3", "myself"]:
                return _ENCODE(_myself())
            case ["rest", "api", "3", "serverInfo"]:
                return _ENCODE(_server(self.now_ms()))
            case ["rest", "api", "3", "field"]:
                return _ENCODE(self.tracker.fields)
            case ["rest", "api", "3", "status"]:
                return _ENCODE(self.tracker.statuses)
            case ["rest", "api", "3", "issuetype"]:
                return _ENCODE(self.tracker.types)
            case ["rest", "api", "3", "resolution"]:
                return _ENCODE(self.tracker.resolutions)
            case ["rest", "api", "3", "project", "search"]:
                return _ENCODE(_page(list(self.tracker.projects.values()), query))
            case ["rest", "api", "3", "project", key]:
                return _ENCODE(self._project(key))
            case ["rest", "api", "3", "project", key, "versions"]:
                return _ENCODE(self.tracker.versions.get(self._project(key)["key"], []))
            case ["rest", "agile", "1.0", "board"]:
                return _ENCODE(self._boards(query))
            case ["rest", "agile", "1.0", "board", id, "configuration"]:
                return _ENCODE(_configuration(self._board(id)))
            case ["rest", "agile", "1.0", "board", id, "sprint"]:
                return _ENCODE(self._sprints(self._board(id), query))
            case ["rest", "api", "3", "search"]:
                raise Refused(410, "The requested API has been removed. Please migrate to /rest/api/3/search/jql.")
        raise Refused(404, f"null for uri: {path}")

    def post(self, path: str, question: Json) -> bytes:
        """The answer of a POST that only asks. Raises Refused."""
        self._catch_up()
        match path.strip("/"):
            case "rest/api/3/search/jql":
                return self._search(question)
            case "rest/api/3/search/approximate-count":
                return _ENCODE({"count": len(self.found(str(question.get("jql", ""))))})
            case "rest/api/3/issue/bulkfetch":
                return self._issues(question)
            case "rest/api/3/changelog/bulkfetch":
                return self._changes(question)
            case "rest/api/3/search":
                raise Refused(410, "The requested API has been removed. Please migrate to /rest/api/3/search/jql.")
        raise Refused(404, f"null for uri: {path}")

    def _catch_up(self) -> None:
        """Forget what was made of the issues to which something happened since the last question."""
        changed = self.tracker.changed[self._seen :]
        if not changed:
            return
        self._seen += len(changed)
        self._searches.clear()
        self._keys.clear()
        # What becomes of one end of a link shows at the other.
        changed += [other for id in set(changed) for other in relating.neighbours(self.tracker, id)]
        known: list[dict[int, Any]] = [*self._encoded.values(), *self._encoded_changes.values()]
        for made in known:
            if 0 in changed:
                made.clear()
            for id in changed:
                made.pop(id, None)

    def _search(self, question: Json) -> bytes:
        names = question.get("fields") or ["id"]
        _refuse_contents(names, question)
        if names == ["id"]:
            size = min(int(question.get("maxResults") or 50), self.id_page)
        else:
            size = min(int(question.get("maxResults") or 50), 100)
        token = question.get("nextPageToken")
        if token is None:
            text, found, start = str(question.get("jql", "")), self.found(str(question.get("jql", ""))), 0
        elif token in self._tokens:
            text, found, start = self._tokens[token]
        else:
            raise Refused(400, "The provided next page token is invalid or expired.")
        page = [issue for issue in found[start : start + size] if issue.id in self.tracker.issues]
        is_last = start + size >= len(found)
        answer: Json = {"issues": [], "isLast": is_last}
        if not is_last:
            answer["nextPageToken"] = self._token(text, found, start + size)
        issues = [
            _ENCODE({"id": str(issue.id)}) if names == ["id"] else self._encode(issue, tuple(names)) for issue in page
        ]
        return _ENCODE(answer).replace(b'"issues":[]', b'"issues":[' + b",".join(issues) + b"]", 1)

    def found(self, text: str) -> list[Issue]:
        """What a query finds. Raises Refused.

        Asked again it is not searched again, unless it speaks of days before now.
        """
        self._catch_up()
        key = (text, len(self.tracker.issues), len(self.unindexed))
        if key not in self._searches or "-" in text:
            self._searches[key] = self._searched(text)
        return self._searches[key]

    def _searched(self, text: str) -> list[Issue]:
        filters = {str(board.id + 1000): _shows(board) for board in self.tracker.boards.values()}
        names = {str(project["id"]): key for key, project in self.tracker.projects.items() if "id" in project}
        former = {old: key for old, key in self.tracker.former_projects.items() if key in self.tracker.projects}
        site = jql.Site(former | names | {key: key for key in self.tracker.projects}, filters, self.now_ms())
        try:
            query = jql.parse(text, site)
        except jql.BadQuery as bad:
            raise Refused(400, str(bad)) from None
        return query.of(issue for issue in self.tracker.issues.values() if issue.id not in self.unindexed)

    def _token(self, text: str, found: list[Issue], start: int) -> str:
        token = f"T{len(self._tokens):x}.{start:x}"
        self._tokens[token] = (text, found, start)
        return token

    def _issues(self, question: Json) -> bytes:
        names = question.get("fields")
        if not names:
            raise Refused(400, "fields must be named: all navigable ones hold contents", asked_for_contents=True)
        _refuse_contents(names, question)
        wanted = question.get("issueIdsOrKeys") or []
        if not 1 <= len(wanted) <= 100:
            raise Refused(400, "The number of issues to fetch must be between 1 and 100.")
        found = {issue.id: issue for issue in (self.issue(one) for one in wanted) if issue}
        missing = [one for one in wanted if self.issue(one) is None]
        fragments = [self._encode(found[id], tuple(names)) for id in sorted(found)]
        errors = _ENCODE(
            [
                {"id": one, "errorMessage": "Issue does not exist or you do not have permission to see it."}
                for one in missing
            ]
        )
        return b'{"issueErrors":' + errors + b',"issues":[' + b",".join(fragments) + b"]}"

    def _encode(self, issue: Issue, names: tuple[str, ...]) -> bytes:
        known = self._encoded.setdefault(names, {})
        fragment = known.get(issue.id)
        if fragment is None:
            fields = {name: issue.fields[name] for name in names if name in issue.fields}
            if "issuelinks" in fields and self.tracker.links:
                fields["issuelinks"] = relating.linked(self.tracker, issue)
            link = f"https://simulated.atlassian.net/rest/api/3/issue/{issue.id}"
            fragment = _ENCODE(
                {"expand": "operations", "id": str(issue.id), "self": link, "key": issue.key, "fields": fields}
            )
            known[issue.id] = fragment
        return fragment

    def _changes(self, question: Json) -> bytes:
        names = question.get("fieldIds")
        if not names:
            raise Refused(400, "fieldIds must be named: all changes hold old and new texts", asked_for_contents=True)
        if len(names) > _MOST_FIELDS_OF_CHANGES:
            raise Refused(400, "fieldIds: size must be between 0 and 10")
        _refuse_contents(names, question)
        wanted = question.get("issueIdsOrKeys") or []
        if not 1 <= len(wanted) <= 1000:
            raise Refused(400, "issueIdsOrKeys: size must be between 1 and 1000")
        size = min(int(question.get("maxResults") or 1000), _MOST_CHANGES_A_PAGE)
        issues = sorted({issue.id for issue in (self.issue(one) for one in wanted) if issue})
        token = question.get("nextPageToken")
        start = int(token.rpartition(".")[2], 16) if token else 0
        return self._change_page(issues, tuple(names), start, size)

    def _change_page(self, issues: list[int], names: tuple[str, ...], start: int, size: int) -> bytes:
        fragments = [self._encode_changes(id, names) for id in issues]
        if start == 0 and sum(count for _, count in fragments) <= size:
            logs = [fragment for fragment, count in fragments if count]
            return b'{"issueChangeLogs":[' + b",".join(logs) + b'],"nextPageToken":null}'
        return self._part_of_changes(issues, names, start, size)

    def _part_of_changes(self, issues: list[int], names: tuple[str, ...], start: int, size: int) -> bytes:
        """Too many for one page: all changes, oldest first, then by issue, cut where the page ends."""
        held = {id: self._of_fields(id, names) for id in issues}
        every = sorted((history["_at"], id, place) for id in issues for place, history in enumerate(held[id]))
        part: dict[int, list[Json]] = {}
        for _, id, place in every[start : start + size]:
            part.setdefault(id, []).append(_public(held[id][place]))
        is_last = start + size >= len(every)
        logs = [{"issueId": str(id), "changeHistories": histories} for id, histories in sorted(part.items())]
        return _ENCODE({"issueChangeLogs": logs, "nextPageToken": None if is_last else f"C.{start + size:x}"})

    def _encode_changes(self, id: int, names: tuple[str, ...]) -> tuple[bytes, int]:
        """An issue's changes as JSON, made once, and how many they are."""
        known = self._encoded_changes.setdefault(names, {})
        if id not in known:
            histories = [_public(history) for history in self._of_fields(id, names)]
            known[id] = (_ENCODE({"issueId": str(id), "changeHistories": histories}), len(histories))
        return known[id]

    def _of_fields(self, id: int, names: tuple[str, ...]) -> list[Json]:
        """An issue's histories, reduced to items of these fields; items without a field id never match."""
        wanted = set(names)
        kept = []
        for history in self.tracker.issues[id].histories:
            items = [item for item in history["items"] if item.get("fieldId") in wanted]
            if items:
                kept.append(history | {"items": items})
        return kept

    def issue(self, wanted: str) -> Issue | None:
        """The issue of an id or a key, also of one that it had before."""
        self._catch_up()
        if not self._keys:
            self._keys.update(self.tracker.former_keys)
            self._keys.update({issue.key: issue.id for issue in self.tracker.issues.values()})
        return self.tracker.issues.get(int(wanted) if wanted.isdigit() else self._keys.get(wanted, 0))

    def _project(self, key: str) -> Json:
        known = self.tracker.project_key(key)
        if known is None:
            raise Refused(404, f"No project could be found with key '{key}'.")
        return self.tracker.projects[known]

    def _board(self, id: str) -> Board:
        board = self.tracker.boards.get(int(id)) if id.isdigit() else None
        if board is None or board.project in self.tracker.hidden_projects:
            raise Refused(
                404,
                "Requested board cannot be viewed because it does not exist or you do not have permission to view it.",
            )
        return board

    def _boards(self, query: dict[str, str]) -> Json:
        asked = query.get("projectKeyOrId")
        project = None if asked is None else self.tracker.project_key(asked)
        if asked is not None and project is None:
            raise Refused(400, f"The project '{asked}' does not exist.")
        boards = [
            {"id": board.id, "self": _link(f"agile/1.0/board/{board.id}"), "name": board.name, "type": board.kind}
            for board in self.tracker.boards.values()
            if project in (None, board.project) and board.project not in self.tracker.hidden_projects
        ]
        return _page(boards, query)

    def _sprints(self, board: Board, query: dict[str, str]) -> Json:
        if board.kind == "kanban":
            raise Refused(400, "The board does not support sprints")
        states = query.get("state")
        sprints = [sprint for sprint in board.sprints if not states or sprint["state"] in states.split(",")]
        return _page(sprints, query)


def _refuse_contents(names: list[str], question: Json) -> None:
    asked = CONTENTS.intersection(names) | {name for name in names if name.startswith("-")}
    if asked or question.get("expand") or question.get("properties"):
        raise Refused(400, f"contents were asked for: {', '.join(sorted(asked)) or 'expand'}", asked_for_contents=True)


def _public(history: Json) -> Json:
    return {name: value for name, value in history.items() if not name.startswith("_")}


def _page(values: list[Any], query: dict[str, str]) -> Json:
    start, size = int(query.get("startAt", 0)), min(int(query.get("maxResults", 50)), 50)
    part = values[start : start + size]
    total = len(values)
    return {"maxResults": size, "startAt": start, "total": total, "isLast": start + size >= total, "values": part}


def _shows(board: Board) -> Callable[[Issue], bool]:
    return lambda issue: issue.project == board.project and issue.id not in board.hides


def _configuration(board: Board) -> Json:
    columns = [
        {"name": name, "statuses": [{"id": id, "self": _link(f"api/2/status/{id}")} for id in ids]}
        for name, ids in board.columns
    ]
    configuration: Json = {
        "id": board.id,
        "name": board.name,
        "type": board.kind,
        "self": _link(f"agile/1.0/board/{board.id}/configuration"),
        "filter": {"id": str(board.id + 1000), "self": _link(f"api/2/filter/{board.id + 1000}")},
        "columnConfig": {"columns": columns, "constraintType": "none"},
        "ranking": {"rankCustomFieldId": 10019},
    }
    if board.estimated_by:
        field_ = {"fieldId": board.estimated_by, "displayName": "Story point estimate"}
        configuration["estimation"] = {"type": "field", "field": field_}
    return configuration


def _myself() -> Json:
    return {
        "self": _link("api/3/user?accountId=712020:simulated"),
        "accountId": "712020:simulated",
        "accountType": "atlassian",
        "active": True,
        "timeZone": "Etc/UTC",
        "locale": "en_US",
    }


def _server(now_ms: int) -> Json:
    now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now_ms // 1000))
    return {
        "baseUrl": "https://simulated.atlassian.net",
        "version": "1001.0.0-SNAPSHOT",
        "versionNumbers": [1001, 0, 0],
        "deploymentType": "Cloud",
        "buildNumber": 100300,
        "serverTime": f"{now}.000+0000",
        "serverTitle": "Jira",
    }


def _link(path: str) -> str:
    return f"https://simulated.atlassian.net/rest/{path}"
