"""The feeds for reports: revisions and links, in the order in which they came to be, with tokens that can be kept."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from altaclario.simulator.azure import encoding, refusing
from altaclario.simulator.azure.encoding import ENCODE, ROOT, Encoded, Form
from altaclario.simulator.azure.fields import written
from altaclario.simulator.azure.organisation import Item, Link, Organisation, Project
from altaclario.simulator.tracker import Json

PAGE = 1000
"""The most revisions that one answer holds, and how many come when nobody says."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted of the feed of revisions."""

    form: Form
    types: frozenset[str]
    includes_deleted: bool
    latest_only: bool

    def keeps(self, item: Item, number: int) -> bool:
        return (
            item.is_shown
            and (not self.types or item.type in self.types)
            and (self.includes_deleted or not item.is_deleted)
            and (not self.latest_only or number == len(item.revisions))
        )


def revisions(
    organisation: Organisation,
    encoded: Encoded,
    project: Project | None,
    query: Mapping[str, str],
    question: Any,
    most: int,
) -> bytes:
    """One batch of revisions. Raises Refused."""
    wanted = _filter(query, question)
    size = max(1, min(_number(query, "$maxPageSize", most), most))
    start = _after(query, organisation)
    found = _matching(organisation, project, wanted, start)
    page = [one for one, _ in zip(found, range(size), strict=False)]
    is_last = next(found, None) is None
    # The token of the last batch names the newest revision of all: a later question begins where this one ended.
    token = _token((page if page and not is_last else organisation.feed)[-1:])
    fragments = [encoded.revision(wanted.form, item, number) for _, item, number in page]
    tail = ENCODE(
        {
            "nextLink": _next_link("workItemRevisions", project, query, token),
            "continuationToken": token,
            "isLastBatch": is_last,
        }
    )
    return b'{"values":[' + b",".join(fragments) + b"]," + tail[1:]


def links(organisation: Organisation, project: Project | None, query: Mapping[str, str]) -> bytes:
    """One batch of parents and children. Raises Refused."""
    kinds, types = _listed(query.get("linkTypes")), frozenset(_listed(query.get("types")))
    start = _link_start(query, organisation)
    wanted = [
        link
        for link in organisation.links[start:]
        if (project is None or project in (link.source.project, link.target.project))
        and (not types or link.source.type in types)
        and all(one.is_shown and not one.is_deleted for one in (link.source, link.target))
    ]
    if kinds and not any(kind.startswith("System.LinkTypes.Hierarchy") for kind in kinds):
        wanted = []
    page = wanted[:PAGE]
    is_last = len(wanted) <= PAGE
    token = str(page[-1].watermark if page and not is_last else organisation.link_watermark)
    return ENCODE(
        {
            "values": [_link(link) for link in page],
            "nextLink": _next_link("workItemLinks", project, query, token),
            "continuationToken": token,
            "isLastBatch": is_last,
        }
    )


def _filter(query: Mapping[str, str], question: Any) -> Filter:
    said: Json = question if isinstance(question, dict) else {}
    names = said.get("fields") or _listed(query.get("fields"))
    types = said.get("types") or _listed(query.get("types"))
    people = "small" if _flag("includeIdentityRef", query, said) else "text"
    return Filter(
        encoding.form(names, people, query.get("$expand")),
        frozenset(str(type) for type in types),
        _flag("includeDeleted", query, said),
        _flag("includeLatestOnly", query, said),
    )


def _token(last: Sequence[tuple[int, Item, int]]) -> str:
    return ";".join(str(part) for watermark, item, number in last for part in (watermark, item.id, number)) or "0;0;0"


def _matching(
    organisation: Organisation, project: Project | None, wanted: Filter, start: int
) -> Iterator[tuple[int, Item, int]]:
    feed = organisation.feed
    for place in range(start, len(feed)):
        one = feed[place]
        if (project is None or one[1].project is project) and wanted.keeps(one[1], one[2]):
            yield one


def _after(query: Mapping[str, str], organisation: Organisation) -> int:
    """Where in the feed the batch begins."""
    token, since = query.get("continuationToken") or query.get("watermark"), query.get("startDateTime")
    if token and since:
        raise refusing.bad("The query parameters continuationToken and startDateTime cannot be used together.")
    if token:
        said = re.fullmatch(r"(\d+)(?:;\d+;\d+)?", token)
        if said is None:
            raise refusing.bad(f"The continuation token '{token}' is not valid.")
        return bisect_right(organisation.feed, int(said[1]), key=lambda one: one[0])
    if since:
        at = instant(since)
        return bisect_right(organisation.reached(), at)
    return 0


def _link_start(query: Mapping[str, str], organisation: Organisation) -> int:
    token, since = query.get("continuationToken"), query.get("startDateTime")
    if token and since:
        raise refusing.bad("The query parameters continuationToken and startDateTime cannot be used together.")
    if token:
        if not token.isdigit():
            raise refusing.bad(f"The continuation token '{token}' is not valid.")
        return bisect_right([link.watermark for link in organisation.links], int(token))
    if since:
        at = instant(since)
        links = organisation.links
        return next((place for place, link in enumerate(links) if link.at > at), len(links))
    return 0


def _link(link: Link) -> Json:
    return {
        "rel": "System.LinkTypes.Hierarchy",
        "sourceId": link.source.id,
        "targetId": link.target.id,
        "changedDate": written(link.at),
        "isActive": link.is_active,
        "changedOperation": "create" if link.is_active else "remove",
        "sourceProjectId": link.source.project.id,
        "targetProjectId": link.target.project.id,
    }


def _next_link(what: str, project: Project | None, query: Mapping[str, str], token: str) -> str:
    kept = {name: value for name, value in query.items() if name not in ("continuationToken", "startDateTime")}
    scope = f"{ROOT}/{project.id}" if project else ROOT
    return f"{scope}/_apis/wit/reporting/{what}?{urlencode({'continuationToken': token} | kept)}"


def instant(text: str) -> int:
    """A date and time in ms; without a zone it is UTC. Raises Refused."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise refusing.bad(f"The value '{text}' is not valid for DateTime.") from None
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def _flag(name: str, query: Mapping[str, str], said: Json) -> bool:
    return bool(said.get(name)) or query.get(name, "").lower() == "true"


def _number(query: Mapping[str, str], name: str, otherwise: int) -> int:
    text = query.get(name)
    if text is None:
        return otherwise
    if not text.lstrip("-").isdigit():
        raise refusing.bad(f"The value '{text}' is not valid for {name}.")
    return int(text)


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]
