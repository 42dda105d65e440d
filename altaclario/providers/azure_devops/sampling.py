"""One question of each kind to an organisation of Azure DevOps."""

from collections.abc import Callable

from altaclario.providers.asking import Asking
from altaclario.providers.azure_devops import client
from altaclario.providers.azure_devops.client import AzureDevOps
from altaclario.providers.azure_devops.columns.fields import ALLOWED, Fields
from altaclario.providers.azure_devops.columns.revisions import Batch
from altaclario.providers.azure_devops.columns.wire import ItemBatch, RevisionPage
from altaclario.providers.azure_devops.discovery import Organisation, Place, look_around
from altaclario.providers.sampling import SIZE, Sample
from altaclario.providers.scope import Scope

_NO_MORE = Batch(token="", is_last=True, keys=frozenset(), first=0, reached=0, items=frozenset())


async def sample(
    asking: Asking, scope: Scope, into: Sample, *, now: int, face: Callable[..., AzureDevOps] = AzureDevOps
) -> None:
    """Ask, and fill the sample. Raises a TrackerFault. The tracker tells no clock of its own."""
    del now
    azure = face(asking)
    who = await azure.myself()
    into.account = who.authenticatedUser.id
    into.product = f"Azure DevOps ({who.deploymentType})" if who.deploymentType else "Azure DevOps"
    into.product += f", asked by version {azure.version}"
    organisation = await look_around(azure, scope.projects, scope.boards)
    await organisation.configure()
    into.fields = _named(organisation.catalogue.fields)
    into.counts = _counts(organisation)
    into.counts["work items"] = 0
    for place in organisation.places:
        into.counts["work items"] += await _of_project(azure, place, into)


async def _of_project(azure: AzureDevOps, place: Place, into: Sample) -> int:
    """Some items, one page of the feed; returns how many items the first query finds."""
    types, project = place.project.process.levels, place.project.id
    if not types:
        return 0
    async for ids in azure.ids(project, client.of_types(types)):
        async for _ in azure.ids(project, f"{client.of_types(types)} AND {client.ASSIGNED}"):
            break
        await azure.items(project, ids[:SIZE], place.fields, into.noting(ItemBatch, "item: ", None))
        take = into.noting(RevisionPage, "revision: ", _NO_MORE)
        async for _ in azure.revisions(project, list(types), place.fields, take):
            pass
        return len(ids)
    return 0


def _counts(organisation: Organisation) -> dict[str, int]:
    projects, teams = organisation.catalogue.projects, organisation.catalogue.teams
    return {
        "types of work": sum(len(one.process.levels) for one in projects),
        "states": len({state for one in projects for _, state in one.process.categories}),
        "areas": sum(len(one.areas) for one in projects),
        "iterations": sum(len(one.iterations) for one in projects),
        "teams": len(teams),
        "sprints": sum(len(one.iterations) for one in teams),
    }


def _named(found: Fields) -> list[tuple[str, str, str]]:
    return [
        (one.field if one.field in found.known else f"{one.field} not found", one.kept, one.needed_by)
        for one in ALLOWED
    ]
