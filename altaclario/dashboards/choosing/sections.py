"""The sections in which is chosen how figures are counted, and what each of them says now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from altaclario.charts import wording
from altaclario.charts.messages import Message, Text, counted
from altaclario.dashboards import recipes
from altaclario.dashboards.choosing import forms, kinds, workflow
from altaclario.metrics.settings import Settings


@dataclass(frozen=True, slots=True)
class Section:
    """One of them: the settings that it holds, its form, and those settings in words."""

    name: str
    title: Message
    question: Message
    keys: Sequence[str]
    form: Any
    words: Callable[[Settings], Sequence[Text]]
    is_of_tracker: bool = False


def _calendar(settings: Settings) -> list[Text]:
    worked = recipes.worked(settings)
    return [Message("in {clock}", {"clock": wording.clock(settings)}), Message("work on {days}", {"days": worked})]


def _lengths(settings: Settings) -> list[Text]:
    expected: Text = Message("service level: a proposal")
    if settings.sle_days is not None:
        within = wording.days(settings.sle_days)
        expected = Message("service level: {share} % within {days}", {"share": settings.sle_share, "days": within})
    return [
        Message("exact elapsed time") if settings.elapsed else Message("days touched, the same day is 1"),
        Message("from the last start") if settings.restart == "last" else Message("from the first start"),
        Message("percentiles {shares}", {"shares": ", ".join(map(str, settings.percentiles))}),
        counted("the last {count} day", "the last {count} days", settings.window_days),
        expected,
        counted("forgotten after {count} day", "forgotten after {count} days", settings.untouched_days),
    ]


def _workflow(settings: Settings) -> list[Text]:
    told: list[Text] = [
        counted("{count} status in another stage", "{count} statuses in another stage", len(settings.stages)),
        counted("{count} limit", "{count} limits", len(settings.wip_limits)),
    ]
    blocked = len(settings.blocked_statuses) + len(settings.blocked_labels)
    rules = counted("flags and {count} status or label", "flags and {count} statuses or labels", blocked)
    told.append(Message("blocked by {rules}", {"rules": rules}) if blocked else Message("blocked by flags"))
    if settings.cancelled_resolutions:
        told.append(Message("cancelled by resolution"))
    return told


def _pairs(settings: Settings) -> list[Text]:
    named: list[Text] = [one.name for one in settings.pairs]
    return named or [Message("only the stages of the workflow")]


def _kinds(settings: Settings) -> list[Text]:
    chosen = settings.defect_types
    defects: Text = Message("defects by name")
    if chosen is not None:
        defects = Message("defects: {types}", {"types": ", ".join(sorted(chosen))})
    classes: list[Text] = [one.name for one in settings.classes]
    return [defects, *(classes or [Message("each type is a class")])]


SECTIONS: Mapping[str, Section] = {
    one.name: one
    for one in (
        Section(
            "calendar",
            Message("Working days and holidays"),
            Message("Which days count?"),
            ("clock", "weekdays", "holidays"),
            forms.Calendar,
            _calendar,
        ),
        Section(
            "lengths",
            Message("Lengths and expectations"),
            Message("How long is long?"),
            ("restart", "elapsed", "percentiles", "window_days", "sle_days", "sle_share", "untouched_days"),
            forms.Lengths,
            _lengths,
        ),
        Section(
            "workflow",
            Message("Workflow"),
            Message("What do the statuses mean?"),
            ("stages", "wip_limits", "blocked_statuses", "blocked_labels", "cancelled_resolutions"),
            workflow.Workflow,
            _workflow,
            is_of_tracker=True,
        ),
        Section(
            "pairs",
            Message("Beginnings and ends"),
            Message("Between which statuses is work measured?"),
            ("pairs",),
            kinds.Pairs,
            _pairs,
            is_of_tracker=True,
        ),
        Section(
            "kinds",
            Message("Defects and classes of work"),
            Message("What kinds of work are there?"),
            ("defect_types", "classes", "release_by"),
            kinds.Kinds,
            _kinds,
            is_of_tracker=True,
        ),
    )
}
"""By the word that stands in addresses."""
