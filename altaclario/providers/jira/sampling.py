"""One question of each kind to a Jira."""

from collections.abc import Callable

from altaclario.providers.asking import Asking
from altaclario.providers.jira import client
from altaclario.providers.jira.client import Jira, TakesIssues
from altaclario.providers.jira.columns.changes import LAST
from altaclario.providers.jira.columns.fields import ALLOWED, FieldIds
from altaclario.providers.jira.discovery import look_around
from altaclario.providers.sampling import SIZE, Sample
from altaclario.providers.scope import Scope


async def sample(
    asking: Asking, scope: Scope, into: Sample, *, now: int, face: Callable[[Asking], Jira] = Jira
) -> None:
    """Ask, and fill the sample. Raises a TrackerFault."""
    jira = face(asking)
    myself = await jira.myself()
    into.account, into.time_zone = myself.accountId, myself.timeZone
    server = await jira.server()
    into.product = f"Jira {server.deploymentType}".strip()
    into.clock_skew_seconds = server.skew(now)
    site, entries = await look_around(jira, scope)
    fields = await site.configure(jira, entries)
    into.fields = _named(fields)
    await site.sprints(jira)
    everything = client.within(scope.projects)
    into.counts = {
        "statuses": len(site.catalogue.statuses),
        "types": len(site.catalogue.types),
        "boards": len(site.boards),
        "sprints": len(site.catalogue.sprints),
        "versions": len(site.catalogue.versions),
        "issues (about)": await jira.count(everything),
    }
    async for ids in jira.ids(everything):
        await jira.issues(ids[:SIZE], fields, _of_page(into.noting(jira.page_type(fields), "issue: ", 0)))
        await jira.changes(ids[:SIZE], fields, into.noting(jira.dropping, "change: ", LAST))
        return


def _of_page(take: Callable[[bytes], int]) -> TakesIssues:
    return lambda body, _: take(body)


def _named(found: FieldIds) -> list[tuple[str, str, str]]:
    custom = {"(sprint)": found.sprint, "(flagged)": found.flagged, "(points)": ", ".join(found.point_fields)}
    return [(custom.get(one.field, one.field) or f"{one.field} not found", one.kept, one.needed_by) for one in ALLOWED]
