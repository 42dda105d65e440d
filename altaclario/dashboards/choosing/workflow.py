"""What the statuses of a tracker mean: in which stage work stands there, how much may be, and where it cannot go on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as now_say
from django.utils.translation import gettext_lazy as _

from altaclario.charts import wording
from altaclario.dashboards.choosing.forms import Choosing
from altaclario.metrics import counting
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot, Stage, Status
from altaclario.web.templatetags.words import say

MOST_STATUSES = 300
"""So many are offered, those in which most items are first."""
_AS_BEFORE = ("", _("Not listed: stays where it was"))


@dataclass(frozen=True, slots=True)
class Row:
    """One status: what it is called, how many items are in it now, and its fields."""

    name: str
    items: int
    is_unlisted: bool
    stage: BoundField
    limit: BoundField
    blocked: BoundField

    @property
    def faults(self) -> list[BoundField]:
        """Those of its fields that are not right."""
        return [one for one in (self.stage, self.limit, self.blocked) if one.errors]


class Workflow(Choosing):
    """A stage for each status, and what else is said of it."""

    template = "dashboards/_counting_workflow.html"
    cancelled_resolutions = forms.MultipleChoiceField(
        label=_("Resolutions that mean it will not be done"), required=False, widget=forms.CheckboxSelectMultiple
    )
    blocked_labels = forms.MultipleChoiceField(
        label=_("Labels that mean it cannot go on"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def offer(self, settings: Settings) -> None:
        snapshot = self.snapshot
        self._statuses = _offered(snapshot) if snapshot else []
        for name, words in {
            "cancelled_resolutions": snapshot.resolutions if snapshot else (),
            "blocked_labels": snapshot.labels if snapshot else (),
        }.items():
            offered = sorted({word for word in words if word} | getattr(settings, name), key=str.casefold)
            self.fields[name].choices = [(word, word) for word in offered]  # type: ignore[attr-defined]
            if not offered:
                del self.fields[name]
        for status, _count in self._statuses:
            self._add(status, settings)

    @staticmethod
    def of(settings: Settings) -> dict[str, Any]:
        return {
            "cancelled_resolutions": sorted(settings.cancelled_resolutions),
            "blocked_labels": sorted(settings.blocked_labels),
        }

    @property
    def rows(self) -> Iterator[Row]:
        """The statuses in the order in which a board has them."""
        for status, count in self._statuses:
            fields = (self[f"{kind}-{status.id}"] for kind in ("stage", "limit", "blocked"))
            yield Row(status.name, count, status.stage is None, *fields)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in memory that could be chosen."""
        return not self._statuses

    @property
    def others(self) -> list[BoundField]:
        """The fields that are of no status."""
        return [self[name] for name in ("cancelled_resolutions", "blocked_labels") if name in self.fields]

    def _add(self, status: Status, settings: Settings) -> None:
        stage, named = settings.stages.get(status.id, status.stage), {"status": status.name}
        listed = [(one.name.lower(), say(wording.stage(one))) for one in Stage]
        self.fields[f"stage-{status.id}"] = forms.ChoiceField(
            label=now_say("Stage of %(status)s") % named,
            choices=[_AS_BEFORE, *listed] if status.stage is None else listed,
            required=status.stage is not None,
            initial="" if stage is None else stage.name.lower(),
        )
        self.fields[f"limit-{status.id}"] = forms.IntegerField(
            label=now_say("Most items in %(status)s") % named,
            required=False,
            min_value=1,
            max_value=9999,
            initial=settings.wip_limits.get(status.id),
        )
        self.fields[f"blocked-{status.id}"] = forms.BooleanField(
            label=now_say("Blocked in %(status)s") % named,
            required=False,
            initial=status.id in settings.blocked_statuses,
        )

    def chosen(self, settings: Settings) -> Settings:
        offered = {status.id: status for status, _count in self._statuses}
        stages = {id: stage for id, stage in settings.stages.items() if id not in offered}
        limits = {id: limit for id, limit in settings.wip_limits.items() if id not in offered}
        blocked = {id for id in settings.blocked_statuses if id not in offered}
        for id, status in offered.items():
            stage = self.cleaned_data[f"stage-{id}"]
            if stage and Stage[stage.upper()] != status.stage:
                stages[id] = Stage[stage.upper()]
            if limit := self.cleaned_data[f"limit-{id}"]:
                limits[id] = limit
            if self.cleaned_data[f"blocked-{id}"]:
                blocked.add(id)
        return replace(
            settings,
            stages=stages,
            wip_limits=limits,
            blocked_statuses=frozenset(blocked),
            cancelled_resolutions=frozenset(self.cleaned_data.get("cancelled_resolutions", ())),
            blocked_labels=frozenset(self.cleaned_data.get("blocked_labels", ())),
        )


def _offered(snapshot: Snapshot) -> list[tuple[Status, int]]:
    """The statuses, each with how many counted items are in it now, in the order of their stages."""
    last = snapshot.transitions.status.take(snapshot.transitions.first[1:].astype(np.intp) - 1)
    now = np.bincount(last[counting.base_level(snapshot)], minlength=len(snapshot.statuses)).tolist()
    found = list(zip(snapshot.statuses, now, strict=True))
    most = sorted(found, key=lambda one: -one[1])[:MOST_STATUSES]
    return sorted(most, key=lambda one: (one[0].stage is not None, one[0].stage or 0, -one[1], one[0].name))
