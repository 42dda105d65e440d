"""The page that `check-connection` prints."""

import re

from altaclario.charts.columns import aligned
from altaclario.providers.sampling import Sample
from altaclario.sync.checking import Findings, Request

_SKEW_WORTH_SAYING = 60
_GUID = re.compile(r"([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Written short: a path with two of them is wider than any terminal."""


def text(findings: Findings, *, email: str) -> str:
    """What a check found, in sections; counts, paths and names of fields, never contents."""
    found = findings.sample
    sections = [_who(found, email), _requests(findings.requests)]
    if found.counts:
        counted = [[name, f"{count:,}"] for name, count in found.counts.items()]
        sections.append(["What is there", *aligned(counted, right=[1])])
    if findings.fault is None:
        sections += [_asked_for(found), _dropped(found)]
    return "\n\n".join("\n".join(section) for section in sections)


def _who(found: Sample, email: str) -> list[str]:
    of_whom = f" of {email}" if email else ""
    if not found.account:
        return ["Who", f"Nobody yet: the token{of_whom} was not accepted."]
    end = f"account …{found.account[-4:]}"
    told = f"Signed in as {email} ({end}, zone {found.time_zone or 'unknown'})." if email else f"Signed in ({end})."
    lines = ["Who", told]
    if found.product:
        lines.append(f"The tracker calls itself {found.product}.")
    skew = found.clock_skew_seconds
    if skew is not None and abs(skew) > _SKEW_WORTH_SAYING:
        lines.append(f"Its clock is {abs(skew)} seconds {'ahead of' if skew > 0 else 'behind'} this machine's.")
    return lines


def _requests(requests: list[Request]) -> list[str]:
    rows = [["", "request", "status", "bytes", "ms", "scopes that a scoped token needs"]]
    rows += [
        [
            one.method,
            _GUID.sub(r"\1…", one.path),
            str(one.status),
            f"{one.size_bytes:,}",
            str(one.milliseconds),
            one.needs,
        ]
        for one in requests
    ]
    return ["Requests", *aligned(rows, right=[2, 3, 4])]


def _asked_for(found: Sample) -> list[str]:
    return ["Fields asked for, what is kept, and for which figure", *aligned([list(row) for row in found.fields])]


def _dropped(found: Sample) -> list[str]:
    if not found.dropped:
        return ["Dropped at the door", "Nothing: the tracker sent only what was asked for."]
    return ["Dropped at the door: sent by the tracker, decoded by nobody", *sorted(found.dropped)]
