"""The page that `check-connection` prints."""

from altaclario.charts.columns import aligned
from altaclario.providers.jira.columns.fields import ALLOWED
from altaclario.sync.checking import Findings, Request

_SKEW_WORTH_SAYING = 60


def text(findings: Findings, *, email: str) -> str:
    """What a check found, in sections; counts, paths and names of fields, never contents."""
    sections = [_who(findings, email), _requests(findings.requests)]
    if findings.counts:
        sections.append(
            ["What is there", *aligned([[name, f"{count:,}"] for name, count in findings.counts.items()], right=[1])]
        )
    if findings.fault is None:
        sections += [_asked_for(findings), _dropped(findings)]
    return "\n\n".join("\n".join(section) for section in sections)


def _who(findings: Findings, email: str) -> list[str]:
    if not findings.account:
        return ["Who", f"Nobody yet: the token of {email} was not accepted."]
    lines = ["Who", f"Signed in as {email} (account …{findings.account[-4:]}, zone {findings.time_zone or 'unknown'})."]
    if findings.deployment:
        lines.append(f"The tracker calls itself Jira {findings.deployment}.")
    skew = findings.clock_skew_seconds
    if skew is not None and abs(skew) > _SKEW_WORTH_SAYING:
        lines.append(f"Its clock is {abs(skew)} seconds {'ahead of' if skew > 0 else 'behind'} this machine's.")
    return lines


def _requests(requests: list[Request]) -> list[str]:
    rows = [["", "request", "status", "bytes", "ms", "scopes that a scoped token needs"]]
    rows += [
        [one.method, one.path, str(one.status), f"{one.size_bytes:,}", str(one.milliseconds), one.needs]
        for one in requests
    ]
    return ["Requests", *aligned(rows, right=[2, 3, 4])]


def _asked_for(findings: Findings) -> list[str]:
    found = findings.fields
    custom = {"(sprint)": found.sprint, "(flagged)": found.flagged, "(points)": ", ".join(found.point_fields)}
    rows = [[custom.get(one.field, one.field) or f"{one.field} not found", one.kept, one.needed_by] for one in ALLOWED]
    return ["Fields asked for, what is kept, and for which figure", *aligned(rows)]


def _dropped(findings: Findings) -> list[str]:
    if not findings.dropped:
        return ["Dropped at the door", "Nothing: the tracker sent only what was asked for."]
    return ["Dropped at the door: sent by the tracker, decoded by nobody", *sorted(findings.dropped)]
