"""A few issues become the part of a snapshot that takes its place among all the others."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from altaclario.providers.jira.columns import catalogue, issues
from altaclario.providers.jira.columns.assembling import Catalogue, Collected, snapshot
from altaclario.providers.jira.columns.issues import IssueColumns
from altaclario.providers.jira.columns.wire import SprintValue
from altaclario.snapshots.snapshot import NEVER, Snapshot, Sprint

Ids = NDArray[np.int64]


def part(
    collected: Collected,
    site: Catalogue,
    before: Snapshot,
    *,
    touched: Ids,
    told: Mapping[int, SprintValue],
    other_points: bool,
    read_at: int,
    not_given: int,
) -> Snapshot:
    """The snapshot of these issues, which says of everything else what a reading of all of them would say.

    `touched` are the issues that are read anew or gone, `told` what issues say of their sprints, `not_given` how many
    are listed and cannot be read.
    """
    names = collected.names
    still_in = _still_in(before, touched)
    # What other issues say of a sprint that no board lists.
    names.sprints.update({id: value for id, value in told.items() if id in still_in and id not in names.sprints})
    made = snapshot([collected], site, read_at=read_at, other_points=other_points)
    unnamed = {one.id for one in before.statuses} - {one.id for one in made.statuses}
    types = {one.id: one for one in site.types}
    listed = {one.id for one in before.types if one.id in types} - {one.id for one in made.types}
    known = {one.id for one in made.sprints} | {str(id) for id in still_in}
    forgotten = [Sprint(one.id, "", "unknown") for one in before.sprints if one.id not in known]
    return replace(
        made,
        statuses=(*made.statuses, *catalogue.statuses(sorted(unnamed), site.statuses)),
        types=(*made.types, *catalogue.types(sorted(listed), types, epics=names.epic_types)),
        sprints=(*made.sprints, *forgotten),
        left_out={"the tracker could not give it": not_given} if not_given else {},
    )


def changes_points(pages: list[IssueColumns], before: Snapshot, touched: Ids, *, other_points: bool) -> bool:
    """Whether the other one of two point fields counts from now on, or may: that depends on all issues together."""
    rest = before.items.estimate[~np.isin(before.items.id, touched)]
    has_rest = not np.isnan(rest).all()
    points, other = (not np.isnan(issues.joined(pages, name)).all() for name in ("points", "other_points"))
    if other_points:
        return points or not (has_rest or other)
    return not (has_rest or points) and (other or not np.isnan(before.items.estimate).all())


def _still_in(before: Snapshot, touched: Ids) -> set[int]:
    """The sprints in which some issue that nobody touched is today."""
    spells = before.sprint_memberships
    rows = (spells.left == NEVER) & ~np.isin(before.items.id, touched)[spells.item]
    return {int(before.sprints[code].id) for code in np.unique(spells.of[rows]).tolist()}
