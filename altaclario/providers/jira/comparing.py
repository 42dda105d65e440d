"""What a site lists now against what was held: which issues are asked for, and what became of those that are gone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from altaclario.providers.jira.client import ISSUES_A_REQUEST
from altaclario.providers.jira.columns import issues
from altaclario.providers.jira.columns.assembling import Collected
from altaclario.providers.jira.kept import NOT_GIVEN, Ids, Kept
from altaclario.snapshots.snapshot import NEVER, Snapshot

_MOST_WITNESSES = 60


@dataclass(frozen=True, slots=True)
class Listing:
    """What the tracker lists now. Ids ascend."""

    ids: Ids
    lately: Ids
    """What was changed since shortly before the last reading began,"""
    on_board: Mapping[str, Ids]
    """and what each chosen board shows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which issues are asked for, and why. Ids ascend."""

    new: Ids
    changed: Ids
    """What was changed since the last reading, or may have been."""
    settled: Ids
    """Those of them that the last reading has surely read since, if they are not among what changed after it began."""
    vanished: Ids
    """What is held and not listed any more."""
    shown: Ids
    """What is held, and a board shows it now that did not, or does no more."""
    orphans: Ids
    """What is held, and its parent, or what it has a link to, is not listed any more: nobody need have changed it."""
    witnesses: Ids
    """What is held and tells whether sprints and projects are as they were."""

    @property
    def ids(self) -> Ids:
        """All of them, once each."""
        several = (self.new, self.changed, self.vanished, self.shown, self.orphans, self.witnesses)
        ids: Ids = np.unique(np.concatenate(several))
        return ids

    def without_settled(self, changed_since: Ids) -> "Wanted":
        """Without those that were not changed since the last reading began."""
        return replace(self, changed=np.setdiff1d(self.changed, np.setdiff1d(self.settled, changed_since)))


def wanted(listing: Listing, kept: Kept, before: Snapshot) -> Wanted:
    """What is to be asked for."""
    held = before.items.id.astype(np.int64)
    changed = np.intersect1d(listing.lately, kept.ids)
    vanished = np.setdiff1d(held, listing.ids)
    # What was not given once may be given now.
    known = np.setdiff1d(kept.ids, kept.ids[kept.updated == NOT_GIVEN][:ISSUES_A_REQUEST])
    return Wanted(
        new=np.setdiff1d(listing.ids, known),
        changed=changed,
        settled=np.intersect1d(changed, kept.fetched),
        vanished=vanished,
        shown=_shown(listing, before, held),
        orphans=np.intersect1d(
            np.union1d(_children(before, held, vanished), _linking(before, held, vanished)), listing.ids
        ),
        witnesses=_witnesses(listing, before, held),
    )


def _children(before: Snapshot, held: Ids, of: Ids) -> Ids:
    return held[np.isin(before.items.parent, of)]


def _linking(before: Snapshot, held: Ids, to: Ids) -> Ids:
    return held[before.links.item[np.isin(before.links.to, to)]]


def left_behind(found: "Found", collected: Collected, before: Snapshot, asked: Wanted) -> Ids:
    """What is held, was not asked for, and has a link to an issue that came: it may have been hidden, with the link."""
    held = before.items.id.astype(np.int64)
    new = np.setdiff1d(found.ids, held)
    pages = collected.issues.pages
    targets, sources = issues.joined(pages, "linked_items"), issues.joined(pages, "linked_ids")
    of_new = np.unique(sources[np.isin(targets, new)])
    known = _linking(before, held, new)
    return np.setdiff1d(np.intersect1d(of_new, held), np.union1d(known, asked.ids))


def _shown(listing: Listing, before: Snapshot, held: Ids) -> Ids:
    differs = np.zeros(len(held), np.bool_)
    for board, members in listing.on_board.items():
        differs |= np.isin(held, members) != before.on_board[board]
    return np.intersect1d(held[differs], listing.ids)


def _witnesses(listing: Listing, before: Snapshot, held: Ids) -> Ids:
    """An issue in each sprint that is not over, and one of each project."""
    _, of_projects = np.unique(before.items.project, return_index=True)
    spells = before.sprint_memberships
    goes_on = np.array([one.state in ("active", "future") for one in before.sprints] or [False], np.bool_)
    rows = np.flatnonzero((spells.left == NEVER) & goes_on[spells.of])
    _, of_sprints = np.unique(spells.of[rows], return_index=True)
    chosen = np.append(of_projects, spells.item[rows[of_sprints]][: _MOST_WITNESSES - len(of_projects)])
    return np.intersect1d(held[chosen.astype(np.int64)], listing.ids)


@dataclass(frozen=True, slots=True)
class Found:
    """What the answers say of the issues that were asked for. Ids ascend."""

    ids: Ids
    """Those that the tracker gave,"""
    updated: Ids
    """when each was changed last,"""
    projects: NDArray[np.str_]
    """and the project of its key."""

    @staticmethod
    def of(collected: Collected) -> "Found":
        """All that came."""
        newest = issues.newest(collected.issues.pages, "updated", "project")
        names = np.array(collected.names.projects.names)
        return Found(newest["id"], newest["updated"], names[newest["project"].astype(np.int64)])


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of the issues that were asked for. Ids ascend."""

    part: Ids
    """What is new or differs, and is read whole;"""
    added: Ids
    changed: Ids
    still: Ids
    """of what was not listed what is there all the same: a search does not find everything at once;"""
    moved: Ids
    """what is in a project now that is not read;"""
    hidden: Ids
    """what is listed and not given to this account any more;"""
    deleted: Ids
    """and what is gone, for all that Jira tells: of one that it hides it says the same."""

    @property
    def gone(self) -> NDArray[np.uint32]:
        """What is held no longer."""
        return np.union1d(np.union1d(self.moved, self.hidden), self.deleted).astype(np.uint32)


