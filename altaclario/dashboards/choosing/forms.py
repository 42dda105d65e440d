"""What can be chosen for every tracker alike: which days count, and how lengths of time are counted."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as now_say
from django.utils.translation import gettext_lazy as _

from altaclario.dashboards.choosing import ics
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot
from altaclario.web.templatetags.words import say

MOST_PERCENTILES = 6
_DAYS = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]


class Choosing(forms.Form):
    """A form that shows settings, and makes others of what is filled in."""

    template = "web/_form.html"

    def __init__(
        self, data: Any = None, files: Any = None, *, settings: Settings, snapshot: Snapshot | None = None
    ) -> None:
        super().__init__(data, files, initial=self.of(settings))
        self.snapshot = snapshot
        self.offer(settings)

    def offer(self, settings: Settings) -> None:
        """Add what there is to choose in the tracker."""

    @staticmethod
    def of(settings: Settings) -> dict[str, Any]:
        """What the form shows of settings."""
        raise NotImplementedError

    def chosen(self, settings: Settings) -> Settings:
        """The settings as the form has them."""
        raise NotImplementedError


class Calendar(Choosing):
    """Which days count."""

    clock = forms.ChoiceField(
        label=_("Lengths of time are in"),
        choices=[("calendar", _("calendar days: every day counts")), ("working", _("working days"))],
        help_text=_("Each page can show the other one; this is what it shows first, and what the service level is in."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        coerce=int,
        choices=list(enumerate(_DAYS)),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one day at least: a week without working days has no length.")},
    )
    holidays = forms.CharField(
        label=_("Holidays"),
        required=False,
        max_length=30 * ics.MOST_DAYS,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("One day a line, as 2026-12-25. They are no working days; forecasts leave them out on any clock."),
    )
    file = forms.FileField(
        label=_("Add the days of a calendar file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
        help_text=_("An .ics file: the days of its all-day events are added; nothing else of it is kept."),
    )

    @staticmethod
    def of(settings: Settings) -> dict[str, Any]:
        """What the form shows of settings."""
        return {
            "clock": settings.clock,
            "weekdays": [place for place, digit in enumerate(settings.weekdays) if digit == "1"],
            "holidays": "\n".join(one.isoformat() for one in settings.holidays),
        }

    def clean_holidays(self) -> list[date]:
        """The days that were typed."""
        return [_day(word) for word in re.split(r"[\s,;]+", self.cleaned_data["holidays"]) if word]

    def clean_file(self) -> tuple[date, ...]:
        """The days of the file."""
        file = self.cleaned_data["file"]
        if not file:
            return ()
        try:
            found = ics.days(file.read(ics.MOST_BYTES + 1))
        except ics.NotRead as refused:
            raise forms.ValidationError(say(refused.why)) from None
        return tuple(_within(one, one.isoformat()) for one in found)

    def clean(self) -> None:
        """All of them together are not too many."""
        if len(self.every_holiday) > ics.MOST_DAYS:
            text = now_say("Up to %(most)d holidays are kept; leave out those that are long past.")
            self.add_error("holidays", text % {"most": ics.MOST_DAYS})

    @property
    def every_holiday(self) -> tuple[date, ...]:
        """Those that were typed and those of the file, each once."""
        return tuple(sorted({*self.cleaned_data.get("holidays", ()), *self.cleaned_data.get("file", ())}))

    def chosen(self, settings: Settings) -> Settings:
        """The settings as the form has them."""
        worked = set(self.cleaned_data["weekdays"])
        return replace(
            settings,
            clock=self.cleaned_data["clock"],
            weekdays="".join("1" if place in worked else "0" for place in range(7)),
            holidays=self.every_holiday,
        )


class Lengths(Choosing):
    """How lengths of time are counted, and what is expected of them."""

    restart = forms.ChoiceField(
        label=_("An item that went back to the backlog started"),
        choices=[("first", _("when it was first begun")), ("last", _("when it was begun again"))],
    )
    elapsed = forms.TypedChoiceField(
        label=_("A cycle time is"),
        choices=[("0", _("the days that it touched: the same day is 1")), ("1", _("the exact time from start to end"))],
        coerce=lambda value: value == "1",
    )
    percentiles = forms.CharField(
        label=_("Percentiles"),
        max_length=40,
        help_text=_("Up to six numbers from 1 to 100. Headlines name 85, or the highest where it is not among them."),
    )
    window_days = forms.TypedChoiceField(
        label=_("The flow page looks at"),
        choices=[("30", _("30 days")), ("84", _("12 weeks")), ("182", _("26 weeks")), ("365", _("12 months"))],
        coerce=int,
    )
    sle_days = forms.IntegerField(
        label=_("Service level: days"),
        required=False,
        min_value=1,
        max_value=3650,
        help_text=_("How long work may take. Empty: a proposal from the last 90 days stands in for it."),
    )
    sle_share = forms.IntegerField(label=_("Service level: in how many of 100 cases"), min_value=1, max_value=100)
    untouched_days = forms.IntegerField(
        label=_("Work is forgotten after so many days without a change"), min_value=1, max_value=3650
    )

    @staticmethod
    def of(settings: Settings) -> dict[str, Any]:
        """What the form shows of settings."""
        same = ("restart", "window_days", "sle_days", "sle_share", "untouched_days")
        shown: dict[str, Any] = {name: getattr(settings, name) for name in same}
        shares = ", ".join(map(str, settings.percentiles))
        return {**shown, "elapsed": "1" if settings.elapsed else "0", "percentiles": shares}

    def clean_percentiles(self) -> tuple[int, ...]:
        """In their order, each once."""
        words = [word for word in re.split(r"[\s,;]+", self.cleaned_data["percentiles"]) if word]
        if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= 100 for word in words):
            raise forms.ValidationError(now_say("Percentiles are whole numbers from 1 to 100, with commas between."))
        found = tuple(sorted({int(word) for word in words}))
        if not 1 <= len(found) <= MOST_PERCENTILES:
            raise forms.ValidationError(now_say("Choose one percentile at least, and six at most."))
        return found

    def chosen(self, settings: Settings) -> Settings:
        """The settings as the form has them."""
        return replace(settings, **self.cleaned_data)


def _day(word: str) -> date:
    try:
        found = date.fromisoformat(word)
    except ValueError:
        text = now_say('"%(word)s" is no day. Write each as 2026-12-25.')
        raise forms.ValidationError(text % {"word": word[:20]}) from None
    return _within(found, word)


def _within(day: date, word: str) -> date:
    if not ics.EARLIEST <= day <= ics.LATEST:
        text = now_say("%(word)s lies too far away: holidays are from 2000 to 2099.")
        raise forms.ValidationError(text % {"word": word[:20]})
    return day
