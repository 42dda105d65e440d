"""Which items are defects, which classes of work there are, and between which statuses work is measured."""

from collections.abc import Iterable, Sized
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as now_say
from django.utils.translation import gettext_lazy as _

from altaclario.dashboards.choosing.forms import Choosing
from altaclario.metrics.chosen import MOST_SIGNS, Pair, WorkClass
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Level, Snapshot

MOST = 10
"""Pairs, or classes of work, of one tracker."""


class Pairs(Choosing):
    """Each pair by its name; one without a name is none."""

    @staticmethod
    def of(settings: Settings) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for place, one in enumerate(settings.pairs, start=1):
            shown |= {f"name-{place}": one.name, f"start-{place}": list(one.start), f"finish-{place}": list(one.finish)}
        return shown

    def offer(self, settings: Settings) -> None:
        statuses = [(one.id, one.name) for one in self.snapshot.statuses] if self.snapshot else []
        for place in range(1, _fields(settings.pairs) + 1 if statuses else 1):
            named = {"number": place}
            self.fields[f"name-{place}"] = _name(now_say("Name of pair %(number)d") % named)
            self.fields[f"start-{place}"] = _boxes(now_say("Pair %(number)d: work is in progress in") % named, statuses)
            self.fields[f"finish-{place}"] = _boxes(now_say("Pair %(number)d: work is finished in") % named, statuses)

    def clean(self) -> None:
        _see_names(self)
        for place in _places(self):
            start, finish = (set(self.cleaned_data.get(f"{end}-{place}", ())) for end in ("start", "finish"))
            if not (start and finish):
                text = now_say("Choose a status in which work is in progress, and one in which it is finished.")
                self.add_error(f"start-{place}", text)
            if start & finish:
                text = now_say("A status is either where work is in progress or where it is finished.")
                self.add_error(f"finish-{place}", text)

    def chosen(self, settings: Settings) -> Settings:
        data = self.cleaned_data
        found = [
            Pair(data[f"name-{place}"], frozenset(data[f"start-{place}"]), frozenset(data[f"finish-{place}"]))
            for place in _places(self)
        ]
        return replace(settings, pairs=tuple(found) if self.fields else settings.pairs)


class Kinds(Choosing):
    """Defects, classes of work, and what a release is where there are no versions."""

    defects = forms.ChoiceField(
        label=_("Defects are"),
        choices=[
            ("named", _('the types with "bug" or "defect" in their name')),
            ("chosen", _("the types ticked here")),
        ],
    )

    @staticmethod
    def of(settings: Settings) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "defects": "named" if settings.defect_types is None else "chosen",
            "defect_types": sorted(settings.defect_types or ()),
            "release_by": settings.release_by,
        }
        for place, one in enumerate(settings.classes, start=1):
            shown |= {f"name-{place}": one.name}
            shown |= {f"{kind}-{place}": sorted(getattr(one, kind)) for kind in _OF_CLASS}
        return shown

    def offer(self, settings: Settings) -> None:
        words = _words(self.snapshot, settings)
        self.fields["defect_types"] = _boxes(_("Types that are defects"), [(one, one) for one in words["types"]])
        if self.snapshot is not None and self.snapshot.areas:
            self.fields["release_by"] = forms.ChoiceField(
                label=_("A release is"),
                choices=[("iteration", _("an iteration")), ("tag", _("a tag")), ("area", _("an area"))],
            )
        for place in range(1, _fields(settings.classes) + 1 if self.snapshot else 1):
            self.fields[f"name-{place}"] = _name(now_say("Name of class %(number)d") % {"number": place})
            for kind, label in _OF_CLASS.items():
                if words[kind]:
                    choices = [(one, one) for one in words[kind]]
                    self.fields[f"{kind}-{place}"] = _boxes(label % {"number": place}, choices)

    def clean(self) -> None:
        _see_names(self)
        for place in _places(self):
            if not any(self.cleaned_data.get(f"{kind}-{place}") for kind in _OF_CLASS):
                self.add_error(f"name-{place}", now_say("Choose a type, a label or a priority for it."))
        if self.cleaned_data.get("defects") == "chosen" and not self.cleaned_data.get("defect_types"):
            self.add_error("defects", now_say("Tick one type at least."))

    def chosen(self, settings: Settings) -> Settings:
        data = self.cleaned_data
        found = [
            WorkClass(data[f"name-{place}"], *(frozenset(data.get(f"{kind}-{place}", ())) for kind in _OF_CLASS))
            for place in _places(self)
        ]
        return replace(
            settings,
            defect_types=frozenset(data["defect_types"]) if data["defects"] == "chosen" else None,
            classes=tuple(found) if self.snapshot else settings.classes,
            release_by=data.get("release_by") or settings.release_by,
        )


_OF_CLASS = {
    "types": _("Class %(number)d: types"),
    "labels": _("Class %(number)d: labels"),
    "priorities": _("Class %(number)d: priorities"),
}


def _words(snapshot: Snapshot | None, settings: Settings) -> dict[str, list[str]]:
    """What can be chosen, and what is chosen already."""
    chosen = {kind: {word for one in settings.classes for word in getattr(one, kind)} for kind in _OF_CLASS}
    chosen["types"] |= settings.defect_types or set()
    if snapshot is not None:
        chosen["types"] |= {one.name for one in snapshot.types if one.name and one.level == Level.BASE}
        chosen["labels"] |= {one for one in snapshot.labels if one}
        chosen["priorities"] |= {one for one in snapshot.priorities if one}
    return {kind: sorted(words, key=str.casefold) for kind, words in chosen.items()}


def _fields(chosen: Sized) -> int:
    """How many are offered: those that are chosen, and one more as long as there may be more."""
    return max(len(chosen), min(len(chosen) + 1, MOST))


def _name(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=MOST_SIGNS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Without a name it is none."),
    )


def _boxes(label: Any, choices: Iterable[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=list(choices), widget=forms.CheckboxSelectMultiple
    )


def _places(form: forms.Form) -> list[str]:
    """The numbers of those that have a name."""
    named = [name.partition("-")[2] for name in form.fields if name.startswith("name-")]
    return [place for place in named if form.cleaned_data.get(f"name-{place}")]


def _see_names(form: forms.Form) -> None:
    """Of two with one name the second is refused."""
    seen: set[str] = set()
    for place in _places(form):
        name = form.cleaned_data[f"name-{place}"]
        if name in seen:
            form.add_error(f"name-{place}", now_say("Another one is called so."))
        seen.add(name)
