"""How figures are counted as a file to take along, and taking one in: first it shows what would change."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as now_say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from altaclario.connections import choices
from altaclario.connections.choices import Place
from altaclario.dashboards.choosing import file_of_choices, opening
from altaclario.dashboards.choosing.file_of_choices import Choices, NotTaken
from altaclario.dashboards.choosing.opening import Opened
from altaclario.metrics.settings import Settings
from altaclario.metrics.written import GENERAL, OF_TRACKER
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import seeing
from altaclario.web.templatetags.words import say
from altaclario.workspaces import access, members, teams
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission


class Taking(forms.Form):
    """A file, or what it says."""

    file = forms.FileField(
        label=_("A file"), required=False, widget=forms.FileInput(attrs={"accept": ".toml,application/toml"})
    )
    text = forms.CharField(
        label=_("Or what it says"),
        required=False,
        max_length=file_of_choices.MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
    )

    def content(self) -> bytes:
        """The file, and where there is none, the text."""
        file = self.cleaned_data["file"]
        said: bytes = file.read(file_of_choices.MOST_BYTES + 1) if file else self.cleaned_data["text"].encode()
        return said


@access.needs(Permission.OWN_TEAM)
@require_safe
def export(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The choices of everybody or of a team as a file."""
    opened = _opened(request, membership)
    held = {key: (choices.at(place, snapshot), snapshot) for key, (place, snapshot) in _held(opened).items()}
    team = str(opened.place.team.pk) if opened.place.team else ""
    said = file_of_choices.text(membership.workspace.slug, team, opened.settings, held)
    headers = {"Content-Disposition": 'attachment; filename="counting.toml"'}
    return HttpResponse(said, content_type="application/toml; charset=utf-8", headers=headers)


@access.needs(Permission.OWN_TEAM)
def take_in(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Take a file in: it is looked at first, and saved when it is sent again."""
    opened = _opened(request, membership)
    form = Taking(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _shown(request, opened, form)
    try:
        content = form.content()
        found = _understood(opened, file_of_choices.read(content))
    except NotTaken as refused:
        form.add_error(None, now_say("%(why)s Nothing was changed.") % {"why": say(refused.why)})
        return _shown(request, opened, form)
    if "save" not in request.POST:
        again = Taking(initial={"text": content.decode("utf-8-sig")})
        return _shown(request, opened, again, tried=_tried(opened, found), seen=_seen(opened))
    if request.POST.get("seen") != _seen(opened):
        form.add_error(None, now_say("Somebody changed this meanwhile. Look at it again before you save."))
        return _shown(request, opened, form)
    try:
        _save(membership, found)
    except teams.NoSuchTeam:
        raise Http404 from None
    except members.NotAllowed:
        raise PermissionDenied from None
    except choices.ChangedMeanwhile:
        form.add_error(None, now_say("Somebody changed this meanwhile. Look at it again before you save."))
        return _shown(request, opened, form)
    return redirect(reverse("counting", args=[membership.workspace.slug]) + opened.query)


Understood = list[tuple[Place, Settings, tuple[str, ...], Snapshot | None]]


def _understood(opened: Opened, said: Choices) -> Understood:
    """What would be stored where. Raises NotTaken."""
    team = str(opened.place.team.pk) if opened.place.team else ""
    if said.workspace != opened.place.workspace.slug:
        raise NotTaken(now_say("The file is of another workspace."))
    if said.team != team:
        raise NotTaken(now_say("The file is of another team, or of everybody."))
    found: Understood = [
        (opened.place, file_of_choices.settings(said.general, GENERAL, opened.settings), GENERAL, None)
    ]
    held = _held(opened)
    for key, some in said.trackers.items():
        if key not in held:
            raise NotTaken(now_say("A tracker of the file is not connected here, or nothing of it is in memory."))
        place, snapshot = held[key]
        file_of_choices.see_words(some, snapshot)
        now = choices.at(place, snapshot)
        found.append((place, file_of_choices.settings(some, OF_TRACKER, now), OF_TRACKER, snapshot))
    return found


def _tried(opened: Opened, found: Understood) -> list[opening.Tried]:
    (_, general, keys, _none), *trackers = found
    by_tracker = {place.connection.key: settings for place, settings, _, _ in trackers if place.connection}
    return opened.tried_in_each(
        {
            one.key: {
                **{key: getattr(general, key) for key in keys},
                **({key: getattr(by_tracker[one.key], key) for key in OF_TRACKER} if one.key in by_tracker else {}),
            }
            for one in opened.connections
        }
    )


@transaction.atomic
def _save(membership: Membership, found: Understood) -> None:
    now = timezone.now()
    for place, settings, keys, snapshot in found:
        choices.change(membership, place, settings, keys, snapshot=snapshot, seen=place.seen, now=now)


def _held(opened: Opened) -> dict[str, tuple[Place, Snapshot]]:
    """Each tracker of which anything is in memory."""
    found = ((one, seeing.held(one)) for one in opened.connections)
    where = opened.place
    return {one.key: (Place(where.workspace, one, where.team), held) for one, held in found if held is not None}


def _seen(opened: Opened) -> str:
    return "".join(place.seen[:8] for place in (opened.place, *(place for place, _ in _held(opened).values())))


def _opened(request: HttpRequest, membership: Membership) -> Opened:
    """Raises Http404 or PermissionDenied."""
    asked = {"team": request.GET.get("team", "")}
    opened = opening.seen(membership, asked, now=timezone.now())
    if not opening.may_change(membership, opened.place):
        raise PermissionDenied
    return opened


def _shown(request: HttpRequest, opened: Opened, form: Any, **more: object) -> HttpResponse:
    told = {"opened": opened, "form": form, **more}
    return render(request, "dashboards/counting_import.html", told, status=422 if form.errors else 200)