def fates(asked: Wanted, found: Found, listing: Listing, kept: Kept, before: Snapshot) -> Fates:
    """Tell apart what came, what stayed as it was, and why what is gone is gone."""
    held = before.items.id.astype(np.int64)
    vanished = np.isin(found.ids, asked.vanished)
    is_read = np.isin(found.projects, [name for name in before.projects if name])
    still = found.ids[vanished & is_read]
    is_known = np.isin(found.ids, held)
    differs = (found.updated != _updated(found.ids, kept)) | np.isin(found.ids, asked.shown)
    stays = ~vanished | is_read
    refused = np.setdiff1d(np.intersect1d(asked.ids, held), found.ids)
    return Fates(
        part=found.ids[stays & (differs | ~is_known | np.isin(found.ids, asked.orphans))],
        added=found.ids[stays & ~is_known],
        changed=found.ids[stays & is_known & differs],
        still=still,
        moved=found.ids[vanished & ~is_read],
        hidden=np.intersect1d(refused, listing.ids),
        deleted=np.setdiff1d(refused, listing.ids),
    )


def renamed(found: Found, listing: Listing, kept: Kept, before: Snapshot) -> bool:
    """Whether a project has another key, or may have: an issue that nobody changed has it, or one that is listed has a
    key that none had."""
    held = before.items.id.astype(np.int64)
    if len(np.setdiff1d(found.projects[np.isin(found.ids, listing.ids)], before.projects)):
        return True
    known = np.isin(found.ids, held) & (found.updated == _updated(found.ids, kept))
    rows = np.searchsorted(held, found.ids[known])
    names = np.array(before.projects or ("",))
    return bool((names[before.items.project[rows]] != found.projects[known]).any())


def emptied(listing: Listing, before: Snapshot) -> Ids:
    """What is held of projects of which nothing is listed any more."""
    is_listed = np.isin(before.items.id, listing.ids)
    left = np.bincount(before.items.project[is_listed], minlength=len(before.projects))
    ids: Ids = before.items.id[(left == 0)[before.items.project]].astype(np.int64)
    return ids


def lost(fates: Fates, before: Snapshot) -> int:
    """How many issues were held of projects of which none is left; a single one may well have been deleted."""
    is_gone = np.isin(before.items.id, fates.deleted)
    every = np.bincount(before.items.project, minlength=len(before.projects))
    gone = np.bincount(before.items.project[is_gone], minlength=len(before.projects))
    return int(every[(every == gone) & (every > 1)].sum())


def _updated(ids: Ids, kept: Kept) -> Ids:
    """When each was changed last, as far as was known."""
    rows = np.minimum(np.searchsorted(kept.ids, ids), max(len(kept.ids) - 1, 0))
    if not len(kept.ids):
        return np.full(len(ids), NOT_GIVEN, np.int64)
    return np.where(kept.ids[rows] == ids, kept.updated[rows], NOT_GIVEN)
